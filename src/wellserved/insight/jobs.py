"""Background work of insight."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from wellserved.analytics.lake import LakeBusyError
from wellserved.insight.services import catch_up, tend_lake


@app.periodic(cron="* * * * *")
@app.task(name="insight.catch_up", queueing_lock="insight.catch_up", pass_context=False)
def catch_up_every_minute(timestamp: int) -> None:  # noqa: ARG001  procrastinate hands it
    """Carry new moments to the lake; a run that meets another leaves the work to that one."""
    try:
        catch_up()
        tend_lake(now=datetime.now(UTC))
    except LakeBusyError:
        return
