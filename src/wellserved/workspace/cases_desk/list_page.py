"""The list of cases made ready: tabs with their counts, lines with every text formed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from wellserved.cases.queries import CaseChoice, CaseLine, CasesSeen
from wellserved.people.contracts import Person
from wellserved.workspace.parcels_words import money
from wellserved.workspace.wording import DASH, count, minute

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
    """Every text as it stands in the table; `unread` is the word for it, empty where nobody wrote since."""

    id: int
    href: str
    number: str
    title: str
    aside: str
    state: Words
    urgency: Words
    cause: str
    due: str
    late: bool
    owner: str
    nobody: bool
    ago: str
    touched: str
    touched_at: str
    unread: str
    needs_cause: bool


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
                href=reverse("workspace:quarantine")
                if one == "quarantine"
                else list_query(one, CaseChoice()),
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
    stem = reverse("workspace:desk")
    return tuple(_line(one, stem=stem, causes=causes, person=person, now=now) for one in cases)


def _line(one: CaseLine, *, stem: str, causes: Mapping[int, str], person: Person, now: datetime) -> LineView:
    due, late = due_words(one.due_at, now=now)
    asides = (
        KINDS[one.kind],
        CHANNELS[one.channel],
        language_name(one.language),
        one.location,
        money(one.value, one.currency),
    )
    return LineView(
        id=one.id,
        href=f"{stem}{one.id}/",
        number=one.number,
        title=one.title or one.number,
        aside=" · ".join(str(word) for word in asides if word),
        state=QUARANTINES.get(one.quarantine, one.quarantine) if one.quarantine else STATES[one.state],
        urgency=URGENCIES[one.urgency] if one.urgency in {"high", "urgent"} else "",
        cause=causes.get(one.cause_id, "") if one.cause_id else "",
        due=due,
        late=late,
        owner=_("you") if one.owner_id and one.owner_id == person.staff_id else one.owner or DASH,
        nobody=one.owner_id is None,
        ago=span(now - one.touched_at),
        touched=minute(one.touched_at),
        touched_at=one.touched_at.isoformat(),
        unread=_("Unread") if one.unread else "",
        needs_cause=one.kind == "complaint" and one.cause_id is None,
    )


def _counted(number: int) -> str:
    if not number:
        return ""
    return _("%(n)s+") % {"n": count(MOST_COUNTED)} if number >= MOST_COUNTED else count(number)
