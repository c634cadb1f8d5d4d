"""What was perceived where the parcel came as told, and where it came later."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from wellserved.analytics.contracts import ENOUGH
from wellserved.analytics.measurement import Mean
from wellserved.analytics.measurement.beside import difference
from wellserved.insight.contracts import Measurement
from wellserved.insight.contracts.measurement import KeptSplit

from .dimension_view import MeanView, draw_mean
from .words import between, number, title_of


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRow:
    """`less` is how much lower the late ones are judged, coloured as a gap is."""

    title: str
    kept: MeanView | None
    missed: MeanView | None
    less: MeanView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptView:
    says: str
    rows: tuple[KeptRow, ...]


def draw_kept(found: Measurement) -> KeptView | None:
    return None if found.kept is None else _kept(found, found.kept)


def _kept(found: Measurement, split: KeptSplit) -> KeptView:
    named = [(_("All items"), split.kept.overall, split.missed.overall)]
    if len(split.kept.dimensions) > 1:
        named += [
            (title_of(found, one.name), one.perceived, other.perceived)
            for one, other in zip(split.kept.dimensions, split.missed.dimensions, strict=True)
        ]
    if split.kept.outcome or split.missed.outcome:
        named.append((found.item_titles.get(found.outcome, ""), split.kept.outcome, split.missed.outcome))
    return KeptView(says=_says(split), rows=tuple(_row(found, *one) for one in named))


def _row(found: Measurement, title: str, kept: Mean | None, missed: Mean | None) -> KeptRow:
    less = difference(missed, kept) if kept and missed else None
    return KeptRow(
        title=title,
        kept=draw_mean(kept),
        missed=draw_mean(missed),
        less=draw_mean(less, found=found, is_gap=True),
    )


def _says(split: KeptSplit) -> str:
    kept, missed = split.kept.overall, split.missed.overall
    less = difference(kept, missed) if kept and missed else None
    if less is None or less.low is None or less.high is None or less.n < ENOUGH:
        return _("Too few answers about parcels for a conclusion: it takes %(n)s of either kind.") % {
            "n": ENOUGH
        }
    facts = {"less": number(abs(less.value)), "between": between(less)}
    if less.low > 0:
        return (
            _(
                "Where the parcel came later than told, customers judge %(less)s lower (95%% interval %(between)s)."
            )
            % facts
        )
    if less.high < 0:
        return _("Where the parcel came later than told, customers do not judge lower.")
    return _("Whether the parcel came as told makes no difference that is sure.")
