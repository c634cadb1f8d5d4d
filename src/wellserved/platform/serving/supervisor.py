"""`wellserved serve`: the web server, the job worker and the database, kept alive and stopped together.

Nothing here imports Django or the analytics: the supervisor stays small and outlives what fails.
"""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from wellserved.platform.database import is_embedded
from wellserved.platform.home import Home, home_of, prepare
from wellserved.platform.postgres.holding import ensure_running, running_database
from wellserved.platform.postgres.server import server_process
from wellserved.platform.refusals import Refused
from wellserved.platform.serving.address import Address, answers, refuse_taken
from wellserved.platform.serving.children import Child
from wellserved.platform.serving.claim import claimed
from wellserved.platform.serving.gate import closed_gate

STOP_SECONDS = 12.0
TICK_SECONDS = 0.2
EARLY_DEATHS = 3
CONNECTIONS_OF_A_WEB_WORKER = 8

Say = Callable[[str], None]


class WebDidNotStart(Refused):
    pass


class MigrationFailed(Refused):
    pass


@dataclass(frozen=True, kw_only=True)
class Plan:
    address: Address
    web_workers: int = 1
    job_worker: bool = True


def serve(plan: Plan, *, say: Say, ready: Callable[[str], None], home: Home | None = None) -> None:
    """Serve until a signal says stop. `ready` gets the address once, when the first page was answered."""
    home = home or home_of()
    prepare(home)
    with (
        claimed(home, address=plan.address.url, now=datetime.now(UTC)),
        _stop_signal() as stopping,
        running_database(),
    ):
        refuse_taken(plan.address)
        children = _children(plan, log=home.log)
        try:
            with closed_gate(home):
                children[0].start()
                _migrate(home)
            _keep(children, plan=plan, home=home, stopping=stopping, say=say, ready=ready)
        finally:
            _stop(children)


class _Stopping:
    asked = False

    def ask(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self.asked = True


@contextmanager
def _stop_signal() -> Iterator[_Stopping]:
    stopping = _Stopping()
    # Set by name: a shell that started us in the background left SIGINT ignored.
    before = {
        number: signal.signal(number, stopping.ask)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield stopping
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _children(plan: Plan, *, log: Path) -> list[Child]:
    web = Child(
        "web",
        module="wellserved.platform.serving.web",
        arguments=(plan.address.host, str(plan.address.port), str(plan.web_workers)),
        log=log / "web.log",
        WELLSERVED_DATABASE_POOL=str(CONNECTIONS_OF_A_WEB_WORKER),
    )
    worker = Child(
        "worker", module="wellserved.platform.serving.worker", arguments=(), log=log / "worker.log"
    )
    return [web, worker] if plan.job_worker else [web]


def _migrate(home: Home) -> None:
    child = Child(
        "migration",
        module="wellserved.platform.serving.migration",
        arguments=(),
        log=home.log / "migration.log",
    )
    child.start()
    if child.wait() != 0:
        raise MigrationFailed(
            f"The database could not be updated. {child.log} ends with:\n{child.last_words()}\n"
            "Mend what it names and start again; nothing was half applied."
        )


def _keep(
    children: list[Child],
    *,
    plan: Plan,
    home: Home,
    stopping: _Stopping,
    say: Say,
    ready: Callable[[str], None],
) -> None:
    web = children[0]
    answered = False
    while not stopping.asked:
        if is_embedded():
            _revive_database(home, say=say)
        for child in children:
            if child.keep_alive():
                say(f"The {child.name} process ended; it is started again. Its log is {child.log}.")
        if not answered and web.deaths >= EARLY_DEATHS:
            raise WebDidNotStart(
                f"The web server did not start. {web.log} ends with:\n{web.last_words()}\nMend what it names."
            )
        if not answered and answers(plan.address):
            answered = True
            ready(plan.address.url)
        time.sleep(TICK_SECONDS if answered else TICK_SECONDS / 4)


def _revive_database(home: Home, *, say: Say) -> None:
    if server_process(home) is not None:
        return
    say("PostgreSQL ended; it is started again.")
    try:
        ensure_running(home)
    except Refused as error:
        say(f"{error} It is tried again in some seconds.")
        time.sleep(5)


def _stop(children: list[Child]) -> None:
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        child.make_stop(seconds=deadline - time.monotonic())
