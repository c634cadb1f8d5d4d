"""Many rows into PostgreSQL through COPY, in the transaction of whoever asks."""

import io

import pyarrow as pa
import pyarrow.csv as pacsv
from django.db import connection


def copy_table(target: str, table: pa.Table) -> None:
    """Append the rows to `target`, a table of ours; columns go by their names."""
    text = io.BytesIO()
    pacsv.write_csv(table, text, pacsv.WriteOptions(include_header=False, batch_size=4096))
    # Texts are quoted and nulls are not, which is just how COPY tells '' from NULL.
    statement = f"COPY {target} ({', '.join(table.column_names)}) FROM STDIN (FORMAT csv)"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(text.getbuffer())
