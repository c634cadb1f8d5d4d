"""The site, served as it is in production, on the home of the benchmark."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


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
