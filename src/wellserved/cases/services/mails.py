"""Mails become cases, or further words on the case whose thread they carry on."""

import hashlib
import logging
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction

from wellserved.cases.contracts import AttachmentIn, CaseIn, ContactIn, MailIn, MessageIn, Taken
from wellserved.cases.domain.facts import Channel, Direction, Kind, Quarantine, Sending
from wellserved.cases.domain.numbers import NumberUnreadable, id_of, number_of
from wellserved.cases.mails.judging import judged
from wellserved.cases.mails.reading import MailRead, MailUnreadable, read_mail
from wellserved.cases.models import Attachment, Contact, Message
from wellserved.people.contracts import OPERATOR
from wellserved.people.queries import customer_of_address
from wellserved.platform.naming import named

from .reopening import bring_back
from .taking_in import add_message, take_in

SOURCE = "mail"
MOST_KEPT = 5 * 1024 * 1024
"""Of a mail that cannot be read so many bytes are kept."""
_log = logging.getLogger(__name__)
_NUMBER = re.compile(r"\[([0-9A-Za-z]{4}-[0-9A-Za-z]{4})\]")


def take_mail(*, raw: bytes, now: datetime) -> Taken:
    """Keep a mail as it came over the wire; the same one once. Whatever it holds, it is kept somewhere.

    It is read before the transaction, for that may take a while.
    """
    try:
        return _taken(read_mail(raw, authserv=settings.IMAP_AUTHSERV), now=now)
    except MailUnreadable:
        pass
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001  a mail that stopped us would keep all behind it out
        _log.error("A mail could not be taken in (%s); it is kept whole, in quarantine.", named(error))
    return _kept_whole(raw, now=now, why=Quarantine.UNREADABLE)


@transaction.atomic
def _taken(mail: MailRead, *, now: datetime) -> Taken:
    text = mail.text or mail.quoted
    digests = [hashlib.sha256(one.content or b"").digest() for one in mail.attachments]
    content = _digest(mail.sender_address, text, digests)
    under_id = list(Message.objects.filter(mail_id=mail.mail_id, direction=Direction.IN))
    for there in under_id:
        if _digest(there.sender_address, there.text, _digests(there)) == content:
            number = number_of(there.case_id)
            return Taken(case_id=there.case_id, number=number, message_id=there.pk, already_there=True)
    # Some programs give every mail of theirs the same Message-ID.
    key = f"{mail.mail_id} {content}" if under_id else mail.mail_id
    _note_bounced(mail, now=now)
    case_id, began_in = _thread(mail)
    why = judged(mail, ours=_ours(), within_hour=_within_hour(mail, case_id, now=now))
    quarantine = why.value if why else ""
    at = mail.sent_at if mail.sent_at and now - timedelta(days=30) < mail.sent_at <= now else now
    along = MailIn(mail_id=mail.mail_id, references=mail.references, html=mail.html, quoted=mail.quoted)
    if case_id is not None:
        message = MessageIn(
            source=SOURCE,
            source_id=key,
            channel=Channel.EMAIL,
            text=text,
            title=mail.subject,
            made_at=at,
            sender_name=mail.sender_name,
            sender_address=mail.sender_address,
            attachments=mail.attachments,
            mail=along,
            quarantine=quarantine,
        )
        return add_message(by=OPERATOR, case_id=case_id, message=message, began_in=began_in, now=now)
    case = CaseIn(
        source=SOURCE,
        source_id=hashlib.sha256(key.encode()).hexdigest(),
        kind=Kind.QUESTION,
        channel=Channel.EMAIL,
        text=text,
        title=mail.subject or "(–)",
        made_at=at,
        # Who forges an address must not find their words among another's: only a checked sender is tied.
        customer=customer_of_address(mail.sender_address) if mail.dmarc == "pass" else None,
        contact=ContactIn(name=mail.sender_name, email=mail.sender_address),
        attachments=mail.attachments,
        mail=along,
        quarantine=quarantine,
    )
    return take_in(by=OPERATOR, case=case, now=now)


def take_oversized(*, head: bytes, size: int, now: datetime) -> Taken:
    """A mail that is too large to be fetched: its head is kept, and staff are shown that it lies in the mailbox."""
    return _kept_whole(head, now=now, why=Quarantine.TOO_LARGE, size=size)


def _digest(sender: str, text: str, attachments: Iterable[bytes]) -> str:
    parts = [sender.encode(), text.encode(), *sorted(attachments)]
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def _digests(message: Message) -> list[bytes]:
    return [bytes(one) for (one,) in Attachment.objects.filter(message=message).values_list("digest")]


def _kept_whole(raw: bytes, *, now: datetime, why: Quarantine, size: int | None = None) -> Taken:
    kept = raw[:MOST_KEPT]
    case = CaseIn(
        source=SOURCE,
        source_id=hashlib.sha256(raw).hexdigest(),
        kind=Kind.QUESTION,
        channel=Channel.EMAIL,
        text="",
        title="message.eml",
        attachments=(AttachmentIn(name="message.eml", content=kept, size=size or len(raw)),),
        quarantine=why.value,
    )
    return take_in(by=OPERATOR, case=case, now=now)


def _thread(mail: MailRead) -> tuple[int | None, int | None]:
    """The case that this mail carries on, and where those words were said before a merge: by the ids of its thread, else
    by the number in its subject.

    An id of ours is not to be guessed. A number may be read over a shoulder: with it alone only the address that the
    case came from is believed.
    """
    found = Message.objects.filter(mail_id__in=mail.references).exclude(mail_id="").order_by("-pk").first()
    if found is not None:
        return found.case_id, found.began_in
    for number in _NUMBER.findall(mail.subject):
        try:
            case_id = id_of(number)
        except NumberUnreadable:
            continue
        if Contact.objects.filter(pk=case_id, email__iexact=mail.sender_address).exclude(email="").exists():
            return case_id, None
    return None, None


def _within_hour(mail: MailRead, case_id: int | None, *, now: datetime) -> int:
    since = now - timedelta(hours=1)
    if case_id is not None:
        return Message.objects.filter(
            case=case_id, sender_address=mail.sender_address, recorded_at__gt=since
        ).count()
    return Contact.objects.filter(email=mail.sender_address, case__recorded_at__gt=since).count()


def _ours() -> tuple[str, ...]:
    return tuple(parseaddr(one)[1].lower() for one in (settings.CASES_FROM, settings.DEFAULT_FROM_EMAIL))


def _note_bounced(mail: MailRead, *, now: datetime) -> None:
    """What we sent did not arrive: the reply counts as failed, and its case is back with its owner."""
    for message in Message.objects.filter(mail_id__in=mail.failed, sending=Sending.SENT).exclude(mail_id=""):
        Message.objects.filter(pk=message.pk).update(
            sending=Sending.FAILED, sent_at=None, last_answer="The customer's mail server sent it back."
        )
        bring_back(message, now=now)
