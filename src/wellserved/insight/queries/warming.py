"""Loading what the first map needs before anybody asks for it."""

import asyncio
import logging
import threading

from wellserved.analytics.contracts import Question
from wellserved.analytics.queries import gap_map
from wellserved.platform.api.limit import Application, Receive, Scope, Send

from .asking import engine, measure_table
from .extents import extent_of

log = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0


def warmed(application: Application) -> Application:
    """The application; a moment after its first answer it loads, in a thread, what the first map needs."""
    begun = threading.Event()

    async def answering(scope: Scope, receive: Receive, send: Send) -> None:
        await application(scope, receive, send)
        if scope["type"] == "http" and not begun.is_set():
            begun.set()
            asyncio.get_running_loop().call_later(
                PAUSE_SECONDS, threading.Thread(target=warm_up, name="warm-up", daemon=True).start
            )

    return answering


def warm_up() -> None:
    """Ask the lake about no touchpoint at all: the parts are loaded and the expressions are compiled then."""
    from wellserved.insight.services import the_lake  # noqa: PLC0415  brings pyarrow

    nothing = Question(touchpoint_ids=())
    try:
        lake = the_lake().as_it_stands()
        gap_map(engine(), lake, question=nothing, measures=measure_table(()))
        extent_of(lake, nothing)
    except Exception:  # whoever asks for a map meets the same error, and is told of it
        log.exception("The parts that the first map needs could not be loaded beforehand.")
