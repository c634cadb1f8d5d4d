"""The process that updates the tables and ends: `python -m wellserved.platform.serving.migration`."""

import os
import subprocess
import sys

from wellserved.platform.opening import set_up_django
from wellserved.platform.postgres.holding import running_database
from wellserved.platform.refusals import Refused
from wellserved.platform.serving.parenthood import PARENT, end_with_parent


class MigrationElsewhereFailed(Refused):
    pass


def main() -> None:
    end_with_parent()
    with running_database():
        set_up_django()
        from wellserved.platform.migrating import migrate  # noqa: PLC0415  needs Django set up

        for name in migrate():
            sys.stdout.write(f"{name}\n")


def migrate_elsewhere(address: str) -> None:
    """Bring the database at the address up to date, in a process whose settings name it."""
    done = subprocess.run(
        [sys.executable, "-m", __name__],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | {"WELLSERVED_DATABASE_URL": address, PARENT: str(os.getpid())},
    )
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["it gave no reason"])[-1]
        raise MigrationElsewhereFailed(
            f"The restored copy could not be updated to this version: {last}. What there was is unchanged."
        )


if __name__ == "__main__":
    main()
