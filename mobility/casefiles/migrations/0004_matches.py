"""Finding files by words, names and reference, kept to the indexes."""

from django.db import migrations

MATCHES = """
CREATE FUNCTION casefiles_matches(q text, reference_meant text, most integer) RETURNS SETOF bigint
LANGUAGE sql STABLE PARALLEL SAFE SET enable_seqscan = off AS $$
  WITH by_words AS MATERIALIZED (
    SELECT file_id FROM casefiles_filetext
     WHERE words @@ (websearch_to_tsquery('en_un', q) || websearch_to_tsquery('fr_un', q)) LIMIT most
  ), by_names AS MATERIALIZED (
    SELECT file_id FROM casefiles_filetext WHERE casefiles_unaccent(q) <% names LIMIT most
  )
  SELECT file_id FROM by_words UNION SELECT file_id FROM by_names
  UNION SELECT id FROM casefiles_casefile WHERE reference = reference_meant
  LIMIT most
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("casefiles", "0003_destroyed")]

    operations = [migrations.RunSQL(MATCHES, "DROP FUNCTION casefiles_matches(text, text, integer)")]
