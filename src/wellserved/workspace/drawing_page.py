"""A map as it is drawn, made ready for its page: every text formed, so that the template only places them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from wellserved.journey.contracts import Drawing, DrawnMeasure, DrawnStage, DrawnTouchpoint, Made

from .drawing_curve import Curve, curve
from .drawing_words import latest_words, undo_words
from .wording import Words, amount

LANE_TEXTS: dict[str, tuple[Words, Words, Words]] = {
    "doing": (
        pgettext_lazy("lane of the map", "Does"),
        gettext_lazy("the customer"),
        gettext_lazy("What does the customer do?"),
    ),
    "thinking": (
        pgettext_lazy("lane of the map", "Thinks"),
        gettext_lazy("the customer"),
        gettext_lazy("What does the customer think?"),
    ),
    "channel": (
        pgettext_lazy("lane of the map", "Channel"),
        gettext_lazy("where they meet us"),
        gettext_lazy("web, shop, phone?"),
    ),
    "frontstage": (
        pgettext_lazy("lane of the map", "Frontstage"),
        gettext_lazy("what customers see us do"),
        gettext_lazy("What do customers see us do?"),
    ),
    "backstage": (
        pgettext_lazy("lane of the map", "Backstage"),
        gettext_lazy("what they do not see"),
        gettext_lazy("What do we do out of sight?"),
    ),
    "support": (
        pgettext_lazy("lane of the map", "Support"),
        gettext_lazy("systems and partners"),
        gettext_lazy("Which systems and partners carry it?"),
    ),
}
"""Of each lane that holds a text: its name, what it is about, and what an empty place asks."""
BEFORE, AFTER = ("doing", "thinking"), ("channel", "frontstage", "backstage", "support")

FEELINGS: dict[int, Words] = {
    2: pgettext_lazy("feeling", "delighted, +2"),
    1: pgettext_lazy("feeling", "pleased, +1"),
    0: pgettext_lazy("feeling", "neither, 0"),
    -1: pgettext_lazy("feeling", "annoyed, −1"),
    -2: pgettext_lazy("feeling", "upset, −2"),
}
MOST = {"title": 120, "goal": 300, "channel": 40}
EXPORTS: tuple[tuple[str, Words], ...] = (
    ("json", gettext_lazy("JSON, to import again")),
    ("csv", gettext_lazy("CSV, a row a touchpoint")),
    ("mermaid", gettext_lazy("Mermaid journey")),
    ("svg", gettext_lazy("Picture, SVG")),
    ("png", gettext_lazy("Picture, PNG")),
    ("pdf", gettext_lazy("PDF, to print")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextView:
    """A text of the map that can be edited in its place; `spoken` says what it is to who cannot see where it stands."""

    id: str
    key: str
    name: str
    text: str
    label: str
    spoken: str
    hint: str
    href: str
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeelingView:
    value: int
    do: str
    word: str
    pressed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureView:
    title: str
    unit: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseView:
    words: str
    of: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchpointCard:
    id: int
    title: str
    href: str
    name: TextView
    backstage: bool
    about: str
    inner_title: str
    inner_href: str
    before: tuple[TextView, ...]
    after: tuple[TextView, ...]
    feelings: tuple[FeelingView, ...]
    feeling_word: str
    feeling_label: str
    menu_label: str
    measures: tuple[MeasureView, ...]
    measures_label: str
    promises: tuple[PromiseView, ...]
    improvements: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCard:
    id: int
    title: str
    href: str
    menu_label: str
    name: TextView
    goal: TextView
    touchpoints: tuple[TouchpointCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    name: str
    label: Words
    question: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawingPage:
    """`said` is what the last command did; `latest` who changed what last; `made` the name of what is new.

    `columns` and `fit` are the grid's columns, a stage each: to scroll on a screen, to fit on a printed page.
    """

    slug: str
    heading: str
    title: str
    is_to_be: bool
    version: int
    href: str
    map_href: str
    goal: TextView
    name: TextView
    stages: tuple[StageCard, ...]
    lanes: tuple[Lane, ...]
    columns: str
    fit: str
    count: int
    curve: Curve | None
    may_draw: bool
    undo: str
    redo: str
    said: str
    latest: str
    exports: tuple[tuple[str, Words], ...]
    made: str


def draw_board(
    drawing: Drawing, *, said: str = "", account_id: int | None = None, made: Sequence[Made] = ()
) -> DrawingPage:
    """`account_id` is the reader's, so that what they did is not told them as somebody else's doing."""
    widths = [max(len(stage.touchpoints), 1) for stage in drawing.stages]
    return DrawingPage(
        slug=drawing.slug,
        heading=drawing.goal or drawing.title,
        title=drawing.title,
        is_to_be=drawing.draws == "to_be",
        version=drawing.version,
        href=reverse("workspace:draw", args=[drawing.slug]),
        map_href=reverse("workspace:journey", args=[drawing.slug]),
        goal=_journey_text(drawing, "goal"),
        name=_journey_text(drawing, "title"),
        stages=tuple(_stage(stage, drawing=drawing) for stage in drawing.stages),
        lanes=lanes(),
        # A column is never narrower than its texts need, and all are of one width.
        columns=" ".join(f"minmax({width * 148}px, {width}fr)" for width in widths),
        fit=" ".join(f"minmax(0, {width}fr)" for width in widths),
        count=len(widths),
        curve=curve(_feelings(drawing.stages)),
        may_draw=drawing.can_edit,
        undo=undo_words(drawing.edits, account_id=account_id) if drawing.can_undo else "",
        redo=_("Do again what was undone") if drawing.can_redo else "",
        said=said,
        latest=latest_words(drawing.edits, account_id=account_id),
        exports=EXPORTS,
        made="".join(f"t-{one.kind}-{one.id}-title" for one in made[:1]),
    )


def lanes() -> tuple[Lane, ...]:
    def text(name: str) -> Lane:
        label, question, _hint = LANE_TEXTS[name]
        return Lane(name=name, label=label, question=question)

    feels = Lane(name="feeling", label=pgettext("lane of the map", "Feels"), question=_("from −2 to +2"))
    measures = Lane(name="measures", label=_("Measures"), question=_("what we count"))
    promises = Lane(name="promises", label=_("Promises"), question=_("in force today"))
    wanted = Lane(name="improvements", label=_("Improvements"), question=_("wanted, still open"))
    return (*map(text, BEFORE), feels, *map(text, AFTER), measures, promises, wanted)


def _feelings(stages: Sequence[DrawnStage]) -> list[int | None]:
    """One for each column: a stage without touchpoints has one column too."""
    return [
        feeling
        for stage in stages
        for feeling in ([touchpoint.feeling for touchpoint in stage.touchpoints] or [None])
    ]


def _journey_text(drawing: Drawing, field: str) -> TextView:
    words = {
        "goal": (_("The customer's goal"), _("What does the customer want, in their own words?")),
        "title": (_("Name of the journey"), _("Name of the journey")),
    }
    label, hint = words[field]
    return TextView(
        id=f"journey-{field}",
        key=f"journey:0:{field}",
        name=field,
        text=str(getattr(drawing, field)),
        label=label,
        spoken=f"{label}:",
        hint=hint,
        href=reverse("workspace:draw-journey", args=[drawing.slug]) if drawing.can_edit else "",
        most=160 if field == "title" else 300,
    )


def _stage(stage: DrawnStage, *, drawing: Drawing) -> StageCard:
    href = reverse("workspace:draw-stage", args=[drawing.slug, stage.id])
    edit = href if drawing.can_edit else ""

    def text(field: str, *, label: str, hint: str, spoken: str) -> TextView:
        return TextView(
            id=f"stage-{stage.id}-{field}",
            key=f"stage:{stage.id}:{field}",
            name=field,
            text=str(getattr(stage, field)),
            label=label,
            spoken=spoken,
            hint=hint,
            href=edit,
            most=MOST[field],
        )

    return StageCard(
        id=stage.id,
        title=stage.title,
        href=href,
        menu_label=_("Commands for “%(title)s”") % {"title": stage.title},
        name=text("title", label=_("Name of the stage"), hint="", spoken=_("Stage")),
        goal=text(
            "goal",
            label=_("What the customer wants of it"),
            hint=_("What does the customer want here?"),
            spoken=_("What the customer wants of it:"),
        ),
        touchpoints=tuple(_touchpoint(t, drawing=drawing) for t in stage.touchpoints),
    )


def _touchpoint(touchpoint: DrawnTouchpoint, *, drawing: Drawing) -> TouchpointCard:
    href = reverse("workspace:draw-touchpoint", args=[drawing.slug, touchpoint.id])
    edit = href if drawing.can_edit else ""
    inner = touchpoint.inner
    return TouchpointCard(
        id=touchpoint.id,
        title=touchpoint.title,
        href=href,
        name=TextView(
            id=f"touchpoint-{touchpoint.id}-title",
            key=f"touchpoint:{touchpoint.id}:title",
            name="title",
            text=touchpoint.title,
            label=_("Name of the touchpoint"),
            spoken=_("Touchpoint"),
            hint="",
            href=edit,
            most=MOST["title"],
        ),
        backstage=touchpoint.side == "backstage",
        about=_about(touchpoint),
        inner_title=_("opens into “%(journey)s”") % {"journey": inner.title} if inner else "",
        inner_href=reverse("workspace:draw", args=[inner.slug]) if inner else "",
        before=tuple(_lane_text(touchpoint, field, href=edit) for field in BEFORE),
        after=tuple(_lane_text(touchpoint, field, href=edit) for field in AFTER),
        feelings=tuple(_feeling(touchpoint, value) for value in FEELINGS),
        feeling_word=str(FEELINGS[touchpoint.feeling]) if touchpoint.feeling is not None else "",
        feeling_label=_("How it feels at “%(title)s”") % {"title": touchpoint.title},
        menu_label=_("Commands for “%(title)s”") % {"title": touchpoint.title},
        measures=tuple(
            MeasureView(title=m.title, unit=m.unit, href=f"{href}#measure-{m.id}")
            for m in touchpoint.measures
        ),
        measures_label=_("Add a measure to “%(title)s”") % {"title": touchpoint.title},
        promises=tuple(view for m in touchpoint.measures for view in promise_views(m, journey=drawing.slug)),
        improvements=tuple(improvement.title for improvement in touchpoint.improvements),
    )


def _lane_text(touchpoint: DrawnTouchpoint, field: str, *, href: str) -> TextView:
    label, _question, hint = LANE_TEXTS[field]
    return TextView(
        id=f"touchpoint-{touchpoint.id}-{field}",
        key=f"touchpoint:{touchpoint.id}:{field}",
        name=field,
        text=str(getattr(touchpoint, field)),
        label=str(label),
        spoken=f"{label}:",
        hint=str(hint),
        href=href and f"{href}#id_{field}",
        most=MOST.get(field, 300),
    )


def _feeling(touchpoint: DrawnTouchpoint, value: int) -> FeelingView:
    pressed = touchpoint.feeling == value
    # Who presses what is pressed takes it back.
    wanted = "" if pressed else str(value)
    return FeelingView(
        value=value,
        do=f"feel:{touchpoint.id}:{wanted}",
        word=str(FEELINGS[value]),
        pressed=pressed,
    )


def _about(touchpoint: DrawnTouchpoint) -> str:
    """The small line below a touchpoint's name: who owns it, and whether customers see it."""
    owner = touchpoint.owner.name if touchpoint.owner else touchpoint.owner_team
    behind = _("backstage") if touchpoint.side == "backstage" else ""
    return " · ".join(word for word in (owner, behind) if word)


def promise_views(measure: DrawnMeasure, *, journey: str) -> tuple[PromiseView, ...]:
    href = reverse("workspace:promises_of", args=[journey])
    return tuple(
        PromiseView(
            words=promise.told or amount(promise.level, measure.unit),
            of=" · ".join(word for word in (measure.title, promise.segment) if word),
            href=href,
        )
        for promise in measure.promises
    )
