"""What somebody wants to see of the board, and what of it they may."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from wellserved.people.contracts import NotFound, Person
from wellserved.people.queries import places_below
from wellserved.tracking.domain.calling import BADNESS

__all__ = ["TROUBLES", "BoardChoice", "Condition", "condition"]

TROUBLES = ("late", "failed", "returning", "silent", "held", "will_be_late", "ready_too_long", "return_asked")
"""In the order of their tabs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardChoice:
    """Empty means any. `after` is where the last page ended: its last line's value and consignment.

    `currency` is of the values; empty is where none was given, and None any, in which no order is by value.
    """

    trouble: str = "late"
    currency: str | None = None
    kind: str = ""
    carrier: str = ""
    service: str = ""
    location_id: int | None = None
    uncalled: bool = False
    mine: bool = False
    older_hours: int = 0
    after: tuple[Decimal, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """`where` speaks of tracking_trouble t; `of_parcel`, empty where it is not asked, of tracking_consignment c."""

    where: str
    of_parcel: str
    given: dict[str, Any]


def condition(person: Person, choice: BoardChoice, *, now: datetime) -> Condition:
    """Of every trouble, whichever the tab. NotFound for whoever may not see parcels."""
    if not person.may("parcels:read"):
        raise NotFound("There is no board for this person.")
    if choice.trouble not in BADNESS:
        raise NotFound("There is no such trouble.")
    words: list[str] = ["TRUE"]
    given: dict[str, Any] = {}
    places = _places(person, choice.location_id)
    if places is not None:
        words.append("t.location_id = ANY(%(places)s)")
        given["places"] = sorted(places)
    if choice.currency is not None:
        words.append("t.currency = %(currency)s")
        given["currency"] = choice.currency
    if choice.uncalled:
        words.append("t.called_at IS NULL")
    if choice.mine:
        words.append("t.owner_id = %(me)s")
        given["me"] = person.staff_id
    if choice.older_hours:
        words.append("t.since < %(since)s")
        given["since"] = now - timedelta(hours=choice.older_hours)
    of_parcel = {"kind": choice.kind, "carrier": choice.carrier, "service": choice.service}
    asked = {column: wanted for column, wanted in of_parcel.items() if wanted}
    return Condition(
        where=" AND ".join(words),
        of_parcel=" AND ".join(f"c.{column} = %({column})s" for column in asked),
        given=given | asked,
    )


def _places(person: Person, chosen: int | None) -> frozenset[int] | None:
    """None is everywhere."""
    if chosen is None:
        return person.location_ids
    below = places_below(location_id=chosen)
    return below if person.location_ids is None else below & person.location_ids
