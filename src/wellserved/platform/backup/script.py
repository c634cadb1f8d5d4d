"""Play a backup's dump into a database, as the SQL that pg_restore makes of it."""

import subprocess
import zipfile
from collections.abc import Generator
from contextlib import closing, suppress
from pathlib import Path
from threading import Thread
from typing import IO

from wellserved.platform.backup.manifest import CHUNK, DUMP_NAME
from wellserved.platform.backup.programs import program

# PostgreSQL 17 and newer know this setting, and the dump's preamble sets it to its default.
UNKNOWN_TO_OLDER = b"SET transaction_timeout = 0;\n"
PREAMBLE_BYTES = 4096


def play(file: Path, *, address: str, before: str = "", after: str = "") -> None:
    """`after` runs only where the whole dump came through: a transaction that `before` opened commits then alone."""
    arguments = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-")
    with (
        program("psql", *arguments, address=address, stdin=subprocess.PIPE) as psql,
        closing(_script(file)) as script,
    ):
        assert psql.stdin is not None  # noqa: S101  asked for two lines above
        psql.stdin.write(before.encode())
        for piece in script:
            psql.stdin.write(piece)
        psql.stdin.write(after.encode())


def _script(file: Path) -> Generator[bytes, None, None]:
    arguments = ("--format=custom", "--no-owner", "--no-privileges", "--file=-")
    with program("pg_restore", *arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None  # noqa: S101  asked for in the line above
        assert process.stdout is not None  # noqa: S101  as above
        feeder = Thread(target=_feed, args=(file, process.stdin), daemon=True)
        feeder.start()
        preamble = process.stdout.read(PREAMBLE_BYTES)
        yield preamble.replace(UNKNOWN_TO_OLDER, b"", 1)
        while piece := process.stdout.read(CHUNK):
            yield piece
        feeder.join()


def _feed(file: Path, stdin: IO[bytes]) -> None:
    # Where pg_restore ends early, its own words and exit code say so.
    with suppress(BrokenPipeError), stdin, zipfile.ZipFile(file) as archive, archive.open(DUMP_NAME) as dump:
        while chunk := dump.read(CHUNK):
            stdin.write(chunk)
