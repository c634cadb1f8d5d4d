"""Background work of the spine."""

from datetime import UTC, datetime

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from wellserved.journey import subscriptions
from wellserved.journey.services import round_mails


@app.task(
    name="journey.deliver",
    retry=RetryStrategy(max_attempts=10, exponential_wait=4),
    queue="moments",
)
def deliver(*, subscription: str, xid: int, measure_ids: list[int]) -> None:
    """Hand a transaction's moments to a subscriber; again, where it failed or the worker died."""
    subscriptions.run(subscription, xid=xid, measure_ids=measure_ids)


@app.task(name="journey.invite_to_round", retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def invite_to_round(*, round_id: int) -> None:
    """Letters that a belief round is open."""
    round_mails.invite(round_id=round_id, now=datetime.now(UTC))


@app.task(name="journey.remind_of_round", retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def remind_of_round(*, round_id: int) -> None:
    """Letters to those whose answers are still missing."""
    round_mails.remind(round_id=round_id, now=datetime.now(UTC))
