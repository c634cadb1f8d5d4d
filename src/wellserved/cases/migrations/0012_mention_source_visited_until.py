from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_closing_answers")]

    operations = [
        migrations.AddField("mentionsource", "visited_until", models.DateTimeField(null=True)),
    ]
