"""The five gaps over HTTP: the same figures as `wellserved gaps --json`."""

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from wellserved.insight.contracts import MapQuestion
from wellserved.insight.queries import GapsAnswer, Reveal, gaps_for, reveal_for
from wellserved.people.api import allowed, caller
from wellserved.platform.api import Asked, Day, Fault, Problem, ProblemOut, Slug, Text

router = Router(tags=["gaps"])


class GapsAsked(Asked):
    journey: Slug | None = Field(None, description="Only this journey; without it all.")
    since: Day | None = Field(None, description="From this day on.")
    until: Day | None = Field(None, description="Until before this day.")
    segment: list[Slug] = Field([], description="Only this segment; may be repeated.")
    location: list[Slug] = Field([], description="Only this location and those below it; may be repeated.")
    channel: list[Text] = Field([], description="Only this channel; may be repeated.")


class _Place(Schema):
    journey: str
    stage: str
    touchpoint: str
    measure: str
    unit: str


class CellOut(_Place):
    """One gap of one measure: `short` of `n` cases fell short.

    `share` is short / n with its 95% Wilson score interval from `low` to `high`. `mean_shortfall` is over the short
    cases, in the measure's unit. `enough` is false below 30 cases: then no conclusion is drawn.
    """

    gap: Literal[1, 2, 3, 4, 5]
    n: int
    short: int
    share: float
    low: float
    high: float
    mean_shortfall: float | None
    enough: bool
    borrowed: int = Field(description="Cases held against their segment's median expectation.")


class GuiltOut(_Place):
    """How many of the measure's shortfalls are laid at this link, and their share of all of them."""

    link: Literal["knowledge", "standard", "delivery", "communication", "perception"]
    n: int
    share: float


class PeriodOut(Schema):
    """The days asked for (null: open), and the time up to which records are counted."""

    since: date | None
    until: date | None
    as_of: datetime | None


class GapsOut(Schema):
    cells: list[CellOut]
    guilt: list[GuiltOut]
    period: PeriodOut


@router.get(
    "/gaps",
    auth=allowed("map:read"),
    response={200: GapsOut, frozenset({401, 403, 404, 422}): ProblemOut},
    operation_id="gaps",
    summary="The five-gap map",
)
def gaps(request: HttpRequest, asked: Query[GapsAsked]) -> GapsAnswer | dict[str, Any]:
    """Where customers were left short, by how much, and which link is at fault. Scope: `map:read`.

    A member of staff sees the figures of the locations open to them, a token those of all.
    """
    if asked.since and asked.until and asked.since >= asked.until:
        fault = Fault(
            place="query.until", said="It is not after since.", mend="until is the first day left out."
        )
        raise Problem(422, "The period is empty: see errors.", errors=[fault])
    question = MapQuestion(
        since=asked.since,
        until=asked.until,
        segments=tuple(asked.segment),
        locations=tuple(asked.location),
        channels=tuple(asked.channel),
    )
    return gaps_for(caller(request), question=question, journey=asked.journey, now=timezone.now())


class GapOfBeliefOut(Schema):
    """Gap 1 of one belief: `short` of `n` customers expect better; `share` with its 95% Wilson interval.

    `short_by` is how far short on average, over the short cases, in the measure's unit.
    """

    believed: float
    n: int
    short: int
    share: float
    low: float
    high: float
    short_by: float
    enough: bool


class ManagerGapOut(Schema):
    staff: str
    gap: GapOfBeliefOut


class AskedOut(Schema):
    id: int
    journey: str
    touchpoint: str
    measure: str
    unit: str
    segment: str | None


class RevealedOut(Schema):
    """A question with the managers' beliefs; `whole` is their median's gap, `expected` the customers' median."""

    question: AskedOut
    managers: list[ManagerGapOut]
    whole: GapOfBeliefOut | None
    n: int
    expected: float | None


class RevealOut(Schema):
    questions: list[RevealedOut]


@router.get(
    "/rounds/{round_id}/gaps",
    auth=allowed("beliefs:round"),
    response={200: RevealOut, frozenset({401, 403, 404, 409, 422}): ProblemOut},
    operation_id="round_gaps",
    summary="Gap 1 as a belief round revealed it",
)
def round_gaps(request: HttpRequest, round_id: int) -> Reveal:
    """Everybody's beliefs beside what customers expect; before the reveal it is a conflict (409).

    Scope: `beliefs:round`.
    """
    return reveal_for(caller(request), round_id=round_id, now=timezone.now())
