"""Files of a new kind; people found by how they are reached; files whose text shares rare words."""

import django.db.models.functions.text
from django.db import migrations, models

ALIKE = """
CREATE FUNCTION casefiles_alike(anyone tsquery, each_one tsquery[], most integer)
RETURNS TABLE (file_id bigint, shared integer[])
LANGUAGE sql STABLE PARALLEL SAFE SET enable_seqscan = off AS $$
  WITH hits AS MATERIALIZED (
    SELECT t.file_id, t.words FROM casefiles_filetext t WHERE t.words @@ anyone LIMIT most
  )
  SELECT hits.file_id, ARRAY(SELECT n::integer FROM unnest(each_one) WITH ORDINALITY AS one(q, n) WHERE hits.words @@ q)
    FROM hits
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("casefiles", "0007_unchecked")]

    operations = [
        migrations.RunSQL(ALIKE, "DROP FUNCTION casefiles_alike(tsquery, tsquery[], integer)"),
    ]
