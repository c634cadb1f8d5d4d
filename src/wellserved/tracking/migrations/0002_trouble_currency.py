"""Each trouble knows its currency, so that values of different ones are not put in one order."""

from django.db import migrations, models


class Migration(migrations.Migration):
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
    ]
