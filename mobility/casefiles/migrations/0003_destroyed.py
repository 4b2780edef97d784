"""Documents can be destroyed: the version's row stays, without its file name. Releases are history too."""

from django.db import migrations, models

ONLY_THESE_CHANGE = """
CREATE OR REPLACE FUNCTION casefiles_only_scan_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.document_id, NEW.number, NEW.sha256, NEW.size, NEW.content_type, NEW.at)
     IS DISTINCT FROM (OLD.document_id, OLD.number, OLD.sha256, OLD.size, OLD.content_type, OLD.at)
     OR (OLD.destroyed_at IS NOT NULL AND NEW.destroyed_at IS DISTINCT FROM OLD.destroyed_at)
     OR (NEW.filename <> OLD.filename AND NOT (NEW.filename = '' AND NEW.destroyed_at IS NOT NULL)) THEN
    RAISE EXCEPTION 'A document version never changes; add a new one';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER casefiles_eventrelease_refuse BEFORE UPDATE OR DELETE ON casefiles_eventrelease
  FOR EACH ROW EXECUTE FUNCTION casefiles_refuse();
CREATE TRIGGER casefiles_eventrelease_refuse_truncate BEFORE TRUNCATE ON casefiles_eventrelease
  EXECUTE FUNCTION casefiles_refuse();

-- pg_temp last: the session's own tables are not looked at first by a function with the owner's rights
ALTER FUNCTION casefiles_month_partition(date) SET search_path = public, pg_temp;
"""


class Migration(migrations.Migration):
    dependencies = [("casefiles", "0002_ledger")]

    operations = [
        migrations.AddField(
            model_name="documentversion",
            name="destroyed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="destroyed"),
        ),
        migrations.RunSQL(ONLY_THESE_CHANGE, migrations.RunSQL.noop),
    ]
