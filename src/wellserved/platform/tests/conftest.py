import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from wellserved.platform.home import Home
from wellserved.platform.postgres.holding import running_database


@pytest.fixture
def home() -> Iterator[Home]:
    """A home of the test's own, on a path that is short enough for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="ws-"))
    yield Home(path=folder / "home")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def address(home: Home) -> Iterator[str]:
    with running_database(home) as url:
        yield url
