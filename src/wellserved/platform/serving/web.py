"""The web process: `python -m wellserved.platform.serving.web HOST PORT WORKERS`."""

import sys
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from wellserved.platform.postgres.holding import running_database
from wellserved.platform.serving.parenthood import end_with_parent

SITE = "wellserved.platform.serving.application:application"


def server(
    application: str, *, host: str, port: int, workers: int, interface: Interfaces = Interfaces.ASGI
) -> Any:
    """What a rival of a benchmark is served by as well: with the same settings as the site."""
    return Granian(
        application,
        address=host,
        port=port,
        interface=interface,
        workers=workers,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
    )


def main(host: str, port: str, workers: str) -> None:
    end_with_parent()
    site = server(SITE, host=host, port=int(port), workers=int(workers))
    # Held here as well: should the supervisor be killed, the last of its children stops PostgreSQL.
    with running_database():
        site.serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
