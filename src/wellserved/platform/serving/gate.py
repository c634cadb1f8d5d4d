"""While the tables are brought up to date the web workers load, and wait at this gate before they listen."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from wellserved.platform.home import Home


@contextmanager
def closed_gate(home: Home) -> Iterator[None]:
    descriptor = _open(home)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def pass_gate(home: Home) -> None:
    descriptor = _open(home)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


def _open(home: Home) -> int:
    return os.open(home.run / "gate.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
