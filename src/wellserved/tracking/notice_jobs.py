"""Background work of notices. A module `jobs` has to import it, so that workers know these tasks."""

from datetime import UTC, datetime

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app


def _clock() -> datetime:
    return datetime.now(UTC)


# First of what waits: somebody is about to ask.
@app.task(name="tracking.send_mails", priority=10)
def send_mails() -> None:
    from wellserved.tracking.services.notices.mailing import send_mails as send  # noqa: PLC0415  workers start without them

    send(clock=_clock)


@app.task(name="tracking.send_pushes", priority=5)
def send_pushes() -> None:
    from wellserved.tracking.services.notices.pushing import send_pushes as send  # noqa: PLC0415  as above

    send(clock=_clock)


@app.task(name="tracking.send_webhooks", priority=5)
def send_webhooks() -> None:
    from wellserved.tracking.services.notices.hooking import send_webhooks as send  # noqa: PLC0415  as above

    send(clock=_clock)


SENDERS = {"email": send_mails, "web_push": send_pushes, "webhook": send_webhooks}


@app.periodic(cron="* * * * *")
@app.task(name="tracking.send_due_notices", queueing_lock="tracking.send_due_notices", pass_context=False)
def send_due_notices(timestamp: int) -> None:  # noqa: ARG001  procrastinate hands it
    """What quiet hours, a failed attempt or a dead worker left to be sent."""
    from wellserved.tracking.queries.notices import channels_due  # noqa: PLC0415  as above
    from wellserved.tracking.services.notices.starting import start_sending  # noqa: PLC0415  as above

    start_sending(channels_due(now=_clock()))


@app.task(name="tracking.mail_confirmation", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def mail_confirmation(*, subscription_id: int) -> None:
    """Ask for the yes that starts a subscription."""
    from wellserved.tracking.services.notices.confirming import mail_confirmation as send  # noqa: PLC0415  as above

    send(subscription_id=subscription_id, now=_clock())
