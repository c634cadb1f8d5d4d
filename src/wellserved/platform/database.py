"""How to reach the database: WELLSERVED_DATABASE_URL, else the embedded server of the home."""

import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from wellserved.platform.home import Home, home_of
from wellserved.platform.refusals import Refused

NAME = "wellserved"
ROLE = "wellserved"


class DatabaseUrlUnreadable(Refused):
    exit_code = 2


def is_embedded(environment: Mapping[str, str] | None = None) -> bool:
    environment = os.environ if environment is None else environment
    return not environment.get("WELLSERVED_DATABASE_URL")


def url(environment: Mapping[str, str] | None = None, *, home: Home | None = None) -> str:
    environment = os.environ if environment is None else environment
    named = environment.get("WELLSERVED_DATABASE_URL")
    return named or embedded_url(home or home_of(environment))


def embedded_url(home: Home, *, name: str = NAME) -> str:
    return f"postgresql://{ROLE}@/{name}?host={quote(str(home.socket_directory), safe='')}"


def django_settings(environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """One entry of Django's DATABASES. WELLSERVED_DATABASE_POOL lets a process keep so many connections."""
    environment = os.environ if environment is None else environment
    options = _parameters(url(environment))
    database: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": options.pop("dbname", ROLE),
        "USER": options.pop("user", ""),
        "PASSWORD": options.pop("password", ""),
        "HOST": options.pop("host", ""),
        "PORT": options.pop("port", ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
    pool = int(environment.get("WELLSERVED_DATABASE_POOL") or 0)
    if pool:
        options["pool"] = {"min_size": 0, "max_size": pool, "timeout": 30}
    return database


def _parameters(address: str) -> dict[str, Any]:
    from psycopg import Error  # noqa: PLC0415  the supervisor asks for url() alone and stays small without libpq
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415  as above

    try:
        return dict(conninfo_to_dict(address))
    except Error as error:
        # The address may hold a password: libpq's own message, which repeats it, is kept out.
        raise DatabaseUrlUnreadable(
            "WELLSERVED_DATABASE_URL cannot be read. "
            "Write it as postgresql://role:password@host:5432/database?sslmode=require"
        ) from error.__cause__
