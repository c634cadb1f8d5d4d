"""The server, its worker or PostgreSQL is killed while scans come in at full speed: what was acknowledged is there once."""

import http.client
import json
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress

import psutil
import psycopg
import pytest

from wellserved.platform.database import embedded_url
from wellserved.platform.home import Home
from wellserved.platform.tests.conftest import home  # noqa: F401  a fixture by import
from wellserved.platform.tests.test_serving import Served, _served, environment_of

pytestmark = pytest.mark.crash
KILLS = 20
LINES = 400
_TOKEN = """
import warnings; warnings.simplefilter("ignore")
import django; django.setup()
from datetime import UTC, datetime
from wellserved.people.contracts import OPERATOR
from wellserved.people.services import add_token
print(add_token(by=OPERATOR, name="crash", scopes=frozenset({"parcels:write"}), now=datetime.now(UTC)))
"""


def token_of(home: Home) -> str:  # noqa: F811  the fixture
    environment = {**environment_of(home), "DJANGO_SETTINGS_MODULE": "wellserved.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", _TOKEN], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


class Writer(threading.Thread):
    """Sends calls of its own scans one after the other; what was not acknowledged is sent again."""

    def __init__(self, served: Served, token: str, name: str, stop: threading.Event) -> None:
        super().__init__()
        self.served, self.token, self.prefix, self.stop = served, token, name, stop
        self.acknowledged: set[str] = set()
        self.refused: list[str] = []

    def run(self) -> None:
        call = 0
        while not self.stop.is_set():
            if self._sent(call):
                call += 1
            else:
                time.sleep(0.05)

    def _sent(self, call: int) -> bool:
        ids = [f"{self.prefix}-{call}-{n}" for n in range(LINES)]
        lines = [
            json.dumps(
                {
                    "number": f"{self.prefix}{n % 40:04d}",
                    "status": "in_transit",
                    "occurred_at": f"2026-03-01T{call % 24:02d}:{n % 60:02d}:00Z",
                    "source_id": id_,
                }
            )
            for n, id_ in enumerate(ids)
        ]
        with suppress(OSError, http.client.HTTPException, ValueError):
            headers = {"Content-Type": "application/x-ndjson", "Authorization": f"Bearer {self.token}"}
            address, body = "/api/v1/tracking/scans?history=true", "\n".join(lines).encode()
            with closing(http.client.HTTPConnection("127.0.0.1", self.served.port, timeout=20)) as connection:
                connection.request("POST", address, body, headers)
                with connection.getresponse() as answer:
                    content = answer.read()
            if answer.status == 200:
                for line in content.splitlines():
                    told = json.loads(line)
                    if told["result"] in {"recorded", "already_there"}:
                        self.acknowledged.add(ids[told["line"] - 1])
                    else:
                        self.refused.append(told["said"])
                return True
        return False


def postgres_of(home: Home) -> psutil.Process:  # noqa: F811  the fixture
    return psutil.Process(int((home.path / "pg/postmaster.pid").read_text().splitlines()[0]))


def victim(turn: int, served: Served, home: Home, rng: random.Random) -> psutil.Process:  # noqa: F811  the fixture
    """In turn: a web process, the job worker, a backend of PostgreSQL, PostgreSQL itself; waits till there is one."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with suppress(psutil.Error, OSError, ValueError, IndexError):
            if turn % 4 < 2:
                return served.child(("web", "worker")[turn % 4])
            postgres = postgres_of(home)
            return rng.choice(postgres.children()) if turn % 4 == 2 else postgres
        time.sleep(0.05)
    raise AssertionError("There was nothing to kill: " + served.log.read_text()[-2000:])


def test_every_acknowledged_scan_is_there_exactly_once(home: Home) -> None:  # noqa: F811  the fixture
    rng = random.Random(11)  # noqa: S311  only spreads the kills
    with _served(home) as served:
        stop = threading.Event()
        token = token_of(home)
        writers = [Writer(served, token, name, stop) for name in ("AAA", "BBB", "CCC")]
        for writer in writers:
            writer.start()
        for turn in range(KILLS):
            time.sleep(rng.uniform(0.2, 0.9))
            with suppress(psutil.NoSuchProcess):
                victim(turn, served, home, rng).send_signal(signal.SIGKILL)
        before = sum(len(writer.acknowledged) for writer in writers)
        deadline = time.monotonic() + 60
        while sum(len(w.acknowledged) for w in writers) == before and time.monotonic() < deadline:
            time.sleep(0.2)
        stop.set()
        for writer in writers:
            writer.join()
        assert sum(len(w.acknowledged) for w in writers) > before, (
            "After the last kill nothing came in any more."
        )
        _check(home, writers)


def _check(home: Home, writers: list[Writer]) -> None:  # noqa: F811  the fixture
    acknowledged = set().union(*(writer.acknowledged for writer in writers))
    assert [said for writer in writers for said in writer.refused] == []
    with psycopg.connect(embedded_url(home)) as connection:
        ids = [id_ for (id_,) in connection.execute("SELECT source_id FROM tracking_scan")]
        counted = connection.execute(
            "SELECT count(*) FROM tracking_progress p WHERE p.scans <> (SELECT count(*) FROM tracking_scan s"
            " WHERE s.consignment_id = p.consignment_id) OR p.version <> p.scans"
        ).fetchone()
    assert len(ids) == len(set(ids))
    assert acknowledged <= set(ids)
    assert len(acknowledged) > 1000
    assert counted == (0,)
