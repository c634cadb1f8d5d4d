"""The list of cases made ready: tabs with their counts, lines with every text formed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from wellserved.cases.queries import CaseChoice, CaseLine, CasesSeen
from wellserved.people.contracts import Person
from wellserved.workspace.parcels_words import money
from wellserved.workspace.wording import count, minute

from .list_forms import list_query
from .words import (
    CHANNELS,
    KINDS,
    QUARANTINES,
    STATES,
    TABS,
    URGENCIES,
    Words,
    due_words,
    language_name,
    span,
)

MOST_COUNTED = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    name: Words
    href: str
    count: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    line: CaseLine
    kind: Words
    asides: tuple[Words, ...]
    state: Words
    urgency: Words
    cause: str
    due: str
    late: bool
    owner: str
    value: str
    ago: str
    touched: str
    quarantine: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    tabs: tuple[Tab, ...]
    tab: str
    lines: tuple[LineView, ...]
    next: str
    first: str
    back: str
    filtered: bool


def draw_list(
    found: CasesSeen,
    *,
    tab: str,
    choice: CaseChoice,
    counts: Mapping[str, int],
    causes: Mapping[int, str],
    person: Person,
    now: datetime,
) -> ListView:
    plain = CaseChoice(state=choice.state, quarantined=choice.quarantined, after=choice.after)
    return ListView(
        tabs=tuple(
            Tab(
                name=name,
                href=list_query(one, CaseChoice()),
                count=_counted(counts.get(one, 0)),
                current=one == tab,
            )
            for one, name in TABS.items()
        ),
        tab=tab,
        lines=draw_lines(found.cases, causes=causes, person=person, now=now),
        next=list_query(tab, choice, after=found.next) if found.next else "",
        first=list_query(tab, choice) if choice.after else "",
        back=list_query(tab, choice, after=choice.after),
        filtered=choice != plain,
    )


def draw_lines(
    cases: Iterable[CaseLine], *, causes: Mapping[int, str], person: Person, now: datetime
) -> tuple[LineView, ...]:
    return tuple(_line(one, causes=causes, person=person, now=now) for one in cases)


def _line(one: CaseLine, *, causes: Mapping[int, str], person: Person, now: datetime) -> LineView:
    due, late = due_words(one.due_at, now=now)
    asides = (CHANNELS.get(one.channel, ""), language_name(one.language), one.location)
    return LineView(
        line=one,
        kind=KINDS[one.kind],
        asides=tuple(word for word in asides if word),
        state=STATES[one.state],
        urgency=URGENCIES[one.urgency] if one.urgency in {"high", "urgent"} else "",
        cause=causes.get(one.cause_id, "") if one.cause_id else "",
        due=due,
        late=late,
        owner=_("you") if one.owner_id and one.owner_id == person.staff_id else one.owner,
        value=money(one.value, one.currency),
        ago=span(now - one.touched_at),
        touched=minute(one.touched_at),
        quarantine=QUARANTINES.get(one.quarantine, one.quarantine),
    )


def _counted(number: int) -> str:
    if not number:
        return ""
    return _("%(n)s+") % {"n": count(MOST_COUNTED)} if number >= MOST_COUNTED else count(number)
