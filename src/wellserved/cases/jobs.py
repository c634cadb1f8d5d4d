"""Background work of cases."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from wellserved.cases import loop_jobs, mail_jobs, mention_jobs, triage_jobs, vote_jobs

__all__ = ["loop_jobs", "mail_jobs", "mention_jobs", "send_held", "triage_jobs", "vote_jobs"]


# One lock for both: they would hand over the same words.
@app.task(name="cases.send_held", lock="cases.send_held", queue="cases")
def send_held() -> None:
    """Hand over the replies whose time to be taken back is over."""
    _send()


@app.periodic(cron="* * * * *")
@app.task(
    name="cases.send_held_every_minute",
    queueing_lock="cases.send_held_every_minute",
    lock="cases.send_held",
    pass_context=False,
)
def send_held_every_minute(timestamp: int) -> None:  # noqa: ARG001  procrastinate hands it
    """What a failed attempt or a dead worker left."""
    _send()


@app.periodic(cron="27 3 * * *")
@app.task(name="cases.forget_received", queueing_lock="cases.forget_received", pass_context=False)
def forget_received_every_night(timestamp: int) -> None:  # noqa: ARG001  as above
    """Addresses are kept for a day; and who had a case open is forgotten."""
    from wellserved.cases.services.flooding import forget_received  # noqa: PLC0415  as above
    from wellserved.cases.services.helping import forget_presence  # noqa: PLC0415  as above

    forget_received(now=datetime.now(UTC))
    forget_presence(now=datetime.now(UTC))


def _send() -> None:
    from wellserved.cases.services.sending import due, send_one  # noqa: PLC0415  a worker starts without it

    for message_id in due(now=datetime.now(UTC)):
        send_one(message_id=message_id, now=datetime.now(UTC))
