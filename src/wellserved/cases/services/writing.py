"""Words of staff: replies that can be taken back for some seconds, notes among colleagues, calls noted down."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from wellserved.cases.contracts import AttachmentIn
from wellserved.cases.domain.facts import Channel, Direction, Sending, State
from wellserved.cases.models import Case, Contact, Draft, Message
from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import audit

from .claiming import CaseRefused, claimed, not_merged
from .indexing import add_words, index_anew
from .keeping import keep_attachments
from .reopening import REOPENED, open_again
from .starting import start_sending
from .stating import close_row

HOLD = timedelta(seconds=20)
MOST_TEXT = 20_000


class AnsweredMeanwhile(CaseRefused):
    """Somebody else answered, or the customer wrote again, since the page was opened."""


@transaction.atomic
def reply(
    *,
    by: Person,
    case_id: int,
    text: str,
    now: datetime,
    seen: int | None = None,
    then: State = State.WAITING,
    attachments: Iterable[AttachmentIn] = (),
    hold: timedelta = HOLD,
) -> int:
    """Answer the customer; returns the message's id. It goes out after `hold`, till when `undo_send` takes it back.

    `seen` is the last message that the writer knew of: AnsweredMeanwhile where there is a later one that a customer
    sees or wrote. `then` is how the case stands afterwards; closing needs what `close` needs. The first to answer
    becomes the owner of a case that had none.
    """
    row = claimed(by, case_id)
    not_merged(row)
    _checked(text)
    if seen is not None:
        _nothing_since(row, seen)
    way = way_to(row)
    # What is said elsewhere is answered there, by a person: nothing goes out by itself, and till then nobody was answered.
    by_hand = way is Channel.MENTION
    message = Message.objects.create(
        case=row,
        direction=Direction.OUT,
        channel=way,
        staff_id=by.staff_id,
        title=row.title,
        text=text,
        language=row.language,
        at=now,
        recorded_at=now,
        mail_id=new_mail_id(row, now=now),
        references=thread_of(row),
        sending=Sending.TO_POST if by_hand else Sending.HELD,
        held_until=None if by_hand else now + hold,
    )
    keep_attachments(message, attachments)
    closes = then is State.DONE and not by_hand and row.state != State.DONE
    _answered(row, by, State.OPEN if by_hand else then, now=now)
    if by.staff_id is not None:
        Draft.objects.filter(case=row, staff_id=by.staff_id).delete()
    add_words(row.pk, text)
    audit(by=by, deed="case.replied", kind="case", object_id=row.pk, now=now, message=message.pk)
    if by_hand:
        return message.pk
    if closes:
        close_row(by, row, now=now)
    start_sending(at=now + hold)
    return message.pk


@transaction.atomic
def undo_send(*, by: Person, message_id: int, now: datetime) -> str:
    """Take words back before they go out; returns the text, to be written anew. NotFound when it is too late."""
    message = Message.objects.filter(pk=message_id).first()
    if message is None:
        raise NotFound(_("There is no such message."))
    row = claimed(by, message.case_id)
    held = Q(sending=Sending.HELD, held_until__gt=now) | Q(sending=Sending.TO_POST)
    won = Message.objects.filter(held, pk=message_id).update(sending=Sending.UNDONE)
    if not won:
        raise NotFound(_("It has gone out already, or was taken back before."))
    closed = Message.objects.filter(pk=message_id, closes=True).exists()
    if row.state == State.WAITING or (row.state == State.DONE and closed):
        open_again(row, counted=False)
    row.touched_at = now
    row.save(update_fields=[*REOPENED, "touched_at"])
    if by.staff_id is not None:
        Draft.objects.update_or_create(
            case=row, staff_id=by.staff_id, defaults={"text": message.text, "saved_at": now}
        )
    index_anew(row)
    audit(by=by, deed="case.reply_undone", kind="case", object_id=row.pk, now=now, message=message_id)
    return message.text


@transaction.atomic
def note(*, by: Person, case_id: int, text: str, now: datetime) -> int:
    """Say something among colleagues; a customer never sees it."""
    row = claimed(by, case_id)
    _checked(text)
    message = _written(row, by, Direction.NOTE, text, channel=Channel.PORTAL, now=now)
    _touched(row, now=now)
    audit(by=by, deed="case.noted", kind="case", object_id=row.pk, now=now, message=message.pk)
    return message.pk


@transaction.atomic
def note_call(*, by: Person, case_id: int, text: str, now: datetime, answered: bool) -> int:
    """Note what was said on the telephone. `answered`: the customer got an answer in the call, so nothing more goes out."""
    row = claimed(by, case_id)
    not_merged(row)
    _checked(text)
    if answered:
        message = _written(row, by, Direction.OUT, text, channel=Channel.PHONE, now=now)
        _answered(row, by, State.OPEN, now=now)
        from .sending import answered_first  # noqa: PLC0415  it writes what was handed over

        answered_first(row, message, now=now)
    else:
        message = _written(row, by, Direction.IN, text, channel=Channel.PHONE, now=now)
        _touched(row, now=now)
    audit(by=by, deed="case.called", kind="case", object_id=row.pk, now=now, message=message.pk)
    return message.pk


def _written(
    row: Case, by: Person, direction: Direction, text: str, *, channel: Channel, now: datetime
) -> Message:
    out = direction is Direction.OUT
    message = Message.objects.create(
        case=row,
        direction=direction,
        channel=channel,
        staff_id=by.staff_id,
        text=text,
        language=row.language,
        at=now,
        recorded_at=now,
        sending=Sending.SENT if out else "",
        sent_at=now if out else None,
    )
    add_words(row.pk, text)
    return message


def _nothing_since(row: Case, seen: int) -> None:
    later = Message.objects.filter(case=row, pk__gt=seen, quarantine="").exclude(direction=Direction.NOTE)
    newest = later.exclude(sending=Sending.UNDONE).order_by("pk").last()
    if newest is None:
        return
    if newest.direction == Direction.IN:
        raise AnsweredMeanwhile(
            _("The customer has written again since you opened this page. Read it first.")
        )
    raise AnsweredMeanwhile(_("A colleague has answered since you opened this page. Read it first."))


def _answered(row: Case, by: Person, then: State, *, now: datetime) -> None:
    if row.owner_id is None:
        row.owner_id = by.staff_id
    # A last word on what is done leaves it done.
    if not (row.state == State.DONE and then is State.DONE):
        open_again(row)
    if then is State.WAITING:
        row.state, row.waiting_since = State.WAITING, now
    row.unread, row.touched_at = False, now
    row.save(update_fields=["owner_id", *REOPENED, "unread", "touched_at"])


def _touched(row: Case, *, now: datetime) -> None:
    row.touched_at = now
    row.save(update_fields=["touched_at"])


def way_to(row: Case) -> Channel:
    """How words reach this customer: a mention is answered where it stands, by hand; else by mail where we know one."""
    if row.channel == Channel.MENTION:
        return Channel.MENTION
    if Contact.objects.filter(case=row).exclude(email="").exists():
        return Channel.EMAIL
    return Channel.PORTAL


def thread_of(row: Case) -> list[str]:
    mails = Message.objects.filter(case=row).exclude(mail_id="").exclude(sending=Sending.UNDONE)
    return [one for (one,) in mails.order_by("at", "pk").values_list("mail_id")][-20:]


def new_mail_id(row: Case, *, now: datetime) -> str:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ") or "localhost"
    return f"{row.pk}.{int(now.timestamp() * 1_000_000):x}@{domain}"


def _checked(text: str) -> None:
    if not text.strip():
        raise CaseRefused(_("There are no words yet. Write something."), field="text")
    if len(text) > MOST_TEXT:
        raise CaseRefused(
            _("This is longer than %(n)s characters. Shorten it.") % {"n": f"{MOST_TEXT:,}"}, field="text"
        )
    if "\x00" in text:
        raise CaseRefused(_("The text holds a character that cannot be kept (NUL). Remove it."), field="text")
