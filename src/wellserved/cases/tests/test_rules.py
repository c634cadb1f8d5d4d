"""Rules of cases, whatever is given: numbers, business time, words, texts to begin with."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from wellserved.cases.domain.business import (
    ALWAYS,
    Hours,
    NeverOpen,
    WeekWrong,
    checked_week,
    due,
    elapsed,
    known_place,
)
from wellserved.cases.domain.lowness import is_low
from wellserved.cases.domain.numbers import SIGNS, NumberUnreadable, id_of, number_of
from wellserved.cases.domain.opening import SpansUnreadable, spans_read, spans_written
from wellserved.cases.domain.searching import cut, wanted
from wellserved.cases.domain.templates import filled, unknown_places
from wellserved.cases.domain.titles import LONGEST, title_of

ids = st.integers(0, 31**7 - 1)
OFFICE = ((9 * 60, 12 * 60), (13 * 60, 18 * 60))
SEOUL = Hours(zone=ZoneInfo("Asia/Seoul"), week=(*[OFFICE] * 5, (), ()), country="KR")


@given(ids, st.integers(0, 7), st.sampled_from(SIGNS))
def test_a_number_leads_back_to_its_case_and_one_wrong_sign_is_noticed(
    case_id: int, place: int, sign: str
) -> None:
    number = number_of(case_id)
    assert id_of(number.lower().replace("-", " ")) == case_id
    plain = number.replace("-", "")
    assume(plain[place] != sign)
    with pytest.raises(NumberUnreadable):
        id_of(plain[:place] + sign + plain[place + 1 :])


@given(ids, st.integers(0, 7), st.integers(0, 7))
def test_two_signs_exchanged_are_noticed(case_id: int, one: int, other: int) -> None:
    signs = list(number_of(case_id).replace("-", ""))
    assume(signs[one] != signs[other])
    signs[one], signs[other] = signs[other], signs[one]
    # The check sign itself weighs -1 against weights 1 to 7: 30 and 1 to 7 are all different modulo 31.
    with pytest.raises(NumberUnreadable):
        id_of("".join(signs))


spans = st.lists(st.integers(0, 1440), min_size=0, max_size=6, unique=True).map(
    lambda found: tuple(zip(sorted(found)[::2], sorted(found)[1::2], strict=False))
)
weeks = st.tuples(*[spans] * 7).filter(any)
zones = st.sampled_from(
    ["UTC", "Asia/Seoul", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Taipei"]
)
countries = st.sampled_from([("", ""), ("KR", ""), ("TW", ""), ("DE", "BY"), ("US", "CA")])
times = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  zones are drawn apart


@st.composite
def open_hours(draw: st.DrawFn) -> Hours:
    country, part = draw(countries)
    return Hours(zone=ZoneInfo(draw(zones)), week=draw(weeks), country=country, subdivision=part)


@settings(deadline=None, max_examples=40)
@given(open_hours(), times, st.integers(1, 60 * 60))
def test_what_is_due_after_so_much_business_time_has_that_much_before_it(
    hours: Hours, start: datetime, minutes: int
) -> None:
    length = timedelta(minutes=minutes)
    end = due(hours, start, length)
    assert elapsed(hours, start, end) == length
    assert elapsed(hours, start, end - timedelta(seconds=1)) < length
    assert end >= start + length
    assert due(hours, start, length + timedelta(minutes=1)) > end


@settings(deadline=None, max_examples=40)
@given(open_hours(), times, times, times)
def test_business_time_adds_up_over_any_moment_between(
    hours: Hours, one: datetime, two: datetime, three: datetime
) -> None:
    first, middle, last = sorted((one, two, three))
    # A few months are enough, and bound the days that are walked.
    middle, last = min(middle, first + timedelta(days=90)), min(last, first + timedelta(days=180))
    assert elapsed(hours, first, middle) + elapsed(hours, middle, last) == elapsed(hours, first, last)
    assert timedelta() <= elapsed(hours, first, last) <= last - first
    assert elapsed(hours, last, first) == timedelta()


def test_weekends_lunch_and_holidays_do_not_count() -> None:
    friday = datetime(2026, 2, 27, 17, tzinfo=SEOUL.zone)
    # Monday 2 March is the day after a Sunday holiday and makes up for it.
    assert due(SEOUL, friday, timedelta(hours=2)) == datetime(2026, 3, 3, 10, tzinfo=SEOUL.zone)
    monday = datetime(2026, 3, 9, 11, tzinfo=SEOUL.zone)
    assert due(SEOUL, monday, timedelta(hours=2)) == datetime(2026, 3, 9, 14, tzinfo=SEOUL.zone)
    closed = Hours(zone=SEOUL.zone, week=SEOUL.week, closed_days=frozenset({date(2026, 3, 9)}))
    assert due(closed, monday, timedelta(hours=1)) == datetime(2026, 3, 10, 10, tzinfo=SEOUL.zone)


def test_the_day_on_which_clocks_go_forward_has_an_hour_less() -> None:
    berlin = Hours(zone=ZoneInfo("Europe/Berlin"), week=(((0, 1440),),) * 7)
    night = datetime(2026, 3, 29, tzinfo=berlin.zone)
    assert elapsed(berlin, night, datetime(2026, 3, 30, tzinfo=berlin.zone)) == timedelta(hours=23)
    assert elapsed(ALWAYS, night, datetime(2026, 3, 30, tzinfo=berlin.zone)) == timedelta(hours=23)
    assert due(berlin, night, timedelta(hours=23)) == datetime(2026, 3, 30, tzinfo=berlin.zone)


def test_hours_that_never_open_and_weeks_that_cannot_be_are_told() -> None:
    with pytest.raises(NeverOpen, match="ten years"):
        due(Hours(zone=ZoneInfo("UTC"), week=((),) * 7), datetime(2026, 1, 1, tzinfo=UTC), timedelta(hours=1))
    for week in (
        [],
        [[]] * 6,
        [[[540, 500]]] * 7,
        [[[0, 1441]]] * 7,
        [[[0, 600], [500, 700]]] * 7,
        [["a"]] * 7,
    ):
        with pytest.raises(WeekWrong, match=r"[Dd]ay"):
            checked_week(week)
    assert known_place("KR", "")
    assert known_place("DE", "BY")
    assert not known_place("DE", "XX")
    assert not known_place("XX", "")


texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=200)
runs = st.text(st.sampled_from("가나다배송이늦었快遞太慢包裹"), min_size=2, max_size=8)


@given(texts, runs, texts)
def test_what_is_looked_for_within_a_text_is_within_its_pairs(before: str, run: str, after: str) -> None:
    assert set(wanted(run).pairs) <= set(cut(f"{before} {run} {after}").pairs)


@given(texts)
def test_any_text_can_be_cut_titled_and_filled(text: str) -> None:
    whole = cut(text)
    assert all(len(pair) in {1, 2} for pair in whole.pairs)
    assert len(title_of(text)) <= LONGEST
    assert "\n" not in title_of(text)
    assert filled(text.replace("{", ""), {}) == text.replace("{", "")


def test_a_place_that_nothing_fills_stays_to_be_noticed() -> None:
    assert (
        filled("Dear {name}, {number} {cat}", {"name": "Mina", "number": ""}) == "Dear Mina, {number} {cat}"
    )
    assert unknown_places("Dear {name}, {cat} {dog} {cat}") == ["cat", "dog"]


@pytest.mark.parametrize(
    ("perceived", "better", "low"),
    [
        (4.0, "higher", True),
        (4.1, "higher", False),
        (7.0, "higher", False),
        (6.9, "lower", False),
        (7.0, "lower", True),
    ],
)
def test_an_answer_is_low_a_quarter_of_the_scale_below_satisfied(
    perceived: float,
    better: str,
    low: bool,  # noqa: FBT001  the expected answer
) -> None:
    scale = {"low": 1.0, "high": 7.0, "better": better, "margin": 0.25}
    assert is_low(perceived, satisfied=5.5, **scale) is low  # type: ignore[arg-type]  # of each its kind
    assert not is_low(perceived, satisfied=None, **scale)  # type: ignore[arg-type]  # as above


@given(
    st.lists(st.integers(0, 288), min_size=0, max_size=8, unique=True).map(
        lambda found: tuple(
            (start * 5, stop * 5)
            for start, stop in zip(sorted(found)[::2], sorted(found)[1::2], strict=False)
        )
    )
)
def test_spans_written_down_are_read_as_they_were(spans: tuple[tuple[int, int], ...]) -> None:
    assert spans_read(spans_written(spans)) == spans


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("9-18", ((540, 1080),)),
        ("０９：００～１２：００、13.30 – 24", ((540, 720), (810, 1440))),
        (" 8:05-9 ; 9-10 ", ((485, 540), (540, 600))),
        ("", ()),
    ],
)
def test_spans_are_read_as_people_write_them(text: str, spans: tuple[tuple[int, int], ...]) -> None:
    assert spans_read(text) == spans


@pytest.mark.parametrize("text", ["9", "9-9", "18-9", "9-25", "9-10, 9:30-11", "9:75-10", "nine-ten", "-"])
def test_spans_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(SpansUnreadable):
        spans_read(text)
