"""Checks of the running database. Django is set up when they run."""

from django.db import connection

from wellserved.platform.checkup.registry import Check, Finding
from wellserved.platform.migrating import pending

OLDEST = 150_000


def checks() -> list[tuple[str, Check]]:
    return [
        ("database", _database),
        ("migrations", _migrations),
        ("leftovers", _leftovers),
        ("partitions", _partitions),
        ("jobs", _jobs),
    ]


def _rows(question: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return list(cursor.fetchall())


def _database() -> Finding:
    [(said, number, size, checksums)] = _rows(
        "SELECT current_setting('server_version'), current_setting('server_version_num')::int,"
        " pg_size_pretty(pg_database_size(current_database())), current_setting('data_checksums')"
    )
    return Finding(
        name="database",
        ok=int(str(number)) >= OLDEST,
        said=f"PostgreSQL {said} answers; {size}; page checksums {checksums}.",
        mend="Wellserved needs PostgreSQL 15 or newer.",
    )


def _migrations() -> Finding:
    names = pending()
    said = (
        f"{len(names)} changes wait, the first is {names[0]}." if names else "the tables are of this version."
    )
    return Finding(name="migrations", ok=not names, said=said, mend="Run `wellserved migrate`.")


def _leftovers() -> Finding:
    names = [
        str(name)
        for (name,) in _rows(
            r"SELECT datname FROM pg_database WHERE starts_with(datname, current_database())"
            r" AND datname ~ '_(restoring|replaced)_[0-9a-f]{8}$'"
        )
    ]
    return Finding(
        name="leftovers",
        ok=not names,
        said=f"a restore that was killed left {', '.join(names)}."
        if names
        else "no restore left anything behind.",
        mend="Unless a restore runs now, drop it: DROP DATABASE NAME.",
    )


def _partitions() -> Finding:
    tables = _rows(
        "SELECT p.partrelid::regclass::text, count(i.inhrelid) FROM pg_partitioned_table p"
        " LEFT JOIN pg_inherits i ON i.inhparent = p.partrelid GROUP BY 1 ORDER BY 1"
    )
    # Rooms make partitions as rows come for them: none is as well as many.
    parts = ", ".join(f"{table} has {count}" for table, count in tables)
    return Finding(name="partitions", ok=True, said=f"{parts or 'no table is partitioned'}.")


def _jobs() -> Finding:
    if _rows("SELECT to_regclass('procrastinate_jobs') IS NULL") == [(True,)]:
        return Finding(name="jobs", ok=True, said="there is no queue yet.")
    counts = {
        str(status): int(str(count))
        for status, count in _rows("SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY 1")
    }
    [(late,)] = _rows(
        "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'"
        " AND COALESCE(scheduled_at, now()) < now() - interval '10 minutes'"
    )
    failed = counts.get("failed", 0)
    return Finding(
        name="jobs",
        ok=not failed and not late,
        said=f"{counts.get('todo', 0)} wait, {counts.get('doing', 0)} run, {failed} failed, {late} overdue.",
        mend="Overdue ones need `wellserved serve` or `wellserved worker`. Why one failed is in worker.log.",
    )
