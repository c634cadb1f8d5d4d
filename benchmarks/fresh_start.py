"""`wellserved serve` on an existing home until the first page is answered, and what it then needs of memory.

The rival is the least that could answer: the same PostgreSQL, granian and an empty Django project with one page that
asks the database one question.

idle_mb is the proportional set size of all processes (a page that several share counts once), which is the memory that
stopping them would give back; idle_rss_mb adds their resident sizes up and counts shared pages as often as they are
shared.
"""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from benchmarks.measuring import median, report
from wellserved.platform.home import Home

IDLE_SECONDS = 10
PATIENCE_SECONDS = 120
EMPTY = """
import sys
from pathlib import Path
import django
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.db import connection
from django.http import HttpResponse
from django.urls import path
from wellserved.platform.database import django_settings

def page(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("one")

urlpatterns = [path("", page)]
settings.configure(SECRET_KEY="x", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, DATABASES={"default": django_settings()})
application = get_asgi_application()
"""
SERVE_EMPTY = """
import sys
from granian import Granian
from granian.constants import Interfaces
from wellserved.platform.postgres.holding import running_database
with running_database():
    Granian("empty:application", port=int(sys.argv[1]), interface=Interfaces.ASGI, log_enabled=False).serve()
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    with _temporary_home() as home:
        _wellserved(home, "migrate")
        (home.path / "empty.py").write_text(EMPTY, encoding="utf-8")
        ours = [
            _served(home, [sys.executable, "-m", "wellserved", "serve", "--port"]) for _ in range(asked.runs)
        ]
        theirs = [_served(home, [sys.executable, "-c", SERVE_EMPTY]) for _ in range(asked.runs)]
    report(
        name="fresh_start",
        figure=median([seconds for seconds, _, _ in ours]),
        unit="s",
        rival="the same PostgreSQL, granian and an empty Django project",
        rival_figure=median([seconds for seconds, _, _ in theirs]),
        runs=asked.runs,
        idle_mb=round(median([pss for _, pss, _ in ours]), 1),
        idle_rss_mb=round(median([rss for _, _, rss in ours]), 1),
        rival_idle_mb=round(median([pss for _, pss, _ in theirs]), 1),
    )


def _served(home: Home, command: list[str]) -> tuple[float, float, float]:
    """Seconds to the first page, then PSS and RSS in MB when idle."""
    port = _free_port()
    start = time.perf_counter()
    process = subprocess.Popen([*command, str(port)], env=_environment(home), stdout=subprocess.DEVNULL)
    try:
        _first_page(port, process)
        took = time.perf_counter() - start
        time.sleep(IDLE_SECONDS)
        return took, *_memory(home, process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


def _first_page(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
                assert answer.read()
                return
        except (URLError, ConnectionError):
            time.sleep(0.02)
    raise SystemExit(f"No page was answered; exit code {process.poll()}.")


def _memory(home: Home, pid: int) -> tuple[float, float]:
    parent = psutil.Process(pid)
    pss = rss = 0
    for process in {parent, *parent.children(recursive=True), *_server(home)}:
        memory = process.memory_full_info()
        pss += memory.pss
        rss += memory.rss
    return pss / 1e6, rss / 1e6


def _server(home: Home) -> Iterator[psutil.Process]:
    for process in psutil.process_iter():
        try:
            if process.name() == "postgres" and process.cwd() == str(home.pg):
                yield process
        except psutil.Error:
            continue


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _temporary_home() -> Iterator[Home]:
    folder = Path(tempfile.mkdtemp(prefix="ws-bench-"))
    try:
        yield Home(path=folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _environment(home: Home) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "WELLSERVED_DATABASE_URL"}
    return kept | {
        "WELLSERVED_HOME": str(home.path),
        "PYTHONPATH": os.pathsep.join([str(home.path), *sys.path]),
    }


def _wellserved(home: Home, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "wellserved", *arguments],
        check=True,
        env=_environment(home),
        stdout=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    main()
