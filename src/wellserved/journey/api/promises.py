"""What is promised, what is believed, and how either came to be."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from wellserved.journey.contracts import BeliefHeld, PromiseMade
from wellserved.journey.queries import LevelChange, beliefs_for, history_for, journey_for, promises_for
from wellserved.journey.services import set_belief, set_promise
from wellserved.people.api import allowed, caller
from wellserved.platform.api import JSON, Asked, Given, ProblemOut, Slug, Text, Time

from .answers import FINDS, READS, WRITES

router = Router(tags=["promises"])
SETS = WRITES | {404, 409}


class PromisesAsked(Asked):
    journey: Slug | None = Field(None, description="Only this journey's.")
    at: Time | None = Field(None, description="Only those in force at this time, given with its zone.")


class HistoryAsked(Asked):
    touchpoint: Slug | None = Field(None, description="Only at this touchpoint.")
    measure: Slug | None = Field(None, description="Only of measures of this name.")


class _Level(Given):
    journey: Slug
    touchpoint: Slug
    measure: Slug
    segment: Slug | None = Field(None, description="For whom; without it everybody without one of their own.")
    level: float = Field(description="In the measure's unit, within its scale.")
    valid_from: Time
    valid_to: Time | None = Field(None, description="The first moment in which it no longer holds.")
    why: Text = Field("", description="Why it is set; kept with it for whoever asks later.")


class PromiseGiven(_Level):
    """A service standard to be promised from `valid_from` on."""

    told: Text = Field("", description="What customers are told of it, in their words.")


class BeliefGiven(_Level):
    """What managers think customers expect, from `valid_from` on."""


class _LevelOut(Schema):
    id: int
    journey: str
    touchpoint: str
    measure: str
    segment: str | None
    level: float
    valid_from: datetime
    valid_to: datetime | None
    why: str


class PromiseOut(_LevelOut):
    """A service standard in force from `valid_from` until before `valid_to`."""

    told: str


class BeliefOut(_LevelOut):
    """What managers think customers expect, from `valid_from` until before `valid_to`."""


class ChangeOut(Schema):
    """One change: the level `was` (null: there was none) and became (null: it ended).

    `by` names the member of staff, `program` the token; both are empty where nobody knows.
    """

    kind: Literal["promise", "belief"]
    deed: Literal["set", "changed", "corrected", "ended"]
    journey: str
    touchpoint: str
    measure: str
    segment: str | None
    at: datetime
    by: str
    program: str
    was: float | None
    level: float | None
    told: str
    valid_from: datetime
    valid_to: datetime | None
    why: str


@router.get(
    "/promises",
    auth=allowed("map:read"),
    response={200: list[PromiseOut], READS: ProblemOut},
    operation_id="promises",
    summary="What is promised",
)
def promises(request: HttpRequest, asked: Query[PromisesAsked]) -> list[PromiseMade]:
    """Promises past, present and to come, or those in force at a time. Scope: `map:read`."""
    return list(promises_for(caller(request), journey=asked.journey, at=asked.at))


@router.get(
    "/beliefs",
    auth=allowed("map:read"),
    response={200: list[BeliefOut], READS: ProblemOut},
    operation_id="beliefs",
    summary="What managers believe customers expect",
)
def beliefs(request: HttpRequest, asked: Query[PromisesAsked]) -> list[BeliefHeld]:
    """Beliefs past, present and to come, or those in force at a time. Scope: `map:read`."""
    return list(beliefs_for(caller(request), journey=asked.journey, at=asked.at))


@router.post(
    "/promises",
    auth=allowed("promises:write", body=JSON),
    response={201: PromiseOut, SETS: ProblemOut},
    operation_id="set_promise",
    summary="Promise a service standard",
)
def promise(request: HttpRequest, given: PromiseGiven) -> Status[Any]:
    """Promise a level. An open-ended promise in force before it ends where this one begins.

    Moments already recorded keep the standard that was in force when they occurred. One with an end, or a later
    one, stands in the way (409): the answer says from when. Scope: `promises:write`.
    """
    return Status(201, set_promise(standard=given.level, told=given.told, **_facts(request, given)))


@router.post(
    "/beliefs",
    auth=allowed("promises:write", body=JSON),
    response={201: BeliefOut, SETS: ProblemOut},
    operation_id="set_belief",
    summary="Note what managers believe",
)
def belief(request: HttpRequest, given: BeliefGiven) -> Status[Any]:
    """Note a belief; times and conflicts are as for promises. Scope: `promises:write`."""
    return Status(201, set_belief(believed=given.level, **_facts(request, given)))


@router.get(
    "/journeys/{journey}/promise-history",
    auth=allowed("map:read"),
    response={200: list[ChangeOut], FINDS: ProblemOut},
    operation_id="promise_history",
    summary="Who changed which promise or belief, when, and why",
)
def history(request: HttpRequest, journey: Path[Slug], asked: Query[HistoryAsked]) -> list[LevelChange]:
    """Every change of a journey's promises and beliefs, the latest first. Scope: `map:read`."""
    journey_for(caller(request), journey=journey)
    found = history_for(caller(request), journey=journey, touchpoint=asked.touchpoint, measure=asked.measure)
    return list(found)


def _facts(request: HttpRequest, given: _Level) -> dict[str, Any]:
    """What setting a promise and setting a belief take alike."""
    alike = given.model_dump(exclude={"level", "told"})
    return {**alike, "by": caller(request), "now": timezone.now()}
