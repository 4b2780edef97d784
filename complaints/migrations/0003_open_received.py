"""Open files received since a day: found without going through all open ones."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("complaints", "0002_copies")]

    operations = [
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(
                condition=models.Q(("is_open", True)), fields=["received_on"], name="complaint_open_received"
            ),
        ),
    ]
