"""Background work of telling customers, and of the weekly words."""

from datetime import UTC, datetime

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app


@app.task(
    name="cases.tell_next",
    queue="cases",
    lock="cases.tell_next",
    retry=RetryStrategy(max_attempts=5, exponential_wait=4),
)
def tell_next(mending_id: int, places: list[int] | None = None, after: int = 0) -> None:
    """Write to the next customers on the list, until none is left."""
    from wellserved.cases.services.looping import tell_batch  # noqa: PLC0415  a worker starts without it

    done = tell_batch(mending_id=mending_id, places=places, after=after, now=datetime.now(UTC))
    if done.last is not None:
        tell_next.defer(mending_id=mending_id, places=places, after=done.last)


@app.periodic(cron="20 4 * * *")
@app.task(name="cases.count_untold", queueing_lock="cases.count_untold", pass_context=False)
def count_untold_every_night(timestamp: int) -> None:  # noqa: ARG001  procrastinate hands it
    """Who was never told counts as not told."""
    from wellserved.cases.services.looping import count_untold  # noqa: PLC0415  as above

    count_untold(now=datetime.now(UTC))


# Hourly: a cron's Monday is that of Greenwich, and it is Sunday then in half of America.
@app.periodic(cron="0 * * * *")
@app.task(name="cases.send_words", queueing_lock="cases.send_words", pass_context=False)
def send_words_every_monday(timestamp: int) -> None:
    """Each owner of touchpoints gets what customers said of them in the week that ended: a job each."""
    from wellserved.cases.services.weekly_words import is_time_for_words, owners  # noqa: PLC0415  as above

    if not is_time_for_words(datetime.fromtimestamp(timestamp, UTC)):
        return
    for staff_id in owners():
        send_words_to_one.defer(staff_id=staff_id)


# A server that is away over the night has it by the evening; whom it refuses keeps nobody else back.
@app.task(
    name="cases.send_words_to_one", queue="cases", retry=RetryStrategy(max_attempts=6, exponential_wait=7)
)
def send_words_to_one(staff_id: int) -> None:
    from wellserved.cases.services.weekly_words import send_words_to  # noqa: PLC0415  as above

    send_words_to(staff_id=staff_id, now=datetime.now(UTC))
