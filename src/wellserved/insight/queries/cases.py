"""The single moments behind a cell: pseudonymous, a page at a time."""

from datetime import datetime
from hashlib import blake2s
from typing import cast

from django.conf import settings

from wellserved.analytics.contracts import Case, Gap, Order
from wellserved.analytics.queries import single_cases
from wellserved.insight.contracts import MapQuestion, SingleCase, SingleCases
from wellserved.journey.contracts import MeasureKey
from wellserved.journey.queries import journey_for, measure_keys
from wellserved.journey.queries.subjects import SubjectSeen, subjects_for
from wellserved.people.contracts import NotFound, Person
from wellserved.people.queries import locations, segments

from .asking import engine, fresh_lake, measure_table, remembered, scoped

PAGE = 50
ORDERS: tuple[Order, ...] = ("newest", "worst")


def cases_for(
    person: Person,
    *,
    journey: str,
    touchpoint: str,
    measure: str,
    gap: int,
    question: MapQuestion,
    order: str = "newest",
    page: int = 1,
    now: datetime,
) -> SingleCases:
    """Page `page` of the moments that this cell counts, 50 at a time, of the locations that this person may see.

    What each is about is shown as its own room shows it, to whoever may see that there.

    Raises NotFound without the permission to see single moments, and where the map has no such cell.
    """
    key = the_measure(person, journey=journey, touchpoint=touchpoint, measure=measure)
    if not person.may("moments:read") or not 1 <= gap <= 5 or order not in ORDERS or page < 1:
        raise NotFound(f"There are no single moments of '{measure}' at '{touchpoint}' for you.")
    lake, _ = fresh_lake(now=now)
    asked = scoped(person, question, measures=[key])
    first = (page - 1) * PAGE
    found, total = remembered(
        lake,
        ("cases", asked, key.measure_id, key.better, key.satisfied, gap, order, first),
        lambda: single_cases(
            engine(),
            lake,
            question=asked,
            measures=measure_table([key]),
            measure_id=key.measure_id,
            gap=cast("Gap", gap),
            order=order,
            first=first,
            limit=PAGE,
        ),
    )
    kinds = {one.segment_id: one.name for one in segments()}
    places = {one.location_id: one.name for one in locations()}
    subjects = subjects_for(person, subjects={about for one in found if (about := _about(one))})
    cases = tuple(_shown(one, kinds, places, subjects.get(_about(one) or ("", ""))) for one in found)
    return SingleCases(cases=cases, of=total, first=first + 1)


def the_measure(person: Person, *, journey: str, touchpoint: str, measure: str) -> MeasureKey:
    """Where a cell's measure stands, for those who may see its map; NotFound else."""
    journey_for(person, journey=journey)
    for key in measure_keys(journey=journey):
        if (key.touchpoint, key.measure) == (touchpoint, measure):
            return key
    raise NotFound(f"There is no measure '{measure}' at touchpoint '{touchpoint}' of '{journey}'.")


def pseudonym(key: str | None) -> str:
    """The same customer has the same one here; it is not the key, and nobody outside can work it out."""
    if key is None:
        return ""
    digest = blake2s(key.encode(), key=settings.SECRET_KEY.encode()[:32], digest_size=4).hexdigest()
    return f"{digest[:4]}-{digest[4:]}".upper()


def _about(case: Case) -> tuple[str, str] | None:
    return (case.subject_kind, case.subject_id) if case.subject_kind and case.subject_id else None


def _shown(
    case: Case, kinds: dict[int, str], places: dict[int, str], about: SubjectSeen | None
) -> SingleCase:
    return SingleCase(
        occurred_at=case.occurred_at,
        customer=pseudonym(case.customer_key),
        segment=kinds.get(case.segment_id or 0, ""),
        location=places.get(case.location_id or 0, ""),
        channel=case.channel or "",
        held_against=case.held_against,
        got=case.got,
        shortfall=case.shortfall,
        borrowed=case.is_borrowed,
        about=about,
    )
