"""What a program was sent at the first attempt, for those that follow."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracking", "0007_returns_asked")]

    operations = [
        migrations.AddField("notice", "body", models.TextField(blank=True, db_default="", default="")),
    ]
