"""Troubles in the order of their value in each currency. Broken off, it can be run again."""

from django.db import migrations, models

from wellserved.platform.migrating import beside_writers

MADE = (
    "DROP INDEX CONCURRENTLY IF EXISTS trouble_in_currency",
    "DROP INDEX CONCURRENTLY IF EXISTS trouble_of_place_in_currency",
    "CREATE INDEX CONCURRENTLY trouble_in_currency"
    " ON tracking_trouble (kind, currency, value DESC, consignment_id)",
    "CREATE INDEX CONCURRENTLY trouble_of_place_in_currency"
    " ON tracking_trouble (location_id, kind, currency, value DESC, consignment_id)",
    "DROP INDEX CONCURRENTLY IF EXISTS trouble_by_value",
    "DROP INDEX CONCURRENTLY IF EXISTS trouble_of_location",
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("tracking", "0002_trouble_currency")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[beside_writers(*MADE)],
            state_operations=[
                migrations.RemoveIndex("trouble", "trouble_by_value"),
                migrations.RemoveIndex("trouble", "trouble_of_location"),
                migrations.AddIndex(
                    "trouble",
                    models.Index(
                        fields=["kind", "currency", "-value", "consignment"], name="trouble_in_currency"
                    ),
                ),
                migrations.AddIndex(
                    "trouble",
                    models.Index(
                        fields=["location_id", "kind", "currency", "-value", "consignment"],
                        name="trouble_of_place_in_currency",
                    ),
                ),
            ],
        )
    ]
