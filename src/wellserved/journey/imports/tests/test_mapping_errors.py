"""A wrong mapping is told with its place and its mend, before anything is recorded."""

from pathlib import Path

import pytest

from wellserved.journey.imports.mapping.errors import MappingError
from wellserved.journey.imports.mapping.loading import load_mapping, shipped
from wellserved.journey.imports.tests.conftest import JOURNEY, REPAIRS, Imports

FILE = "id,brought,back,told\ng1,2026-01-01,2026-01-03,2\n"


@pytest.mark.parametrize(
    ("wrong", "right", "says"),
    [
        ('zone = "Asia/Seoul"', 'zone = "Asia/Soul"', "no time zone 'Asia/Soul'"),
        ('rows = "repairs"', 'rows = "repair"', "Did you mean 'repairs'?"),
        ('rows = "repairs"', 'row = "repairs"', "`row`"),
        ('told = "told"', 'told = "toldd"', "no column 'toldd'. Did you mean 'told'?"),
        ('told = "told"', 'told = "told +"', "not an expression"),
        ('told = "told"', 'told = "__import__(1)"', "no function __import__()"),
        ('told = "told"', 'told = "told.__class__"', "no source"),
        ('told = "told"', 'told = "(lambda: 1)()"', "not a call of a function"),
        ('told = "told"', 'told = "[told for told in told]"', "not part of the language"),
        ('told = "told"', "told = \"'a' == 'b'\"", "is a truth where a number is needed"),
        ('told = "told"', "told = \"lookup('colours', told)\"", "no table [values.colours]"),
        ('told = "told"', "told = \"convert(told, 'hours', 'metres')\"", "cannot be converted"),
        ('told = "told"', 'told = "days_between(brought)"', "takes 2 arguments, not 1"),
        ('occurred_at = "back"', "occurred_at = \"'2026-02-30'\"", "is no date"),
        ('files = ["repairs*.csv"]', 'files = ["repair.csv"]', "Did you mean 'repairs.csv'?"),
        ('better = "lower"', 'better = "less"', "`$.journey.stages[0].touchpoints[0].measures[0].better`"),
        ('zone = "Asia/Seoul"', 'zone = "Asia/Seoul', "is not TOML"),
        ('name = "repairs"', 'name = "repairs"\n[read]\ndelimiter = "--"', "not one ASCII character"),
    ],
)
def test_a_wrong_word_is_told_with_the_right_one(imports: Imports, wrong: str, right: str, says: str) -> None:
    imports.file("repairs.csv", FILE)
    text = (REPAIRS + JOURNEY).replace(wrong, right, 1)
    if "[read]" in right:
        text = text.replace('title = "Repairs"', "", 1).replace(
            'zone = "Asia/Seoul"\nrows = "repairs"\n', "", 1
        )
        text = 'title = "Repairs"\nrows = "repairs"\n' + text
    with pytest.raises(MappingError) as error:
        imports.run(imports.mapping(text, journey=""))
    assert says in str(error.value)
    assert error.value.exit_code == 2
    assert not imports.moments()


def test_an_unknown_mapping_names_the_shipped_ones() -> None:
    with pytest.raises(MappingError, match="kiosk, moments, olist"):
        load_mapping("olista")


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_mapping_is_of_the_shape(name: str) -> None:
    assert load_mapping(name).name == name


def test_a_missing_file_is_told_with_its_neighbours(imports: Imports) -> None:
    there = imports.file("repairs.csv", FILE)
    with pytest.raises(MappingError, match=r"does not exist\. Did you mean 'repairs\.csv'"):
        imports.run(imports.mapping(REPAIRS), there.with_name("repars.csv"))


def test_a_journey_that_contradicts_the_map_is_refused(imports: Imports) -> None:
    imports.file("repairs.csv", FILE)
    imports.run(imports.mapping(REPAIRS))
    with pytest.raises(MappingError, match="has unit 'days', the plan says 'hours'"):
        imports.run(imports.mapping(REPAIRS, journey=JOURNEY.replace('unit = "days"', 'unit = "hours"')))


def test_a_header_that_holds_a_column_twice_is_refused_where_it_is_used(imports: Imports) -> None:
    imports.file("repairs.csv", "id,brought,back,told,told\ng1,2026-01-01,2026-01-03,2,3\n")
    with pytest.raises(MappingError, match=r"more than once \(columns 4, 5\)"):
        imports.run(imports.mapping(REPAIRS))


def test_rejections_that_cannot_be_written_stop_the_import_in_a_sentence(imports: Imports) -> None:
    from wellserved.journey.imports.running.rejects import Rejects, RejectsError  # noqa: PLC0415  only here

    rejects = Rejects(Path("/dev/full"))
    reason = "r" * 100_000  # more than the file's buffer holds
    with pytest.raises(RejectsError, match=r"No space left.*--rejects"):
        rejects.add(file=Path("x.csv"), line=2, column="c", value="v", reason=reason)
