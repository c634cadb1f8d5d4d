"""Write a backup, while others go on writing to the database."""

import hashlib
import os
import subprocess
import zipfile
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

import psycopg
from psycopg import sql

from wellserved.platform.backup.manifest import CHUNK, DUMP_NAME, MANIFEST_NAME, Manifest
from wellserved.platform.backup.programs import program
from wellserved.platform.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLES = """
    SELECT n.nspname, c.relname
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
    ORDER BY 1, 2
"""


class BackupExists(Refused):
    exit_code = 2


class BackupNotWritten(Refused):
    pass


def write_backup(file: Path, *, address: str, now: datetime, replace: bool = False) -> Manifest:
    """Write the whole database as it stood at one moment. The file appears only when it is complete."""
    if file.exists() and not replace:
        raise BackupExists(f"{file} exists already. Name another file, or add --replace.")
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        with _snapshot(address) as (connection, snapshot):
            manifest = _write(unfinished, address=address, connection=connection, snapshot=snapshot, now=now)
        unfinished.replace(file)
    except OSError as error:
        raise BackupNotWritten(
            f"The backup could not be written to {file} ({error.strerror}). "
            "Free some space there or name a file elsewhere; an older backup there was left as it was."
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def count_rows(connection: psycopg.Connection) -> dict[str, int]:
    counts = {}
    for schema, table in connection.execute(TABLES).fetchall():
        question = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
        (counts[f"{schema}.{table}"],) = connection.execute(question).fetchone() or (0,)
    return counts


@contextmanager
def _snapshot(address: str) -> "Iterator[tuple[psycopg.Connection, str]]":
    """One moment of the database that both the counts and the dump look at."""
    with psycopg.connect(address) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        (snapshot,) = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        yield connection, snapshot


def _write(
    file: Path, *, address: str, connection: psycopg.Connection, snapshot: str, now: datetime
) -> Manifest:
    # It holds personal data: for its owner's eyes alone.
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as raw:
        with zipfile.ZipFile(raw, "w", zipfile.ZIP_STORED) as archive:
            with archive.open(DUMP_NAME, "w", force_zip64=True) as entry:
                sha256 = _dump(entry, address=address, snapshot=snapshot)
            manifest = Manifest(
                created=now.isoformat(timespec="seconds"),
                postgres=str(connection.info.server_version),
                rows=count_rows(connection),
                sha256=sha256,
            )
            archive.writestr(MANIFEST_NAME, manifest.as_json())
        raw.flush()
        os.fsync(raw.fileno())
    return manifest


def _dump(entry: IO[bytes], *, address: str, snapshot: str) -> str:
    arguments = (
        "--format=custom",
        "--compress=gzip:3",
        "--no-owner",
        "--no-privileges",
        f"--snapshot={snapshot}",
    )
    sum_ = hashlib.sha256()
    with program("pg_dump", *arguments, address=address, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None  # noqa: S101  asked for in the line above
        while chunk := process.stdout.read(CHUNK):
            sum_.update(chunk)
            entry.write(chunk)
    return sum_.hexdigest()
