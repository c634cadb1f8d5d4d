"""The mailbox, over IMAP: what lies in it is kept, and only then moved away."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from imaplib import IMAP4

from django.conf import settings
from imap_tools import BaseMailBox, ImapToolsError, MailBox, MailBoxUnencrypted

from wellserved.platform.naming import named

__all__ = ["Fetched", "MailboxUnreachable", "fetch"]

LARGEST = 60 * 1024 * 1024
SECONDS = 30
_log = logging.getLogger(__name__)


class MailboxUnreachable(Exception):
    """The mailbox could not be opened; the message says which setting to look at and names no password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    taken: int
    left: int


def fetch(*, clock: Callable[[], datetime], most: int = 500) -> Fetched:
    """Take in what lies in the mailbox, the oldest first. A mail that cannot be kept stays where it is.

    Each is kept in a transaction of its own before it is moved, so whoever dies between loses nothing; the Message-ID
    makes it one when it is fetched again. Raises MailboxUnreachable.
    """
    taken = left = 0
    with _opened() as box:
        if not box.folder.exists(settings.IMAP_TAKEN):
            box.folder.create(settings.IMAP_TAKEN)
        heads = [(m.uid, m.size_rfc822) for m in box.fetch(headers_only=True, mark_seen=False, limit=most)]
        for uid, size in heads:
            if uid is None:
                continue
            if not _taken(box, uid, size, now=clock()):
                left += 1
                continue
            box.move([uid], settings.IMAP_TAKEN)
            taken += 1
    return Fetched(taken=taken, left=left)


def _taken(box: BaseMailBox, uid: str, size: int, *, now: datetime) -> bool:
    """Whether it is kept. What one mail brings about must not keep those behind it out."""
    from wellserved.cases.services.mails import take_mail, take_oversized  # noqa: PLC0415  services read mails

    oversized = size > LARGEST
    raw = _bytes(box, uid, "BODY.PEEK[HEADER]" if oversized else "BODY.PEEK[]")
    if not raw:
        _log.warning("The mail server did not give a mail; it stays in the mailbox.")
        return False
    try:
        if oversized:
            take_oversized(head=raw, size=size, now=now)
        else:
            take_mail(raw=raw, now=now)
    except Exception as error:  # noqa: BLE001  as above
        _log.error("A mail could not be kept (%s); it stays in the mailbox.", named(error))
        return False
    return True


def _bytes(box: BaseMailBox, uid: str, part: str) -> bytes:
    """The bytes as they were sent: parsed and written again they would not be the same. Nothing where none are given."""
    answer, data = box.client.uid("fetch", uid, f"({part})")
    if answer != "OK":
        return b""
    return next((bytes(one[1]) for one in data if isinstance(one, tuple)), b"")


def _opened() -> BaseMailBox:
    kind = MailBox if settings.IMAP_TLS else MailBoxUnencrypted
    box: BaseMailBox | None = None
    try:
        box = kind(settings.IMAP_HOST, settings.IMAP_PORT, timeout=SECONDS)
        return box.login(settings.IMAP_NAME, settings.IMAP_PASSWORD, initial_folder=settings.IMAP_FOLDER)
    except (ImapToolsError, IMAP4.error, OSError) as error:
        if box is not None:
            box.client.shutdown()
        raise MailboxUnreachable(
            f"The mailbox at {settings.IMAP_HOST}:{settings.IMAP_PORT} did not let us in "
            f"({type(error).__name__}): look at WELLSERVED_IMAP_HOST and the settings beside it."
        ) from None
