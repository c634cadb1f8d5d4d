"""Having notices sent soon: one waiting job a channel is enough, since it takes all that is due."""

from collections.abc import Iterable
from functools import partial

from django.db import connection, transaction


def start_sending(channels: Iterable[str]) -> None:
    """Ask for what is due on these channels to be handed over, once it can be seen."""
    for channel in sorted(channels):
        transaction.on_commit(partial(_start, channel))


def _start(channel: str) -> None:
    from wellserved.tracking.notice_jobs import SENDERS  # noqa: PLC0415  the jobs import the services

    job = SENDERS[channel]
    # A job that has not begun yet will see what was just committed.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'"
            " AND (scheduled_at IS NULL OR scheduled_at <= now()) LIMIT 1",
            [job.name],
        )
        if cursor.fetchone() is None:
            job.configure(lock=job.name).defer()
