"""As is and to be side by side: the same touchpoints in one row, and in words what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from wellserved.journey.contracts import Drawing, DrawnStage, DrawnTouchpoint
from wellserved.platform.lists import listed

from .drawing_curve import Curve, curve
from .drawing_page import FEELINGS
from .drawing_words import field_words
from .wording import Words

MARKS = {"added": "+", "removed": "−", "changed": "~", "moved": "→", "same": ""}
WORDS: dict[str, Words] = {
    "added": pgettext_lazy("part of a map", "added"),
    "removed": pgettext_lazy("part of a map", "removed"),
    "changed": pgettext_lazy("part of a map", "changed"),
    "moved": pgettext_lazy("part of a map", "moved"),
    "same": gettext_lazy("as it is"),
}
TEXTS = (
    "title",
    "channel",
    "doing",
    "thinking",
    "feeling",
    "frontstage",
    "backstage",
    "support",
    "owner_team",
)


Home = tuple[str, DrawnTouchpoint, str]
"""The slug of the stage that a touchpoint stands in, the touchpoint, and the stage's title."""
Homes = dict[str, Home]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    field: str
    was: str
    will_be: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchpointRow:
    """One touchpoint of either map or of both; `became` is added, removed, changed, moved or same."""

    became: str
    mark: str
    word: Words
    was: str
    will_be: str
    about_was: str
    about_will_be: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRows:
    became: str
    mark: str
    word: Words
    was: str
    will_be: str
    goal_was: str
    goal_will_be: str
    touchpoints: tuple[TouchpointRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparePage:
    """`felt` are the two emotion curves over the same columns: as it is, as it is to be."""

    stages: tuple[StageRows, ...]
    says: str
    felt: tuple[Curve | None, Curve | None]


def draw_comparison(as_is: Drawing, to_be: Drawing) -> ComparePage:
    before = {stage.slug: stage for stage in as_is.stages}
    after = {stage.slug: stage for stage in to_be.stages}
    homes = (_homes(as_is), _homes(to_be))
    stages = tuple(
        _stage(before.get(slug), after.get(slug), homes=homes)
        for slug in aligned([s.slug for s in as_is.stages], [s.slug for s in to_be.stages])
    )
    columns = aligned(list(homes[0]), list(homes[1]))
    felt = (_felt(homes[0], columns), _felt(homes[1], columns))
    return ComparePage(stages=stages, says=_says(stages), felt=felt)


def _felt(homes: Homes, columns: Sequence[str]) -> Curve | None:
    return curve([homes[slug][1].feeling if slug in homes else None for slug in columns])


def aligned(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """All of both in the order of `after`; what is only in `before` follows what it stood behind."""
    order = list(after)
    for index, slug in enumerate(before):
        if slug in order:
            continue
        behind = next((other for other in reversed(before[:index]) if other in order), None)
        order.insert(order.index(behind) + 1 if behind is not None else 0, slug)
    return order


def _homes(drawing: Drawing) -> Homes:
    """Every touchpoint by its slug, in the order of the journey."""
    return {
        touchpoint.slug: (stage.slug, touchpoint, stage.title)
        for stage in drawing.stages
        for touchpoint in stage.touchpoints
    }


def _stage(was: DrawnStage | None, will_be: DrawnStage | None, *, homes: tuple[Homes, Homes]) -> StageRows:
    before = [t.slug for t in was.touchpoints] if was else []
    after = [t.slug for t in will_be.touchpoints] if will_be else []
    # What moved to another stage stands where it will be.
    staying = [slug for slug in before if slug not in homes[1] or slug in after]
    became = "removed" if will_be is None else "added" if was is None else "same"
    if was and will_be and (was.title, was.goal) != (will_be.title, will_be.goal):
        became = "changed"
    return StageRows(
        became=became,
        mark=MARKS[became],
        word=WORDS[became],
        was=was.title if was else "",
        will_be=will_be.title if will_be else "",
        goal_was=was.goal if was else "",
        goal_will_be=will_be.goal if will_be else "",
        touchpoints=tuple(
            _touchpoint(homes[0].get(slug), homes[1].get(slug)) for slug in aligned(staying, after)
        ),
    )


def _touchpoint(was: Home | None, will_be: Home | None) -> TouchpointRow:
    old, new = (was[1] if was else None), (will_be[1] if will_be else None)
    differences = _differences(old, new) if old and new else ()
    became = "removed" if new is None else "added" if old is None else "changed" if differences else "same"
    if was and will_be and was[0] != will_be[0]:
        became = "changed" if differences else "moved"
        stage = Difference(field=_("Stage"), was=was[2], will_be=will_be[2])
        differences = (stage, *differences)
    return TouchpointRow(
        became=became,
        mark=MARKS[became],
        word=WORDS[became],
        was=old.title if old else "",
        will_be=new.title if new else "",
        about_was=_about(old),
        about_will_be=_about(new),
        differences=differences,
    )


def _differences(old: DrawnTouchpoint, new: DrawnTouchpoint) -> tuple[Difference, ...]:
    texts = [(field, _shown(old, field), _shown(new, field)) for field in TEXTS]
    measures = ("measures", _measures(old), _measures(new))
    names = {"measures": _("Measures")}
    return tuple(
        Difference(field=names.get(field) or field_words(field), was=was, will_be=will_be)
        for field, was, will_be in (*texts, measures)
        if was != will_be
    )


def _shown(touchpoint: DrawnTouchpoint, field: str) -> str:
    if field == "feeling":
        return str(FEELINGS[touchpoint.feeling]) if touchpoint.feeling is not None else ""
    return str(getattr(touchpoint, field))


def _measures(touchpoint: DrawnTouchpoint) -> str:
    return listed(sorted(measure.title for measure in touchpoint.measures))


def _about(touchpoint: DrawnTouchpoint | None) -> str:
    if touchpoint is None:
        return ""
    felt = str(FEELINGS[touchpoint.feeling]) if touchpoint.feeling is not None else ""
    return " · ".join(word for word in (touchpoint.channel, felt) if word)


def _says(stages: Sequence[StageRows]) -> str:
    """What the to-be map changes, counted, in a sentence."""
    rows = [row.became for stage in stages for row in stage.touchpoints]
    counts = {became: rows.count(became) for became in ("added", "removed", "changed", "moved")}
    if not any(counts.values()):
        return pgettext("of two maps", "No touchpoint differs yet.")
    said = listed(f"{count} {WORDS[became]}" for became, count in counts.items() if count)
    return _("Of %(total)s touchpoints: %(said)s.") % {"total": len(rows), "said": said}
