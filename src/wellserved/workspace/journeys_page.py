"""The list of journeys made ready for its page."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from wellserved.insight.contracts import JourneySummary

from .map_page import CellView, cell_view
from .wording import GAPS, count, percent, period


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyLine:
    title: str
    goal: str
    href: str
    covers: str
    cell: CellView | None
    worst: str


def draw_journeys(summaries: Sequence[JourneySummary]) -> tuple[JourneyLine, ...]:
    return tuple(_line(summary) for summary in summaries)


def _line(summary: JourneySummary) -> JourneyLine:
    href = reverse("workspace:journey", args=[summary.journey])
    worst = summary.worst
    if worst is None:
        few = summary.counted and summary.cases
        words = _("Too few cases yet to say where customers are left short.") if few else ""
        return JourneyLine(
            title=summary.title,
            goal=summary.goal,
            href=href,
            covers=_covers(summary),
            cell=None,
            worst=words,
        )
    gap = worst.cell.gap
    place = reverse("workspace:cell", args=[summary.journey, worst.touchpoint, worst.measure, gap])
    name = f"{worst.touchpoint_title}, {GAPS[gap].name}"
    return JourneyLine(
        title=summary.title,
        goal=summary.goal,
        href=href,
        covers=_covers(summary),
        cell=cell_view(worst.cell, href=place, name=name),
        worst=_("Worst at “%(touchpoint)s”: in %(share)s%% of %(n)s cases %(clause)s.")
        % {
            "touchpoint": worst.touchpoint_title,
            "share": percent(worst.cell.share),
            "n": count(worst.cell.n),
            "clause": GAPS[gap].clause,
        },
    )


def _covers(summary: JourneySummary) -> str:
    if not summary.counted:
        return _("being counted")
    if not summary.cases:
        return _("No moments recorded yet.")
    return _("%(cases)s cases, %(period)s") % {
        "cases": count(summary.cases),
        "period": period(summary.since, summary.until),
    }
