"""Business hours, and when a case that comes in now is due, made ready."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from wellserved.cases.contracts import spans_written
from wellserved.cases.queries import BusinessHoursSeen, DueSeen, PreviewSeen
from wellserved.platform.lists import listed
from wellserved.workspace.wording import day, quantity

HOLIDAYS_SPOKEN = {"en": "en_US", "ko": "ko", "zh-hant": "zh_TW", "zh-hans": "zh_CN"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursView:
    """`code` is empty for all others."""

    code: str
    name: str
    week: str
    aside: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursPreview:
    says: tuple[str, ...]
    closed: tuple[str, ...]
    promised: bool


def draw_hours(found: Iterable[BusinessHoursSeen], *, names: Mapping[str, str]) -> tuple[HoursView, ...]:
    return tuple(_line(one, names) for one in found)


def _line(one: BusinessHoursSeen, names: Mapping[str, str]) -> HoursView:
    code = one.location or ""
    asides = [one.time_zone]
    if one.country:
        place = f"{one.country}-{one.subdivision}" if one.subdivision else one.country
        asides.append(_("holidays of %(place)s") % {"place": place})
    if one.closed_days:
        n = len(one.closed_days)
        asides.append(ngettext("%(n)s day closed by us", "%(n)s days closed by us", n) % {"n": n})
    return HoursView(
        code=code,
        name=names.get(code, code) if code else _("All others"),
        week=week_words(one.week),
        aside=" · ".join(asides),
    )


def week_words(week: Iterable[tuple[tuple[int, int], ...]]) -> str:
    """Days of the same hours together: Mon–Fri 09:00–18:00, Sat 10:00–14:00."""
    said = []
    for spans, group in groupby(enumerate(week), key=lambda pair: pair[1]):
        days = [number for number, _spans in group]
        if not spans:
            continue
        first, last = str(WEEKDAYS_ABBR[days[0]]), str(WEEKDAYS_ABBR[days[-1]])
        names = first if len(days) == 1 else f"{first}–{last}"
        said.append(f"{names} {spans_written(spans)}")
    return listed(said)


def draw_preview(found: PreviewSeen, *, zone: str, now: datetime) -> HoursPreview:
    place = ZoneInfo(zone)
    said = [_("A case that comes in now, %(when)s there, is due so:") % {"when": _when(now, place)}]
    for what, one in ((_("First answer"), found.first), (_("Settled"), found.settled)):
        said += [_due(what, one, place)] if one else []
    closed = tuple(f"{day(date)} {name}".strip() for date, name in found.closed)
    return HoursPreview(
        says=tuple(said), closed=closed, promised=found.first is not None or found.settled is not None
    )


def _due(what: str, one: DueSeen, zone: ZoneInfo) -> str:
    hours = quantity(one.hours)
    return _("%(what)s: by %(when)s (%(hours)s business hours)") % {
        "what": what,
        "when": _when(one.at, zone),
        "hours": hours,
    }


def _when(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return date_format(local, pgettext("weekday, date and time, see Django's date filter", "D j M Y, H:i"))
