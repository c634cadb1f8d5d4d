"""A whole map as JSON and back, nothing lost but who owns what: files name no person."""

import json
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from wellserved.journey.contracts import JourneyPlan, MeasurePlan, StagePlan, TouchpointPlan

from .checking import ImportRefused, checked_plan

FORMAT, VERSION = "wellserved-map", 1


class _Measure(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    slug: str
    title: str
    unit: str
    better: str
    scale_low: float | None = None
    scale_high: float | None = None
    satisfied: float | None = None


class _Touchpoint(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    slug: str
    title: str
    channel: str = ""
    side: str = "frontstage"
    owner_team: str = ""
    doing: str = ""
    thinking: str = ""
    feeling: int | None = None
    frontstage: str = ""
    backstage: str = ""
    support: str = ""
    inner: str | None = None
    measures: list[_Measure] = []


class _Stage(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    slug: str
    title: str
    goal: str = ""
    touchpoints: list[_Touchpoint] = []


class _Journey(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    slug: str
    title: str
    goal: str = ""
    redraws: str | None = None
    stages: list[_Stage] = []


class _File(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    format: str
    version: int
    journey: _Journey


def written(plan: JourneyPlan) -> bytes:
    journey = msgspec.to_builtins(plan)
    for stage in journey["stages"]:
        for touchpoint in stage["touchpoints"]:
            del touchpoint["owner"]
    document = {"format": FORMAT, "version": VERSION, "journey": journey}
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def read(data: bytes) -> JourneyPlan:
    """The plan in a JSON file; ImportRefused names the path of what is wrong in it."""
    _of_this_format(data)
    try:
        file = msgspec.json.decode(data, type=_File)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _unreadable(error) from error
    given = file.journey
    plan = JourneyPlan(
        slug=given.slug,
        title=given.title,
        goal=given.goal,
        redraws=given.redraws,
        stages=tuple(_stage(stage) for stage in given.stages),
    )
    return checked_plan(plan)


def _of_this_format(data: bytes) -> None:
    try:
        head: Any = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ImportRefused(
            _("This is not JSON (%(error)s). Choose the file as it was exported.") % {"error": error}
        ) from error
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise ImportRefused(
            _(
                "This JSON is no map: its 'format' is not '%(format)s'. Choose a file that was exported as a map."
            )
            % {"format": FORMAT},
            place="format",
        )
    if head.get("version") != VERSION:
        raise ImportRefused(
            _(
                "This file has version %(version)s of the format; this server reads %(ours)s. Update the older one."
            )
            % {"version": str(head.get("version"))[:20], "ours": VERSION},
            place="version",
        )


def _unreadable(error: Exception) -> ImportRefused:
    said, _at, where = str(error).partition(" - at `$.")
    return ImportRefused(
        _("%(error)s. Mend it there, then import the file again.") % {"error": said}, place=where.rstrip("`")
    )


def _stage(given: _Stage) -> StagePlan:
    touchpoints = tuple(_touchpoint(one) for one in given.touchpoints)
    return StagePlan(slug=given.slug, title=given.title, goal=given.goal, touchpoints=touchpoints)


def _touchpoint(given: _Touchpoint) -> TouchpointPlan:
    measures = tuple(MeasurePlan(**msgspec.structs.asdict(one)) for one in given.measures)
    return TouchpointPlan(**(msgspec.structs.asdict(given) | {"measures": measures}))
