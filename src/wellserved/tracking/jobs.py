"""Background work of tracking."""

from datetime import UTC, datetime

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from wellserved.tracking import notice_jobs

__all__ = ["follow", "notice_jobs"]


@app.task(name="tracking.follow", retry=RetryStrategy(max_attempts=5, exponential_wait=2), queue="tracking")
def follow() -> None:
    """Act on what changed."""
    # The parts bring numpy and the spine's services: a worker starts without them.
    from wellserved.tracking.services.following import follow as act  # noqa: PLC0415

    act(now=datetime.now(UTC))


@app.periodic(cron="* * * * *")
@app.task(
    name="tracking.follow_every_minute", queueing_lock="tracking.follow_every_minute", pass_context=False
)
def follow_every_minute(timestamp: int) -> None:  # noqa: ARG001  procrastinate hands it
    """What was left, should a process have died between its commit and asking for this."""
    from wellserved.tracking.services.following import follow as act  # noqa: PLC0415  as above

    act(now=datetime.now(UTC))


@app.periodic(cron="*/10 * * * *")
@app.task(name="tracking.look_for_trouble", queueing_lock="tracking.look_for_trouble", pass_context=False)
def look_for_trouble_every_ten_minutes(timestamp: int) -> None:  # noqa: ARG001  as above
    """What became late or silent by time alone."""
    from wellserved.tracking.services.troubles import look_for_trouble  # noqa: PLC0415  as above

    look_for_trouble(now=datetime.now(UTC))


@app.periodic(cron="10 3 * * *")
@app.task(
    name="tracking.learn",
    queueing_lock="tracking.learn",
    # Each training holds all of 18 months in memory: one at a time.
    lock="tracking.train_windows",
    pass_context=False,
)
def learn_every_night(timestamp: int) -> None:  # noqa: ARG001  as above
    """Windows and the limits of silence, from what was scanned since; who guessed at numbers is forgotten."""
    from wellserved.tracking.services.guesses import forget_guesses  # noqa: PLC0415  as above
    from wellserved.tracking.services.silence import measure_silence  # noqa: PLC0415  as above
    from wellserved.tracking.services.windows import retrain  # noqa: PLC0415  as above

    now = datetime.now(UTC)
    forget_guesses(now=now)
    measure_silence(now=now)
    retrain(now=now)


@app.task(
    name="tracking.train_windows", queueing_lock="tracking.train_windows", lock="tracking.train_windows"
)
def train_windows() -> None:
    """The windows alone, because somebody asked for it."""
    from wellserved.tracking.services.windows import retrain  # noqa: PLC0415  as above

    retrain(now=datetime.now(UTC))
