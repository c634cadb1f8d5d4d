"""Background work of tracking."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app


@app.task(name="tracking.follow", retry=RetryStrategy(max_attempts=5, exponential_wait=2), queue="tracking")
def follow() -> None:
    """Act on the statuses that changed."""
