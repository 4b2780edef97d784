"""Finding files: stems of English and French over words without accents, misspelt names, files whose text shares rare words."""

from django.db import migrations

STEMS = """
CREATE TEXT SEARCH CONFIGURATION en_un (COPY = english);
ALTER TEXT SEARCH CONFIGURATION en_un ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
CREATE TEXT SEARCH CONFIGURATION fr_un (COPY = french);
ALTER TEXT SEARCH CONFIGURATION fr_un ALTER MAPPING FOR hword, hword_part, word WITH unaccent, french_stem;
"""

#: Misspelt names are found through the words that stand in names, and then as any other word.
NAME_WORDS = """
CREATE FUNCTION casefiles_unaccent(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT public.unaccent('public.unaccent', lower($1)) $$;

CREATE FUNCTION casefiles_name_words(names text) RETURNS SETOF text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT DISTINCT w FROM regexp_split_to_table(casefiles_unaccent(names), '[^[:alnum:]]+') w WHERE length(w) > 2
$$;
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
"""

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
    replaces = [("casefiles", "0004_matches"), ("casefiles", "0008_alike"), ("casefiles", "0017_name_words")]
    dependencies = [("casefiles", "0002_guards")]

    operations = [
        migrations.RunSQL(STEMS, migrations.RunSQL.noop),
        migrations.RunSQL(NAME_WORDS, migrations.RunSQL.noop),
        migrations.RunSQL(SEARCH, migrations.RunSQL.noop),
        migrations.RunSQL(ALIKE, migrations.RunSQL.noop),
    ]
