"""How much a question is about, and what it can be told apart by."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from wellserved.analytics.contracts import Question
from wellserved.analytics.lake import Reading
from wellserved.insight.contracts import Patience

from .asking import engine, is_cold, is_small, memory, place_of, shelf_folder, zone
from .remembering import Asked, Told
from .shelf import Shelf

MOST_CUSTOMERS = 2_000_000
"""Whose keys are kept, 16 bytes each, so that a new moment tells whether its customer is a new one."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much there is: moments, customers, the first day and the day after the last (None without any)."""

    cases: int
    customers: int
    first: date | None
    until: date | None
    channels: tuple[str, ...]
    segment_ids: frozenset[int]
    location_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Known:
    """An extent with the keys of its customers, packed and sorted; None where they are too many or no UUIDs."""

    extent: Extent
    keys: Any


def extent_of(lake: Reading, question: Question) -> Extent:
    """How many cases of how many customers the question is about; new moments are added to what is known."""
    return extent_told(lake, question).state


def extent_told(lake: Reading, question: Question, *, patience: Patience | None = None) -> Told[Extent]:
    """The same; with `patience`, what was last known where new moments would take longer. Raises StillCounting."""

    def forward(known: _Known, since: int) -> _Known:
        new = _known(lake, replace(question, from_transaction=since))
        if not new.extent.cases:
            return known
        return _together(known, new) or _known(lake, question)

    asked = Asked(
        key=place_of("extent", question, str(zone())),
        lake=lake,
        anew=lambda: _known(lake, question),
        forward=forward,
        is_small=is_small(lake, question),
        is_cold=is_cold(),
        # Customers' keys stay in memory: the next process, with nothing to tell the new ones by, counts them anew.
        shelf=Shelf(
            folder=shelf_folder(),
            of=Extent,
            pack=lambda known: known.extent,
            unpack=lambda extent: _Known(extent, None),
        ),
    )
    told = memory.ask(asked, patience=patience)
    return Told(told.state.extent, told.as_of, told.fresh)


def _known(lake: Reading, question: Question) -> _Known:
    import ibis  # noqa: PLC0415  takes a second to import

    asked = ibis.table(
        {
            "customer_key": "string",
            "occurred_at": "timestamp('UTC', 6)",
            "channel": "string",
            "segment_id": "int32",
            "location_id": "int32",
        },
        name="asked",
    )
    with engine().asking(lake, question, {}) as answering:
        (total,) = answering.answer(
            asked.aggregate(cases=asked.count(), first=asked.occurred_at.min(), last=asked.occurred_at.max())
        )
        parts = answering.answer(asked.select("channel", "segment_id", "location_id").distinct())
        customers = answering.column(
            asked.filter(asked.customer_key.notnull()).select("customer_key").distinct()
        )
    extent = Extent(
        cases=total["cases"],
        customers=len(customers),
        first=_day(total["first"]),
        until=_after(_day(total["last"])),
        channels=tuple(sorted({p["channel"] for p in parts if p["channel"] is not None})),
        segment_ids=frozenset(p["segment_id"] for p in parts if p["segment_id"] is not None),
        location_ids=frozenset(p["location_id"] for p in parts if p["location_id"] is not None),
    )
    return _Known(extent, _packed(customers))


def _together(known: _Known, new: _Known) -> _Known | None:
    """Both, counted together; None where it cannot be told which of the new customers are known."""
    import numpy as np  # noqa: PLC0415  a page that asks nothing of the lake stays small

    if known.keys is None or new.keys is None:
        return None
    keys = known.keys
    if len(new.keys):
        places = np.searchsorted(keys, new.keys)
        found = np.zeros(len(new.keys), dtype=bool)
        within = places < len(keys)
        found[within] = keys[places[within]] == new.keys[within]
        if not found.all():
            keys = np.insert(keys, places[~found], new.keys[~found])
    one, other = known.extent, new.extent
    extent = Extent(
        cases=one.cases + other.cases,
        customers=len(keys),
        first=min((d for d in (one.first, other.first) if d), default=None),
        until=max((d for d in (one.until, other.until) if d), default=None),
        channels=tuple(sorted({*one.channels, *other.channels})),
        segment_ids=one.segment_ids | other.segment_ids,
        location_ids=one.location_ids | other.location_ids,
    )
    return _Known(extent, keys)


def _packed(customers: Any) -> Any:
    """UUIDs as 16 bytes each, in order."""
    import numpy as np  # noqa: PLC0415  as above
    import pyarrow.compute as pc  # noqa: PLC0415  as above

    if len(customers) > MOST_CUSTOMERS:
        return None
    digits = pc.replace_substring(customers, "-", "")
    if len(digits) and pc.min_max(pc.binary_length(digits)).as_py() != {"min": 32, "max": 32}:
        return None
    try:
        packed = bytes.fromhex("".join(digits.to_pylist()))
    except ValueError:
        return None
    return np.sort(np.frombuffer(packed, dtype="S16"))


def _day(instant: Any) -> date | None:
    if instant is None:
        return None
    found: datetime = instant
    return found.astimezone(zone()).date()


def _after(day: date | None) -> date | None:
    return None if day is None else day + timedelta(days=1)
