"""Acting on changed statuses, soon and in batches: windows, troubles, notices, moments."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection, transaction

from wellserved.tracking.contracts import Changed, Status

BATCH = 1000
_log = logging.getLogger(__name__)


def follow_after_commit() -> None:
    """Ask for the changes to be followed once they can be seen."""
    transaction.on_commit(_ask)


def follow_again(consignment_ids: Sequence[int], *, now: datetime) -> None:
    """As if their statuses had changed: after an announcement, which may come when they have been scanned."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tracking_change (consignment_id, before, after, recorded_at)"
            " SELECT consignment_id, '', status, %s FROM tracking_progress WHERE consignment_id = ANY(%s)",
            [now, list(consignment_ids)],
        )
    follow_after_commit()


def _ask() -> None:
    from wellserved.tracking.jobs import follow as job  # noqa: PLC0415  the jobs import the services

    # One job takes all that waits, and one that has not begun yet will see what was just committed.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'"
            " AND (scheduled_at IS NULL OR scheduled_at < now()) LIMIT 1",
            [job.name],
        )
        if cursor.fetchone() is None:
            job.defer()


def follow(*, now: datetime) -> int:
    """Act on every change that waits, 1,000 at a time, each batch in a transaction; returns how many there were.

    Every part does a thing once, however often it is asked to. A batch that fails is tried again in smaller ones;
    a change that fails alone is laid down with a line in the log, so that it keeps no other back.
    """
    done, size = 0, BATCH
    while True:
        try:
            batch = _follow_batch(size, now=now)
        except (OperationalError, InterfaceError):
            raise  # the database is away, and no change is at fault
        except Exception:  # noqa: BLE001  whatever it is, the other changes are to be followed
            if size == 1:
                _lay_down()
            size = max(1, size // 10)
            continue
        if not batch:
            return done
        done, size = done + batch, min(BATCH, size * 10)


@transaction.atomic
def _lay_down() -> None:
    (change,) = _taken(1)
    _log.exception("Consignment %s could not be followed", change.consignment_id)


@transaction.atomic
def _follow_batch(size: int, *, now: datetime) -> int:
    # The parts bring numpy and the spine's services: who only asks for them to be followed should not load these.
    from .measuring import record_changes  # noqa: PLC0415
    from .noticing import note_changes  # noqa: PLC0415
    from .troubles import judge  # noqa: PLC0415
    from .windows import predict  # noqa: PLC0415

    changes = _taken(size)
    if changes:
        ids = sorted({change.consignment_id for change in changes})
        predict(ids, now=now)
        judge(ids, now=now)
        note_changes(changes, now=now)
        record_changes(ids, now=now)
    return len(changes)


def _taken(size: int) -> list[Changed]:
    with connection.cursor() as cursor:
        cursor.execute(
            # A subquery in the DELETE's own condition may be asked again for each row, and then takes more than it may.
            "WITH chosen AS MATERIALIZED ("
            "  SELECT id FROM tracking_change ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED), "
            "taken AS (DELETE FROM tracking_change c USING chosen WHERE c.id = chosen.id RETURNING c.*)"
            " SELECT consignment_id, before, after, recorded_at FROM taken ORDER BY id",
            [size],
        )
        return [
            Changed(
                consignment_id=consignment_id,
                before=Status(before) if before else None,
                after=Status(after) if after else None,
                recorded_at=recorded_at,
            )
            for consignment_id, before, after, recorded_at in cursor.fetchall()
        ]


def settle_in(*, now: datetime) -> None:
    """After a history was brought in: follow it, learn from it, and say anew of all that is open when it will come."""
    from .silence import measure_silence  # noqa: PLC0415  as above
    from .troubles import look_for_trouble  # noqa: PLC0415  as above
    from .windows import predict, retrain  # noqa: PLC0415  as above

    follow(now=now)
    measure_silence(now=now)
    retrain(now=now)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT consignment_id FROM tracking_progress WHERE NOT closed ORDER BY consignment_id"
        )
        ids = [consignment_id for (consignment_id,) in cursor.fetchall()]
    for start in range(0, len(ids), BATCH):
        predict(ids[start : start + BATCH], now=now)
    look_for_trouble(now=now)
