"""The job worker, and the chores that keep its queue healthy."""

import asyncio

from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app

from wellserved.platform.database import url

CONCURRENCY = 4
GRACE_SECONDS = 8.0


@app.periodic(cron="* * * * *")
@app.task(name="platform.rescue_jobs", queueing_lock="platform.rescue_jobs", pass_context=False)
async def rescue_jobs(timestamp: int) -> None:  # noqa: ARG001  every periodic job is handed it
    """Give the jobs of workers that were killed to the living ones: a job runs at least once."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)


def work(*, concurrency: int = CONCURRENCY) -> None:
    """Run jobs until the process is told to stop; those that run then get some seconds to end."""
    connector = PsycopgConnector(conninfo=url(), min_size=1, max_size=concurrency)
    with app.replace_connector(connector):
        asyncio.run(_work(concurrency))


async def _work(concurrency: int) -> None:
    await app.open_async()
    try:
        await app.run_worker_async(
            name="wellserved",
            concurrency=concurrency,
            shutdown_graceful_timeout=GRACE_SECONDS,
            delete_jobs="successful",
        )
    finally:
        await app.close_async()
