"""Start and stop PostgreSQL on a home's data directory."""

import logging
import shlex
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psutil

from wellserved.platform.home import Home
from wellserved.platform.postgres.account import Account, open_the_way
from wellserved.platform.postgres.binaries import binary, clean_environment
from wellserved.platform.postgres.configuration import configuration_file
from wellserved.platform.refusals import Refused

logger = logging.getLogger(__name__)

# Recovery after a crash may take long; where the server dies pg_ctl gives up at once.
START_SECONDS = 3600
STOP_SECONDS = 60
ORPHAN_SECONDS = 5


class PostgresDidNotStart(Refused):
    pass


class PostgresDidNotStop(Refused):
    pass


def server_process(home: Home) -> psutil.Process | None:
    """The living postmaster of this home, whatever an old postmaster.pid says."""
    try:
        pid = int((home.pg / "postmaster.pid").read_text(encoding="ascii").splitlines()[0])
        process = psutil.Process(pid)
        ours = process.name() == "postgres" and process.status() != psutil.STATUS_ZOMBIE
        return process if ours and Path(process.cwd()) == home.pg.resolve() else None
    except (OSError, ValueError, IndexError, psutil.Error):
        return None


def is_ready(home: Home) -> bool:
    """Whether the server takes connections. One that comes up or goes down is waited for."""
    deadline = time.monotonic() + START_SECONDS
    while server_process(home) is not None and time.monotonic() < deadline:
        if _status(home) == "ready":
            return True
        time.sleep(0.05)
    return False


def start(home: Home, *, account: Account) -> None:
    program = binary("pg_ctl")
    for path in (program, home.pg):
        open_the_way(path, account=account)
    account.own(home.socket_directory)
    account.own(home.log / "postgresql")
    _clear_remains(home)
    log = home.log / "postgresql" / "start.log"
    options = f"-c config_file={shlex.quote(str(configuration_file(home)))}"
    command: list[str | Path] = [program, "start", "--wait", f"--timeout={START_SECONDS}", "--silent"]
    log.unlink(missing_ok=True)
    if _run([*command, f"--pgdata={home.pg}", f"--log={log}", f"--options={options}"], account=account) != 0:
        raise PostgresDidNotStart(
            f"PostgreSQL did not start on {home.pg}: {_reason(home)} "
            f"Its log is in {log.parent}; `wellserved doctor` names what is wrong."
        )


def stop(home: Home) -> None:
    """Fast, then, where that takes too long, at once. By signal: the server's own account may have lost its way in."""
    for signal_, mode in ((signal.SIGINT, "fast"), (signal.SIGQUIT, "immediate")):
        process = server_process(home)
        if process is None:
            return
        with suppress(psutil.NoSuchProcess):
            process.send_signal(signal_)
        if _gone(home):
            return
        logger.warning("PostgreSQL on %s did not stop (%s) within %s seconds.", home.pg, mode, STOP_SECONDS)
    raise PostgresDidNotStop(
        f"PostgreSQL on {home.pg} did not stop within {STOP_SECONDS} seconds. "
        "Its data is safe; stop the process that `wellserved doctor` names."
    )


def _gone(home: Home) -> bool:
    deadline = time.monotonic() + STOP_SECONDS
    while server_process(home) is not None:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _status(home: Home) -> str:
    try:
        lines = (home.pg / "postmaster.pid").read_text(encoding="ascii").splitlines()
    except OSError:
        return ""
    return lines[7].strip() if len(lines) > 7 else ""


def _run(command: list[str | Path], *, account: Account) -> int:
    # A session of its own: Ctrl-C in the terminal reaches us, and we decide when PostgreSQL stops.
    return subprocess.run(
        command,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=clean_environment(),
        cwd="/",
        start_new_session=True,
        **account.run_as,
    ).returncode


def _clear_remains(home: Home) -> None:
    """Remove what a killed postmaster left: its pid file, and backends that still hold the shared memory."""
    orphans = [process for process in psutil.process_iter() if _works_in(process, home.pg)]
    _, stubborn = psutil.wait_procs(orphans, timeout=ORPHAN_SECONDS)
    for process in stubborn:
        process.kill()
    psutil.wait_procs(stubborn, timeout=ORPHAN_SECONDS)
    # PostgreSQL believes a lock file as long as anything runs, or lies unreaped, under the number in it.
    (home.pg / "postmaster.pid").unlink(missing_ok=True)
    for path in home.socket_directory.glob(".s.PGSQL.*"):
        path.unlink(missing_ok=True)


def _works_in(process: psutil.Process, folder: Path) -> bool:
    try:
        return (
            process.name() == "postgres"
            and process.status() != psutil.STATUS_ZOMBIE
            and Path(process.cwd()) == folder.resolve()
        )
    except (OSError, psutil.Error):
        return False


def _reason(home: Home) -> str:
    logs = sorted(
        (home.log / "postgresql").glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True
    )
    for path in logs[:2]:
        for line in reversed(path.read_text(encoding="utf-8", errors="replace").splitlines()):
            for mark in ("FATAL:", "PANIC:", "could not", "No space left"):
                if mark in line:
                    return line[line.index(mark) :].strip().rstrip(".") + "."
    return "it gave no reason."
