"""Journeys and their measures."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from wellserved.journey.contracts import JourneyPlan, MeasureKey, MeasurePlan, StagePlan, TouchpointPlan
from wellserved.journey.queries import JourneyDrawn, journey_for, journeys_for, measure_keys
from wellserved.journey.services import ImportRefused, ensure_journey, new_journey, remove_journey
from wellserved.people.api import allowed, caller
from wellserved.platform.api import JSON, Asked, Fault, Given, Name, Problem, ProblemOut, Slug, Text

from .answers import FINDS, READS, WRITES
from .drawing_shapes import JourneyBegun, SlugOut

router = Router(tags=["journeys"])
Better = Literal["higher", "lower"]
MOST_PARTS = 200


class MeasureShape(Given):
    """What is measured at a touchpoint: all six levels are numbers in `unit`."""

    slug: Slug
    title: Annotated[Text, Field(min_length=1, max_length=160)]
    unit: Annotated[Text, Field(min_length=1, max_length=40)]
    better: Better = Field(description="Whether a higher or a lower number is better for the customer.")
    scale_low: float | None = None
    scale_high: float | None = Field(None, description="Above `scale_low` where both are given.")
    satisfied: float | None = Field(None, description="From this level on a customer counts as satisfied.")


class TouchpointShape(Given):
    """Where customer and organisation meet."""

    slug: Slug
    title: Name
    channel: Annotated[Text, Field(max_length=40)] = ""
    side: Literal["frontstage", "backstage"] = "frontstage"
    owner_team: Annotated[Text, Field(max_length=80)] = ""
    measures: Annotated[list[MeasureShape], Field(max_length=MOST_PARTS)] = []


class StageShape(Given):
    slug: Slug
    title: Name
    goal: Text = ""
    touchpoints: Annotated[list[TouchpointShape], Field(max_length=MOST_PARTS)] = []


class JourneyGiven(Given):
    """A journey as you want it. What it lacks compared with the map stays as it is."""

    title: Annotated[Text, Field(min_length=1, max_length=160)]
    goal: Text = Field("", description="What the customer sets out to do, in their words.")
    stages: Annotated[list[StageShape], Field(max_length=MOST_PARTS)] = []


class JourneyLine(Schema):
    slug: str
    title: str
    goal: str


class MeasureOut(Schema):
    slug: str
    title: str
    unit: str
    better: Better
    scale_low: float | None
    scale_high: float | None
    satisfied: float | None


class TouchpointOut(Schema):
    slug: str
    title: str
    channel: str
    side: str
    owner_team: str
    measures: list[MeasureOut]


class StageOut(Schema):
    slug: str
    title: str
    goal: str
    touchpoints: list[TouchpointOut]


class JourneyOut(JourneyLine):
    """A journey drawn whole, stages, touchpoints and measures in the order of the map."""

    stages: list[StageOut]


class MeasureLine(Schema):
    """A measure and where it stands."""

    journey: str
    stage: str
    touchpoint: str
    channel: str
    measure: str
    unit: str
    better: Better
    scale_low: float | None
    scale_high: float | None
    satisfied: float | None


class MeasuresAsked(Asked):
    journey: Slug | None = Field(None, description="Only this journey's.")


@router.get(
    "/journeys",
    auth=allowed("map:read"),
    response={200: list[JourneyLine], READS - {422}: ProblemOut},
    operation_id="journeys",
    summary="The journeys",
)
def journeys(request: HttpRequest) -> list[JourneyDrawn]:
    """All journeys by title, without what stands on them. Scope: `map:read`."""
    return list(journeys_for(caller(request)))


@router.get(
    "/journeys/{journey}",
    auth=allowed("map:read"),
    response={200: JourneyOut, FINDS: ProblemOut},
    operation_id="journey",
    summary="One journey, drawn whole",
)
def journey(request: HttpRequest, journey: Path[Slug]) -> JourneyDrawn:
    """A journey with its stages, touchpoints and measures. Scope: `map:read`."""
    return journey_for(caller(request), journey=journey)


@router.put(
    "/journeys/{journey}",
    auth=allowed("journeys:write", body=JSON),
    response={200: list[MeasureLine], WRITES | {409}: ProblemOut},
    operation_id="draw_journey",
    summary="Draw a journey, or extend one",
)
def draw_journey(request: HttpRequest, journey: Path[Slug], plan: JourneyGiven) -> list[MeasureKey]:
    """Make what the plan has and the map lacks; the answer lists the journey's measures. Again it changes nothing.

    Titles and goals that stand are left as people edited them. A measure whose unit, direction or scale
    differs, or a touchpoint that stands in another stage, is a conflict (409), and nothing of the plan is done.
    Scope: `journeys:write`.
    """
    try:
        return list(ensure_journey(by=caller(request), plan=_plan(journey, plan), now=timezone.now()))
    except ImportRefused as error:
        place = f"{error.place}.{error.field}".rstrip(".").replace("journey", "body", 1)
        fault = Fault(place=place, said=error.said, mend="Mend it there, send the journey again.")
        raise Problem(422, "Nothing was drawn: see errors.", errors=[fault]) from error


@router.post(
    "/journeys",
    auth=allowed("journeys:write", body=JSON),
    response={201: SlugOut, WRITES: ProblemOut},
    operation_id="begin_journey",
    summary="Begin a map",
)
def begin(request: HttpRequest, given: JourneyBegun) -> Status[Any]:
    """Begin an empty map or one with what a template has, in the language asked for. Scope: `journeys:write`."""
    slug = new_journey(
        by=caller(request), title=given.title, goal=given.goal, template=given.template, now=timezone.now()
    )
    return Status(201, {"slug": slug})


@router.delete(
    "/journeys/{journey}",
    auth=allowed("journeys:remove"),
    response={204: None, FINDS: ProblemOut},
    operation_id="remove_journey",
    summary="Remove a journey",
)
def remove(request: HttpRequest, journey: Path[Slug]) -> Status[Any]:
    """Take a whole map out of sight; its moments stay, and drawing it again (PUT) puts it back. Scope: `journeys:remove`."""
    remove_journey(by=caller(request), journey=journey, now=timezone.now())
    return Status(204, None)


@router.get(
    "/measures",
    auth=allowed("map:read"),
    response={200: list[MeasureLine], READS: ProblemOut},
    operation_id="measures",
    summary="The measures and where they stand",
)
def measures(request: HttpRequest, asked: Query[MeasuresAsked]) -> list[MeasureKey]:
    """All measures, or one journey's, in the order of the map. Scope: `map:read`."""
    seen = {j.slug for j in journeys_for(caller(request))}
    return [key for key in measure_keys(journey=asked.journey) if key.journey in seen]


def _plan(slug: str, given: JourneyGiven) -> JourneyPlan:
    return JourneyPlan(
        slug=slug,
        title=given.title,
        goal=given.goal,
        stages=tuple(_stage(stage.model_dump()) for stage in given.stages),
    )


def _stage(stage: dict[str, Any]) -> StagePlan:
    touchpoints = tuple(
        TouchpointPlan(**(touchpoint | {"measures": tuple(MeasurePlan(**m) for m in touchpoint["measures"])}))
        for touchpoint in stage["touchpoints"]
    )
    return StagePlan(**(stage | {"touchpoints": touchpoints}))
