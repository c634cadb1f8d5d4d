"""Background work of voice."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from wellserved.voice import asking_jobs
from wellserved.voice.services import flooding, forgetting

__all__ = ["asking_jobs", "forget_received", "forget_unfinished"]


@app.periodic(cron="17 3 * * *")
@app.task(name="voice.forget_received", queueing_lock="voice.forget_received", pass_context=False)
def forget_received(timestamp: int) -> None:  # noqa: ARG001  procrastinate hands it
    """Addresses are kept for a day."""
    flooding.forget_received(now=datetime.now(UTC))


@app.periodic(cron="37 3 * * *")
@app.task(name="voice.forget_unfinished", queueing_lock="voice.forget_unfinished", pass_context=False)
def forget_unfinished(timestamp: int) -> None:  # noqa: ARG001  as above
    """What was begun and never sent is kept for four months."""
    forgetting.forget_unfinished(now=datetime.now(UTC))
