from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voice", "0003_asking")]

    operations = [
        migrations.AddField(
            model_name="door",
            name="taken",
            field=models.PositiveIntegerField(null=True),
        ),
    ]
