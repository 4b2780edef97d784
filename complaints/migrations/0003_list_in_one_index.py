"""Files that nobody owns, or received since a day, are told apart in the index of the list, without reading the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("complaints", "0002_copies")]

    operations = [
        migrations.RemoveIndex(model_name="complaint", name="complaint_due"),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(fields=["is_open", "due_sort", "file", "received_on", "owner"], name="complaint_due"),
        ),
    ]
