"""What already runs is owed by the file's owner. Apart from the column: rows and their table do not change in one transaction."""

from django.db import migrations

CLOCKS = """
UPDATE casefiles_clock AS clock SET owed_by_user_id = file.owner_id FROM casefiles_casefile AS file
WHERE file.id = clock.file_id AND clock.owed_by = 'unit' AND clock.stopped_on IS NULL AND file.owner_id IS NOT NULL
"""
TASKS = """
UPDATE casefiles_task AS task SET owed_by_user_id = file.owner_id FROM casefiles_casefile AS file
WHERE file.id = task.file_id AND task.owed_by = 'unit' AND task.stopped_on IS NULL AND task.owed_by_user_id IS NULL
AND file.owner_id IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("casefiles", "0010_clock_owner")]

    operations = [
        migrations.RunSQL(CLOCKS, migrations.RunSQL.noop),
        migrations.RunSQL(TASKS, migrations.RunSQL.noop),
    ]
