"""What every command stands on: the database running, Django set up, the tables of this version."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.db import connections

from wellserved.platform.database import is_embedded
from wellserved.platform.postgres.holding import running_database

SETTINGS = "wellserved.config.settings"


@contextmanager
def opened() -> Iterator[str]:
    """The installation, ready for use. The embedded server's tables are brought up to date on the way."""
    with running_database() as address:
        set_up_django()
        try:
            _check_tables()
            yield address
        finally:
            connections.close_all()


def set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()


def _check_tables() -> None:
    from wellserved.platform import migrating  # noqa: PLC0415  needs the settings that were just set up

    if is_embedded():
        migrating.migrate()
    else:
        migrating.refuse_pending()
