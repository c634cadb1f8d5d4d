"""When somebody may be told, what counts as reached anew, which addresses we post to, what a text may name."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellserved.platform.reaching import allowed, is_postable, is_public
from wellserved.tracking.domain.noticing import OCCASIONS, Reached, Said, due_at, reached, try_again_after
from wellserved.tracking.domain.placeholders import NAMES, Wrong, filled, mistakes

SEOUL = ZoneInfo("Asia/Seoul")
ZONES = st.sampled_from(["UTC", "Asia/Seoul", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"])
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  the zone is drawn apart
CLOCKS = st.times().map(lambda t: t.replace(microsecond=0, second=0))


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 2, hour, minute, tzinfo=UTC)


def due(now: datetime, start: int, end: int) -> datetime:
    return due_at(now=now, zone=SEOUL, quiet_from=time(start), quiet_until=time(end))


def test_quiet_hours_over_midnight_end_in_the_morning_of_the_listener_s_own_clock() -> None:
    # 13:30 in London is 22:30 in Seoul; seven o'clock there is 22:00 the day before, in UTC.
    assert due(at(13, 30), 22, 7) == at(22)
    assert due(at(20), 22, 7) == at(22)
    assert due(at(22), 22, 7) == at(22)
    assert due(at(5), 22, 7) == at(5)
    assert due(at(4), 12, 14) == at(5)


@given(MOMENTS, ZONES, CLOCKS, CLOCKS)
def test_nobody_is_told_earlier_than_now_nor_a_day_later_nor_in_quiet_hours(
    now: datetime, zone: str, start: time, end: time
) -> None:
    told = due_at(now=now, zone=ZoneInfo(zone), quiet_from=start, quiet_until=end)
    assert now <= told <= now + timedelta(hours=25)
    again = due_at(now=told, zone=ZoneInfo(zone), quiet_from=start, quiet_until=end)
    # In the hour that comes twice a clock may be in its quiet hours once more.
    assert again - told <= timedelta(hours=1)


def test_without_quiet_hours_everything_is_due_at_once() -> None:
    assert due_at(now=at(3), zone=SEOUL, quiet_from=None, quiet_until=time(7)) == at(3)
    assert due(at(3), 7, 7) == at(3)


def said(n: int, status: str, *, taken_back: bool = False) -> Said:
    return Said(
        digest=n,
        status=status,
        reason=f"r{n}",
        occurred_at=at(n),
        recorded_at=at(n),
        taken_back=taken_back,
    )


def times(scans: list[Said]) -> list[tuple[str, int]]:
    return [(one.status, one.nth) for one in reached(scans)]


def test_a_state_that_scans_repeat_is_reached_once_and_after_another_state_again() -> None:
    scans = [said(1, "attempt_failed"), said(2, "attempt_failed"), said(3, "out_for_delivery")]
    assert times(scans) == [("attempt_failed", 1), ("out_for_delivery", 1)]
    first, _, last = reached([*scans, said(4, "attempt_failed")])
    # What repeats it says why; we first heard of it before.
    assert first == Reached(status="attempt_failed", nth=1, reason="r2", occurred_at=at(2), recorded_at=at(1))
    assert (last.nth, last.reason) == (2, "r4")


def test_what_was_said_wrongly_and_taken_back_is_reached_anew() -> None:
    wrong, right = reached([said(1, "delivered", taken_back=True), said(2, "delivered")])
    assert (wrong.taken_back, wrong.nth) == (True, 1)
    assert (right.taken_back, right.nth) == (False, 2)


@given(st.permutations([said(1, "on_hold"), said(2, "in_transit"), said(3, "on_hold"), said(4, "")]))
def test_the_order_in_which_scans_came_does_not_matter(scans: list[Said]) -> None:
    assert times(scans) == [("on_hold", 1), ("in_transit", 1), ("on_hold", 2)]


def test_attempts_go_on_for_about_a_day_and_then_end() -> None:
    pauses = [try_again_after(n, chance=0.5) for n in range(1, 12)]
    assert pauses[-1] is None
    whole = sum((p for p in pauses if p), timedelta())
    assert timedelta(hours=20) < whole < timedelta(hours=26)
    assert sorted(p for p in pauses if p) == pauses[:-1]


@given(st.integers(1, 10), st.floats(0, 1, exclude_max=True))
def test_chance_spreads_attempts_by_a_quarter_to_either_side(n: int, chance: float) -> None:
    middle, pause = try_again_after(n, chance=0.5), try_again_after(n, chance=chance)
    assert middle
    assert pause
    assert 0.74 <= pause / middle <= 1.26


@pytest.mark.parametrize(
    "inside",
    [
        "127.0.0.1",
        "10.0.0.1",
        "192.168.3.4",
        "172.16.0.1",
        "169.254.169.254",
        "0.0.0.1",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "198.18.0.1",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:7f00:1::1",
        "::127.0.0.1",
        "2001:db8::1",
    ],
)
def test_what_is_inside_is_not_public(inside: str) -> None:
    assert not is_public(inside)
    assert allowed(["8.8.8.8", inside], loopback=False) == []


def test_what_anybody_reaches_is_public() -> None:
    assert allowed(["8.8.8.8", "2606:4700::1111"], loopback=False) == ["8.8.8.8", "2606:4700::1111"]
    assert allowed(["127.0.0.1", "::1"], loopback=True) == ["127.0.0.1", "::1"]
    assert allowed(["10.0.0.1"], loopback=True) == []
    assert allowed([], loopback=False) == []


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example/",
        "ftp://a.example/",
        "https://me:pw@a.example/",
        "https:///x",
        "https://a.example/ b",
        "https://a.example:0/",
        "https://[::1",
        "https://a.example/\r\nX: y",
        "https://a/" + "x" * 2000,
        "https://a.example/ü",
        "https://ü.example/",
        "",
        "x",
    ],
)
def test_only_plain_https_addresses_are_posted_to(url: str) -> None:
    assert not is_postable(url, loopback=False)
    assert is_postable("https://a.example:8443/hook?x=1", loopback=False)


def test_a_wrong_place_is_named_by_line_and_character() -> None:
    found = mistakes("{number}\nDear {name}, {\n}")
    assert [(m.what, m.line, m.column, m.text) for m in found] == [
        (Wrong.UNKNOWN, 2, 6, "{name}"),
        (Wrong.OPEN, 2, 14, "{"),
        (Wrong.OPEN, 3, 1, "}"),
    ]


@given(st.text(), st.dictionaries(st.sampled_from(NAMES), st.text()))
def test_filling_in_never_fails_and_a_value_is_not_filled_again(text: str, values: dict[str, str]) -> None:
    filled(text, values)
    assert filled("{number}", {"number": "{link}", "link": "x"}) == "{link}"


def test_a_paragraph_of_which_nothing_is_left_is_left_out() -> None:
    assert (
        filled(
            "{happened}\n\n{next}\n\n{window}\r\n\r\n{you_can}",
            {"happened": "A", "next": "", "window": "", "you_can": "B"},
        )
        == "A\n\nB"
    )


def test_every_occasion_fits_its_column() -> None:
    assert max(map(len, OCCASIONS)) <= 20
    assert {"delivered", "late", "silent", "window", "quoted"} <= set(OCCASIONS)
    assert "in_transit" not in OCCASIONS
