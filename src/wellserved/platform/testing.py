"""Pytest plugin (`-p wellserved.platform.testing`): a home and one embedded PostgreSQL for the whole test run.

It is a plugin and no conftest, because pytest-django reads the settings before conftest files are read.
"""

import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

_OWNED = "WELLSERVED_TEST_HOME"

if _OWNED not in os.environ:
    # The settings read it as soon as they are imported; workers inherit it.
    os.environ["WELLSERVED_HOME"] = os.environ[_OWNED] = tempfile.mkdtemp(prefix="ws-")
    _is_owner = True
else:
    _is_owner = False

_running = ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if not _is_owner or config.option.collectonly or os.environ.get("WELLSERVED_DATABASE_URL"):
        return
    from wellserved.platform.home import home_of  # noqa: PLC0415  coverage and -p start before imports count
    from wellserved.platform.postgres.holding import running_database  # noqa: PLC0415  as above

    _write_without_waiting(_running.enter_context(running_database(home_of())))


def _write_without_waiting(address: str) -> None:
    """Nothing of this server outlives the run; tests of what a crash may lose hold servers of their own."""
    with psycopg.connect(address, autocommit=True) as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {name} = off")
        connection.execute("SELECT pg_reload_conf()")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is dear to set up is grouped; a runner that scatters the groups would double the suite's time silently."""
    if not config.getoption("loadgroup", default=False):
        return
    scattered = [i.nodeid for i in items if i.get_closest_marker("xdist_group") and "@" not in i.nodeid]
    if scattered:
        raise pytest.UsageError(
            f"pytest-xdist does not keep groups together ({scattered[0]}): use versions of both that fit."
        )


def pytest_unconfigure() -> None:
    if _is_owner:
        _running.close()
        shutil.rmtree(os.environ["WELLSERVED_HOME"], ignore_errors=True)


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of real data, which is not part of the project."""
    default = Path(__file__).parents[4] / "shared" / "data"
    folder = Path(os.environ.get("WELLSERVED_TEST_DATA", default))
    if not folder.is_dir():
        pytest.skip(f"Real data is absent: there is no {folder}; set WELLSERVED_TEST_DATA to where it is.")
    return folder
