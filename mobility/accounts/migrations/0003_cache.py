"""The table of the shared cache (Django makes such tables by command; a migration cannot be forgotten)."""

from django.db import migrations


class Migration(migrations.Migration):
    replaces = [("accounts", "0003_house_cache")]
    dependencies = [("accounts", "0002_tables")]

    operations = [
        migrations.RunSQL(
            [
                """CREATE TABLE IF NOT EXISTS house_cache (
                    cache_key varchar(255) NOT NULL PRIMARY KEY,
                    value text NOT NULL,
                    expires timestamp with time zone NOT NULL
                )""",
                "CREATE INDEX IF NOT EXISTS house_cache_expires ON house_cache (expires)",
            ],
            "DROP TABLE IF EXISTS house_cache",
        )
    ]
