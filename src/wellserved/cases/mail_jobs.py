"""The mailbox is looked into each minute."""

import logging
from datetime import UTC, datetime

from django.conf import settings
from procrastinate.contrib.django import app

_log = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(
    name="cases.fetch_mails", queueing_lock="cases.fetch_mails", lock="cases.fetch_mails", pass_context=False
)
def fetch_mails_every_minute(timestamp: int) -> None:  # noqa: ARG001  procrastinate hands it
    """Take in what customers wrote; nothing where no mailbox is set."""
    if not settings.IMAP_HOST:
        return
    from wellserved.cases.mails.fetching import MailboxUnreachable, fetch  # noqa: PLC0415  a worker starts without it

    try:
        fetch(clock=lambda: datetime.now(UTC))
    except MailboxUnreachable as unreachable:
        _log.warning("%s", unreachable)
