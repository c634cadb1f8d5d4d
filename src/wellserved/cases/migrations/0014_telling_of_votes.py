"""Whom a vote is told by, found among all that were told. Broken off, it can be run again."""

import django.contrib.postgres.indexes
from django.db import migrations

from wellserved.platform.migrating import beside_writers

MADE = (
    "DROP INDEX CONCURRENTLY IF EXISTS telling_of_votes",
    "CREATE INDEX CONCURRENTLY telling_of_votes ON cases_telling USING gin (votes)",
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0013_votes")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[beside_writers(*MADE)],
            state_operations=[
                migrations.AddIndex(
                    "telling",
                    django.contrib.postgres.indexes.GinIndex(fields=["votes"], name="telling_of_votes"),
                )
            ],
        )
    ]
