"""One `serve` a home: the claim says who holds it, and lapses with its process."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime

from wellserved.platform.home import Home
from wellserved.platform.refusals import Refused


class HomeIsServed(Refused):
    pass


@dataclass(frozen=True, kw_only=True)
class Claim:
    pid: int
    since: str
    address: str


@contextmanager
def claimed(home: Home, *, address: str, now: datetime) -> Iterator[Claim]:
    claim = Claim(pid=os.getpid(), since=now.isoformat(timespec="seconds"), address=address)
    descriptor = os.open(home.run / "serve.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise HomeIsServed(_who(home)) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(asdict(claim)).encode(), 0)
        yield claim
    finally:
        os.close(descriptor)


def current_claim(home: Home) -> Claim | None:
    """Who serves this home now, if anybody does."""
    try:
        descriptor = os.open(home.run / "serve.lock", os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return Claim(**json.loads(os.pread(descriptor, 4096, 0)))
    else:
        return None
    finally:
        os.close(descriptor)


def _who(home: Home) -> str:
    try:
        holder = current_claim(home)
    except ValueError:
        holder = None  # it has the lock and has not yet written its name
    who = (
        f"process {holder.pid}, since {holder.since}, at {holder.address}"
        if holder
        else "a process that just began"
    )
    return (
        f"The home {home.path} is already served: {who}. "
        "Stop that one, or set WELLSERVED_HOME to another folder to run a second installation."
    )
