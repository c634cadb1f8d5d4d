"""Returns that customers ask for on the page."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracking', '0006_subscription_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReturnAsked',
            fields=[
                ('consignment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='tracking.consignment')),
                ('reason', models.CharField(max_length=20)),
                ('wants', models.CharField(max_length=10)),
                ('asked_at', models.DateTimeField()),
            ],
        ),
        migrations.AlterField(
            model_name='trouble',
            name='kind',
            field=models.CharField(choices=[('late', 'Late'), ('will_be_late', 'Will Be Late'), ('silent', 'Silent'), ('failed', 'Failed'), ('held', 'Held'), ('returning', 'Returning'), ('ready_too_long', 'Ready Too Long'), ('return_asked', 'Return Asked')], max_length=20),
        ),
    ]
