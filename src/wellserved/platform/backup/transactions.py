"""Transaction ids that came from another server mean nothing on this one."""

import psycopg
from psycopg import sql

# PostgreSQL's own word for 'long ago': the first id that a transaction can have had.
LONG_AGO = "3"
COLUMNS = """
    SELECT n.nspname, c.relname, a.attname
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE a.atttypid = 'xid8'::regtype AND a.attnum > 0 AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND n.nspname NOT LIKE 'pg\\_%'
"""


def age_transaction_ids(connection: psycopg.Connection) -> None:
    """Rows that came with ids this server has not reached would pass for not yet committed: make them old."""
    for schema, table, column in connection.execute(COLUMNS).fetchall():
        names = {"table": sql.Identifier(schema, table), "column": sql.Identifier(column)}
        question = sql.SQL(
            "SELECT EXISTS (SELECT FROM {table} WHERE {column} >= pg_snapshot_xmin(pg_current_snapshot()))"
        )
        if connection.execute(question.format(**names)).fetchone() == (True,):
            _age(connection, names)


def _age(connection: psycopg.Connection, names: dict[str, sql.Identifier]) -> None:
    with connection.transaction():
        # The facts stay what they were: triggers that forbid or record changes are not meant for this.
        connection.execute(sql.SQL("ALTER TABLE {table} DISABLE TRIGGER USER").format(**names))
        connection.execute(
            sql.SQL(
                "UPDATE {table} SET {column} = {long_ago}"
                " WHERE {column} >= pg_snapshot_xmin(pg_current_snapshot())"
            ).format(**names, long_ago=sql.SQL("{}::xid8").format(LONG_AGO))
        )
        connection.execute(sql.SQL("ALTER TABLE {table} ENABLE TRIGGER USER").format(**names))
