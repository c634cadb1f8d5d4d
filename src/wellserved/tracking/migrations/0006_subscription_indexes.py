"""All that goes to one address, and all of a customer, ended or not. Broken off, it can be run again."""

from django.db import migrations, models

from wellserved.platform.migrating import beside_writers

MADE = (
    "DROP INDEX CONCURRENTLY IF EXISTS subscription_by_address",
    "DROP INDEX CONCURRENTLY IF EXISTS subscription_by_customer",
    "CREATE INDEX CONCURRENTLY subscription_by_address ON tracking_subscription (address_digest, channel)",
    "CREATE INDEX CONCURRENTLY subscription_by_customer"
    " ON tracking_subscription (customer_key) WHERE customer_key IS NOT NULL",
    "DROP INDEX CONCURRENTLY IF EXISTS subscription_of_customer",
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("tracking", "0005_quotes")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[beside_writers(*MADE)],
            state_operations=[
                migrations.RemoveIndex("subscription", "subscription_of_customer"),
                migrations.AddIndex(
                    "subscription",
                    models.Index(
                        fields=["customer_key"],
                        name="subscription_by_customer",
                        condition=models.Q(("customer_key__isnull", False)),
                    ),
                ),
                migrations.AddIndex(
                    "subscription",
                    models.Index(fields=["address_digest", "channel"], name="subscription_by_address"),
                ),
            ],
        )
    ]
