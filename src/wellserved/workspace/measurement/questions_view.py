"""What questions of their own kind come to: recommending, the zone of tolerance, Kano pairs."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from wellserved.analytics.measurement import KanoFigures, NetPromoter, Zone, ZoneShare
from wellserved.analytics.measurement.kano import Coefficient
from wellserved.workspace.wording import Words, count, interval, percent

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
    effective: str


def draw_nps(score: NetPromoter, *, weighted: bool) -> tuple[str, str]:
    facts = {
        "margin": number(score.margin, places=1),
        "n": count(score.n),
        "promoters": count(score.promoters),
        "detractors": count(score.detractors),
    }
    if weighted:
        shares = {
            "promoters": percent(score.promoter_share),
            "detractors": percent(score.detractor_share),
            "n": worth(score.n, score.effective_n),
        }
        said = _(
            "give or take %(margin)s points at 95%%: weighted, %(promoters)s%% are promoters and %(detractors)s%% detractors; n %(n)s"
        )
        return signed(score.score, places=0), said % {**facts, **shares}
    return signed(score.score, places=0), _(
        "give or take %(margin)s points at 95%%: %(promoters)s promoters and %(detractors)s detractors of %(n)s"
    ) % facts


def worth(n: int, effective: float) -> str:
    """So many respondents, and of weighted ones what they are worth."""
    return _("%(n)s, effectively %(effective)s") % {"n": count(n), "effective": count(round(effective))}


def draw_zone(title: str, one: Zone, scale: tuple[float, float], *, weighted: bool) -> ZoneView:
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
        shares=(_share(one.below), _share(one.within), _share(one.above)),
        n=worth(one.n, one.perceived.effective_n) if weighted else count(one.n),
    )


def _share(one: ZoneShare) -> str:
    return f"{percent(one.share)}% ({interval(one.low, one.high)})"


def draw_kano(title: str, one: KanoFigures, *, weighted: bool) -> KanoView:
    def coefficient(known: Coefficient | None, sign: str) -> str:
        if known is None:
            return ""
        facts = {"low": f"{sign}{number(known.low)}", "high": f"{sign}{number(known.high)}"}
        likely = _("%(low)s to %(high)s") % facts
        return f"{sign}{number(known.value)} ({likely})"

    return KanoView(
        title=title,
        category=KANO[one.category],
        is_clear=one.is_clear,
        better=coefficient(one.better, ""),
        worse=coefficient(one.worse, MINUS),
        counts=tuple(
            (KANO[name], f"{percent(one.shares[name])}%" if weighted else count(n))
            for name, n in one.counts.items()
            if n
        ),
        n=count(one.n),
        effective=_("effectively %(n)s") % {"n": count(round(one.effective_n))} if weighted else "",
    )
