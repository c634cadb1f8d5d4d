"""The rules of asking, in any order of moments: quiet time, quotas, lots, times."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import sqrt
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from wellserved.voice.domain.asking import STALE, Due, Ledger, Left, Why, decide, drawn, times

START = datetime(2026, 3, 2, tzinfo=UTC)
CUSTOMERS = [UUID(int=n) for n in range(1, 5)]
HOURS = st.integers(0, 24 * 90)


@st.composite
def runs(draw: st.DrawFn) -> tuple[list[tuple[int, list[Due]]], timedelta]:
    """Batches of due asks, each decided on at its hour, over ninety days."""
    hours = sorted(draw(st.lists(HOURS, min_size=1, max_size=12)))
    ids = iter(range(1000))
    batches = []
    for hour in hours:
        asks = draw(
            st.lists(st.tuples(st.integers(1, 2), st.sampled_from(CUSTOMERS), st.integers(0, 48)), max_size=6)
        )
        due = [
            Due(id=next(ids), rule=rule, customer=who, due_at=START + timedelta(hours=hour - ago))
            for rule, who, ago in asks
        ]
        batches.append((hour, due))
    return batches, timedelta(days=draw(st.integers(1, 40)))


@given(runs(), st.one_of(st.none(), st.integers(0, 6)))
def test_quiet_time_is_never_broken_and_no_quota_exceeded_in_any_order_of_moments(
    run: tuple[list[tuple[int, list[Due]]], timedelta], quota: int | None
) -> None:
    batches, quiet = run
    asked: dict[UUID, list[datetime]] = {who: [] for who in CUSTOMERS}
    sent = {1: 0, 2: 0}
    for hour, due in batches:
        now = START + timedelta(hours=hour)
        left = {rule: Left(None if quota is None else quota - n) for rule, n in sent.items()}
        ledger = Ledger(asked={who: those[-1] for who, those in asked.items() if those})
        decided = decide(due, ledger=ledger, left=left, quiet=quiet, now=now)
        assert decided.keys() == {one.id for one in due}
        for one in due:
            if decided[one.id] is None:
                asked[one.customer].append(now)
                sent[one.rule] += 1
    for those in asked.values():
        assert all(later - earlier >= quiet for earlier, later in pairwise(those))
    assert quota is None or max(sent.values()) <= quota


@given(st.lists(st.sampled_from([None, *Why]), max_size=8))
def test_whom_something_is_held_against_is_not_asked_and_uses_up_nothing(bars: list[Why | None]) -> None:
    due = [Due(id=n, rule=1, customer=UUID(int=n), due_at=START, bar=bar) for n, bar in enumerate(bars)]
    left = {1: Left(100)}
    decided = decide(due, ledger=Ledger(), left=left, quiet=timedelta(days=1), now=START)
    assert [decided[one.id] for one in due] == bars
    assert left[1].asks == 100 - bars.count(None)


def test_whoever_declined_is_not_asked() -> None:
    due = [Due(id=1, rule=1, customer=CUSTOMERS[0], due_at=START)]
    ledger = Ledger(declined=frozenset(CUSTOMERS))
    assert decide(due, ledger=ledger, left={1: Left()}, quiet=timedelta(), now=START) == {1: Why.DECLINED}


@given(st.integers(1, 1000), st.integers(1, 1 << 60), st.floats(0.02, 0.98))
def test_the_lot_falls_at_the_rate_that_was_set_and_the_same_whenever_it_is_drawn(
    rule: int, first: int, share: float
) -> None:
    n = 2000
    lots = [drawn(rule=rule, moment=first + k, share=share) for k in range(n)]
    assert lots == [drawn(rule=rule, moment=first + k, share=share) for k in range(n)]
    # Six standard deviations: once in half a billion draws by chance.
    assert abs(sum(lots) - n * share) <= 6 * sqrt(n * share * (1 - share)) + 1


def test_a_larger_share_asks_everybody_whom_a_smaller_one_asks_and_all_are_asked_at_one() -> None:
    few = {n for n in range(3000) if drawn(rule=7, moment=n, share=0.2)}
    more = {n for n in range(3000) if drawn(rule=7, moment=n, share=0.5)}
    assert few < more
    assert all(drawn(rule=7, moment=n, share=1.0) for n in range(3000))


@given(HOURS, st.integers(0, 100), st.lists(st.integers(1, 400), max_size=4))
def test_it_is_asked_after_the_delay_and_again_later_but_never_about_what_is_long_past(
    age: int, delay: int, again: list[int]
) -> None:
    now = START + timedelta(hours=age)
    found = times(
        START, delay=timedelta(hours=delay), again=[timedelta(days=days) for days in again], now=now
    )
    assert all(due > now - STALE for _, due in found)
    spans = [timedelta(hours=delay), *(timedelta(days=days) for days in sorted(set(again)))]
    assert found == [(n, START + span) for n, span in enumerate(spans) if START + span > now - STALE]
