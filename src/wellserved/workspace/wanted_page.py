"""Improvements that are wanted, made ready for their pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellserved.insight.contracts import CellDetail
from wellserved.journey.queries import Wanted

from .wording import GAPS, GapWords, count, minute, percent, period


class WantForm(forms.Form):
    title = forms.CharField(max_length=160, label=gettext_lazy("What should be better?"))
    why = forms.CharField(
        max_length=600,
        required=False,
        label=gettext_lazy("Why, and what have you noticed?"),
        help_text=gettext_lazy("No names or addresses of customers, please: all staff read this."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedView:
    wanted: Wanted
    where: str
    words: GapWords
    seen: str
    href: str
    at: str
    closed: str


def draw_wanted(found: Iterable[Wanted]) -> tuple[WantedView, ...]:
    return tuple(
        WantedView(
            wanted=one,
            where=f"{one.journey_title} / {one.touchpoint_title} / {one.measure_title}",
            words=GAPS[one.gap],
            seen=seen_words(one.seen),
            href=reverse("workspace:cell", args=[one.journey, one.touchpoint, one.measure, one.gap]),
            at=minute(one.at),
            closed=minute(one.closed_at) if one.closed_at else "",
        )
        for one in found
    )


def seen_of(detail: CellDetail) -> dict[str, str | float | None]:
    """The figures that somebody looks at when they want an improvement, as they are kept."""
    cell = detail.cell
    return {
        "n": cell.n,
        "short": cell.short,
        "low": cell.low,
        "high": cell.high,
        "since": detail.since.isoformat() if detail.since else None,
        "until": detail.until.isoformat() if detail.until else None,
    }


def seen_words(seen: dict[str, Any]) -> str:
    if not seen.get("n"):
        return ""
    since, until = seen.get("since"), seen.get("until")
    return _(
        "Seen then: %(share)s%% of %(n)s cases short (95%% interval %(low)s to %(high)s), %(period)s."
    ) % {
        "share": percent(seen["short"] / seen["n"]),
        "n": count(seen["n"]),
        "low": percent(seen["low"]),
        "high": percent(seen["high"]),
        "period": period(
            date.fromisoformat(since) if since else None, date.fromisoformat(until) if until else None
        ),
    }
