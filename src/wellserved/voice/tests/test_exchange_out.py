"""Answers read back from the files that they went out in: same values, same labels."""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellserved.voice.domain.definition import (
    Choice,
    Choices,
    Definition,
    Item,
    LongText,
    Matrix,
    Option,
    Page,
    Pair,
    Scale,
    Scaled,
    ShortText,
    ThreeColumn,
)
from wellserved.voice.exchange import csv_form, sav_form
from wellserved.voice.exchange.names import Names
from wellserved.voice.exchange.sheets import Answered, Sheet, sheet_of

from .questions import w

AT = datetime(2026, 3, 1, 15, 30, tzinfo=UTC)
SEOUL = ZoneInfo("Asia/Seoul")
KEY = UUID(int=7)


def option(key: str, text: str, ko: str = "", **more: Any) -> Option:
    return Option(key=key, words=w(text, ko), **more)


def asked(*items: Item) -> Definition:
    return Definition(title=w("Your visit", "방문"), pages=(Page(key="p", items=items),))


FIRST = asked(
    Choice(key="way", text=w("How?", "어떻게?"), options=(option("shop", "Shop"), option("phone", "Phone"))),
    Scale(key="again", text=w("Again?"), scale=Scaled(low=1, high=5), unsure=True),
    ShortText(key="grade", text=w("Grade")),
    ShortText(key="with", text=w("With whom?")),
)
SECOND = asked(
    Choice(
        key="way",
        text=w("How did you come, {fact:name|friend}?", "어떻게 오셨나요?"),
        options=(option("post", "By post", "우편으로"), option("shop", "Shop", words_wanted=True)),
    ),
    Choices(
        key="good", text=w("Good?", "좋았나요?"), options=(option("fast", "Fast"), option("kind-ly", "Kind"))
    ),
    Pair(key="staff", expected=w("Should greet"), perceived=w("Did greet"), unsure=True),
    ThreeColumn(key="zone", text=w("Wait")),
    Matrix(
        key="rooms", text=w("Rooms"), rows=(option("one", "First"),), scale=Scaled(labels={"1": w("=Bad")})
    ),
    Scale(key="again", text=w("Again?"), scale=Scaled(low=90, high=98), unsure=True),
    Scale(key="grade", text=w("Grade"), scale=Scaled(low=1, high=6)),
    LongText(key="with", text=w("With whom?")),
    LongText(key="version", text=w("-Which version?"), most=20_000),
)
VERSIONS = [(12, 2, SECOND), (11, 1, FIRST)]


def one(number: int, version: int, answers: Mapping[str, object], **more: Any) -> Answered:
    usual = Answered(
        id=number,
        version_id=version,
        started_at=AT,
        finished_at=AT + timedelta(minutes=2),
        seconds=120,
        language="ko",
        channel="qr",
        location="seoul",
        segment="",
        facts={"journey": "parcel", "about_kind": "parcel", "about_id": "77"},
        flags=0,
        counted=True,
        customer=KEY,
        answers=answers,
    )
    return usual._replace(**more)


LONG = "가" * 15_000
ANSWERS = [
    one(1, 11, {"way": "phone", "again": 4, "grade": "good", "with": "=SUM(A1)"}),
    one(2, 11, {"way": "shop", "again": "unsure"}, flags=5, counted=False),
    one(
        3,
        12,
        {
            "way": "shop",
            "way.words": "@home",
            "good": ["kind-ly"],
            "staff": {"expected": 7, "perceived": "unsure"},
            "zone": {"minimum": 1, "desired": 9},
            "rooms": {"one": 1},
            "again": 98,
            "grade": 2,
            "with": 'line\none, "two"',
            "version": LONG,
        },
    ),
    one(4, 12, {"way": "post"}, segment="=cmd", location="", customer=None),
]


def sheet(*, language: str = "en", words: bool = True, personal: bool = True) -> Sheet:
    return sheet_of(VERSIONS, title="Your visit", language=language, words=words, personal=personal)


def as_csv(made: Sheet, **manner: Any) -> list[dict[str, str]]:
    usual = {"header": "names", "values": "codes", "bom": False}
    content = b"".join(csv_form.written(made, ANSWERS, **(usual | manner))).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content, newline="")))


def as_sav(made: Sheet, tmp_path: Path) -> tuple[Any, Any]:
    file = tmp_path / "answers.sav"
    file.write_bytes(b"".join(sav_form.written(made, ANSWERS, count=len(ANSWERS), zone=SEOUL)))
    return pyreadstat.read_sav(str(file), user_missing=True)


def test_csv_has_a_column_for_each_variable_of_all_versions() -> None:
    rows = as_csv(sheet())
    assert list(rows[0])[17:] == [
        "way",
        "way_words",
        "good_fast",
        "good_kind_ly",
        "staff_expected",
        "staff_perceived",
        "zone_minimum",
        "zone_desired",
        "zone_perceived",
        "rooms_one",
        "again",
        "grade",
        "with_x",
        "version_2",
        "grade_v1",
    ]
    assert [row["way"] for row in rows] == ["3", "2", "2", "1"], "an option has one figure in all versions"
    assert [row["again"] for row in rows] == ["4", "998", "98", ""], (
        "98 is a step here, so it says nothing else"
    )
    assert [row["grade"] for row in rows] == ["", "", "2", ""]
    assert [row["grade_v1"] for row in rows] == ["good", "", "", ""]
    assert (rows[2]["good_fast"], rows[2]["good_kind_ly"], rows[3]["good_fast"]) == ("0", "1", "")
    assert (rows[2]["staff_expected"], rows[2]["staff_perceived"], rows[2]["zone_perceived"]) == (
        "7",
        "98",
        "",
    )
    assert rows[2]["version_2"] == LONG
    assert rows[2]["with_x"] == 'line\none, "two"'
    assert rows[0]["started_at"] == "2026-03-01T15:30:00+00:00"
    assert (rows[1]["flags"], rows[1]["counts"], rows[0]["counts"]) == ("straight double", "0", "1")
    assert (rows[0]["customer"], rows[0]["about_id"], rows[0]["version"]) == (str(KEY), "77", "1")


