"""The data directory: made once, and only ever opened by the PostgreSQL that made it."""

import locale
import shutil
import subprocess
from pathlib import Path

from wellserved.platform.database import NAME, ROLE
from wellserved.platform.home import Home
from wellserved.platform.postgres.account import Account, open_the_way
from wellserved.platform.postgres.binaries import MAJOR_VERSION, binary, clean_environment
from wellserved.platform.refusals import Refused


class ClusterNotMade(Refused):
    pass


class ClusterOfOtherVersion(Refused):
    pass


def ensure_cluster(home: Home, *, account: Account) -> None:
    if not (home.pg / "PG_VERSION").exists():
        _make(home, account=account)
    _refuse_other_version(home)


def _make(home: Home, *, account: Account) -> None:
    # Built beside its place and renamed into it, so that an initdb that was killed leaves nothing half made.
    fresh = home.path / "pg.new"
    shutil.rmtree(fresh, ignore_errors=True)
    account.own(fresh)
    for path in (fresh, binary("initdb")):
        open_the_way(path, account=account)
    try:
        _run([binary("initdb"), *_arguments(), "--pgdata", fresh], account=account)
        # Single-user mode: the first database needs no running server and no client.
        _run(
            [binary("postgres"), "--single", "-D", fresh, "postgres"],
            account=account,
            said=f"CREATE DATABASE {NAME};\n",
        )
    except ClusterNotMade:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    if home.pg.exists():
        home.pg.rmdir()  # only an empty folder can be here: anything else is somebody's data and stops us
    fresh.rename(home.pg)


def _run(command: list[str | Path], *, account: Account, said: str = "") -> None:
    done = subprocess.run(
        command,
        check=False,
        input=said,
        capture_output=True,
        text=True,
        env=clean_environment(),
        cwd="/",
        start_new_session=True,
        **account.run_as,
    )
    if done.returncode != 0 or "ERROR" in done.stderr:
        raise ClusterNotMade(
            f"PostgreSQL's data directory could not be made: {_reason(done.stderr)} "
            "Mend what it names, then run the command again."
        )


def _arguments() -> list[str]:
    return [
        f"--username={ROLE}",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        f"--locale={_system_locale()}",
        "--data-checksums",
        "--auth=trust",
    ]


def _system_locale() -> str:
    known = locale.setlocale(locale.LC_CTYPE)
    try:
        return locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, known)


def _refuse_other_version(home: Home) -> None:
    found = (home.pg / "PG_VERSION").read_text(encoding="ascii").strip()
    if found != str(MAJOR_VERSION):
        raise ClusterOfOtherVersion(
            f"The data in {home.pg} is PostgreSQL {found}'s, and this Wellserved brings {MAJOR_VERSION}. "
            "With the Wellserved that wrote it run `wellserved backup FILE`; then move that folder away "
            "and run `wellserved restore FILE` with this one."
        )


def _reason(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return next(
        (line for line in lines if "error" in line or "FATAL" in line), lines[-1] if lines else "no reason."
    )
