"""Sources of mentions are looked at when their time has come."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@app.task(
    name="cases.fetch_mentions",
    queueing_lock="cases.fetch_mentions",
    lock="cases.fetch_mentions",
    pass_context=False,
)
def fetch_mentions_every_minute(timestamp: int) -> None:  # noqa: ARG001  procrastinate hands it
    """Each source has an interval of its own; nothing is asked for where none is due."""
    from wellserved.cases.services.mentions.fetching import fetch_due  # noqa: PLC0415  a worker starts without it

    fetch_due(clock=lambda: datetime.now(UTC))
