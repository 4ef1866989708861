-- Functions that SQLite has and PostgreSQL lacks, so that one SQL text runs on both. They have a schema of their own:
-- `musubi_functions` comes after `musubi` in the search path. Later functions are numbered migrations, too.

CREATE SCHEMA musubi_functions;

CREATE FUNCTION musubi_functions.json_valid(text) RETURNS BOOLEAN
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$ BEGIN
    PERFORM $1::json;
    RETURN TRUE;
EXCEPTION WHEN OTHERS THEN
    RETURN FALSE;
END $$;

-- The elements of an array: `value` of numbers, `atom` of texts. In SQLite each of the two has both.
CREATE FUNCTION musubi_functions.json_each(text) RETURNS TABLE (key BIGINT, value BIGINT, atom TEXT)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 100 AS $$
    SELECT place - 1, element::bigint, element
    FROM pg_catalog.json_array_elements_text($1::json) WITH ORDINALITY AS elements (element, place)
$$;

-- The larger and the smaller of two numbers, NULL when one of them is.
CREATE FUNCTION musubi_functions.max(BIGINT, BIGINT) RETURNS BIGINT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN $1 >= $2 THEN $1 WHEN $1 < $2 THEN $2 END
$$;
CREATE FUNCTION musubi_functions.min(BIGINT, BIGINT) RETURNS BIGINT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN $1 <= $2 THEN $1 WHEN $1 > $2 THEN $2 END
$$;

-- An array of no rows is empty, and NULL is one of its elements.
CREATE FUNCTION musubi_functions.as_json(anyarray) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_to_json($1)::text
$$;
CREATE AGGREGATE musubi_functions.json_group_array(BIGINT) (
    SFUNC = array_append, STYPE = BIGINT[], INITCOND = '{}', FINALFUNC = musubi_functions.as_json
);
CREATE AGGREGATE musubi_functions.json_group_array(TEXT) (
    SFUNC = array_append, STYPE = TEXT[], INITCOND = '{}', FINALFUNC = musubi_functions.as_json
);
