"""Whether the customer was told what became of it, and whether it helped them: asked once."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from wellserved.cases.domain.facts import Direction, ToldBy
from wellserved.cases.domain.measured import HELPED, TOLD
from wellserved.cases.models import Case, Message
from wellserved.cases.queries.seeing import NO_CASE, theirs
from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import audit

from .claiming import CaseRefused, claimed, not_merged
from .indexing import add_words
from .measuring import record
from .writing import MOST_TEXT, way_to


@transaction.atomic
def tell(*, by: Person, case_id: int, now: datetime, way: ToldBy = ToldBy.OTHER, words: str = "") -> None:
    """The customer was told what became of it, by that way; `words` are noted. Once: telling again changes nothing."""
    row = claimed(by, case_id)
    not_merged(row)
    if row.told_at is not None:
        return
    if len(words) > MOST_TEXT or "\x00" in words:
        raise CaseRefused(
            _("This is longer than %(n)s characters. Shorten it.") % {"n": f"{MOST_TEXT:,}"}, field="words"
        )
    row.told_at, row.told_by_way, row.touched_at = now, way.value, now
    row.save(update_fields=["told_at", "told_by_way", "touched_at"])
    if words.strip():
        Message.objects.create(
            case=row,
            direction=Direction.NOTE,
            channel=way_to(row),
            staff_id=by.staff_id,
            text=words,
            language=row.language,
            at=now,
            recorded_at=now,
        )
        add_words(row.pk, words)
    audit(by=by, deed="case.told", kind="case", object_id=row.pk, now=now, way=way.value)
    record(row, TOLD, now=now, delivered=1.0, staff_id=by.staff_id)


@transaction.atomic
def ask_help(*, by: Person, case_id: int, now: datetime) -> bool:
    """Note that the customer is asked whether it helped; False where they were asked before."""
    row = claimed(by, case_id)
    not_merged(row)
    if row.help_asked_at is not None:
        return False
    row.help_asked_at = now
    row.save(update_fields=["help_asked_at"])
    audit(by=by, deed="case.help_asked", kind="case", object_id=row.pk, now=now)
    return True


@transaction.atomic
def say_helped(*, by: Person, case_id: int, helped: bool, now: datetime) -> None:
    """The customer's own word, once. NotFound for anybody else, CaseRefused where they answered before."""
    if not theirs(by).filter(pk=case_id).exists():
        raise NotFound(NO_CASE)
    note_helped(by=by, case_id=case_id, helped=helped, now=now)


@transaction.atomic
def hear_helped(*, by: Person, case_id: int, helped: bool, now: datetime) -> None:
    """What the customer told somebody of the staff, once: CaseRefused where it was answered before."""
    row = claimed(by, case_id)
    not_merged(row)
    if row.helped is not None:
        raise CaseRefused(_("The customer has answered this already; they are asked once."), field="helped")
    ask_help(by=by, case_id=case_id, now=now)
    note_helped(by=by, case_id=case_id, helped=helped, now=now)


@transaction.atomic
def note_helped(*, by: Person, case_id: int, helped: bool, now: datetime) -> None:
    """The same for a customer who was let in by other means, such as a link that only they have."""
    row = Case.objects.select_for_update(of=("self",)).filter(pk=case_id).first()
    if row is None:
        raise NotFound(NO_CASE)
    if row.helped is not None:
        raise CaseRefused(_("You have answered this already. Thank you."))
    row.helped, row.help_answered_at = helped, now
    row.save(update_fields=["helped", "help_answered_at"])
    audit(by=by, deed="case.helped", kind="case", object_id=row.pk, now=now, helped=helped)
    record(row, HELPED, now=now, perceived=float(helped), staff_id=row.owner_id)
