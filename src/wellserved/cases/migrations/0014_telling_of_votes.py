"""Whom a vote is told by, found among all that were told. Broken off, it can be run again."""

import django.contrib.postgres.indexes
from django.db import migrations

# Made beside those who read and write, it waits for what is under way, however long: it holds nobody up meanwhile.
MADE = (
    "SELECT set_config('wellserved.patience', current_setting('lock_timeout'), false)",
    "SET lock_timeout = 0",
    "DROP INDEX CONCURRENTLY IF EXISTS telling_of_votes",
    "CREATE INDEX CONCURRENTLY telling_of_votes ON cases_telling USING gin (votes)",
    "SELECT set_config('lock_timeout', current_setting('wellserved.patience'), false)",
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0013_votes")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(list(MADE), migrations.RunSQL.noop)],
            state_operations=[
                migrations.AddIndex(
                    "telling",
                    django.contrib.postgres.indexes.GinIndex(fields=["votes"], name="telling_of_votes"),
                )
            ],
        )
    ]
