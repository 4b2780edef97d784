"""The complaint's copies of its file's columns: filled when it is made, kept when the file changes. Nobody else writes them."""

from django.db import migrations

COPIES = """
CREATE FUNCTION complaints_fill_copies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT f.reference, f.opened_at, f.closed_at IS NULL, f.sensitivity = 'restricted', f.status, f.owner_id, f.priority,
         coalesce(f.next_due_on, DATE '9999-12-31'), f.next_due_by, f.next_due_what
    INTO NEW.reference, NEW.opened_at, NEW.is_open, NEW.is_restricted, NEW.status, NEW.owner_id, NEW.priority,
         NEW.due_sort, NEW.due_by, NEW.due_what
    FROM casefiles_casefile f WHERE f.id = NEW.file_id;
  RETURN NEW;
END $$;
CREATE TRIGGER complaint_fill_copies BEFORE INSERT OR UPDATE ON complaints_complaint
  FOR EACH ROW EXECUTE FUNCTION complaints_fill_copies();

CREATE FUNCTION complaints_keep_copies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE complaints_complaint SET reference = NEW.reference WHERE file_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER casefile_keep_complaint AFTER UPDATE OF
  reference, opened_at, closed_at, sensitivity, status, owner_id, priority, next_due_on, next_due_by, next_due_what
  ON casefiles_casefile FOR EACH ROW WHEN (
    (OLD.reference, OLD.opened_at, OLD.closed_at, OLD.sensitivity, OLD.status, OLD.owner_id, OLD.priority,
     OLD.next_due_on, OLD.next_due_by, OLD.next_due_what)
    IS DISTINCT FROM
    (NEW.reference, NEW.opened_at, NEW.closed_at, NEW.sensitivity, NEW.status, NEW.owner_id, NEW.priority,
     NEW.next_due_on, NEW.next_due_by, NEW.next_due_what))
  EXECUTE FUNCTION complaints_keep_copies();
"""


class Migration(migrations.Migration):
    replaces = [("complaints", "0003_copies")]
    dependencies = [("complaints", "0001_tables")]

    operations = [migrations.RunSQL(COPIES, migrations.RunSQL.noop)]
