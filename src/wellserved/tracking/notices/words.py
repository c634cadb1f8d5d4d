"""What a notice says of one consignment, in the language that is in force."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from django.conf import settings
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from wellserved.tracking.contracts import Kind, Status
from wellserved.tracking.domain.noticing import Trouble
from wellserved.tracking.domain.placeholders import filled
from wellserved.tracking.domain.reasons import REASONS
from wellserved.tracking.domain.statuses import sayable
from wellserved.tracking.notices.facts import Facts
from wellserved.tracking.queries.public.hours import hours_of, last_day, whole_days, zone_of
from wellserved.tracking.wording import Words, status_name, words_of

SUBJECT = "{title}: {number}"
# Of so many hours within a day only the day is said.
A_DAY = timedelta(hours=14)
BODY = "{happened}\n\n{next}\n\n{window}\n\n{you_can}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a reader gets: `paragraphs` between the title and the link."""

    number: str
    title: str
    subject: str
    paragraphs: tuple[str, ...]
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The wording that stands for an occasion: the staff's own or ours."""

    subject: str = SUBJECT
    body: str = BODY


BUILT_IN = Text()


def told_of(
    *,
    number: str,
    kind: Kind,
    occasion: str,
    reason: str,
    facts: Facts,
    zone: tzinfo,
    now: datetime,
    text: Text,
) -> Told:
    words = words_for(kind=kind, occasion=occasion, reason=reason, facts=facts, zone=zone)
    link = page_of(number)
    values = {
        "number": number,
        "title": words.title,
        "happened": words.happened,
        "next": words.next,
        "you_can": words.you_can,
        "window": window_words(facts, zone=zone, now=now),
        "link": link,
    }
    return Told(
        number=number,
        title=words.title,
        subject=" ".join(filled(text.subject, values).split()),
        paragraphs=tuple(filled(text.body, values).split("\n\n")),
        link=link,
    )


def page_of(number: str) -> str:
    return f"{settings.BASE_URL.rstrip('/')}/track/{number}"


def words_for(*, kind: Kind, occasion: str, reason: str, facts: Facts, zone: tzinfo) -> Words:
    """Of a state, or of trouble that no scan speaks of."""
    trouble = _TROUBLES.get(occasion)
    if trouble:
        return trouble(facts, _there(facts, zone))
    return words_of(kind, sayable(kind, Status(occasion)), reason if reason in REASONS else "")


def window_words(facts: Facts, *, zone: tzinfo, now: datetime) -> str:
    """When it will come; empty where nothing is expected any more, or what we expected has passed.

    In the days and hours kept where it goes: in the reader's `zone` its days would begin and end at other times.
    """
    if facts.closed or facts.earliest is None or facts.latest is None or facts.latest <= now:
        return ""
    there = _there(facts, zone)
    start, end = max(facts.earliest, now).astimezone(there), facts.latest.astimezone(there)
    last = last_day(end, there)
    if start.date() < last:
        return _("We expect it between %(start)s and %(end)s.") % {"start": _day(start), "end": _day(last)}
    if end.date() > last or facts.latest - facts.earliest >= A_DAY:
        return _("We expect it on %(day)s.") % {"day": _day(last)}
    said = {"day": _day(last), "start": _time(start), "end": _time(end)}
    return _("We expect it on %(day)s, between %(start)s and %(end)s.") % said


def _there(facts: Facts, zone: tzinfo) -> tzinfo:
    """Where parts of the country keep other hours, the window's days are this organisation's, its hours the reader's."""
    ours = hours_of(facts.country)
    in_days = facts.earliest and facts.latest and whole_days(facts.earliest, facts.latest, ours)
    return ours if in_days else zone_of(facts.country) or zone


def _day(at: date) -> str:
    return date_format(at, pgettext("format of a date, see Django's date filter", "l j F"))


def _time(at: datetime) -> str:
    return time_format(at.time(), pgettext("format of a time, see Django's date filter", "g:i A"))


def _late(facts: Facts, zone: tzinfo) -> Words:
    happened = _("It should have been there by now. We are sorry.")
    if facts.told is not None:
        said = {"day": _day(last_day(facts.told, zone))}
        happened = (
            _("We told you that it would be there by %(day)s. That was wrong, and we are sorry.") % said
        )
    return Words(
        title=_("Later than we told you"),
        happened=happened,
        next=_("It is still on its way. We tell you as soon as its state changes."),
        you_can=_("If you cannot wait, report a problem and we look into it."),
    )


def _silent(facts: Facts, zone: tzinfo) -> Words:  # noqa: ARG001  all troubles are asked alike
    return Words(
        title=_("No news for longer than usual"),
        happened=_("We have not heard of it for longer than is usual at this stage."),
        next=_("We have noticed it too, and tell you as soon as there is news."),
        you_can=_("If something seems wrong to you, report a problem and we look into it."),
    )


def _window(facts: Facts, zone: tzinfo) -> Words:
    happened = _("It will probably come later than we told you. We are sorry.")
    if facts.told is not None:
        said = {"day": _day(last_day(facts.told, zone))}
        happened = _("It will probably not be there by %(day)s, as we told you. We are sorry.") % said
    return Words(
        title=_("It will probably come later"),
        happened=happened,
        next="",
        you_can=_("If the new time does not suit you, choose another day, a safe place or a pick-up point."),
    )


_TROUBLES: dict[str, Callable[[Facts, tzinfo], Words]] = {
    Trouble.LATE: _late,
    Trouble.SILENT: _silent,
    Trouble.WINDOW: _window,
}
_TROUBLE_NAMES = {
    Trouble.LATE: gettext_noop("Late"),
    Trouble.SILENT: gettext_noop("Silent for too long"),
    Trouble.WINDOW: gettext_noop("Will be late"),
}


def occasion_name(kind: Kind, occasion: str) -> str:
    """In two or three words, for staff."""
    if occasion in set(Trouble):
        return _(_TROUBLE_NAMES[Trouble(occasion)])
    return status_name(kind, sayable(kind, Status(occasion)))
