"""A mail as it came, read into what a case needs. Nothing of it is believed, and nothing of it can stop the reader."""

import codecs
import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import policy
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any

from charset_normalizer import from_bytes

from wellserved.cases.contracts import AttachmentIn
from wellserved.cases.domain.encodings import NO_CHARACTER_SETS
from wellserved.platform.html_text import text_of

from .quoting import split_reply

__all__ = ["MailRead", "MailUnreadable", "read_mail"]

MOST_PARTS = 100
MOST_TYPES = 1000
"""A mail that says so often what a part of it is was made to keep a reader busy."""
MOST_ATTACHMENTS = 30
MOST_NAMED = 200
"""Of what is more than that not even the names are kept."""
MOST_TEXT = 90_000
LONGEST_HEADER = 2000
LARGEST_TOGETHER = 40 * 1024 * 1024
RUNS = frozenset({
    "exe", "scr", "com", "bat", "cmd", "pif", "msi", "jar", "js", "jse", "vbs", "vbe", "wsf", "ps1", "lnk", "iso", "img", "hta",
    "html", "htm", "svg", "xhtml",
})  # fmt: skip
_STARTS_A_PROGRAM = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe")
_ID = re.compile(r"<([^<>\s]{1,998})>")
_HOST = re.compile(r"https?://([^\s/?#<>\"')\]]{1,255})", re.IGNORECASE)
# What the standard library raises over headers and bodies that no program should ever have written.
_BROKEN = (
    ValueError,
    IndexError,
    KeyError,
    AttributeError,
    LookupError,
    TypeError,
    AssertionError,
    RecursionError,
)


class MailUnreadable(ValueError):
    """It cannot be read as a mail; it is kept as it came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRead:
    """`text` is what was written new, `quoted` what was repeated of earlier mails. Ids are without their brackets.

    `links` counts the hosts that the new text links to. `automatic` is '' for a person's mail, 'automatic' for what a program answered, 'bounce' for what a mail server
    could not deliver, of which `failed` are the ids. `dmarc` is what the receiving server found ('pass', 'fail', '').
    """

    mail_id: str
    references: tuple[str, ...] = ()
    sender_name: str = ""
    sender_address: str = ""
    subject: str = ""
    text: str = ""
    quoted: str = ""
    html: str = ""
    sent_at: datetime | None = None
    attachments: tuple[AttachmentIn, ...] = ()
    automatic: str = ""
    failed: tuple[str, ...] = ()
    dmarc: str = ""
    links: int = 0


def _header_of(name: str, value: str) -> Any:
    """The standard library's reading of a header takes time by the square of its length."""
    return _headers(name, value[:LONGEST_HEADER])


_headers = HeaderRegistry()
_POLICY = policy.default.clone(max_line_length=None, header_factory=_header_of)


@dataclass(slots=True)
class _Parts:
    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    attachments: list[AttachmentIn] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    together: int = 0
    unnamed: int = 0


def read_mail(raw: bytes, *, authserv: str = "") -> MailRead:
    """Read the bytes of a mail (RFC 5322, MIME). `authserv` names the server whose Authentication-Results are ours.

    Raises MailUnreadable where it cannot be read at all.
    """
    if raw.lower().count(b"content-type:") > MOST_TYPES:
        raise MailUnreadable("The mail has more parts than can be read.")
    try:
        mail = BytesParser(policy=_POLICY).parsebytes(raw)
        parts = _parts(mail)
        return _read(mail, parts, raw, authserv=authserv)
    except _BROKEN as error:
        raise MailUnreadable("The mail is built in a way that cannot be read.") from error


def _read(mail: EmailMessage, parts: _Parts, raw: bytes, *, authserv: str) -> MailRead:
    html = "\n".join(parts.html)
    whole = "\n".join(parts.plain).strip() or text_of(html)
    text, quoted = split_reply(whole[: 2 * MOST_TEXT])
    name, address = parseaddr(_header(mail, "From"))
    ids = _ID.findall(_header(mail, "Message-ID"))
    return MailRead(
        mail_id=ids[0] if ids else f"{hashlib.sha256(raw).hexdigest()}@no-message-id",
        references=_references(mail),
        sender_name=_line(name)[:120],
        sender_address=_line(address).lower()[:254],
        subject=_line(_header(mail, "Subject"))[:200],
        text=text[:MOST_TEXT],
        quoted=quoted[:MOST_TEXT],
        html=html[: 4 * MOST_TEXT],
        sent_at=_sent_at(mail),
        attachments=tuple(parts.attachments),
        automatic=_automatic(mail, parts),
        failed=tuple(parts.failed[:20]),
        dmarc=_dmarc(mail, authserv),
        links=len({host.lower() for host in _HOST.findall(text)}),
    )


def _parts(mail: EmailMessage) -> _Parts:
    parts = _Parts()
    for number, part in enumerate(mail.walk()):
        kind = part.get_content_type()
        if (
            kind in {"text/rfc822-headers", "message/rfc822"}
            and mail.get_content_type() == "multipart/report"
        ):
            parts.failed += _ID.findall(_original_id(part))
        elif part.is_multipart() or kind.startswith(("message/", "multipart/")):
            continue
        elif number >= MOST_PARTS:
            _note(part, parts)
        elif part.get_filename() or part.get_content_disposition() == "attachment":
            _attach(part, parts)
        elif kind == "text/plain":
            parts.plain.append(_text(part))
        elif kind == "text/html":
            parts.html.append(_text(part))
        else:
            _attach(part, parts)
    if parts.unnamed:
        parts.attachments.append(_refused(f"+ {parts.unnamed}", 0, "too_many"))
    return parts


