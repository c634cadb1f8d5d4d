"""Words that were merged into another case know the case that they were said in."""

from django.db import migrations, models

# Of what was merged before, nobody can tell any more: no link shows it.
UNKNOWN = """
UPDATE cases_message SET began_in = 0
WHERE case_id IN (SELECT merged_into_id FROM cases_case WHERE merged_into_id IS NOT NULL)
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_telling_of_votes")]

    operations = [
        migrations.AddField("message", "began_in", models.BigIntegerField(null=True)),
        migrations.RunSQL(UNKNOWN, migrations.RunSQL.noop),
    ]
