"""A customer's own case made ready: how it stands, in a sentence; what was said, and what came along."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from wellserved.cases.queries import OwnCase, OwnMessage
from wellserved.platform.dates import unbroken

__all__ = ["CaseLine", "CasePage", "draw_case", "draw_lines"]

_REFUSED: dict[str, Promise] = {
    "too_large": gettext_lazy("too large, not kept: up to 10 MB fit"),
    "type": gettext_lazy("no JPEG, PNG or WebP, not kept"),
}
_STATES: dict[str, Promise] = {
    "new": pgettext_lazy("a customer's own case", "with us"),
    "open": pgettext_lazy("a customer's own case", "with us"),
    "waiting": pgettext_lazy("a customer's own case", "your turn"),
    "done": pgettext_lazy("a customer's own case", "settled"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Along:
    id: int
    name: str
    refused: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    ours: bool
    who: str
    when: str
    at: datetime
    text: str
    along: tuple[Along, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    title: str
    number: str
    says: str
    words: tuple[Words, ...]
    done: bool
    asked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    title: str
    number: str
    says: str


def draw_case(case: OwnCase, *, now: datetime, by_link: bool = False) -> CasePage:
    """`by_link`: whoever sees it is not signed in, so that the case it was merged into may be another customer's."""
    return CasePage(
        title=case.title or _("What you told us"),
        number=case.number,
        says=_("It belongs to another matter now, and we go on with it there.")
        if by_link and case.merged_into is not None
        else _says(case, now=now),
        words=tuple(_words(one) for one in case.messages),
        done=case.state == "done",
        asked=case.asked,
    )


def draw_lines(cases: tuple[OwnCase, ...]) -> tuple[CaseLine, ...]:
    return tuple(
        CaseLine(
            title=one.title or _("What you told us"),
            number=one.number,
            says=_("%(day)s · %(state)s") % {"day": _day(one.made_at), "state": _STATES[one.state]},
        )
        for one in cases
    )


def _says(case: OwnCase, *, now: datetime) -> str:
    if case.merged_into is not None:
        return _("It belongs to another matter of yours, and we go on with it there.")
    if case.state == "done":
        return _("It is settled. If it is not for you, write again: then it is open once more.")
    if case.state == "waiting":
        return _("We have answered, and now it is your turn.")
    if case.answered_at is not None:
        return _("We are at it.")
    return _says_unanswered(case, now=now)


def _says_unanswered(case: OwnCase, *, now: datetime) -> str:
    if case.first_due_at is None:
        return _("It is with us. Somebody reads it and answers.")
    if case.first_due_at < now:
        return _("We wanted to answer by %(when)s and have not. We are sorry; it is not forgotten.") % {
            "when": _minute(case.first_due_at)
        }
    return _("It is with us. You hear from us by %(when)s.") % {"when": _minute(case.first_due_at)}


def _words(one: OwnMessage) -> Words:
    us = pgettext("who answers a customer", "We")
    return Words(
        ours=one.ours,
        who=(one.staff or us) if one.ours else pgettext("who wrote to us", "You"),
        when=_minute(one.at),
        at=one.at,
        text=one.text,
        along=tuple(
            Along(id=each.id, name=each.name, refused=str(_REFUSED.get(each.refused, _REFUSED["type"])))
            if each.refused
            else Along(id=each.id, name=each.name, refused="")
            for each in one.attachments
        ),
    )


def _day(at: datetime) -> str:
    return unbroken(
        date_format(localtime(at), pgettext("format of a date, see Django's date filter", "j M Y"))
    )


def _minute(at: datetime) -> str:
    return f"{_day(at)} {localtime(at):%H:%M}"