def _attach(part: EmailMessage, parts: _Parts) -> None:
    if len(parts.attachments) < MOST_ATTACHMENTS:
        parts.attachments.append(_attachment(part, parts))
    else:
        _note(part, parts)


def _note(part: EmailMessage, parts: _Parts) -> None:
    """That it came, under which name; staff can ask for it."""
    if len(parts.attachments) < MOST_NAMED:
        parts.attachments.append(_refused(_name(part), len(_bytes(part)), "too_many"))
    else:
        parts.unnamed += 1


def _attachment(part: EmailMessage, parts: _Parts) -> AttachmentIn:
    content, name = _bytes(part), _name(part)
    parts.together += len(content)
    if parts.together > LARGEST_TOGETHER:
        return _refused(name, len(content), "too_large")
    if name.rpartition(".")[2].lower() in RUNS or content.startswith(_STARTS_A_PROGRAM):
        return _refused(name, len(content), "type")
    return AttachmentIn(name=name, content=content)


def _refused(name: str, size: int, why: str) -> AttachmentIn:
    return AttachmentIn(name=name, content=None, size=size, refused=why)


def _name(part: EmailMessage) -> str:
    return _line(part.get_filename() or f"part.{part.get_content_subtype()}")[:200]


def _bytes(part: EmailMessage) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _text(part: EmailMessage) -> str:
    """In the character set that it names, else in the one that it looks like."""
    content = _bytes(part)
    try:
        known = codecs.lookup(part.get_content_charset() or "utf-8")
        said = "" if known.name in NO_CHARACTER_SETS else content.decode(known.name)
    except (UnicodeDecodeError, LookupError):
        said = ""
    if not said:
        best = from_bytes(content[:200_000]).best()
        said = content.decode(best.encoding if best else "utf-8", errors="replace")
    return _kept(said.replace("\r\n", "\n"))


def _kept(text: str) -> str:
    """Without what PostgreSQL cannot keep: NUL, and halves of characters, which some character sets can spell."""
    return text.replace("\x00", "").encode(errors="replace").decode()


def _references(mail: EmailMessage) -> tuple[str, ...]:
    """As they were written: a thread's header grows too long to be read in full."""
    names = ("references", "in-reply-to")
    raw = {name.lower(): str(value) for name, value in mail.raw_items() if name.lower() in names}
    found = [one for name in names for one in _ID.findall(_kept(raw.get(name, ""))[-20_000:])]
    return tuple(dict.fromkeys(found))[-50:]


def _header(mail: EmailMessage, name: str) -> str:
    """One header, or nothing where it cannot be read."""
    try:
        return _kept(str(mail.get(name, "")))
    except _BROKEN:
        return ""


def _line(text: str) -> str:
    return " ".join(_kept(text).split())


def _sent_at(mail: EmailMessage) -> datetime | None:
    try:
        at = parsedate_to_datetime(_header(mail, "Date"))
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def _automatic(mail: EmailMessage, parts: _Parts) -> str:
    """RFC 3834 (automatic responses), RFC 3464 (delivery status), and what older programs write instead."""
    local = parseaddr(_header(mail, "From"))[1].partition("@")[0].lower()
    empty_path = _header(mail, "Return-Path").strip() == "<>"
    if (
        parts.failed
        or "delivery-status" in _header(mail, "Content-Type").lower()
        or local in {"mailer-daemon", "postmaster"}
    ):
        return "bounce"
    said = _header(mail, "Auto-Submitted").strip().lower()
    by_precedence = _header(mail, "Precedence").strip().lower() in {"bulk", "junk", "list", "auto_reply"}
    answers = any(_header(mail, name) for name in ("X-Autoreply", "X-Autorespond", "List-Id"))
    if (said and said != "no") or by_precedence or answers or empty_path:
        return "automatic"
    return ""


def _original_id(part: EmailMessage) -> str:
    """The Message-ID of what could not be delivered, from the part that repeats it or its headers."""
    inner = part.get_payload()
    if isinstance(inner, list) and inner and isinstance(inner[0], EmailMessage):
        return _header(inner[0], "Message-ID")
    found = re.search(
        rb"(?im)^message-id:\s*(<[^<>\s]+>)", _bytes(part) or str(inner).encode(errors="replace")
    )
    return _kept(found[1].decode(errors="replace")) if found else ""


def _dmarc(mail: EmailMessage, authserv: str) -> str:
    """Of RFC 8601's results only those of our own server count: anybody can write the others."""
    if not authserv:
        return ""
    for value in mail.get_all("Authentication-Results", []):
        server, _, results = str(value).partition(";")
        if server.strip().split(" ")[0].lower() == authserv.lower():
            found = re.search(r"\bdmarc\s*=\s*(\w+)", results, re.IGNORECASE)
            return found[1].lower() if found else ""
    return ""
