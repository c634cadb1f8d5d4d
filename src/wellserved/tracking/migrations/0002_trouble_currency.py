"""Each trouble knows its currency, so that values of different ones are not put in one order."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Scans come in and the board is read meanwhile: no index is made under a lock.
    atomic = False
    dependencies = [("tracking", "0001_tracking")]

    operations = [
        migrations.AddField(
            "trouble", "currency", models.CharField(blank=True, db_default="", default="", max_length=3)
        ),
        migrations.RunSQL(
            "UPDATE tracking_trouble t SET currency = c.currency FROM tracking_consignment c"
            " WHERE c.id = t.consignment_id AND c.currency <> ''",
            migrations.RunSQL.noop,
        ),
        RemoveIndexConcurrently("trouble", "trouble_by_value"),
        RemoveIndexConcurrently("trouble", "trouble_of_location"),
        AddIndexConcurrently(
            "trouble",
            models.Index(fields=["kind", "currency", "-value", "consignment"], name="trouble_in_currency"),
        ),
        AddIndexConcurrently(
            "trouble",
            models.Index(
                fields=["location_id", "kind", "currency", "-value", "consignment"],
                name="trouble_of_place_in_currency",
            ),
        ),
    ]
