"""Background work of votes."""

from datetime import UTC, datetime

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app


@app.task(name="cases.mail_vote", queue="cases", retry=RetryStrategy(max_attempts=6, exponential_wait=7))
def mail_question(vote_id: int) -> None:
    """Ask whoever reads the address whether it was they."""
    from wellserved.cases.services.voting import mail_question as send  # noqa: PLC0415  a worker starts without it

    send(vote_id=vote_id)


# A server that is away over the night has it by the evening.
@app.task(name="cases.tell_voter", queue="cases", retry=RetryStrategy(max_attempts=6, exponential_wait=7))
def tell_voter(telling_id: int) -> None:
    """Tell one who said that it happened to them too."""
    from wellserved.cases.services.voters import tell_voter as tell  # noqa: PLC0415  as above

    tell(telling_id=telling_id, now=datetime.now(UTC))


@app.periodic(cron="31 3 * * *")
@app.task(name="cases.forget_votes", queueing_lock="cases.forget_votes", pass_context=False)
def forget_votes_every_night(timestamp: int) -> None:  # noqa: ARG001  procrastinate hands it
    """Addresses that nobody needs any more are forgotten."""
    from wellserved.cases.services.voting import forget_votes  # noqa: PLC0415  as above

    forget_votes(now=datetime.now(UTC))
