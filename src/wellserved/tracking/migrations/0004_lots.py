"""Which lots consignments carried."""

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracking', '0003_trouble_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Lot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20)),
                ('gtin', models.CharField(blank=True, default='', max_length=14)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(django.db.models.functions.text.Upper('number'), name='lot_by_number')],
                'constraints': [models.UniqueConstraint(fields=('number', 'gtin'), name='lot_once'), models.CheckConstraint(condition=models.Q(('gtin__regex', '^([0-9]{14})?$')), name='lot_gtin_has_14_digits')],
            },
        ),
        migrations.CreateModel(
            name='Carried',
            fields=[
                ('pk', models.CompositePrimaryKey('consignment_id', 'lot_id', 'event', blank=True, editable=False, primary_key=True, serialize=False)),
                ('event', models.BigIntegerField()),
                ('taken_back', models.BooleanField(default=False)),
                ('location_id', models.IntegerField(null=True)),
                ('consignment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tracking.consignment')),
                ('lot', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tracking.lot')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('taken_back', False)), fields=['lot', '-consignment'], name='carried_lot'), models.Index(condition=models.Q(('taken_back', False)), fields=['lot', 'location_id', '-consignment'], name='carried_lot_of_place')],
            },
        ),
    ]
