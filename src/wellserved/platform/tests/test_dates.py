"""Month and day stay on one line."""

import re

import pytest

from wellserved.platform.dates import unbroken


@pytest.mark.parametrize(
    ("said", "together"),
    [
        ("11월 30일 월요일", ["11월 30일"]),
        ("2026년 11월 30일 월요일", ["2026년", "11월 30일"]),
        ("11월 30일 (월)", ["11월 30일"]),
        ("11月30日（星期一）", ["11月30日"]),
        ("2026年11月30日（星期一）", ["2026年", "11月30日"]),
        ("Monday 30 November", []),
    ],
)
def test_no_line_ends_between_a_month_and_its_day(said: str, together: list[str]) -> None:
    found = unbroken(said)
    assert found.replace("\u2060", "").replace("\u00a0", " ") == said
    # What is joined: figures and signs with a joiner or a hard blank between each two.
    joined = re.findall(r"\d+\u2060\w(?:[\u2060\u00a0]\d+\u2060\w)*", found)
    assert [part.replace("\u2060", "").replace("\u00a0", " ") for part in joined] == together
