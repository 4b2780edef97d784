"""A search names each word once: named again and again, the planner took it for as many words, and the list was walked."""

from django.db import migrations

ANY_OF = """
CREATE FUNCTION casefiles_any_of(queries tsquery[]) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(string_agg(DISTINCT format('(%s)', each), ' | '), '')::tsquery FROM unnest(queries) each WHERE numnode(each) > 0
$$;
"""

#: The words as people write them for a search, or each word together with the names that look like it; where nothing is found so,
#: with names that look less like it. `files` is empty where more than `most` files match: how many is first asked of the planner,
#: since counting would read every one of a common word.
SEARCH = """
CREATE OR REPLACE FUNCTION casefiles_search(q text, reference_meant text, most integer, OUT query tsquery, OUT files bigint[])
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  said CONSTANT tsquery[] := ARRAY[websearch_to_tsquery('en_un', q), websearch_to_tsquery('fr_un', q)];
  is_plain CONSTANT boolean := q !~* '"|(^|\\s)-|\\sor\\s';
  -- as a SET of the function it could be restored by a superuser only
  usual CONSTANT text := coalesce(current_setting('pg_trgm.word_similarity_threshold', true), '0.6');
  -- of a word it has no statistics for, the planner says that it stands in half a hundredth of the files: that says nothing
  unknown CONSTANT float := 0.006 * (SELECT reltuples FROM pg_class WHERE oid = 'casefiles_filetext'::regclass);
  likeness text; each text; alike tsquery[]; broad tsquery[]; plan json;
BEGIN
  FOREACH likeness IN ARRAY CASE WHEN is_plain THEN ARRAY[usual, '0.5'] ELSE ARRAY[usual] END LOOP
    PERFORM set_config('pg_trgm.word_similarity_threshold', likeness, true);
    broad := NULL;
    IF is_plain THEN
      FOR each IN SELECT w FROM casefiles_name_words(q) w LIMIT 8 LOOP
        alike := ARRAY(SELECT unnest(ARRAY[plainto_tsquery('en_un', word), plainto_tsquery('fr_un', word)])
                         FROM (SELECT each AS word UNION ALL
                               (SELECT word FROM casefiles_nameword WHERE each <% word
                                 ORDER BY word_similarity(each, word) DESC LIMIT 20)) nearest);
        broad := CASE WHEN broad IS NULL THEN alike ELSE ARRAY[casefiles_any_of(broad) && casefiles_any_of(alike)] END;
      END LOOP;
    END IF;
    query := casefiles_any_of(said || broad);
    EXECUTE format('EXPLAIN (FORMAT JSON) SELECT FROM casefiles_filetext WHERE words @@ %L::tsquery', query) INTO plan;
    EXIT WHEN (plan->0->'Plan'->>'Plan Rows')::float > greatest(2 * most, unknown * (numnode(query) + 1) / 2);
    EXECUTE format('SELECT array_agg(file_id) FROM (SELECT file_id FROM casefiles_filetext WHERE words @@ %L::tsquery LIMIT %s) t',
                   query, most + 1) INTO files;
    files := coalesce(files, '{}') || ARRAY(SELECT id FROM casefiles_casefile WHERE reference = reference_meant);
    EXIT WHEN cardinality(files) > 0;
  END LOOP;
  PERFORM set_config('pg_trgm.word_similarity_threshold', usual, true);
  IF cardinality(files) > most THEN files := NULL; END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("casefiles", "0003_search")]

    operations = [migrations.RunSQL(ANY_OF), migrations.RunSQL(SEARCH)]
