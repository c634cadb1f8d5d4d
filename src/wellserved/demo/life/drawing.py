"""Drawing on: personas, a nested journey, and home delivery as it is to be."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from wellserved.demo.organisation.personas import PERSONAS
from wellserved.journey.contracts import AddTouchpoint, Deed, Remove, SetField
from wellserved.journey.queries import drawing_for
from wellserved.journey.services import copy_as_to_be, edit_map, set_persona
from wellserved.people.contracts import Person

from .people import People

DRAWN = "fresh-tonight"


def draw(people: People, *, now: datetime) -> None:
    for stands in PERSONAS:
        set_persona(
            by=people.manager,
            slug=None,
            name=stands.name,
            segment=stands.segment,
            summary=stands.summary,
            quote=stands.quote,
            wants=stands.wants,
            frustrations=stands.frustrations,
            now=now - timedelta(days=90),
        )
    at = touchpoints(people.manager, DRAWN, now=now)
    inner = [
        SetField(kind="touchpoint", id=at[name], field="inner", value="put-right")
        for name in ("chat-help", "phone-help")
    ]
    _edit(people.lead, DRAWN, inner, now=now - timedelta(days=30))


def touchpoints(by: Person, journey: str, *, now: datetime) -> dict[str, int]:
    stages = drawing_for(by, journey=journey, now=now).stages
    return {touchpoint.slug: touchpoint.id for stage in stages for touchpoint in stage.touchpoints}


def redraw(by: Person, *, now: datetime) -> None:
    """Home delivery as it is to be; drawn when customers have said what is missing."""
    journey = copy_as_to_be(
        by=by, journey=DRAWN, title="Have fresh groceries at home tonight, as it will be", now=now
    )
    at = touchpoints(by, journey, now=now)
    stages = {stage.slug: stage.id for stage in drawing_for(by, journey=journey, now=now).stages}
    boxes = AddTouchpoint(stage=stages["receive"], title="Hand back the empty boxes", before=at["cold-chain"])
    chosen = at["say-what-may-replace-it"]
    mended = (
        (-1, "doing", "Hands out the boxes of the last time"),
        (-1, "thinking", "Less to carry down"),
        (-1, "feeling", 1),
        (chosen, "doing", "Ticks a second choice for what may run out"),
        (chosen, "thinking", "Then nobody has to ask me later"),
        (chosen, "feeling", 1),
        (at["tracking"], "thinking", "Ten past seven, and it was"),
        (at["tracking"], "feeling", 1),
        (at["tracking"], "support", "Route planning with the traffic of the hour"),
        (at["eta-notice"], "thinking", "Half an hour: time to get downstairs"),
        (at["eta-notice"], "feeling", 1),
        (at["packaging"], "thinking", "One box, and they take it back"),
        (at["packaging"], "feeling", 1),
        (at["checkout"], "feeling", 1),
    )
    fields = [SetField(kind="touchpoint", id=key, field=field, value=value) for key, field, value in mended]
    _edit(by, journey, [boxes, *fields, Remove(kind="touchpoint", id=at["substitution"])], now=now)


def _edit(by: Person, journey: str, deeds: Sequence[Deed], *, now: datetime) -> None:
    seen = drawing_for(by, journey=journey, now=now).version
    edit_map(by=by, journey=journey, seen=seen, deeds=deeds, now=now)
