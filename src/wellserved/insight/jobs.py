"""Background work of insight."""

from datetime import UTC, datetime

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
