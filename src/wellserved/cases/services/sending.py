"""Held words go out: claimed by one worker, carried by whoever knows the channel, and noted as gone."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from wellserved.cases.contracts import Channel, Outgoing
from wellserved.cases.domain.facts import Sending, State
from wellserved.cases.domain.measured import FIRST_ANSWER
from wellserved.cases.domain.numbers import number_of
from wellserved.cases.models import AttachmentContent, Case, Contact, Message
from wellserved.platform.naming import named

from .due import hours_between
from .measuring import record
from .reopening import bring_back, only_tells
from .stating import measure_closing

LEASE = timedelta(minutes=10)
"""After this a message whose worker died while it went out is tried again."""
MOST_ATTEMPTS = 6
Carry = Callable[[Outgoing], None]
_carriers: dict[Channel, Carry] = {}
_log = logging.getLogger(__name__)


class NotCarried(Exception):
    """It could not be handed over; `for_good` says that trying again is of no use. The message names no address."""

    def __init__(self, said: str, *, for_good: bool = False) -> None:
        super().__init__(said)
        self.for_good = for_good


def register_carrier(channel: Channel, carry: Carry) -> None:
    """Say who hands over words of a channel, in AppConfig.ready. A channel without one is read on our own pages."""
    if channel in _carriers:
        raise ValueError(f"There are two carriers of '{channel}': keep one.")
    _carriers[channel] = carry


def send_due(*, now: datetime, most: int = 200) -> int:
    """Hand over what is due; returns how many went out."""
    return sum(send_one(message_id=one, now=now) for one in due(now=now, most=most))


def due(*, now: datetime, most: int = 200) -> list[int]:
    """The ids of what is due, the longest due first."""
    return list(_due(now).order_by("held_until", "pk").values_list("pk", flat=True)[:most])


def send_one(*, message_id: int, now: datetime) -> bool:
    """Hand over one message, claimed by one worker alone; whether it went out. Of many each needs a `now` of its own."""
    claimed = _due(now).filter(pk=message_id)
    if not claimed.update(sending=Sending.SENDING, held_until=now + LEASE, attempts=F("attempts") + 1):
        return False
    message = Message.objects.select_related("case").get(pk=message_id)
    carry = _carriers.get(Channel(message.channel))
    try:
        if carry is not None:
            carry(_outgoing(message))
    except NotCarried as error:
        _not_sent(message, error, now=now)
        return False
    except Exception as error:  # noqa: BLE001  it counts as an attempt, so that it ends, and keeps no other back
        _log.error("Message %s could not be handed over: %s", message_id, named(error))
        _not_sent(message, NotCarried(f"It could not be handed over ({type(error).__name__})."), now=now)
        return False
    # By itself: whatever fails after this must not send it once more.
    Message.objects.filter(pk=message_id).update(
        sending=Sending.SENT, sent_at=now, held_until=None, last_answer=""
    )
    note_sent(message, now=now)
    return True


def note_sent(message: Message, *, now: datetime) -> None:
    """Note and measure what a message brought about that has gone out; what fails of it is logged and lets the rest go on."""
    try:
        with transaction.atomic():
            row = Case.objects.select_for_update(of=("self",)).get(pk=message.case_id)
            if not only_tells(message):
                answered_first(row, message, now=now)
            closes = Message.objects.filter(pk=message.pk, closes=True).exists()
            if closes and row.state == State.DONE:
                measure_closing(row, now=now)
    except Exception as error:  # noqa: BLE001  it has gone out, and those behind it have to
        _log.error("That case %s was answered could not be noted: %s", message.case_id, named(error))


def answered_first(row: Case, message: Message, *, now: datetime) -> None:
    """Note and measure the first answer of a case, in the caller's transaction; a later one changes nothing."""
    if row.answered_at is not None:
        return
    row.answered_at = now
    row.save(update_fields=["answered_at"])
    record(
        row,
        FIRST_ANSWER,
        now=now,
        delivered=hours_between(row, now),
        told=row.first_told,
        staff_id=message.staff_id,
    )


def _due(now: datetime) -> QuerySet[Message]:
    return Message.objects.filter(sending__in=[Sending.HELD, Sending.SENDING], held_until__lte=now)


@transaction.atomic
def _not_sent(message: Message, error: NotCarried, *, now: datetime) -> None:
    # The case before the message, as whoever closes it locks them.
    Case.objects.select_for_update(of=("self",)).get(pk=message.case_id)
    over = error.for_good or message.attempts >= MOST_ATTEMPTS
    Message.objects.filter(pk=message.pk).update(
        sending=Sending.FAILED if over else Sending.HELD,
        held_until=None if over else now + timedelta(minutes=2**message.attempts),
        last_answer=str(error)[:200],
    )
    if over:
        bring_back(message, now=now, counted=not Message.objects.filter(pk=message.pk, closes=True).exists())
        _log.warning("A reply of case %s could not be handed over for good.", message.case_id)


def _outgoing(message: Message) -> Outgoing:
    contact = Contact.objects.filter(pk=message.case_id).first() or Contact()
    contents = AttachmentContent.objects.select_related("attachment").filter(attachment__message=message)
    return Outgoing(
        message_id=message.pk,
        case_id=message.case_id,
        number=number_of(message.case_id),
        channel=Channel(message.channel),
        title=message.title,
        text=message.text,
        language=message.language,
        name=contact.name,
        email=contact.email,
        handle=contact.handle,
        link=message.case.link,
        mail_id=message.mail_id,
        references=tuple(message.references),
        attachments=tuple((one.attachment.name, one.attachment.type, bytes(one.content)) for one in contents),
    )
