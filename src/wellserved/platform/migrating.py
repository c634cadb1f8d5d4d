"""Bring the database's tables up to this version, one process at a time."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from wellserved.platform.refusals import Refused

# Any number will do that nobody else locks in this database.
ADVISORY_LOCK = 0x5EC0_5E17


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
            call_command("migrate", verbosity=0, interactive=False)
    return names


def refuse_pending() -> None:
    names = pending()
    if names:
        raise MigrationsPending(
            f"The database lacks {len(names)} changes of this version, the first being {names[0]}. "
            "Run `wellserved migrate`."
        )


@contextmanager
def _alone() -> Iterator[None]:
    # A connection of its own: the lock lives as long as it does, whatever the migrations do with theirs.
    guard = connections.create_connection("default")
    try:
        with guard.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        yield
    finally:
        guard.close()
