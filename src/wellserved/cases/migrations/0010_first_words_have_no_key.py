from django.db import migrations

# What a case began with was keyed as further words are, with the case's own source and id: a comment of the same source and
# number was taken for it. Its case, or the one that this was merged into or split off, tells which message that is.
FORWARD = """
UPDATE cases_message m SET source_id = ''
FROM cases_case c
WHERE m.source_id <> '' AND m.direction = 'in' AND m.source = c.source AND m.source_id = c.source_id
  AND (m.case_id = c.id OR m.case_id = c.merged_into_id
       OR EXISTS (SELECT FROM cases_case s WHERE s.id = m.case_id AND s.split_from_id = c.id))
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0009_mentions'),
    ]

    operations = [
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
    ]
