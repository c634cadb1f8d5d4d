"""What questions of their own kind come to: recommending, the zone of tolerance, Kano pairs."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from wellserved.analytics.measurement import KanoFigures, NetPromoter, Zone
from wellserved.analytics.measurement.kano import Coefficient
from wellserved.workspace.wording import Words, count, percent

from .words import KANO, MINUS, between, number, signed


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneView:
    """`low`, `wide` and `got` are percents of the scale: where the zone begins, how wide it is, where it was felt."""

    title: str
    low: float
    wide: float
    got: float
    levels: tuple[str, str, str]
    adequacy: str
    superiority: str
    shares: tuple[str, str, str]
    n: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KanoView:
    title: str
    category: Words
    is_clear: bool
    better: str
    worse: str
    counts: tuple[tuple[Words, str], ...]
    n: str


def draw_nps(score: NetPromoter) -> tuple[str, str]:
    facts = {
        "margin": number(score.margin, places=1),
        "n": count(score.n),
        "promoters": count(score.promoters),
        "detractors": count(score.detractors),
    }
    return signed(score.score, places=0), _(
        "give or take %(margin)s points at 95%%: %(promoters)s promoters and %(detractors)s detractors of %(n)s"
    ) % facts


def draw_zone(title: str, one: Zone, scale: tuple[float, float]) -> ZoneView:
    ends = (one.minimum.value, one.desired.value, one.perceived.value)
    low, high = scale if scale[1] > scale[0] else (min(ends), max(ends) + 1)

    def place(value: float) -> float:
        return round(min(max((value - low) / (high - low), 0.0), 1.0) * 100, 1)

    return ZoneView(
        title=title,
        low=place(ends[0]),
        wide=round(place(ends[1]) - place(ends[0]), 1),
        got=place(ends[2]),
        levels=(number(ends[0]), number(ends[1]), number(ends[2])),
        adequacy=f"{signed(one.adequacy.value)} ({between(one.adequacy, with_sign=True)})",
        superiority=f"{signed(one.superiority.value)} ({between(one.superiority, with_sign=True)})",
        shares=(
            f"{percent(one.below.share)}%",
            f"{percent(one.within.share)}%",
            f"{percent(one.above.share)}%",
        ),
        n=count(one.n),
    )


def draw_kano(title: str, one: KanoFigures) -> KanoView:
    def coefficient(known: Coefficient | None, sign: str) -> str:
        if known is None:
            return ""
        facts = {"low": f"{sign}{number(known.low)}", "high": f"{sign}{number(known.high)}"}
        return f"{sign}{number(known.value)} ({_('%(low)s to %(high)s') % facts})"

    return KanoView(
        title=title,
        category=KANO[one.category],
        is_clear=one.is_clear,
        better=coefficient(one.better, ""),
        worse=coefficient(one.worse, MINUS),
        counts=tuple((KANO[name], count(n)) for name, n in one.counts.items() if n),
        n=count(one.n),
    )
