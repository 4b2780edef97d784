"""Misspelt names are found through the words that stand in names, and then as any other word."""

import django.contrib.postgres.indexes
from django.db import migrations, models

NAME_WORDS = """
CREATE FUNCTION casefiles_name_words(names text) RETURNS SETOF text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT DISTINCT w FROM regexp_split_to_table(casefiles_unaccent(names), '[^[:alnum:]]+') w WHERE length(w) > 2
$$;
INSERT INTO casefiles_nameword (word) SELECT DISTINCT w FROM casefiles_filetext, casefiles_name_words(names) w;
"""

#: The words as people write them for a search, or each word together with the names that look like it; where nothing is found so,
#: with names that look less like it. `files` is empty where more than `most` files match: how many is first asked of the planner,
#: since counting would read every one of a common word.
SEARCH = """
CREATE FUNCTION casefiles_search(q text, reference_meant text, most integer, OUT query tsquery, OUT files bigint[])
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  said CONSTANT tsquery := websearch_to_tsquery('en_un', q) || websearch_to_tsquery('fr_un', q);
  is_plain CONSTANT boolean := q !~* '"|(^|\\s)-|\\sor\\s';
  -- as a SET of the function it could be restored by a superuser only
  usual CONSTANT text := coalesce(current_setting('pg_trgm.word_similarity_threshold', true), '0.6');
  likeness text; each text; alike text; step tsquery; broad tsquery; plan json;
BEGIN
  FOREACH likeness IN ARRAY CASE WHEN is_plain THEN ARRAY[usual, '0.5'] ELSE ARRAY[usual] END LOOP
    PERFORM set_config('pg_trgm.word_similarity_threshold', likeness, true);
    query := said;
    broad := NULL;
    IF is_plain THEN
      FOR each IN SELECT w FROM casefiles_name_words(q) w LIMIT 8 LOOP
        step := plainto_tsquery('en_un', each) || plainto_tsquery('fr_un', each);
        FOR alike IN SELECT DISTINCT word FROM (SELECT word FROM casefiles_nameword WHERE each <% word
                                                 ORDER BY word_similarity(each, word) DESC LIMIT 20) nearest LOOP
          step := step || plainto_tsquery('en_un', alike) || plainto_tsquery('fr_un', alike);
        END LOOP;
        broad := coalesce(broad && step, step);
      END LOOP;
      query := coalesce(said || broad, said);
    END IF;
    EXECUTE format('EXPLAIN (FORMAT JSON) SELECT FROM casefiles_filetext WHERE words @@ %L::tsquery', query) INTO plan;
    EXIT WHEN (plan->0->'Plan'->>'Plan Rows')::float > 2 * most;
    EXECUTE format('SELECT array_agg(file_id) FROM (SELECT file_id FROM casefiles_filetext WHERE words @@ %L::tsquery LIMIT %s) t',
                   query, most + 1) INTO files;
    files := coalesce(files, '{}') || ARRAY(SELECT id FROM casefiles_casefile WHERE reference = reference_meant);
    EXIT WHEN cardinality(files) > 0;
  END LOOP;
  PERFORM set_config('pg_trgm.word_similarity_threshold', usual, true);
  IF cardinality(files) > most THEN files := NULL; END IF;
END $$;
DROP FUNCTION casefiles_matches(text, text, integer);
"""


class Migration(migrations.Migration):
    dependencies = [("casefiles", "0016_committees_risks")]

    operations = [
        migrations.CreateModel(
            name="NameWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.TextField()),
            ],
        ),
        migrations.RemoveIndex(model_name="filetext", name="filetext_names"),
        migrations.AddIndex(model_name="nameword", index=models.Index(fields=["word"], name="nameword_word")),
        migrations.AddIndex(
            model_name="nameword",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(models.F("word"), name="gin_trgm_ops"), name="nameword_alike"
            ),
        ),
        migrations.RunSQL(NAME_WORDS),
        migrations.RunSQL(SEARCH),
    ]
