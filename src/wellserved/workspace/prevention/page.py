"""Causes, things to mend and mendings made ready for their pages."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellserved.analytics.statistics import wilson
from wellserved.cases.queries.looping import MendingSeen, VotersSeen
from wellserved.cases.queries.preventing import Pareto, ParetoBar, ToMend
from wellserved.workspace.cases_desk.words import language_name
from wellserved.workspace.wording import DASH, count, day, figure, interval, percent, with_query

ENOUGH = 30
WIDTH, HEIGHT, GAP, LEAST = 720.0, 150.0, 6.0, 18.0
SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of the picture, with the point of the cumulative line above its end."""

    x: float
    y: float
    width: float
    height: float
    title: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of the table; `opens` shows the causes below it, `cases` its cases."""

    number: int
    bar: ParetoBar
    n: str
    voters: str
    cost: str
    value: str
    share: str
    together: str
    spark: str
    opens: str
    cases: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParetoPage:
    says: str
    aside: tuple[str, ...]
    bars: tuple[Bar, ...]
    line: str
    lines: tuple[Line, ...]
    voted: bool
    crumbs: tuple[tuple[str, str], ...]
    whole: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MendLine:
    one: ToMend
    number: int
    where: str
    says: str
    change: str
    loss: str
    back: str
    cases: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MendingView:
    """`told` and `helped` are shares with what they are of; too few answers say so instead."""

    seen: MendingSeen
    when: str
    says: str
    told: str
    helped: str
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VotersLine:
    says: str
    facts: str


def draw_pareto(found: Pareto, *, address: str, days: int) -> ParetoPage:
    bars = found.bars[:SHOWN]
    return ParetoPage(
        says=_says(found, days=days),
        aside=tuple(_aside(found)),
        bars=_bars(found),
        line=_cumulative(found),
        lines=tuple(_line(i + 1, bar, found, address) for i, bar in enumerate(bars)),
        voted=any(bar.voters for bar in bars),
        crumbs=tuple((title, with_query(address, cause=str(id_))) for id_, title in found.path),
        whole=with_query(address, cause=""),
    )


def draw_to_mend(found: tuple[ToMend, ...], *, currency: str) -> tuple[MendLine, ...]:
    return tuple(_mend_line(i + 1, one, currency) for i, one in enumerate(found))


def draw_mending(seen: MendingSeen) -> MendingView:
    complained = ngettext(
        "%(n)s person had complained of it.",
        "%(n)s people had complained of it.",
        seen.listed - seen.voters,
    )
    voted = ngettext(
        "%(n)s more said that it happened to them too.",
        "%(n)s more said that it happened to them too.",
        seen.voters,
    )
    complainers = seen.listed - seen.voters
    said = [complained % {"n": count(complainers)}] if complainers else []
    said += [voted % {"n": count(seen.voters)}] if seen.voters else []
    says = " ".join(said) or _("Nobody is on the list of those to be told yet.")
    back = ngettext(
        "%(n)s complaint of it came in since: it may not be mended after all.",
        "%(n)s complaints of it came in since: it may not be mended after all.",
        seen.came_back,
    )
    return MendingView(
        seen=seen,
        when=day(seen.mended_at),
        says=says,
        told=share_said(seen.told, seen.listed),
        helped=share_said(seen.helped, seen.answered),
        back=back % {"n": count(seen.came_back)} if seen.came_back else "",
    )


def draw_voters(seen: tuple[VotersSeen, ...]) -> tuple[VotersLine, ...]:
    return tuple(_voters_line(one) for one in seen)


def share_said(part: int, n: int) -> str:
    """73.1% of 52 (60–83); fewer than thirty are counted and not made a share."""
    if n < ENOUGH:
        return _("%(part)s of %(n)s") % {"part": count(part), "n": count(n)}
    return _("%(share)s%% of %(n)s (%(interval)s%%)") % {
        "share": percent(part / n),
        "n": count(n),
        "interval": interval(*wilson(part, n)),
    }


def week_words(monday: date) -> str:
    return _("%(first)s to %(last)s") % {"first": day(monday), "last": day(monday + timedelta(days=6))}


def _voters_line(one: VotersSeen) -> VotersLine:
    people = ngettext(
        "%(n)s customer who said that it happened to them too",
        "%(n)s customers who said that it happened to them too",
        one.people,
    )
    facts = [
        _("by e-mail, or on their own page"),
        language_name(one.language),
        _("%(told)s of %(n)s told") % {"told": count(one.told), "n": count(one.people)},
    ]
    if one.answered:
        facts.append(
            _("it helped %(helped)s of %(n)s who answered")
            % {"helped": count(one.helped), "n": count(one.answered)}
        )
    return VotersLine(says=people % {"n": count(one.people)}, facts=" · ".join(filter(None, facts)))


def _says(found: Pareto, *, days: int) -> str:
    if not found.n:
        return _("No complaint with a cause came in the last %(days)s days.") % {"days": days}
    first = next((i + 1 for i, bar in enumerate(found.bars) if bar.together >= 0.8 - 1e-9), len(found.bars))
    facts = {
        "n": count(found.n),
        "days": days,
        "causes": first,
        "of": sum(bar.n > 0 for bar in found.bars),
        "share": percent(found.bars[first - 1].together, brief=True),
    }
    whole = {
        "count": _("%(n)s complaints with a cause came in the last %(days)s days."),
        "cost": _("%(n)s complaints with a cause came in the last %(days)s days; here by what they cost."),
        "value": _(
            "%(n)s complaints with a cause came in the last %(days)s days; here by the value at stake."
        ),
    }[found.by]
    if first == len(found.bars):
        return whole % facts
    few = ngettext(
        "%(causes)s of %(of)s causes makes %(share)s%% of it.",
        "%(causes)s of %(of)s causes make %(share)s%% of it.",
        first,
    )
    return f"{whole % facts} {few % facts}"


def _aside(found: Pareto) -> list[str]:
    said = []
    if found.without:
        said.append(
            ngettext(
                "%(n)s more complaint has no cause yet.",
                "%(n)s more complaints have no cause yet.",
                found.without,
            )
            % {"n": count(found.without)}
        )
    if found.others:
        said.append(
            _("Money is summed in %(currency)s; what is in %(others)s is not in the sums.")
            % {"currency": found.currency, "others": ", ".join(found.others)}
        )
    return said


def _amount(bar: ParetoBar, by: str) -> float:
    return {"count": float(bar.n), "cost": bar.cost, "value": bar.value}[by]


def _bars(found: Pareto) -> tuple[Bar, ...]:
    bars = found.bars[:SHOWN]
    if not bars or not _amount(bars[0], found.by):
        return ()
    pitch = WIDTH / len(bars)
    # On one scale with the cumulative line: the top is all of it.
    whole = sum(_amount(bar, found.by) for bar in found.bars)
    return tuple(
        Bar(
            x=round(i * pitch + GAP / 2, 1),
            y=round(HEIGHT - _amount(bar, found.by) / whole * HEIGHT, 1),
            width=round(pitch - GAP, 1),
            height=round(_amount(bar, found.by) / whole * HEIGHT, 1),
            title=bar.title,
            number=i + 1,
        )
        for i, bar in enumerate(bars)
    )


def _cumulative(found: Pareto) -> str:
    bars = found.bars[:SHOWN]
    pitch = WIDTH / max(len(bars), 1)
    return " ".join(
        f"{round((i + 1) * pitch - GAP / 2, 1)},{round(HEIGHT - bar.together * HEIGHT, 1)}"
        for i, bar in enumerate(bars)
    )


def _line(number: int, bar: ParetoBar, found: Pareto, address: str) -> Line:
    return Line(
        number=number,
        bar=bar,
        n=count(bar.n),
        voters=count(bar.voters) if bar.voters else DASH,
        cost=_money(bar.cost, found.currency),
        value=_money(bar.value, found.currency),
        share=percent(bar.share, brief=True),
        together=percent(bar.together, brief=True),
        spark=_spark(bar.weeks),
        opens=with_query(address, cause=str(bar.cause_id)) if bar.more else "",
        cases=_cases(bar.cause_id),
    )


def _mend_line(number: int, one: ToMend, currency: str) -> MendLine:
    where = f"{one.touchpoint.journey_title} / {one.touchpoint.title}" if one.touchpoint else ""
    change = ""
    if one.before or one.n:
        facts = {"n": count(one.n), "before": count(one.before)}
        change = _("%(n)s, after %(before)s in the quarter before") % facts
        if one.chance is not None and one.chance >= 0.05:
            change += " " + _("(no more than chance explains)")
    back = ngettext(
        "%(n)s came after it was marked as mended on %(day)s.",
        "%(n)s came after it was marked as mended on %(day)s.",
        one.came_back,
    )
    return MendLine(
        one=one,
        number=number,
        where=where,
        says=one.cause,
        change=change,
        loss=_money(one.loss, currency) if one.loss else "",
        back=back % {"n": count(one.came_back), "day": day(one.mended_at)}
        if one.came_back and one.mended_at
        else "",
        cases=_cases(one.cause_id, touchpoint=one.touchpoint.touchpoint_id if one.touchpoint else None),
    )


def _cases(cause_id: int, *, touchpoint: int | None = None) -> str:
    given = {"tab": "all", "cause": str(cause_id), "kind": "complaint"}
    if touchpoint is not None:
        given["touchpoint"] = str(touchpoint)
    return with_query(reverse("workspace:desk"), **given)


def _money(amount: float, currency: str) -> str:
    return f"{figure(amount, places=0)} {currency}" if currency and amount else DASH


def _spark(weeks: tuple[int, ...]) -> str:
    """Points of a line 96 wide and 20 high: complaints a week."""
    if len(weeks) < 2:
        return ""
    top = max(weeks) or 1
    step = 96 / (len(weeks) - 1)
    return " ".join(f"{round(i * step, 1)},{round(20 - n / top * 18, 1)}" for i, n in enumerate(weeks))
