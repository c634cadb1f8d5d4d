"""`wellserved demo`, run as a person runs it."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from wellserved.cli.demo import Options, home_of_demo
from wellserved.cli.demo.serving import free_address

COMMAND = [sys.executable, "-m", "wellserved", "demo"]
FOR_LONG = 300


@pytest.fixture
def environment() -> Iterator[dict[str, str]]:
    """A home whose path is short enough for a socket, as pytest's own folders are not everywhere."""
    with tempfile.TemporaryDirectory(prefix="ws-demo-") as home:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("WELLSERVED_", "DJANGO_"))}
        yield kept | {"WELLSERVED_HOME": home}


def status(address: str) -> int:
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310  the address that the demo printed
        return int(answer.status)


def test_it_serves_what_it_prints_and_stops_all_on_ctrl_c(environment: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        demo = subprocess.Popen(
            [*COMMAND, "--scale", "0.01", "--port", str(port)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert demo.stdout is not None
        try:
            (address,) = re.findall(r"http://127\.0\.0\.1:\d+/", demo.stdout.readline())
            assert not address.endswith(f":{port}/")
            assert status(address) == 200
            demo.stdout.readline()
            links = dict(demo.stdout.readline().split() for _ in range(3))
            assert set(links) == {"customer", "agent", "manager"}
            assert [status(link) for link in links.values()] == [200, 200, 200]
        finally:
            demo.send_signal(signal.SIGINT)
            demo.communicate(timeout=FOR_LONG)
    assert demo.returncode == 0
    assert not (Path(environment["WELLSERVED_HOME"]) / "pg" / "postmaster.pid").exists()
    again = subprocess.run(
        [*COMMAND, "--no-serve"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=FOR_LONG,
        check=True,
    )
    assert "It was loaded before." in again.stderr


def test_a_day_that_is_not_over_is_refused(environment: dict[str, str]) -> None:
    done = subprocess.run(
        [*COMMAND, "--no-serve", "--until", "2199-01-01"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=FOR_LONG,
        check=False,
    )
    assert done.returncode == 2
    assert "a day that is over" in done.stderr


def test_the_demo_has_a_home_of_its_own() -> None:
    assert home_of_demo({"HOME": "/home/ada"}) == Path("/home/ada/.local/share/wellserved-demo")
    assert home_of_demo({"HOME": "/home/ada", "XDG_DATA_HOME": "/data"}) == Path("/data/wellserved-demo")
    assert home_of_demo({"HOME": "/home/ada", "WELLSERVED_HOME": "/here"}) == Path("/here")


def test_only_what_was_asked_for_is_handed_on() -> None:
    assert Options(seed=None, until=None, scale=None).as_arguments() == []
    asked = Options(seed=3, until=date(2026, 2, 28), scale=0.5)
    assert asked.as_arguments() == ["--seed", "3", "--until", "2026-02-28", "--scale", "0.5"]


def test_a_taken_port_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_address(port).port > port
