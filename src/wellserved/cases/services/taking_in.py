"""Cases as they come in, from whichever way; and further words on those that are there."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from wellserved.cases.contracts import CaseIn, ContactIn, MessageIn, Taken
from wellserved.cases.domain.facts import Quarantine, State
from wellserved.cases.domain.numbers import number_of
from wellserved.cases.domain.titles import title_of
from wellserved.cases.models import Case, Contact
from wellserved.cases.queries.seeing import NO_CASE, seen_by, theirs
from wellserved.journey.queries.touchpoints import touchpoint_keys
from wellserved.people.contracts import NotFound, Person
from wellserved.people.models import Location, Segment
from wellserved.people.services import audit, require

from .claiming import CaseRefused
from .due import promise_due
from .indexing import add_words
from .keeping import keep_first_words, keep_further_words, plain
from .reopening import REOPENED, open_again

MOST_TEXT = 100_000


@transaction.atomic
def take_in(*, by: Person, case: CaseIn, now: datetime) -> Taken:
    """Make a case, once for each source and source id. Raises CaseRefused, naming the field."""
    require(by, "cases:write")
    return _taken_in(by, case, now=now)


@transaction.atomic
def complain(*, by: Person, case: CaseIn, now: datetime) -> Taken:
    """A case that a customer makes, signed in or not, about themselves alone. Raises CaseRefused, naming the field."""
    if case.customer is not None and case.customer != by.customer_key:
        raise CaseRefused(_("A case is made for oneself. Sign in as this customer."), field="customer")
    return _taken_in(by, case, now=now)


@transaction.atomic
def add_message(
    *, by: Person, case_id: int, message: MessageIn, now: datetime, began_in: int | None = None
) -> Taken:
    """Further words of the customer, brought by staff or a program: the case is open again, and unread.

    `began_in` is the merged case whose words they carry on.
    """
    require(by, "cases:write")
    seen = seen_by(by)
    return add_to(by, seen.filter(pk=case_id), message, now=now, within=seen, began_in=began_in)


@transaction.atomic
def write_again(*, by: Person, case_id: int, message: MessageIn, now: datetime) -> Taken:
    """Further words that the customer of the case writes themselves. NotFound for anybody else."""
    return add_to(by, theirs(by).filter(pk=case_id), message, now=now)


def _taken_in(by: Person, case: CaseIn, *, now: datetime) -> Taken:
    _check(case, now=now)
    made_at = case.made_at or now
    row, made = Case.objects.get_or_create(
        source=case.source,
        source_id=case.source_id,
        defaults={
            "kind": case.kind.value,
            "channel": case.channel.value,
            "title": plain(case.title.strip() or title_of(case.text))[:200],
            "language": case.language,
            "customer_key": case.customer,
            "location": _place(case.location),
            "segment": _segment(case.segment),
            "touchpoint_id": _touchpoint(case.journey, case.touchpoint),
            "subject_kind": case.subject_kind,
            "subject_id": case.subject_id,
            "urgency": case.urgency.value,
            "value": case.value,
            "currency": case.currency,
            "link": case.link,
            "made_at": made_at,
            "recorded_at": now,
            "touched_at": now,
            "quarantine": case.quarantine,
            "quarantined_at": now if case.quarantine else None,
        },
    )
    if not made:
        return Taken(case_id=row.pk, number=number_of(row.pk), message_id=None, already_there=True)
    promise_due(row)
    row.save(update_fields=["first_due_at", "first_told", "resolve_due_at", "resolve_told"])
    contact = _contact(row, case.contact or ContactIn())
    message = keep_first_words(row, case, now=now)
    # The words last: of a long text the end is cut off, and whose case it is must be found.
    add_words(row.pk, row.title, contact.name, contact.email, contact.phone, contact.handle, case.text)
    facts: dict[str, str | float | bool | None] = {"kind_of": row.kind, "channel": row.channel}
    if case.quarantine:
        facts["quarantine"] = case.quarantine
    audit(by=by, deed="case.taken_in", kind="case", object_id=row.pk, now=now, **facts)
    return Taken(
        case_id=row.pk,
        number=number_of(row.pk),
        message_id=message.pk,
        already_there=False,
    )


def _contact(row: Case, said: ContactIn) -> Contact:
    return Contact.objects.create(
        case=row,
        name=plain(said.name)[:120],
        email=plain(said.email)[:254].lower(),
        phone=plain(said.phone)[:40],
        handle=plain(said.handle)[:200],
    )


def add_to(
    by: Person,
    found: QuerySet[Case],
    message: MessageIn,
    *,
    now: datetime,
    within: QuerySet[Case] | None = None,
    began_in: int | None = None,
) -> Taken:
    """Further words, in the caller's transaction, in the one case that is found, or in that which it was merged into.

    `within` are those that the writer may see; a customer reaches their own through any that was merged into it.
    """
    row = _standing(found)
    if row is None or (within is not None and not within.filter(pk=row.pk).exists()):
        raise NotFound(NO_CASE)
    if message.mail is None:
        # Of mails also those without a word are kept: they came.
        _check_words(message.text, message.attachments != ())
    # What carries on words of which nobody knows the case is no more known.
    began_in = _merged(found, row) if began_in is None else began_in
    kept, made = keep_further_words(row, message, began_in=began_in, now=now)
    if not made:
        return Taken(
            case_id=kept.case_id, number=number_of(kept.case_id), message_id=kept.pk, already_there=True
        )
    if not message.quarantine:
        _opened_again(row, now=now)
        add_words(row.pk, message.title, message.text)
    audit(by=by, deed="case.written_to", kind="case", object_id=row.pk, now=now, message=kept.pk)
    return Taken(case_id=row.pk, number=number_of(row.pk), message_id=kept.pk, already_there=False)


def _standing(found: QuerySet[Case]) -> Case | None:
    """The case, or the one that it was merged into, locked. Looked up first: whoever merges locks in another order."""
    row = found.first()
    while row is not None:
        row = Case.objects.select_for_update(of=("self",)).get(pk=row.merged_into_id or row.pk)
        if row.merged_into_id is None:
            break
    return row


def _merged(found: QuerySet[Case], row: Case) -> int | None:
    """The case that the words are meant for, where that was merged into the one that takes them."""
    meant = found.values_list("pk", flat=True).first()
    return None if meant == row.pk else meant


def _opened_again(row: Case, *, now: datetime) -> None:
    if row.state != State.NEW:
        open_again(row)
    row.unread, row.touched_at = True, now
    row.save(update_fields=[*REOPENED, "unread", "touched_at"])


def _check(case: CaseIn, *, now: datetime) -> None:
    if case.mail is None:
        _check_words(case.text or case.title, case.attachments != ())
    if not (case.source and case.source_id):
        raise CaseRefused("A case needs its source and the source's own id for it.", field="source_id")
    if case.made_at is not None and case.made_at.tzinfo is None:
        raise CaseRefused("The time has no zone: write it with one, such as +09:00 or Z.", field="made_at")
    if case.made_at is not None and case.made_at > now:
        raise CaseRefused("The time lies in the future. Give when the customer said it.", field="made_at")
    if (case.value is None) != (case.currency == ""):
        raise CaseRefused("A value needs its currency, and a currency a value.", field="currency")
    if case.quarantine and case.quarantine not in list(Quarantine):
        raise CaseRefused(f"'{case.quarantine}' is no reason for quarantine.", field="quarantine")


def _check_words(text: str, attached: bool) -> None:  # noqa: FBT001  a fact, not a switch
    if not text.strip() and not attached:
        raise CaseRefused(_("There are no words. Write what it is about, or attach something."), field="text")
    if len(text) > MOST_TEXT:
        raise CaseRefused(
            _("The text is longer than %(n)s characters. Send the rest as an attachment.")
            % {"n": f"{MOST_TEXT:,}"},
            field="text",
        )


def _place(code: str) -> Location | None:
    if not code:
        return None
    found = Location.objects.filter(code=code).first()
    if found is None:
        raise CaseRefused(f"There is no location '{code}': add it first.", field="location")
    return found


def _segment(slug: str) -> Segment | None:
    if not slug:
        return None
    found = Segment.objects.filter(slug=slug).first()
    if found is None:
        raise CaseRefused(f"There is no segment '{slug}': add it first.", field="segment")
    return found


def _touchpoint(journey: str, touchpoint: str) -> int | None:
    if not touchpoint:
        return None
    for key in touchpoint_keys():
        if (key.journey, key.touchpoint) == (journey, touchpoint):
            return key.touchpoint_id
    raise CaseRefused(
        f"Journey '{journey}' has no touchpoint '{touchpoint}'. Draw it first, or leave both away.",
        field="touchpoint",
    )
