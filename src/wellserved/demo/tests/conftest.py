"""The whole demo organisation, loaded once for all tests that only look at it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from wellserved.demo.loading import load
from wellserved.demo.standing import Standing, Wanted

SEED, UNTIL = 7, date(2026, 2, 28)
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def loaded(folder: Path, *, scale: float, wanted: Wanted | None = None) -> int:
    """Load it, and say how many moments were read on the way."""
    default = Standing(seed=SEED, until=UNTIL, scale=scale, whole=False)
    steps = load(wanted or Wanted(), default=default, truth_file=folder / "truth.json", now=NOW)
    return max((step.done for step in steps), default=0)


@dataclass(frozen=True)
class Demo:
    truth: dict[str, Any]


@pytest.fixture(scope="module")
def demo(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    """At full scale: what is said of shares must hold for the demo that people see."""
    folder = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock(), override_settings(LAKE=folder / "lake"):
        try:
            loaded(folder, scale=1.0)
            yield Demo(truth=json.loads((folder / "truth.json").read_text(encoding="utf-8")))
        finally:
            empty_everything()


def empty_everything() -> None:
    # An id is never given twice: what is kept in memory by id would be another's.
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False)
    # Made in SQL, so that Django doesn't know to empty them.
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE journey_moment, journey_momentkey, procrastinate_jobs CASCADE")
