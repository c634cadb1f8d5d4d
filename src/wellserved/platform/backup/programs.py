"""Run PostgreSQL's client programs without showing a password to whoever lists processes."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import IO, Any

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from wellserved.platform.postgres.binaries import binary, clean_environment
from wellserved.platform.refusals import Refused


class ProgramFailed(Refused):
    pass


@contextmanager
def program(
    name: str,
    *arguments: str,
    address: str | None = None,
    stdin: int | None = None,
    stdout: int | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """The running program. The block's end waits for it and raises where it failed."""
    parameters: dict[str, Any] = dict(conninfo_to_dict(address or ""))
    password = parameters.pop("password", None)
    target = [f"--dbname={make_conninfo(**parameters)}"] if address else []
    environment = clean_environment() | ({"PGPASSWORD": str(password)} if password else {})
    with (
        TemporaryFile() as words,
        subprocess.Popen(
            [binary(name), *arguments, *target],
            stdin=stdin or subprocess.DEVNULL,
            stdout=stdout or subprocess.DEVNULL,
            stderr=words,
            env=environment,
        ) as process,
    ):
        try:
            yield process
            if process.stdin:
                process.stdin.close()
        except BrokenPipeError:
            process.wait()  # it ended early: its own words say why
        except BaseException:
            process.kill()
            raise
        if process.wait() != 0:
            raise ProgramFailed(f"PostgreSQL's {name} failed: {_said(words)}")


def _said(words: IO[bytes]) -> str:
    words.seek(0)
    lines = words.read().decode(errors="replace").strip().splitlines()
    # One line alone: those after it quote the statement and its data.
    wrong = [line for line in lines if "error:" in line.lower()]
    return (wrong or lines or ["it gave no reason."])[0]
