from django.db import migrations


class Migration(migrations.Migration):
    """Nothing yet: what comes first of this app comes with the disputes themselves."""

    initial = True

    dependencies = [
        ("casefiles", "0015_committees_risks"),
        ("regulators", "0006_reports"),
    ]

    operations = []
