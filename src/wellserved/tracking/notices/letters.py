"""Letters of notices: plain text and HTML, with all that a mail reader needs to thread, fold and unsubscribe."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from wellserved.tracking.notices.words import Told

LISTED = 50
"""A digest names this many; the others are a click away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """`id` is the same whenever this letter is sent, so that a double folds into the first."""

    id: str
    to: str
    secret: str
    told: Sequence[Told]


def message(letter: Letter, *, now: datetime) -> EmailMultiAlternatives:
    """In the language in force; one consignment's own letter, or a digest of several."""
    several = len(letter.told) > 1
    end = link_to("end", letter.secret) + ("?all=yes" if several else "")
    first = letter.told[0]
    subject = _digest_subject(len(letter.told)) if several else first.subject
    context = {
        "subject": subject,
        "told": letter.told[:LISTED],
        "others": max(0, len(letter.told) - LISTED),
        "several": several,
        "language": get_language(),
        "preferences": link_to("", letter.secret),
        "end": end,
    }
    mail = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string("tracking/mail/notice.txt", context),
        to=[letter.to],
        headers=_headers(letter.id, now=now)
        | {"List-Unsubscribe": f"<{end}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )
    mail.attach_alternative(render_to_string("tracking/mail/notice.html", context), "text/html")
    return mail


def confirmation(*, id: str, to: str, secret: str, number: str, now: datetime) -> EmailMultiAlternatives:  # noqa: A002  a message's
    """Asks whoever reads the address whether they want to be told; without an answer nothing more comes."""
    context = {
        "subject": _("Do you want to be told about %(number)s?") % {"number": number}
        if number
        else _("Do you want to be told about your parcels?"),
        "number": number,
        "language": get_language(),
        "confirm": link_to("confirm", secret),
    }
    mail = EmailMultiAlternatives(
        subject=context["subject"],
        body=render_to_string("tracking/mail/confirm.txt", context),
        to=[to],
        headers=_headers(id, now=now),
    )
    mail.attach_alternative(render_to_string("tracking/mail/confirm.html", context), "text/html")
    return mail


def link_to(what: str, secret: str) -> str:
    return f"{settings.BASE_URL.rstrip('/')}/tell-me/{secret}/" + (f"{what}/" if what else "")


def message_id(ids: Sequence[int]) -> str:
    """Of the notices in a letter."""
    if len(ids) == 1:
        return f"notice-{ids[0]}"
    return "notices-" + hashlib.sha256(",".join(map(str, sorted(ids))).encode()).hexdigest()[:32]


def _headers(id_: str, *, now: datetime) -> dict[str, str]:
    # The site's own name makes it unlike any other site's; the sender's domain is what receivers check it against.
    domain = (
        parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or urlsplit(settings.BASE_URL).hostname
    )
    return {
        "Message-ID": f"<{id_}.wellserved@{domain}>",
        "Date": format_datetime(now),
        "Auto-Submitted": "auto-generated",
    }


def _digest_subject(n: int) -> str:
    return ngettext("News of %(n)s parcel", "News of %(n)s parcels", n) % {"n": n}
