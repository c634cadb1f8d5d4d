"""Background work of asking. The module `jobs` imports it, so that workers know these tasks."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app


def _clock() -> datetime:
    return datetime.now(UTC)


@app.periodic(cron="* * * * *")
@app.task(name="voice.ask", queueing_lock="voice.ask", lock="voice.ask", pass_context=False)
def ask_every_minute(timestamp: int) -> None:  # noqa: ARG001  procrastinate hands it
    """Whoever is due is decided on, written to, reminded."""
    from wellserved.voice.services.asking_due import let_through  # noqa: PLC0415  workers start without them
    from wellserved.voice.services.asking_mails import send_asks, send_reminders  # noqa: PLC0415  as above

    let_through(now=_clock())
    send_asks(clock=_clock)
    send_reminders(clock=_clock)


@app.periodic(cron="23 * * * *")
@app.task(name="voice.expire", queueing_lock="voice.expire", pass_context=False)
def expire_every_hour(timestamp: int) -> None:  # noqa: ARG001  as above
    """Links that were not followed in time are closed."""
    from wellserved.voice.services.asking_due import expire  # noqa: PLC0415  as above

    expire(now=_clock())
