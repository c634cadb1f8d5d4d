"""What the how-to shows is what happens."""

import csv
import io
import re
from pathlib import Path

from wellserved.cli.importing import _sentences
from wellserved.journey.imports.tests.conftest import Imports

PAGE = Path(__file__).parents[5] / "docs" / "how-to" / "import-records.md"


def _block(name: str) -> str:
    found = re.search(
        rf"```\{{code-block\}} \w+\n:name: {name}\n\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL
    )
    assert found, f"{PAGE} has no block {name}"
    return found[1]


def test_the_how_to_s_files_and_mapping_give_the_summary_and_the_rejects_that_it_shows(
    imports: Imports,
) -> None:
    imports.file("repairs.csv", _block("repairs-csv"))
    imports.file("answers.csv", _block("answers-csv"))
    counts = imports.run(imports.mapping(_block("repairs-toml"), journey=""))
    assert _sentences(counts, dry_run=False).startswith(_block("summary").strip())
    (shown,) = csv.DictReader(io.StringIO(_block("rejects-csv")))
    (told,) = imports.rejects()
    assert told | {"file": ""} == shown | {"file": ""}
    late = imports.moments()["1002:days"]
    assert (late["told"], late["delivered"], str(late["money"])) == (3, 5, "49.90")
    assert imports.moments()["1001:days"]["money"] == 1250
