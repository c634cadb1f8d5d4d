"""What a sheet says of its model: whether the dimensions hold, and which of them weighs most."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from wellserved.analytics.measurement import FactorFit, Importance, Sheet
from wellserved.insight.contracts import Measurement
from wellserved.workspace.wording import Words, count, percent

from .charts import Square, importance_square
from .words import named, number, title_of


@dataclass(frozen=True, slots=True, kw_only=True)
class FitView:
    says: str
    rows: tuple[tuple[Words, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportanceView:
    says: str
    square: Square | None
    ends: tuple[str, str, str]
    rows: tuple[tuple[str, str, str, str, str], ...]
    """Number, title, share, its interval, performance."""


def draw_fit(fit: FactorFit) -> FitView:
    """Hu and Bentler's (1999) cut-offs, named as what they are."""
    good = (fit.cfi or 0) >= 0.95 and (fit.rmsea or 0) <= 0.06 and fit.srmr <= 0.08
    poor = (fit.cfi or 0) < 0.90 or (fit.rmsea or 0) > 0.10
    says = (
        _("The items lie as the dimensions say: the fit is good by Hu and Bentler's cut-offs.")
        if good
        else _("The items do not lie as the dimensions say: the fit is poor. Read dimensions with care.")
        if poor
        else _("The items lie roughly as the dimensions say: the fit is acceptable, not good.")
    )
    if not fit.proper:
        says += " " + _("Some dimensions cannot be told apart: their correlation comes out above 1.")
    rows: list[tuple[Words, str]] = [
        ("χ²", f"{number(fit.chi2, places=1)} (df {fit.df}, n {count(fit.n)})"),
        ("CFI", number(fit.cfi or 0, places=3)),
        ("TLI", number(fit.tli or 0, places=3)),
        (
            "RMSEA",
            _("%(value)s, 90%% interval %(low)s to %(high)s")
            % {
                "value": number(fit.rmsea or 0, places=3),
                "low": number(fit.rmsea_low or 0, places=3),
                "high": number(fit.rmsea_high or 0, places=3),
            },
        ),
        ("SRMR", number(fit.srmr, places=3)),
    ]
    return FitView(says=says, rows=tuple(rows) if fit.df else ())


def draw_importance(found: Measurement, sheet: Sheet, known: Importance) -> ImportanceView:
    means = {one.name: one.perceived for one in sheet.dimensions}
    means |= {item.name: item.perceived for one in sheet.dimensions for item in one.items}
    got = [(one, mean.value) for one in known.shares if (mean := means.get(one.name)) is not None]
    square = importance_square([(one.share, one.low, one.high, value) for one, value in got])
    names = {one.name: found.item_titles.get(one.name) or title_of(found, one.name) for one, _value in got}
    first = max(known.shares, key=lambda one: one.share)
    return ImportanceView(
        says=_("%(name)s weighs most: %(share)s%% of what explains “%(outcome)s” (R² %(r2)s, n %(n)s).")
        % {
            "name": _("“%(title)s”") % {"title": item}
            if (item := found.item_titles.get(first.name))
            else named(found, first.name),
            "share": percent(first.share),
            "outcome": found.item_titles.get(found.outcome, ""),
            "r2": number(known.r2),
            "n": count(known.n),
        },
        square=square,
        ends=(percent(square.right, brief=True), number(square.bottom), number(square.top))
        if square
        else ("", "", ""),
        rows=tuple(
            (
                str(place),
                names[one.name],
                f"{percent(one.share)}%",
                _("%(low)s to %(high)s") % {"low": percent(one.low), "high": percent(one.high)},
                number(value),
            )
            for place, (one, value) in enumerate(got, start=1)
        ),
    )
