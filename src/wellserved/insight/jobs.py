"""Background work of insight."""

from datetime import UTC, datetime

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@app.task(name="insight.catch_up", queueing_lock="insight.catch_up", pass_context=False)
def catch_up_every_minute(timestamp: int) -> None:  # noqa: ARG001  procrastinate hands it
    """Carry new moments to the lake; a run that meets another leaves the work to that one."""
    # The lake brings pyarrow: a process that never carries should not hold its memory.
    from wellserved.analytics.lake import LakeBusyError  # noqa: PLC0415
    from wellserved.insight.services import catch_up, tend_lake  # noqa: PLC0415

    try:
        catch_up()
        tend_lake(now=datetime.now(UTC))
    except LakeBusyError:
        return


@app.periodic(cron="20 * * * *")
@app.task(name="insight.raise_alerts", queueing_lock="insight.raise_alerts", pass_context=False)
def raise_alerts_every_hour(timestamp: int) -> None:  # noqa: ARG001  procrastinate hands it
    """Hold the watched cells against their control limits, when a stretch may have come to its end."""
    from wellserved.insight.services import raise_alerts  # noqa: PLC0415  as above

    raise_alerts(now=datetime.now(UTC))


@app.periodic(cron="50 4 * * *")
@app.task(name="insight.record_asked", queueing_lock="insight.record_asked", pass_context=False)
def record_asked_every_night(timestamp: int) -> None:  # noqa: ARG001  as above
    """How often customers had to ask where their parcel is, of the parcels that are settled by now."""
    from wellserved.insight.services import record_asked  # noqa: PLC0415  as above

    record_asked(now=datetime.now(UTC))


@app.task(name="insight.mail_alerts", retry=RetryStrategy(max_attempts=8, exponential_wait=6))
def mail_alerts(*, account_id: int, alert_ids: list[int]) -> None:
    """Tell the reader; again, where the mail server did not answer or the worker died."""
    from wellserved.insight.services import send_alerts  # noqa: PLC0415  as above

    send_alerts(account_id=account_id, alert_ids=alert_ids, now=datetime.now(UTC))
