"""Staff's board made ready: tabs with their counts, lines with every text formed, the customers to call first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from wellserved.people.contracts import Person
from wellserved.tracking.queries.board import BoardChoice, BoardLine, BoardPage
from wellserved.tracking.queries.board_choice import TROUBLES
from wellserved.tracking.queries.board_counts import Counted
from wellserved.tracking.queries.board_first import Call
from wellserved.tracking.queries.public import carrier_said, hours_of, last_day, reason_said, status_said

from .parcels_forms import address_of_currency, board_query
from .parcels_words import (
    KIND_NAMES,
    TROUBLE_NAMES,
    TROUBLE_SAYS,
    Words,
    at_least,
    lasting,
    money,
    where_words,
)
from .wording import count, day, minute


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    name: Words
    href: str
    count: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    line: BoardLine
    kind: Words
    carrier: str
    value: str
    state: str
    place: str
    lasting: str
    told: str
    last_scan: str
    owner: str
    called: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutView:
    consignment_id: int
    number: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallView:
    name: str
    phone: str
    about: tuple[AboutView, ...]
    more: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardView:
    """`currencies` only where there are several; `currency` is the one shown, as it stands in an address."""

    tabs: tuple[Tab, ...]
    currencies: tuple[Tab, ...]
    currency: str
    title: Words
    says: Words
    lines: tuple[LineView, ...]
    calls: tuple[CallView, ...]
    looked: str
    next: str
    first: str
    back: str
    filtered: bool


def draw_board(
    found: BoardPage,
    *,
    choice: BoardChoice,
    counts: dict[str, Counted],
    calls: Iterable[Call],
    currencies: dict[str, Counted],
    person: Person,
    now: datetime,
) -> BoardView:
    return BoardView(
        tabs=tuple(
            Tab(
                name=TROUBLE_NAMES[one],
                href=board_query(choice, trouble=one),
                count=at_least(counts[one]),
                current=one == choice.trouble,
            )
            for one in TROUBLES
        ),
        currencies=_currencies(currencies, choice=choice) if len(currencies) > 1 else (),
        currency=address_of_currency(choice.currency),
        title=TROUBLE_NAMES[choice.trouble],
        says=TROUBLE_SAYS[choice.trouble],
        lines=tuple(_line(one, person=person, now=now) for one in found.lines),
        calls=tuple(_call(one) for one in calls),
        looked=_looked(found),
        next=board_query(choice, after=found.after) if found.after else "",
        first=board_query(choice) if choice.after else "",
        back=board_query(choice, after=choice.after),
        filtered=choice != BoardChoice(trouble=choice.trouble, currency=choice.currency, after=choice.after),
    )


def _currencies(found: dict[str, Counted], *, choice: BoardChoice) -> tuple[Tab, ...]:
    return tuple(
        Tab(
            name=one or pgettext("no currency", "none given"),
            href=board_query(choice, currency=one),
            count=at_least(counted),
            current=one == choice.currency,
        )
        for one, counted in found.items()
    )


def _looked(found: BoardPage) -> str:
    if found.looked_at is None:
        return ""
    return _("Among the %(n)s lines of the highest value from here on there are no more of this choice.") % {
        "n": count(found.looked_at)
    }


def _line(one: BoardLine, *, person: Person, now: datetime) -> LineView:
    return LineView(
        line=one,
        kind=KIND_NAMES[one.kind],
        carrier=carrier_said(one.carrier),
        value=money(one.value, one.currency),
        state=state_words(one),
        place=where_words(one.place, one.country),
        lasting=lasting(one.since, now),
        told=day(last_day(one.told, hours_of(one.destination_country))) if one.told else "",
        last_scan=minute(one.last_scan_at) if one.last_scan_at else "",
        owner=_("you") if one.owner_id and one.owner_id == person.staff_id else one.owner,
        called=minute(one.called_at) if one.called_at else "",
    )


def state_words(one: BoardLine) -> str:
    if one.status is None:
        return _("No scan yet")
    status = status_said(one.kind, one.status)
    return f"{status}: {reason_said(one.reason)}" if one.reason else status


def _call(one: Call) -> CallView:
    shown = one.about[:3]
    more = len(one.about) - len(shown)
    return CallView(
        name=one.name,
        phone=one.phone,
        about=tuple(
            AboutView(
                consignment_id=each.consignment_id,
                number=each.number,
                says=f"{TROUBLE_NAMES[each.trouble]} · {money(each.value, each.currency)}",
            )
            for each in shown
        ),
        more=ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more} if more else "",
    )
