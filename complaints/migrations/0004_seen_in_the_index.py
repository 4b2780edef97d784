"""Who may see a file is told in the index of the list too: a search goes through that, and reads only the files it shows.
The same for what came in a few days.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("complaints", "0003_list_in_one_index")]

    operations = [
        migrations.RemoveIndex(model_name="complaint", name="complaint_due"),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(
                fields=["is_open", "due_sort", "file", "received_on", "owner", "is_restricted"], name="complaint_due"
            ),
        ),
        migrations.RemoveIndex(model_name="complaint", name="complaint_received"),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(
                fields=["received_on", "is_open", "due_sort", "priority", "file", "is_restricted"],
                name="complaint_received",
            ),
        ),
    ]
