from django.db import migrations


class Migration(migrations.Migration):
    """What nothing ever wrote or read. No release has had these tables, so no older server asks for them."""

    dependencies = [("voice", "0004_places_taken")]

    operations = [
        migrations.RemoveField(model_name="invitation", name="opened_at"),
        migrations.DeleteModel(name="Frame"),
    ]
