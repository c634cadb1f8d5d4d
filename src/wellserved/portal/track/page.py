"""The page of one consignment with every text formed; the template only places them."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from wellserved.portal.track.answering import Answer, answer
from wellserved.portal.track.days import day_said, hours_of, last_day, moment_said
from wellserved.portal.track.linked_data import linked_data
from wellserved.portal.track.steps import Step, steps
from wellserved.tracking.contracts import Kind, Status
from wellserved.tracking.queries.public import (
    Followed,
    ScanSeen,
    Words,
    carrier_said,
    reason_said,
    status_said,
    words_said,
)

_NUMBER_OF: dict[Kind, Promise] = {
    Kind.PARCEL: gettext_lazy("Parcel %(number)s"),
    Kind.RETURN: gettext_lazy("Return %(number)s"),
    Kind.REPAIR: gettext_lazy("Repair %(number)s"),
}
# Until the lorry leaves something can still be changed.
_CHANGEABLE = {
    Status.INFO_RECEIVED,
    Status.IN_TRANSIT,
    Status.DELAYED,
    Status.ON_HOLD,
    Status.ATTEMPT_FAILED,
    Status.OUT_FOR_DELIVERY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One scan on the way."""

    title: str
    where: str
    when: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was told once: when, and what."""

    when: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelPage:
    """`stem` is the address of the page, `tail` what follows behind it to name the carrier."""

    title: str
    number: str
    stem: str
    tail: str
    version: str
    live: bool
    answer: Answer
    words: Words
    attempts: str
    place: str
    way: str
    steps: tuple[Step, ...]
    told: tuple[Said, ...]
    timeline: tuple[Seen, ...]
    more: str
    may_change: bool
    hear: str
    has_proof: bool
    linked_data: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One of several numbers: what it is and when it comes, or that it is unknown; its carrier where several have it."""

    number: str
    href: str
    title: str
    words: str
    sorry: str
    known: bool
    carrier: str = ""


def draw_parcel(followed: Followed, *, now: datetime, several: bool = False, url: str = "") -> ParcelPage:
    """`several` carriers have this number, so the page's address names its own."""
    zone = hours_of(followed.destination_country)
    today = now.astimezone(zone).date()
    told_first = answer(followed, now=now)
    tail = f"?carrier={quote(followed.carrier)}" if several else ""
    language = get_language()
    more = followed.scans_in_all - len(followed.scans)
    return ParcelPage(
        title=str(_NUMBER_OF[followed.kind]) % {"number": spaced(followed.number)},
        number=followed.number,
        stem=address_of(followed.number),
        tail=tail,
        version=str(followed.version),
        live=not followed.closed,
        answer=told_first,
        words=words_said(followed.kind, followed.status, followed.reason),
        attempts=_attempts(followed),
        place=_where(followed.place, followed.country),
        way=_way(followed),
        steps=steps(followed),
        told=_told(followed, today=today),
        timeline=tuple([_seen(followed, scan, language, now=now) for scan in followed.scans]),
        more=ngettext("One earlier scan is not shown.", "%(n)s earlier scans are not shown.", more)
        % {"n": more}
        if more > 0 and len(followed.scans) >= 60
        else "",
        may_change=followed.kind is Kind.PARCEL and followed.status in _CHANGEABLE,
        hear="" if followed.closed else _hearing().replace("NUMBER", followed.number) + tail,
        has_proof=followed.has_proof,
        linked_data=mark_safe(linked_data(followed, url=url or settings.BASE_URL.rstrip("/"))),  # noqa: S308  nothing in it ends its element
    )


def draw_line(followed: Followed, *, now: datetime, several: bool = False) -> Line:
    said, words = answer(followed, now=now), status_said(followed.kind, followed.status)
    return Line(
        number=spaced(followed.number),
        href=address_of(followed.number) + (f"?carrier={quote(followed.carrier)}" if several else ""),
        title=said.title,
        words=words if words != said.title else "",
        sorry=said.sorry,
        known=True,
        carrier=(carrier_said(followed.carrier) or _("Own delivery")) if several else "",
    )


def draw_unknown(number: str) -> Line:
    return Line(
        number=spaced(number[:50]),
        href="",
        title=_("We know nothing of this number"),
        words="",
        sorry="",
        known=False,
    )


def address_of(number: str) -> str:
    return f"/track/{quote(number, safe='')}"


def spaced(number: str) -> str:
    """In groups of four, as it is read aloud; one with letters in its midst stays whole."""
    if not number.isdigit() or len(number) < 9:
        return number
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


@cache
def _hearing() -> str:
    return reverse("tell_me", args=["NUMBER"])


def _attempts(followed: Followed) -> str:
    n = followed.attempts
    if not n:
        return ""
    return ngettext(
        "Delivery has been tried once in vain.", "Delivery has been tried %(n)s times in vain.", n
    ) % {"n": n}


def _where(place: str, country: str) -> str:
    return f"{place}, {country}" if place and country else place or country


def _way(followed: Followed) -> str:
    origin = _where(followed.origin, followed.origin_country)
    destination = _where(followed.destination, followed.destination_country)
    if origin and destination:
        return _("From %(origin)s to %(destination)s") % {"origin": origin, "destination": destination}
    return ""


def _told(followed: Followed, *, today: date) -> tuple[Said, ...]:
    """Only where more than one thing was said: one alone stands beside the answer."""
    if len(followed.told) < 2:
        return ()
    zone = hours_of(followed.destination_country)
    return tuple(
        Said(
            when=day_said(one.told_at.astimezone(zone).date(), today=today),
            words=_("by %(day)s") % {"day": day_said(last_day(one.latest, zone), today=today)},
        )
        for one in followed.told[:10]
    )


def _seen(followed: Followed, scan: ScanSeen, language: str | None, *, now: datetime) -> Seen:
    zone = hours_of(scan.country or followed.country or followed.destination_country)
    at = scan.at.astimezone(zone)
    title, where = _what(language, followed.kind, scan.status, scan.reason, scan.place, scan.country)
    when = moment_said(at, today=now.astimezone(zone).date(), language=language)
    return Seen(title=title, where=where, when=when, at=at.isoformat(timespec="minutes"))


@lru_cache(maxsize=20_000)
def _what(
    _language: str | None, kind: Kind, status: Status, reason: str, place: str, country: str
) -> tuple[str, str]:
    where, why = _where(place, country), reason_said(reason)
    return status_said(kind, status), f"{why} · {where}" if why and where else why or where
