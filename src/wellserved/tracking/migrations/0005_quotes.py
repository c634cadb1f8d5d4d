"""What repairs would cost."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracking', '0004_lots'),
    ]

    operations = [
        migrations.CreateModel(
            name='Quote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('currency', models.CharField(max_length=3)),
                ('work', models.CharField(blank=True, default='', max_length=500)),
                ('said_at', models.DateTimeField()),
                ('consignment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tracking.consignment')),
            ],
        ),
    ]
