"""Alerts, watches and saved views over HTTP."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from wellserved.insight.contracts import AlertRaised, ViewSaved, WatchSet
from wellserved.insight.queries import alerts_for, views_for, watches_for
from wellserved.insight.services import see_alerts
from wellserved.people.api import allowed, caller
from wellserved.platform.api import JSON, Asked, Given, ProblemOut, Slug

router = Router(tags=["alerts"])
READS = frozenset({401, 403, 422})

Every = Literal["day", "week", "month"]


class AlertsAsked(Asked):
    journey: Slug | None = Field(None, description="Only this journey's.")
    unseen: bool = Field(False, description="Only those that nobody has seen yet.")


class PlaceOut(Schema):
    journey: str
    journey_title: str
    touchpoint: str
    touchpoint_title: str
    measure: str
    measure_title: str
    gap: Literal[1, 2, 3, 4, 5]


class AlertOut(Schema):
    """A cell left its control limits between the days `start` and, not included, `end`.

    `value` is the share of the stretch's `n` cases that fell short; `centre`, `low` and `high` are the chart's.
    """

    id: int
    place: PlaceOut
    every: Every
    rule: Literal[1, 2, 3, 4]
    start: date
    end: date
    value: float
    n: int
    centre: float
    low: float
    high: float
    worse: bool
    raised_at: datetime
    seen_at: datetime | None


class WatchOut(Schema):
    """A cell whose control chart raises alerts by these Western Electric rules."""

    id: int
    place: PlaceOut
    chart: Literal["as_fits", "individuals", "proportions"]
    every: Every
    rules: list[int]
    set_at: datetime


class ViewOut(Schema):
    """An address of the workspace under a name."""

    id: int
    name: str
    address: str
    shared: bool


class SeenGiven(Given):
    """Alerts that somebody has taken note of."""

    alerts: list[Annotated[int, Field(ge=1, lt=1 << 63)]] = Field(max_length=1000)


class SeenOut(Schema):
    seen: int


@router.get(
    "/alerts",
    auth=allowed("map:read"),
    response={200: list[AlertOut], READS: ProblemOut},
    operation_id="alerts",
    summary="Cells that left their control limits",
)
def alerts(request: HttpRequest, asked: Query[AlertsAsked]) -> list[AlertRaised]:
    """The latest hundred. Who does not see every location finds those of their own touchpoints. Scope: `map:read`."""
    return list(alerts_for(caller(request), journey=asked.journey, unseen=asked.unseen))


@router.post(
    "/alerts/seen",
    auth=allowed("alerts:write", body=JSON),
    response={200: SeenOut, frozenset({400, 401, 403, 404, 413, 415, 422}): ProblemOut},
    operation_id="see_alerts",
    summary="Note alerts as seen",
)
def seen(request: HttpRequest, given: SeenGiven) -> SeenOut:
    """All of them or, where one is not theirs to see, none (404). Seen twice, the first stands. Scope: `alerts:write`."""
    see_alerts(by=caller(request), alert_ids=given.alerts, now=timezone.now())
    return SeenOut(seen=len(given.alerts))


@router.get(
    "/watches",
    auth=allowed("map:read"),
    response={200: list[WatchOut], READS: ProblemOut},
    operation_id="watches",
    summary="What is watched",
)
def watches(request: HttpRequest) -> list[WatchSet]:
    """Watches that run; whose, as for alerts. Scope: `map:read`."""
    return list(watches_for(caller(request)))


@router.get(
    "/views",
    auth=allowed("map:read"),
    response={200: list[ViewOut], READS: ProblemOut},
    operation_id="views",
    summary="Saved views",
)
def views(request: HttpRequest) -> list[ViewSaved]:
    """One's own and the shared ones; a token has none of its own. Scope: `map:read`."""
    return list(views_for(caller(request)))
