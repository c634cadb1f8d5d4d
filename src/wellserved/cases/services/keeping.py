"""Words and what came along with them, written into a case."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import puremagic

from wellserved.cases.contracts import AttachmentIn, CaseIn, MailIn, MessageIn
from wellserved.cases.domain.facts import Direction
from wellserved.cases.models import Attachment, AttachmentContent, Case, Message, MessageHtml

UNKNOWN_TYPE = "application/octet-stream"
LARGEST = 25 * 1024 * 1024


def keep_first_words(row: Case, said: CaseIn, *, now: datetime) -> Message:
    """The words that a case began with: the case's own source and id tell whether they had come before."""
    message = Message.objects.create(source=said.source, **_columns(row, said, now=now))
    _keep_along(message, said)
    return message


def keep_further_words(
    row: Case, said: MessageIn, *, began_in: int | None, now: datetime
) -> tuple[Message, bool]:
    """A customer's further words, and whether they are new: False where this source's id had come before.

    An id that this source gave to words of another case is another's: it may number them within each case.
    """
    columns = _columns(row, said, now=now) | {"began_in": began_in}
    message, made = _once(said, said.source_id, columns)
    # Looked at afterwards, not before: the other case's may come at the same moment.
    if not made and row.pk not in {message.case_id, message.case.split_from_id}:
        key = hashlib.sha256(f"{row.pk} {said.source_id}".encode()).hexdigest()
        message, made = _once(said, key, columns)
    if made:
        _keep_along(message, said)
    return message, made


def _once(said: MessageIn, key: str, columns: dict[str, Any]) -> tuple[Message, bool]:
    return Message.objects.get_or_create(source=said.source, source_id=key, defaults=columns)


def _columns(row: Case, said: CaseIn | MessageIn, *, now: datetime) -> dict[str, Any]:
    return {
        "case": row,
        "direction": Direction.IN.value,
        "channel": said.channel.value,
        "title": plain(said.title)[:200],
        "text": plain(said.text),
        "language": said.language,
        "at": said.made_at or now,
        "recorded_at": now,
        "quarantine": said.quarantine,
        **_of_sender(said),
        **_of_mail(said.mail),
    }


def _keep_along(message: Message, said: CaseIn | MessageIn) -> None:
    if said.mail is not None and said.mail.html:
        MessageHtml.objects.create(message=message, html=plain(said.mail.html))
    keep_attachments(message, said.attachments)


def keep_attachments(message: Message, attachments: Iterable[AttachmentIn]) -> None:
    """Their content beside their names; what the sender called their type is not believed."""
    for given in attachments:
        content = given.content
        refused = given.refused or ("too_large" if content is not None and len(content) > LARGEST else "")
        kept = Attachment.objects.create(
            message=message,
            name=plain(given.name)[:200] or "attachment",
            type=sniffed(content or b""),
            size=given.size or len(content or b""),
            digest=hashlib.sha256(content or b"").digest(),
            refused=refused,
        )
        if content is not None and not refused:
            AttachmentContent.objects.create(attachment=kept, content=content)


def sniffed(content: bytes) -> str:
    """The type that the bytes themselves show."""
    try:
        found = puremagic.from_string(content, mime=True) if content else ""
    except (puremagic.PureError, ValueError):
        found = ""
    return str(found or UNKNOWN_TYPE)[:100]


def _of_sender(said: CaseIn | MessageIn) -> dict[str, str]:
    if isinstance(said, MessageIn):
        return {
            "sender_name": plain(said.sender_name)[:120],
            "sender_address": plain(said.sender_address)[:320],
        }
    contact = said.contact
    return {
        "sender_name": plain(contact.name)[:120] if contact else "",
        "sender_address": plain(contact.email)[:320] if contact else "",
    }


def _of_mail(mail: MailIn | None) -> dict[str, object]:
    if mail is None:
        return {}
    return {
        "mail_id": plain(mail.mail_id)[:998],
        "references": [plain(one)[:998] for one in mail.references[-50:]],
        "quoted": plain(mail.quoted),
    }


def plain(text: str) -> str:
    """PostgreSQL's text cannot hold the NUL character."""
    return text.replace("\x00", "")
