"""The web process: `python -m wellserved.platform.serving.web HOST PORT WORKERS`."""

import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from wellserved.platform.postgres.holding import running_database
from wellserved.platform.serving.parenthood import end_with_parent


def main(host: str, port: str, workers: str) -> None:
    end_with_parent()
    server = Granian(
        "wellserved.platform.serving.application:application",
        address=host,
        port=int(port),
        interface=Interfaces.ASGI,
        workers=int(workers),
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
    )
    # Held here as well: should the supervisor be killed, the last of its children stops PostgreSQL.
    with running_database():
        server.serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
