"""A measurement made ready for its page: sentences, tables and charts, formed so that the template only places them."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellserved.analytics.contracts import ENOUGH
from wellserved.analytics.measurement import Sheet
from wellserved.insight.contracts import Choices, Measurement, SetAside
from wellserved.workspace.counting import Waiting, waiting_for
from wellserved.workspace.wording import Words, count, minute, period

from .charts import Lines
from .dimension_view import DimensionView, MeanView, draw_dimension, draw_lines, draw_mean
from .frame_view import FaultView, draw_fault, draw_weighted
from .kept_view import KeptView, draw_kept
from .model_view import FitView, ImportanceView, draw_fit, draw_importance
from .questions_view import KanoView, ZoneView, draw_kano, draw_nps, draw_zone
from .words import WHY_NOT, between, named, number, signed, title_of

SegmentRow = tuple[str, str, tuple[tuple[str, MeanView | None], ...]]
"""Its title, how many answered, and of each dimension its title and mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurementPage:
    found: Measurement
    heading: str
    journey_href: str
    says: str
    who: str
    covers: str
    as_of: str
    weighted: str
    dimensions: tuple[DimensionView, ...]
    overall: DimensionView | None
    one_dimension: bool
    one_touchpoint: bool
    """The only dimension has no name of its own: it is all that was asked at the touchpoint."""
    has_gap: bool
    lines: Lines | None
    fit: FitView | None
    why_no_fit: Words
    importance: ImportanceView | None
    why_no_importance: Words
    nps: tuple[str, str] | None
    zones: tuple[ZoneView, ...]
    kano: tuple[KanoView, ...]
    kept: KeptView | None
    frame_fault: FaultView | None
    set_aside: str
    segments: tuple[SegmentRow, ...]
    waiting: Waiting | None


def draw_measurement(found: Measurement, *, choices: Choices, address: str, query: str) -> MeasurementPage:
    sheet = found.sheet
    dimensions = tuple(draw_dimension(found, one, query=query) for one in sheet.dimensions) if sheet else ()
    has_gap = bool((sheet and sheet.overall.gap) or any(one.gap for one in dimensions))
    weighted = bool(sheet and sheet.weighted)
    return MeasurementPage(
        found=found,
        heading=found.touchpoint_title or found.journey_title,
        journey_href=reverse("workspace:measured_journey", args=[found.journey]) + query,
        says=_says(found, sheet) if sheet else "",
        who=_who(sheet) if sheet else "",
        covers=period(found.since, found.until),
        as_of=minute(found.as_of),
        weighted=draw_weighted(found) if weighted else "",
        dimensions=dimensions,
        overall=draw_dimension(found, sheet.overall, query=query) if sheet and len(dimensions) > 1 else None,
        one_dimension=len(dimensions) == 1,
        one_touchpoint=bool(
            sheet and len(dimensions) == 1 and not (found.touchpoint and sheet.dimensions[0].name)
        ),
        has_gap=has_gap,
        lines=draw_lines(found, sheet) if sheet else None,
        fit=draw_fit(sheet.fit) if sheet and sheet.fit else None,
        why_no_fit=WHY_NOT.get(sheet.why_no_fit, "") if sheet else "",
        importance=draw_importance(found, sheet, sheet.importance) if sheet and sheet.importance else None,
        why_no_importance=_why_no_importance(sheet) if sheet else "",
        nps=draw_nps(found.nps, weighted=weighted) if found.nps else None,
        zones=tuple(draw_zone(title, one, found.scale, weighted=weighted) for title, one in found.zones),
        kano=tuple(draw_kano(title, one, weighted=weighted) for title, one in found.kano),
        kept=draw_kept(found),
        frame_fault=draw_fault(found, choices=choices),
        set_aside=_set_aside(found.set_aside, hidden=found.without_answers),
        segments=_segments(found, has_gap=has_gap),
        waiting=waiting_for([found], address=address),
    )


def _says(found: Measurement, sheet: Sheet) -> str:
    """Where it falls short most for sure; without expectations, where it is judged lowest."""
    short = [one for one in sheet.dimensions if one.gap and one.gap.high is not None and one.gap.n >= ENOUGH]
    if short:
        worst = min(short, key=lambda one: one.gap.high if one.gap and one.gap.high is not None else 0.0)
        gap = worst.gap
        if gap and gap.high is not None and gap.high < 0:
            facts = {
                "name": named(found, worst.name),
                "gap": signed(gap.value),
                "between": between(gap, with_sign=True),
            }
            return (
                _(
                    "Customers perceive less than they expect most of all at %(name)s: %(gap)s (95%% interval %(between)s)."
                )
                % facts
            )
        return _("Nowhere is it sure that customers perceive less than they expect.")
    judged = [one for one in sheet.dimensions if one.perceived and one.perceived.n >= ENOUGH]
    if not judged:
        return _("Too few respondents for a conclusion: it takes %(n)s.") % {"n": ENOUGH}
    lowest = min(judged, key=lambda one: one.perceived.value if one.perceived else 0.0)
    mean = lowest.perceived.value if lowest.perceived else 0.0
    facts = {
        "name": named(found, lowest.name),
        "mean": number(mean),
        "top": number(found.scale[1], places=0),
    }
    if len(sheet.dimensions) == 1:
        return _("Customers judge %(name)s %(mean)s of %(top)s. What they expect was not asked.") % facts
    return _("Customers judge %(name)s lowest: %(mean)s of %(top)s. What they expect was not asked.") % facts


def _who(sheet: Sheet) -> str:
    return ngettext(
        "%(n)s respondent, %(complete)s of whom answered every item.",
        "%(n)s respondents, %(complete)s of whom answered every item.",
        sheet.answered,
    ) % {"n": count(sheet.answered), "complete": count(sheet.complete)}


def _set_aside(known: SetAside | None, *, hidden: bool) -> str:
    if hidden:
        return _(
            "Zones of tolerance, Kano features and what was set aside are left out: they are read from single answers, which you may not see."
        )
    if known is None or not known.left_out:
        return ""
    return ngettext(
        "%(n)s response was set aside as too fast, all alike or double, and is not counted.",
        "%(n)s responses were set aside as too fast, all alike or double, and are not counted.",
        known.left_out,
    ) % {"n": count(known.left_out)}


def _why_no_importance(sheet: Sheet) -> Words:
    """Of one dimension the items are weighed."""
    if sheet.why_no_importance == "many_predictors" and len(sheet.dimensions) == 1:
        return _("There are more than ten items to weigh.")
    return WHY_NOT.get(sheet.why_no_importance, "")


def _segments(found: Measurement, *, has_gap: bool) -> tuple[SegmentRow, ...]:
    return tuple(
        (
            part.title or _("Segment not known"),
            count(part.answered),
            tuple(
                (
                    title_of(found, one.name),
                    draw_mean(one.gap, found=found, is_gap=True) if has_gap else draw_mean(one.perceived),
                )
                for one in part.dimensions
            ),
        )
        for part in found.by_segment
    )
