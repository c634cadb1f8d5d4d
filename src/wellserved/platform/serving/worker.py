"""The job worker's process: `python -m wellserved.platform.serving.worker`."""

import signal

from wellserved.platform.opening import set_up_django
from wellserved.platform.postgres.holding import running_database
from wellserved.platform.serving.parenthood import end_with_parent


def main() -> None:
    end_with_parent()
    # Until the worker takes the signals over, and after: leave as one leaves a room, not as one falls.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with running_database():
            set_up_django()
            from wellserved.platform.jobs import work  # noqa: PLC0415  needs Django set up

            work()
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
