"""Having changed statuses acted on soon: one job at a time is enough, since it takes all that waits."""

from django.db import connection, transaction


def follow_after_commit() -> None:
    """Ask for the changes to be followed once they can be seen."""
    transaction.on_commit(_follow)


def _follow() -> None:
    from wellserved.tracking.jobs import follow  # noqa: PLC0415  the jobs import the services

    # A job that has not begun yet will see what was just committed.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo' LIMIT 1", [follow.name]
        )
        if cursor.fetchone() is None:
            follow.defer()
