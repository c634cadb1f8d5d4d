"""Restore a backup beside the living database, check it there, and only then put it in the other's place."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from wellserved.platform.backup.lake import discard_lake
from wellserved.platform.backup.manifest import Manifest
from wellserved.platform.backup.script import play
from wellserved.platform.backup.swapping import create_like, drop, may_create_databases, swap
from wellserved.platform.backup.transactions import age_transaction_ids
from wellserved.platform.backup.writing import TABLES, count_rows
from wellserved.platform.home import Home
from wellserved.platform.refusals import Refused


class RestoreIncomplete(Refused):
    pass


def is_empty(address: str) -> bool:
    with psycopg.connect(address) as connection:
        return connection.execute(TABLES).fetchone() is None


def restore(
    file: Path, *, manifest: Manifest, address: str, home: Home, bring_up_to_date: Callable[[str], None]
) -> None:
    """Replace the database by the backup's.

    `bring_up_to_date` applies this version's changes to the database at an address. What is connected to the
    old database is disconnected and finds the new one at its next try.
    """
    name = str(conninfo_to_dict(address).get("dbname", ""))
    with _maintenance(address) as maintenance:
        if not may_create_databases(maintenance):
            _restore_in_place(file, manifest=manifest, address=address)
            bring_up_to_date(address)
            discard_lake(home)
            return
        fresh = f"{name}_restoring_{secrets.token_hex(4)}"
        create_like(maintenance, name=fresh, model=name)
        try:
            fresh_address = _with_database(address, fresh)
            _load(file, address=fresh_address)
            _check(manifest, address=fresh_address)
            bring_up_to_date(fresh_address)
            # Before and after: a catch-up that runs between the two would carry the old rows again.
            discard_lake(home)
            old = swap(maintenance, fresh=fresh, name=name)
        except BaseException:
            drop(maintenance, fresh)
            raise
        discard_lake(home)
        drop(maintenance, old)


def _load(file: Path, *, address: str) -> None:
    play(file, address=address)
    _settle(address)


def _restore_in_place(file: Path, *, manifest: Manifest, address: str) -> None:
    """Where the role may not create databases: empty this one and fill it again, in one transaction."""
    emptied = "SET client_min_messages = warning; BEGIN; DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n"
    play(file, address=address, before=emptied, after=f"{_counted(manifest)}COMMIT;\n")
    _settle(address)


def _settle(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        age_transaction_ids(connection)
        connection.execute("ANALYZE")


def _counted(manifest: Manifest) -> str:
    """SQL that raises where a table has not the rows it should have."""
    rule = sql.SQL(
        "DO $$ BEGIN IF (SELECT count(*) FROM {}) <> {} THEN RAISE 'incomplete'; END IF; END $$;\n"
    )
    rules = [
        rule.format(sql.Identifier(*table.split(".", 1)), sql.Literal(rows))
        for table, rows in manifest.rows.items()
    ]
    return sql.Composed(rules).as_string()


def _check(manifest: Manifest, *, address: str) -> None:
    with psycopg.connect(address) as connection:
        found = count_rows(connection)
    wrong = [table for table, rows in manifest.rows.items() if found.get(table) != rows]
    if wrong:
        raise RestoreIncomplete(
            f"The restored copy lacks rows of {wrong[0]} (and {len(wrong) - 1} more tables): "
            f"{found.get(wrong[0])} instead of {manifest.rows[wrong[0]]}. The database was left as it was."
        )


def _with_database(address: str, name: str) -> str:
    return make_conninfo(address, dbname=name)


@contextmanager
def _maintenance(address: str) -> Iterator[psycopg.Connection]:
    """A connection outside the database that is to be replaced."""
    for name in ("postgres", "template1"):
        try:
            connection = psycopg.connect(_with_database(address, name), autocommit=True)
        except psycopg.OperationalError:
            continue
        with connection:
            yield connection
        return
    with psycopg.connect(address, autocommit=True) as connection:
        yield connection
