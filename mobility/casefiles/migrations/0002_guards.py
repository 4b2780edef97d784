"""What PostgreSQL itself guards: the history is append-only, hashes are true, the access log is kept by month."""

from django.db import migrations

APPEND_ONLY = ["casefiles_event", "casefiles_seal", "casefiles_sealentry", "casefiles_eventrelease"]
KEPT = ["casefiles_casefile", "casefiles_documentversion", "casefiles_clock", "casefiles_participant"]

#: Documents can be destroyed: the version's row stays, without its file name.
#: pg_temp last: the session's own tables are not looked at first by a function with the owner's rights.
FUNCTIONS = """
CREATE FUNCTION casefiles_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'History is append-only: % on % is refused', TG_OP, TG_TABLE_NAME;
END $$;

CREATE FUNCTION casefiles_only_scan_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.document_id, NEW.number, NEW.sha256, NEW.size, NEW.content_type, NEW.at)
     IS DISTINCT FROM (OLD.document_id, OLD.number, OLD.sha256, OLD.size, OLD.content_type, OLD.at)
     OR (OLD.destroyed_at IS NOT NULL AND NEW.destroyed_at IS DISTINCT FROM OLD.destroyed_at)
     OR (NEW.filename <> OLD.filename AND NOT (NEW.filename = '' AND NEW.destroyed_at IS NOT NULL)) THEN
    RAISE EXCEPTION 'A document version never changes; add a new one';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION casefiles_month_partition(month date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  first date := date_trunc('month', month)::date;
  name text := 'casefiles_accesslog_' || to_char(first, 'YYYYMM');
BEGIN
  IF to_regclass(name) IS NULL THEN
    EXECUTE format('CREATE TABLE %I PARTITION OF casefiles_accesslog FOR VALUES FROM (%L) TO (%L)',
                   name, first, (first + interval '1 month')::date);
  END IF;
END $$;
"""

ACCESS_LOG = """
CREATE TABLE casefiles_accesslog (
  id bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL,
  user_id bigint,
  participant_id bigint,
  file_id bigint,
  kind varchar(12) NOT NULL,
  detail varchar(300) NOT NULL DEFAULT '',
  PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);
CREATE TABLE casefiles_accesslog_rest PARTITION OF casefiles_accesslog DEFAULT;
CREATE INDEX accesslog_file ON casefiles_accesslog (file_id, at DESC);
CREATE INDEX accesslog_user ON casefiles_accesslog (user_id, at DESC);
SELECT casefiles_month_partition(m::date)
  FROM generate_series(date_trunc('month', now()), now() + interval '24 months', interval '1 month') AS m;
"""


def guards(tables: list[str], operations: str) -> str:
    return "".join(
        f"""
CREATE TRIGGER {table}_refuse BEFORE {operations} ON {table} FOR EACH ROW EXECUTE FUNCTION casefiles_refuse();
CREATE TRIGGER {table}_refuse_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION casefiles_refuse();
"""
        for table in tables
    )


TRIGGERS = (
    guards(APPEND_ONLY, "UPDATE OR DELETE")
    + guards(KEPT, "DELETE")
    + guards(["casefiles_eventfacts"], "UPDATE")
    + guards(["casefiles_accesslog"], "UPDATE OR DELETE")
    + """
CREATE TRIGGER casefiles_documentversion_same BEFORE UPDATE ON casefiles_documentversion
  FOR EACH ROW EXECUTE FUNCTION casefiles_only_scan_changes();
ALTER TABLE casefiles_event ADD CONSTRAINT event_hash_is_true
  CHECK (hash = encode(sha256(convert_to(prev || head, 'UTF8')), 'hex'));
"""
)


class Migration(migrations.Migration):
    replaces = [("casefiles", "0002_ledger"), ("casefiles", "0003_destroyed")]
    dependencies = [("casefiles", "0001_tables")]

    operations = [
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
        migrations.RunSQL(ACCESS_LOG, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
    ]
