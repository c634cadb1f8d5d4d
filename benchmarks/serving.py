"""The site, served as it is in production on the home of the benchmark, and a rival on the very same server."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
PATIENCE_SECONDS = 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(*, workers: int = 1, jobs: bool = True) -> Iterator[int]:
    """`wellserved serve` on the loopback address, from its first answer on; yields the port."""
    port = free_port()
    command = [sys.executable, "-m", "wellserved", "serve", "--json", "--port", str(port)]
    command += ["--workers", str(workers), *([] if jobs else ["--no-worker"])]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ)
    try:
        line = process.stdout.readline() if process.stdout else ""
        if "address" not in (json.loads(line) if line else {}):
            raise RuntimeError(f"The server did not start: {line!r}")
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


@contextmanager
def rival(
    application: str, *, workers: int, path: str, interface: str = "asgi", **more: str
) -> Iterator[int]:
    """Another application on the server that serves ours, with its settings; yields the port once `path` is answered."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.serving", application, interface, str(port), str(workers)]
    environment = os.environ | more | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        _answers(f"http://127.0.0.1:{port}{path}", process)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _answers(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(address, timeout=30):  # noqa: S310  our own server
                return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise SystemExit(f"{address} was not answered; exit code {process.poll()}.")


def main(application: str, interface: str, port: str, workers: str) -> None:
    from granian.constants import Interfaces  # noqa: PLC0415  only whoever serves needs it

    from wellserved.platform.serving.web import server  # noqa: PLC0415  as above

    server(
        application, host="127.0.0.1", port=int(port), workers=int(workers), interface=Interfaces(interface)
    ).serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
