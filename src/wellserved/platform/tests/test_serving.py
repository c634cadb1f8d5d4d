import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psutil
import psycopg
import pytest

from wellserved.platform.database import embedded_url
from wellserved.platform.home import Home, prepare
from wellserved.platform.postgres.server import server_process
from wellserved.platform.serving.address import Address, AddressImpossible, AddressTaken, refuse_taken
from wellserved.platform.serving.claim import HomeIsServed, claimed, current_claim
from wellserved.platform.serving.gate import closed_gate

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PATIENCE_SECONDS = 90


def test_a_port_in_use_is_named_with_a_free_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AddressTaken, match=rf"Port {port} .* serve --port \d+"):
            refuse_taken(Address(host="127.0.0.1", port=port))
    refuse_taken(Address(host="127.0.0.1", port=port))


@pytest.mark.parametrize("host", ["192.0.2.1", "no such name"])
def test_an_address_that_is_not_this_machines_is_the_callers_mistake(host: str) -> None:
    with pytest.raises(AddressImpossible, match="--host") as caught:
        refuse_taken(Address(host=host, port=8000))
    assert caught.value.exit_code == 2


def test_an_address_that_listens_everywhere_is_shown_as_one_that_can_be_opened() -> None:
    assert Address(host="0.0.0.0", port=80).url == "http://127.0.0.1:80/"  # noqa: S104  nothing listens there
    assert Address(host="::1", port=8000).url == "http://[::1]:8000/"


def test_a_second_claim_says_who_holds_the_home(home: Home) -> None:
    prepare(home)
    assert current_claim(home) is None
    with claimed(home, address="http://127.0.0.1:8000/", now=NOW) as claim:
        assert current_claim(home) == claim
        expected = rf"process {os.getpid()}, since 2026-03-01T12:00:00\+00:00, at http://127.0.0.1:8000/"
        with pytest.raises(HomeIsServed, match=expected), claimed(home, address="elsewhere", now=NOW):
            pass
    assert current_claim(home) is None


def test_the_gate_holds_back_until_it_opens(home: Home) -> None:
    prepare(home)
    code = f"""
from pathlib import Path
from wellserved.platform.home import Home
from wellserved.platform.serving.gate import pass_gate
pass_gate(Home(path=Path({str(home.path)!r})))
"""
    with closed_gate(home):
        passing = subprocess.Popen([sys.executable, "-c", code])
        with pytest.raises(subprocess.TimeoutExpired):
            passing.wait(timeout=1)
    assert passing.wait(timeout=30) == 0


class Served:
    """A real `wellserved serve` in a process group of its own, as a terminal starts it."""

    def __init__(self, home: Home, *, port: int) -> None:
        self.home = home
        self.port = port
        self.log = home.path.parent / "serve.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "wellserved", "serve", "--port", str(port)],
                stdout=log,
                stderr=log,
                env=environment_of(home),
                start_new_session=True,
                # A shell that starts a job in the background leaves SIGINT ignored.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),  # noqa: PLW1509  one thread here
            )

    def answers(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/")
            return connection.getresponse().status < 500
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def everything(self) -> list[psutil.Process]:
        """All living processes that belong to this home."""
        found = []
        for process in psutil.process_iter():
            try:
                mine = process.environ().get("WELLSERVED_HOME") == str(self.home.path)
                if process.status() != psutil.STATUS_ZOMBIE and (mine or process.cwd() == str(self.home.pg)):
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def child(self, name: str) -> psutil.Process:
        [found] = [
            process
            for process in psutil.Process(self.process.pid).children()
            if f"wellserved.platform.serving.{name}" in process.cmdline()
        ]
        return found


def environment_of(home: Home) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "WELLSERVED_DATABASE_URL"}
    return kept | {"WELLSERVED_HOME": str(home.path)}


def _wait(condition: Callable[[], object], *, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)


@contextmanager
def _served(home: Home) -> Iterator[Served]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    served = Served(home, port=port)
    try:
        _wait(lambda: "Wellserved answers at" in served.log.read_text(), log=served.log)
        yield served
    finally:
        served.process.kill()
        served.process.wait()
        for process in served.everything():
            process.kill()


@pytest.mark.crash
def test_serve_outlives_the_killing_of_its_parts_and_leaves_nothing_behind(home: Home) -> None:
    with _served(home) as served:
        assert served.answers()
        _second_serve_is_refused(served)

        served.child("web").kill()
        _wait(lambda: not served.answers(), log=served.log)
        _wait(served.answers, log=served.log)

        postmaster = server_process(home)
        assert postmaster is not None
        postmaster.kill()
        _wait(lambda: _database_answers(home), log=served.log)
        _wait(served.answers, log=served.log)

        # Ctrl-C: the terminal signals the whole group at once, and some people press it twice.
        os.killpg(served.process.pid, signal.SIGINT)
        assert served.process.wait(timeout=30) == 0, served.log.read_text()
        assert served.everything() == []
        assert current_claim(home) is None


@pytest.mark.crash
def test_when_serve_itself_is_killed_all_it_started_ends_too(home: Home) -> None:
    with _served(home) as served:
        served.process.kill()
        served.process.wait()
        _wait(lambda: not served.everything(), log=served.log)
        assert server_process(home) is None


def _second_serve_is_refused(served: Served) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "wellserved", "serve", "--port", str(served.port + 1)],
        check=False,
        capture_output=True,
        text=True,
        env=environment_of(served.home),
    )
    assert second.returncode == 1
    assert f"process {served.process.pid}," in second.stderr
    assert f"http://127.0.0.1:{served.port}/" in second.stderr


def _database_answers(home: Home) -> bool:
    try:
        with psycopg.connect(embedded_url(home)) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False