def test_no_cell_of_csv_is_a_formula() -> None:
    rows = as_csv(sheet(), values="labels", header="labels", bom=True)
    assert [row["With whom?"] for row in rows] == ["'=SUM(A1)", "", 'line\none, "two"', ""]
    assert rows[2]["How did you come, [name]?: what was written in"] == "'@home"
    assert rows[3]["Segment"] == "'=cmd"
    assert rows[2]["Rooms: First"] == "'=Bad"
    assert "'-Which version?" in rows[0]
    assert [row["How did you come, [name]?"] for row in rows] == ["Phone", "Shop", "Shop", "By post"]
    assert rows[2]["Did greet"] == "I can't say"
    both = b"".join(csv_form.written(sheet(), ANSWERS, header="both", values="codes", bom=True))
    assert both.startswith(b"\xef\xbb\xbfresponse,version,")
    assert both.splitlines()[1].startswith(b"Number of the response,Version that was seen,")


def test_words_and_whose_answers_they_are_stay_inside_unless_they_are_asked_for() -> None:
    rows = as_csv(sheet(words=False, personal=False))
    assert not {"with_x", "version_2", "grade_v1", "way_words", "customer", "about_id", "facts"} & set(
        rows[0]
    )
    assert str(KEY) not in str(rows)


def test_the_codebook_says_what_every_figure_means() -> None:
    content = b"".join(csv_form.codebook(sheet(language="ko"), bom=False)).decode()
    lines = list(csv.DictReader(io.StringIO(content)))
    way = [(one["value"], one["value_label"]) for one in lines if one["name"] == "way"]
    assert way == [("", ""), ("1", "우편으로"), ("2", "Shop"), ("3", "Phone")]
    assert next(one["label"] for one in lines if one["name"] == "way") == "어떻게 오셨나요?"
    assert [one["value"] for one in lines if one["missing"] == "1"] == ["98", "98", "998"]


def test_sav_read_back_has_the_same_values_labels_levels_and_missing_values(tmp_path: Path) -> None:
    made = sheet()
    table, about = as_sav(made, tmp_path)
    assert list(table.columns) == [column.name for column in made.columns]
    for row, read in zip(made.rows(ANSWERS), table.to_dict("records"), strict=True):
        for column, value in zip(made.columns, row, strict=True):
            if column.kind == "number":
                assert (None if read[column.name] != read[column.name] else read[column.name]) == value
            elif column.kind == "string":
                assert read[column.name] == (sav_form._cut(value or "", 32_767))
    assert table["started_at"][0] == datetime(2026, 3, 2, 0, 30)  # noqa: DTZ001  SPSS knows no zones
    assert about.column_names_to_labels["way"] == "How did you come, [name]?"
    assert about.variable_value_labels["way"] == {1.0: "By post", 2.0: "Shop", 3.0: "Phone"}
    assert about.variable_value_labels["good_fast"] == {0.0: "not chosen", 1.0: "chosen"}
    assert about.variable_value_labels["staff_perceived"] == {98.0: "I can't say"}
    assert about.missing_ranges == {
        "staff_expected": [{"lo": 98.0, "hi": 98.0}],
        "staff_perceived": [{"lo": 98.0, "hi": 98.0}],
        "again": [{"lo": 998.0, "hi": 998.0}],
    }
    levels = about.variable_measure
    assert (levels["way"], levels["again"], levels["seconds"]) == ("nominal", "ordinal", "scale")
    assert about.file_label == "Your visit"
    assert "1 text is longer" in str(about.notes)


def test_a_table_that_no_sav_file_holds_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def unread() -> Iterator[Answered]:
        raise AssertionError
        yield

    with pytest.raises(sav_form.SheetTooLarge, match=r"10,000,000 responses with 32 variables"):
        sav_form.written(sheet(), unread(), count=10_000_000, zone=SEOUL)
    monkeypatch.setattr(sav_form, "MOST_TEXT", 10_000)
    with pytest.raises(sav_form.SheetTooLarge, match=r"Leave it out"):
        sav_form.written(sheet(), ANSWERS, count=4, zone=SEOUL)


@given(
    st.lists(st.text("aA_-é1 ", min_size=1, max_size=90) | st.sampled_from(["with", "ALL", "x"]), max_size=30)
)
def test_names_are_spss_s_and_each_is_used_once(wanted: list[str]) -> None:
    names = Names({"taken"})
    found = [names.of(one) for one in [*wanted, "Taken"]]
    assert len({name.lower() for name in found}) == len(found)
    for name in found:
        assert len(name.encode()) <= 64
        assert name[0].isascii()
        assert name[0].isalpha()
        assert not name.endswith((".", "_"))
        assert name.lower() not in ("with", "all", "taken")
