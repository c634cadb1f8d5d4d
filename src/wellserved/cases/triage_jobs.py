"""Background work of triage."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@app.task(name="cases.suggest", queueing_lock="cases.suggest", lock="cases.suggest", pass_context=False)
def suggest_every_minute(timestamp: int) -> None:  # noqa: ARG001  procrastinate hands it
    """For what came since; a few lots at a time, the rest in the next minute."""
    from wellserved.cases.services.built_in_causes import ensure_causes  # noqa: PLC0415  a worker starts without it
    from wellserved.cases.services.triaging import LOT, suggest_new  # noqa: PLC0415  as above

    ensure_causes(now=datetime.now(UTC))
    for _lot in range(10):
        if suggest_new(now=datetime.now(UTC)) < LOT:
            return


@app.periodic(cron="40 2 * * *")
@app.task(name="cases.learn", queueing_lock="cases.learn", pass_context=False)
def learn_every_night(timestamp: int) -> None:  # noqa: ARG001  as above
    """From what staff decided since."""
    from wellserved.cases.services.learning import retrain  # noqa: PLC0415  as above

    retrain(now=datetime.now(UTC))


@app.periodic(cron="20 4 * * *")
@app.task(name="cases.topics", queueing_lock="cases.topics", pass_context=False)
def look_for_topics_every_night(timestamp: int) -> None:  # noqa: ARG001  as above
    """What customers suddenly write of."""
    from wellserved.cases.services.rising import look_for_topics  # noqa: PLC0415  as above

    look_for_topics(now=datetime.now(UTC))
