"""Belief rounds made ready for their pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellserved.insight.queries import GapOfBelief, Pooled, QuestionRevealed, Reveal
from wellserved.journey.queries import QuestionAsked, RoundSeen

from .promise_words import last_day
from .standard_chart import Chart, chart
from .wording import amount, count, day, interval, percent, quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundLine:
    title: str
    href: str
    says: str
    again_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionLine:
    id: int
    asks: str
    where: str
    unit: str
    better: str
    low: str
    high: str
    scale: str
    mine: str
    answered: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPage:
    title: str
    state: str
    says: str
    progress: str
    others: str
    questions: tuple[QuestionLine, ...]
    may_be_revealed: bool
    reveal_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapLine:
    who: str
    believed: str
    share: str
    sure: str
    short_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    id: int
    asks: str
    where: str
    unit: str
    says: str
    covers: str
    chart: Chart | None
    tick_words: tuple[tuple[float, str], ...]
    lines: tuple[GapLine, ...]
    median: str
    adopt_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevealPage:
    title: str
    says: str
    whole: str
    managers: tuple[GapLine, ...]
    questions: tuple[QuestionView, ...]


def draw_rounds(rounds: Sequence[RoundSeen]) -> tuple[RoundLine, ...]:
    new = reverse("workspace:new_round")
    return tuple(
        RoundLine(
            title=one.title,
            href=reverse("workspace:round", args=[one.id]),
            says=_state(one),
            again_href=f"{new}?from={one.id}",
        )
        for one in rounds
    )


def draw_round(seen: RoundSeen) -> RoundPage:
    return RoundPage(
        title=seen.title,
        state=seen.state,
        says=_state(seen),
        progress=progress(seen),
        others=ngettext(
            "%(done)s of %(all)s manager has answered everything.",
            "%(done)s of %(all)s managers have answered everything.",
            seen.managers,
        )
        % {"done": count(seen.complete), "all": count(seen.managers)},
        questions=tuple(_question(seen.id, question) for question in seen.questions),
        may_be_revealed=seen.may_be_revealed,
        reveal_href=reverse("workspace:reveal_round", args=[seen.id]),
    )


def progress(seen: RoundSeen) -> str:
    return _("You have answered %(done)s of %(all)s.") % {
        "done": count(seen.answered),
        "all": count(len(seen.questions)),
    }


def draw_reveal(reveal: Reveal) -> RevealPage:
    whole = reveal.whole
    return RevealPage(
        title=reveal.round.title,
        says=_state(reveal.round),
        whole=_whole(whole) if whole and whole.n else _("No customer has told what they expect."),
        managers=tuple(
            GapLine(
                who=one.staff,
                believed=ngettext("%(n)s answer", "%(n)s answers", one.questions)
                % {"n": count(one.questions)},
                share=f"{percent(one.share)}%" if one.n else "",
                sure=_sure(one.low, one.high, one.n) if one.n else _("no cases"),
                short_by="",
            )
            for one in reveal.managers
        ),
        questions=tuple(_revealed(reveal.round.id, one) for one in reveal.questions),
    )


def _state(seen: RoundSeen) -> str:
    questions = ngettext("%(n)s question", "%(n)s questions", len(seen.questions)) % {
        "n": count(len(seen.questions))
    }
    facts = {
        "questions": questions,
        "opens": day(localtime(seen.opens_at).date()),
        "closes": last_day(seen.closes_at),
        "revealed": day(localtime(seen.revealed_at).date()) if seen.revealed_at else "",
    }
    return {
        "planned": _("%(questions)s; opens on %(opens)s, open through %(closes)s."),
        "open": _("%(questions)s; open through %(closes)s."),
        "closed": _("%(questions)s; closed since %(closes)s, not revealed yet."),
        "revealed": _("%(questions)s; revealed on %(revealed)s."),
    }[seen.state] % facts


def _question(round_id: int, question: QuestionAsked) -> QuestionLine:
    low, high = question.scale_low, question.scale_high
    known = low is not None and high is not None
    return QuestionLine(
        id=question.id,
        asks=_asks(question),
        where=question.journey_title,
        unit=question.unit,
        better=_("lower is better") if question.better == "lower" else _("higher is better"),
        low="" if low is None else repr(low),
        high="" if high is None else repr(high),
        scale=_("%(low)s to %(high)s") % {"low": quantity(low or 0), "high": quantity(high or 0)}
        if known
        else "",
        mine="" if question.mine is None else f"{question.mine:g}",
        answered="" if question.mine is None else amount(question.mine, question.unit),
        href=reverse("workspace:answer_round", args=[round_id, question.id]),
    )


def _asks(question: QuestionAsked) -> str:
    facts = {
        "touchpoint": question.touchpoint_title,
        "measure": question.measure_title,
        "segment": question.segment_title,
    }
    if question.segment is None:
        return _("%(touchpoint)s: %(measure)s") % facts
    return _("%(touchpoint)s: %(measure)s, for %(segment)s") % facts


def _whole(whole: Pooled) -> str:
    return _(
        "Gap 1 as a whole, by the median of our beliefs: in %(share)s%% of %(n)s cases (%(low)s to %(high)s) "
        "the customer expects better than we believe."
    ) % {
        "share": percent(whole.share),
        "n": count(whole.n),
        "low": percent(whole.low),
        "high": percent(whole.high),
    }


def _revealed(round_id: int, one: QuestionRevealed) -> QuestionView:
    question, whole = one.question, one.whole
    drawn = _chart(one)
    return QuestionView(
        id=question.id,
        asks=_asks(question),
        where=question.journey_title,
        unit=question.unit,
        says=_says(one),
        covers=_covers(one),
        chart=drawn,
        tick_words=tuple((x, quantity(value)) for x, value in drawn.ticks) if drawn else (),
        lines=(
            *(_gap_line(manager.staff, manager.gap, unit=question.unit) for manager in one.managers),
            *([_gap_line(_("Median of all"), whole, unit=question.unit)] if whole else []),
        ),
        median=amount(whole.believed, question.unit) if whole else "",
        adopt_href=reverse("workspace:adopt_median", args=[round_id, question.id]) if whole else "",
    )


def _says(one: QuestionRevealed) -> str:
    unit, facts = one.question.unit, {"n": count(one.n)}
    if one.whole is None:
        return _("Nobody answered this question.")
    facts["believed"] = amount(one.whole.believed, unit)
    if one.expected is None:
        return _("We believe %(believed)s; no customer has told what they expect.") % facts
    facts |= {
        "expected": amount(one.expected, unit),
        "share": percent(one.whole.share),
        "low": percent(one.whole.low),
        "high": percent(one.whole.high),
        "by": amount(one.whole.short_by, unit),
    }
    if not one.whole.enough:
        return (
            _(
                "We believe %(believed)s. Too few customers told what they expect to judge by: %(n)s, "
                "in the middle %(expected)s."
            )
            % facts
        )
    if not one.whole.short:
        return (
            _(
                "We believe %(believed)s; customers expect %(expected)s, and none of %(n)s "
                "expects better than we believe."
            )
            % facts
        )
    return (
        _(
            "We believe %(believed)s; customers expect %(expected)s. In %(share)s%% of %(n)s cases "
            "(%(low)s to %(high)s) they expect better than we believe, by %(by)s on average."
        )
        % facts
    )


def _covers(one: QuestionRevealed) -> str:
    if one.covered.stretch == "year":
        return _("What customers said in the 12 months before the reveal.")
    return _("All that customers said before the reveal: the last 12 months had too few answers.")


def _chart(one: QuestionRevealed) -> Chart | None:
    if one.whole is None or one.expected is None:
        return None
    return chart(
        one.bars,
        lines={
            "middle": (
                one.whole.believed,
                _("we believe %(level)s") % {"level": quantity(one.whole.believed)},
            ),
            "other": (one.expected, _("customers %(level)s") % {"level": quantity(one.expected)}),
        },
        bound=one.whole.believed,
        short_above=one.question.better == "higher",
        marks=[
            (m.gap.believed, f"{m.staff}: {amount(m.gap.believed, one.question.unit)}") for m in one.managers
        ],
    )


def _gap_line(who: str, gap: GapOfBelief, *, unit: str) -> GapLine:
    return GapLine(
        who=who,
        believed=amount(gap.believed, unit),
        share=f"{percent(gap.share)}%" if gap.enough else "",
        sure=_sure(gap.low, gap.high, gap.n) if gap.n else _("no cases"),
        short_by=amount(gap.short_by, unit) if gap.short else "",
    )


def _sure(low: float, high: float, n: int) -> str:
    return _("%(interval)s, n %(n)s") % {"interval": interval(low, high), "n": count(n)}
