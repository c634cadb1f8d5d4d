"""Put one database into another's place under the same name."""

import secrets
import time
from typing import Any

import psycopg
from psycopg import errors, sql

from wellserved.platform.refusals import Refused

TRIES = 10
PAUSE_SECONDS = 0.5


class DatabaseStaysBusy(Refused):
    pass


def may_create_databases(connection: psycopg.Connection) -> bool:
    row = connection.execute(
        "SELECT (rolcreatedb OR rolsuper) AND current_database() IN ('postgres', 'template1')"
        " FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    return bool(row and row[0])


def create_like(connection: psycopg.Connection, *, name: str, model: str) -> None:
    """An empty database that sorts and compares text as its model does."""
    row = connection.execute("SELECT to_jsonb(d) FROM pg_database d WHERE datname = %s", [model]).fetchone()
    look: dict[str, Any] = row[0] if row else {}
    words: list[sql.Composable] = [
        sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name)),
        sql.SQL("LC_COLLATE {} LC_CTYPE {}").format(look["datcollate"], look["datctype"]),
    ]
    # PostgreSQL 15 and 16 call the column by the only provider that had one.
    special = look.get("datlocale") or look.get("daticulocale")
    if look["datlocprovider"] == "b":
        words.append(sql.SQL("LOCALE_PROVIDER builtin BUILTIN_LOCALE {}").format(special))
    elif look["datlocprovider"] == "i":
        words.append(sql.SQL("LOCALE_PROVIDER icu ICU_LOCALE {}").format(special))
    else:
        words.append(sql.SQL("LOCALE_PROVIDER libc"))
    connection.execute(sql.SQL(" ").join(words))


def swap(connection: psycopg.Connection, *, fresh: str, name: str) -> str:
    """Both renamings in one transaction: the name always answers. Returns the name the old one has now."""
    old = f"{name}_replaced_{secrets.token_hex(4)}"
    for _ in range(TRIES):
        try:
            with connection.transaction():
                _disconnect(connection, name)
                _disconnect(connection, fresh)
                _rename(connection, name, old)
                _rename(connection, fresh, name)
        except errors.ObjectInUse:
            # Somebody connected between the two statements; PostgreSQL has waited for them already.
            time.sleep(PAUSE_SECONDS)
        else:
            return old
    raise DatabaseStaysBusy(
        f"The database {name} could not be replaced: programs connect faster than they are disconnected. "
        "It was left as it was. Stop them (`wellserved doctor` names ours), then restore again."
    )


def drop(connection: psycopg.Connection, name: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _disconnect(connection: psycopg.Connection, name: str) -> None:
    connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = %s AND pid <> pg_backend_pid()",
        [name],
    )


def _rename(connection: psycopg.Connection, name: str, to: str) -> None:
    connection.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(to))
    )
