"""Background work of the spine."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from wellserved.journey import subscriptions


@app.task(
    name="journey.deliver",
    retry=RetryStrategy(max_attempts=10, exponential_wait=4),
    queue="moments",
)
def deliver(*, subscription: str, xid: int, measure_ids: list[int]) -> None:
    """Hand a transaction's moments to a subscriber; again, where it failed or the worker died."""
    subscriptions.run(subscription, xid=xid, measure_ids=measure_ids)
