"""What drawing calls take and answer."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field, StrictFloat, StrictInt, StrictStr

from wellserved.journey import contracts
from wellserved.platform.api import Given, Name, ProblemOut, Text

Id = Annotated[int, Field(lt=1 << 53, gt=-1000)]
_Title = Annotated[Text, Field(min_length=1, max_length=160)]
Element = Literal["stage", "touchpoint", "measure"]
Ordered = Literal["stage", "touchpoint"]
MADE = "Below 0: what an earlier deed of this call made; -1 is the first."


class SetField(Given):
    """Give one field of one element a value."""

    deed: Literal["set_field"]
    kind: Literal["journey", "stage", "touchpoint", "measure"]
    id: Id = Field(description=f"0 for the journey itself. {MADE}")
    field: Annotated[Text, Field(max_length=40)]
    value: StrictStr | StrictInt | StrictFloat | None


class AddStage(Given):
    deed: Literal["add_stage"]
    title: Name
    before: Id | None = Field(None, description="The stage that it stands before; without one, the end.")


class AddTouchpoint(Given):
    deed: Literal["add_touchpoint"]
    stage: Id = Field(description=MADE)
    title: Name
    before: Id | None = None


class AddMeasure(Given):
    deed: Literal["add_measure"]
    touchpoint: Id = Field(description=MADE)
    title: _Title
    unit: Annotated[Text, Field(min_length=1, max_length=40)]
    better: Literal["higher", "lower"]
    scale_low: float | None = None
    scale_high: float | None = None
    satisfied: float | None = None


class Move(Given):
    """Put a stage, or a touchpoint into a stage, before another one or at the end."""

    deed: Literal["move"]
    kind: Ordered
    id: Id
    stage: Id | None = Field(None, description="A touchpoint's; without one it stays in its stage.")
    before: Id | None = None


class Copy(Given):
    deed: Literal["copy"]
    kind: Ordered
    id: Id


class Remove(Given):
    """Take an element off the map with all that stands in it; its moments stay."""

    deed: Literal["remove"]
    kind: Element
    id: Id


class PutBack(Given):
    """Put what was removed on the map again, with what was removed with it."""

    deed: Literal["put_back"]
    kind: Element
    id: Id


DeedGiven = Annotated[
    SetField | AddStage | AddTouchpoint | AddMeasure | Move | Copy | Remove | PutBack,
    Field(discriminator="deed"),
]
_DEEDS: Mapping[str, Callable[..., contracts.Deed]] = {
    "set_field": contracts.SetField,
    "add_stage": contracts.AddStage,
    "add_touchpoint": contracts.AddTouchpoint,
    "add_measure": contracts.AddMeasure,
    "move": contracts.Move,
    "copy": contracts.Copy,
    "remove": contracts.Remove,
    "put_back": contracts.PutBack,
}


class EditGiven(Given):
    """Deeds that are done together or not at all."""

    seen: Annotated[int, Field(ge=0, lt=1 << 31)] = Field(
        description="The map's version that you had before you: `version` of the drawing, `number` of an edit."
    )
    deeds: Annotated[list[DeedGiven], Field(min_length=1, max_length=200)]


def deeds_of(given: Sequence[Any]) -> list[contracts.Deed]:
    return [_DEEDS[one.deed](**one.model_dump(exclude={"deed"})) for one in given]


class MadeOut(Schema):
    kind: str
    id: int
    slug: str


class EditedOut(Schema):
    """`number` is the map's version now; `made` is in the order of the deeds."""

    number: int
    deed: str
    made: list[MadeOut]


Shown = str | int | float | None


class ClashOut(Schema):
    """One field that somebody else changed after the version that you had seen.

    `field` is 'place' where both moved it, 'removed' where one removed what the other changed.
    """

    kind: str
    id: int
    title: str
    field: str
    was: Shown
    theirs: Shown
    mine: Shown
    by: str
    at: datetime


class ConflictOut(ProblemOut):
    """Nothing was changed. To put yours all the same, send it again with `seen` = `version`."""

    version: int | None = None
    clashes: list[ClashOut] = []


class JourneyNamedOut(Schema):
    slug: str
    title: str


class OwnerOut(Schema):
    staff_id: int
    name: str


class PromiseInForceOut(Schema):
    id: int
    segment: str | None
    level: float
    told: str
    valid_from: datetime
    valid_to: datetime | None


class DrawnMeasureOut(Schema):
    """`recorded`: moments are counted by it, so its facts are fixed."""

    id: int
    slug: str
    title: str
    unit: str
    better: str
    scale_low: float | None
    scale_high: float | None
    satisfied: float | None
    recorded: bool
    promises: list[PromiseInForceOut]


class ImprovementOut(Schema):
    id: int
    measure_id: int
    gap: int
    title: str
    at: datetime


class DrawnTouchpointOut(Schema):
    id: int
    slug: str
    title: str
    channel: str
    side: str
    owner: OwnerOut | None
    owner_team: str
    doing: str
    thinking: str
    feeling: int | None = Field(description="-2 to 2.")
    frontstage: str
    backstage: str
    support: str
    inner: JourneyNamedOut | None
    measures: list[DrawnMeasureOut]
    improvements: list[ImprovementOut]


class DrawnStageOut(Schema):
    id: int
    slug: str
    title: str
    goal: str
    touchpoints: list[DrawnTouchpointOut]


class EditLineOut(Schema):
    number: int
    deed: str
    by: str
    at: datetime
    titles: list[str]
    undoes: int | None


class DrawingOut(Schema):
    """A journey with every lane, the promises in force and the improvements wanted."""

    slug: str
    title: str
    goal: str
    draws: Literal["as_is", "to_be"]
    version: int
    redraws: JourneyNamedOut | None
    redrawn_as: list[JourneyNamedOut]
    inner_of: list[JourneyNamedOut]
    stages: list[DrawnStageOut]
    can_edit: bool
    can_undo: bool
    can_redo: bool
    edits: list[EditLineOut] = Field(description="The last ones, newest first.")


class JourneyBegun(Given):
    """A map to begin: empty, or with what a template has."""

    title: _Title
    goal: Text = Field("", description="What the customer sets out to do, in their words.")
    template: Annotated[Text, Field(max_length=60)] | None = Field(
        None, description="A key of `GET /templates`."
    )


class ToBeGiven(Given):
    title: _Title


class SlugOut(Schema):
    slug: str


class TemplateOut(Schema):
    key: str
    title: str
    goal: str
    stages: list[str]
    touchpoints: int
