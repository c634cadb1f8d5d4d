"""A small mapping of its own, and importing with it."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from wellserved.journey.imports.contracts import Counts
from wellserved.journey.imports.services import import_files
from wellserved.journey.models import Moment

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
JOURNEY = """
[journey]
slug = "repair"
title = "Get it repaired"

[[journey.stages]]
slug = "wait"
title = "Wait"

[[journey.stages.touchpoints]]
slug = "workshop"
title = "Workshop"

[[journey.stages.touchpoints.measures]]
slug = "days"
title = "Days in the workshop"
unit = "days"
better = "lower"

[[journey.stages.touchpoints.measures]]
slug = "score"
title = "Satisfaction"
unit = "points"
better = "higher"
scale = [1, 7]
"""
REPAIRS = """
name = "repairs"
title = "Repairs"
zone = "Asia/Seoul"
rows = "repairs"

[sources.repairs]
files = ["repairs*.csv"]

[[moment]]
touchpoint = "workshop"
measure = "days"
source_id = "{id}"
occurred_at = "back"
delivered = "days_between(brought, back)"
told = "told"
"""


@dataclass
class Imports:
    folder: Path

    def mapping(self, text: str, *, journey: str = JOURNEY) -> str:
        path = self.folder / "mapping.toml"
        path.write_text(text + journey, encoding="utf-8")
        return str(path)

    def file(self, name: str, text: str | bytes, *, encoding: str = "utf-8") -> Path:
        path = self.folder / "files" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    def run(self, mapping: str, *files: Path, **options: Any) -> Counts:
        return import_files(
            mapping=mapping,
            files=files or [self.folder / "files"],
            rejects=self.folder / "rejects.csv",
            **{"now": NOW, **options},
        )

    def rejects(self) -> list[dict[str, str]]:
        with (self.folder / "rejects.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def moments(self) -> dict[str, Mapping[str, Any]]:
        return {row["source_key"]: row for row in Moment.objects.values()}


@pytest.fixture
def imports(tmp_path: Path, db: None) -> Imports:
    return Imports(tmp_path)


@pytest.fixture
def repairs(imports: Imports) -> Callable[[str], Counts]:
    """Import the text of one file of repairs."""

    def run(text: str, **options: Any) -> Counts:
        imports.file("repairs.csv", text)
        return imports.run(imports.mapping(REPAIRS), **options)

    return run
