"""Who needs the embedded server holds it; the last one to leave stops it.

A holder is a shared lock on a file. The kernel drops it with the process, however that ends,
so nobody who was killed is counted.
"""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from wellserved.platform.database import embedded_url, is_embedded, url
from wellserved.platform.home import Home, home_of, prepare
from wellserved.platform.postgres import configuration, server
from wellserved.platform.postgres.account import server_account
from wellserved.platform.postgres.cluster import ensure_cluster


@contextmanager
def running_database(
    home: Home | None = None, *, environment: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Yield the database's address; where it is the embedded server, that server runs for as long."""
    environment = os.environ if environment is None else environment
    if home is None and not is_embedded(environment):
        yield url(environment)
        return
    home = home or home_of(environment)
    prepare(home)
    holder = _hold(home)
    try:
        yield embedded_url(home)
    finally:
        _leave(home, holder)


def ensure_running(home: Home) -> bool:
    """Start the server where it does not run; True where it had to. Only a holder may call it."""
    with _changing(home):
        return _start_if_needed(home)


def _hold(home: Home) -> int:
    with _changing(home):
        holder = _open(home.run / "holders.lock")
        fcntl.flock(holder, fcntl.LOCK_SH)
    try:
        ensure_running(home)
    except BaseException:
        _leave(home, holder)
        raise
    return holder


def _leave(home: Home, holder: int) -> None:
    with _changing(home):
        # Unlocked by name: a child that was forked meanwhile holds the same lock through its copy.
        fcntl.flock(holder, fcntl.LOCK_UN)
        os.close(holder)
        if _nobody_holds(home):
            server.stop(home)


def _start_if_needed(home: Home) -> bool:
    if server.is_ready(home):
        return False
    account = server_account()
    ensure_cluster(home, account=account)
    configuration.write(home)
    server.start(home, account=account)
    return True


def _nobody_holds(home: Home) -> bool:
    descriptor = _open(home.run / "holders.lock")
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        return True
    finally:
        os.close(descriptor)


@contextmanager
def _changing(home: Home) -> Iterator[None]:
    """One at a time looks whether the server runs, starts it or stops it."""
    descriptor = _open(home.run / "change.lock")
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
