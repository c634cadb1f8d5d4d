"""Bring the database's tables up to this version, one process at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep

from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.utils import CursorWrapper
from django.db.migrations import RunSQL
from django.db.migrations.executor import MigrationExecutor

from wellserved.platform.refusals import Refused

# Any number will do that nobody else locks in this database.
ADVISORY_LOCK = 0x5EC0_5E17
# A change of a table waits this long for those who use it; meanwhile all others wait behind it.
PATIENCE = "5s"


def beside_writers(*statements: str) -> RunSQL:
    """Indexes made CONCURRENTLY, beside those who read and write: each waits for what is under way, however long, and holds
    nobody up meanwhile. For a migration that is not atomic.
    """
    return RunSQL(
        [
            "SELECT set_config('wellserved.patience', current_setting('lock_timeout'), false)",
            "SET lock_timeout = 0",
            *statements,
            "SELECT set_config('lock_timeout', current_setting('wellserved.patience'), false)",
        ],
        RunSQL.noop,
    )


class MigrationsPending(Refused):
    pass


def pending() -> list[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def migrate() -> list[str]:
    """Apply what is pending and name it. Of several that start together one does it and the others wait."""
    with _alone():
        names = pending()
        if names:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = %s", [PATIENCE])
            call_command("migrate", verbosity=0, interactive=False)
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")
    return names


def refuse_pending() -> None:
    names = pending()
    if names:
        raise MigrationsPending(
            f"The database lacks {len(names)} changes of this version, the first being {names[0]}. "
            "Run `wellserved migrate`."
        )


def _taken(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_LOCK])
    (taken,) = cursor.fetchone()
    return bool(taken)


@contextmanager
def _alone() -> Iterator[None]:
    # A connection of its own: the lock lives as long as it does, whatever the migrations do with theirs.
    guard = connections.create_connection("default")
    try:
        with guard.cursor() as cursor:
            # Asked again and again: an index that is made beside its readers waits for every statement under way,
            # and so for whoever waited for the lock in a statement.
            while not _taken(cursor):
                sleep(0.2)
        yield
    finally:
        guard.close()
