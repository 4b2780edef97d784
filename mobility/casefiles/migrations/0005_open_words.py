"""The words of open files have an index of their own, a fifth of the other, and the vectors lie beside their rows: the numbers of the
files that have a word are read without them.
"""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

APART = """
ALTER TABLE casefiles_filetext ALTER words SET STORAGE EXTERNAL, ALTER names SET STORAGE EXTERNAL;
ALTER TABLE casefiles_filetext SET (toast_tuple_target = 128);
"""

#: Writing the rows anew is what moves the vectors of old ones. Without their index, which is made again after it: much faster.
FILL = "UPDATE casefiles_filetext t SET is_open = f.closed_at IS NULL FROM casefiles_casefile f WHERE f.id = t.file_id"

KEEP = """
CREATE FUNCTION casefiles_keep_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE casefiles_filetext SET is_open = NEW.closed_at IS NULL WHERE file_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER casefile_keep_text AFTER UPDATE OF closed_at ON casefiles_casefile FOR EACH ROW
  WHEN ((OLD.closed_at IS NULL) <> (NEW.closed_at IS NULL)) EXECUTE FUNCTION casefiles_keep_text();
"""

#: The words as people write them for a search, or each word together with the names that look like it; where nothing is found so,
#: with names that look less like it. `matching` is how a list is best narrowed to them. `numbers`: few match, and `files` are they.
#: Else the list is walked in its order, `set` with the set of all matches beside it, or `words`, asking each file. Fetching them
#: costs by how many match, walking by how many do not, so what is few goes with the root of all files: up to `numbers_root` times,
#: and up to `set_root` times. How many match is first asked of the planner, since counting would read every one of a common word.
SEARCH = """
CREATE FUNCTION casefiles_search(q text, reference_meant text, only_open boolean, numbers_root float, set_root float,
  OUT query tsquery, OUT matching text, OUT files bigint[])
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  said CONSTANT tsquery[] := ARRAY[websearch_to_tsquery('en_un', q), websearch_to_tsquery('fr_un', q)];
  is_plain CONSTANT boolean := q !~* '"|(^|\\s)-|\\sor\\s';
  -- as a SET of the function it could be restored by a superuser only
  usual CONSTANT text := coalesce(current_setting('pg_trgm.word_similarity_threshold', true), '0.6');
  source CONSTANT text := 'casefiles_filetext WHERE words @@ %L::tsquery' || CASE WHEN only_open THEN ' AND is_open' ELSE '' END;
  everything CONSTANT float := (
    SELECT reltuples FROM pg_class WHERE oid = CASE WHEN only_open THEN 'filetext_open_words' ELSE 'filetext_words' END::regclass);
  root CONSTANT float := sqrt(greatest(everything, 10000));
  most CONSTANT integer := numbers_root * root;
  likeness text; each text; alike tsquery[]; broad tsquery[]; plan json; about float;
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
    EXECUTE format('EXPLAIN (FORMAT JSON) SELECT FROM ' || source, query) INTO plan;
    about := plan->0->'Plan'->>'Plan Rows';
    matching := CASE WHEN about <= set_root * root THEN 'set' ELSE 'words' END;
    -- of a word it has no statistics for, the planner says that it stands in half a hundredth of the files: that says nothing
    EXIT WHEN about > greatest(1.5 * most, 0.006 * everything * (numnode(query) + 1) / 2);
    EXECUTE format('SELECT array_agg(file_id) FROM (SELECT file_id FROM ' || source || ' LIMIT %s) t', query, most + 1) INTO files;
    files := coalesce(files, '{}') || ARRAY(
      SELECT id FROM casefiles_casefile WHERE reference = reference_meant AND (closed_at IS NULL OR NOT only_open));
    EXIT WHEN cardinality(files) > 0;
  END LOOP;
  PERFORM set_config('pg_trgm.word_similarity_threshold', usual, true);
  IF cardinality(files) <= most THEN matching := 'numbers'; ELSE files := NULL; END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("casefiles", "0004_each_word_once")]

    operations = [
        migrations.RunSQL("SET LOCAL maintenance_work_mem = '512MB'"),
        migrations.RunSQL(APART),
        migrations.AddField(
            model_name="filetext",
            name="is_open",
            field=models.BooleanField(db_default=True, default=True, editable=False),
        ),
        migrations.RemoveIndex(model_name="filetext", name="filetext_words"),
        migrations.RunSQL(FILL),
        migrations.AddIndex(model_name="filetext", index=GinIndex(fields=["words"], name="filetext_words")),
        migrations.AddIndex(
            model_name="filetext",
            index=GinIndex(condition=models.Q(("is_open", True)), fields=["words"], name="filetext_open_words"),
        ),
        migrations.RunSQL(KEEP),
        migrations.RunSQL("DROP FUNCTION casefiles_search(text, text, integer)"),
        migrations.RunSQL(SEARCH),
    ]
