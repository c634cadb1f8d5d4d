"""Customers are found by their address and telephone among millions. Broken off, it can be run again."""

from django.db import migrations, models
from django.db.models.functions import Lower

from wellserved.platform.migrating import beside_writers

PHONE = "regexp_replace(phone, '[^0-9]', '', 'g')"
MADE = (
    "DROP INDEX CONCURRENTLY IF EXISTS customer_by_email",
    "CREATE INDEX CONCURRENTLY customer_by_email ON people_customerdetails (lower(email))",
    "DROP INDEX CONCURRENTLY IF EXISTS customer_by_phone",
    f"CREATE INDEX CONCURRENTLY customer_by_phone ON people_customerdetails (({PHONE}))",
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("people", "0002_tokens_of_the_command_line")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[beside_writers(*MADE)],
            state_operations=[
                migrations.AddIndex("customerdetails", models.Index(Lower("email"), name="customer_by_email")),
                migrations.AddIndex(
                    "customerdetails",
                    models.Index(
                        models.Func(
                            models.F("phone"),
                            models.Value("[^0-9]"),
                            models.Value(""),
                            models.Value("g"),
                            function="regexp_replace",
                            output_field=models.TextField(),
                        ),
                        name="customer_by_phone",
                    ),
                ),
            ],
        )
    ]
