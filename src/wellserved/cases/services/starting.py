"""Having held words go out as soon as their time has come."""

from datetime import datetime

from django.db import transaction


def start_sending(*, at: datetime) -> None:
    """Ask for what is due at this time to be handed over."""

    def start() -> None:
        from wellserved.cases.jobs import send_held  # noqa: PLC0415  the jobs import the services

        send_held.configure(schedule_at=at).defer()

    transaction.on_commit(start)
