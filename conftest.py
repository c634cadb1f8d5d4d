"""What every test may use."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.utils import translation
from pytest_django import DjangoDbBlocker


@pytest.fixture(autouse=True)
def _speaks_english() -> None:
    """A request leaves its language in force in the test's thread; the next test must not inherit it."""
    translation.activate("en")


@pytest.fixture(autouse=True)
def _moments_are_emptied(
    request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Django empties only the tables that it made itself; the moments' are made in SQL."""
    yield
    marker = request.node.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction")
    if commits or {"transactional_db", "live_server"} & set(request.fixturenames):
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE journey_moment, journey_momentkey, procrastinate_jobs CASCADE")
