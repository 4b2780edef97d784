-- What a database of this system needs before the first `manage.py migrate`, run by an administrator of the server
-- inside that database. Can be run again at any time. The embedded server and the tests run this very file.
--
--   mobility_owner  owns the database and every table; migrates; nobody else may alter a trigger or a table
--   mobility_app    what web and worker processes sign in as: reads and writes rows, and no more (no TRUNCATE, no DDL)
--
-- Set their passwords where the server asks for them: ALTER ROLE mobility_app PASSWORD '...';

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mobility_owner') THEN
        CREATE ROLE mobility_owner LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mobility_app') THEN
        CREATE ROLE mobility_app LOGIN;
    END IF;
    EXECUTE format('ALTER DATABASE %I OWNER TO mobility_owner', current_database());
    -- Disks read one page as fast as the next one now. Told so, the planner takes the index with few rows instead of adding others.
    -- Of the role, since clones of a database keep it.
    IF NOT EXISTS (SELECT FROM pg_db_role_setting WHERE setrole = 'mobility_app'::regrole AND 'random_page_cost=1.1' = ANY (setconfig)) THEN
        ALTER ROLE mobility_app SET random_page_cost = 1.1;
    END IF;
END
$$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO mobility_app;
GRANT USAGE, CREATE ON SCHEMA public TO mobility_owner;

ALTER DEFAULT PRIVILEGES FOR ROLE mobility_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO mobility_app;
ALTER DEFAULT PRIVILEGES FOR ROLE mobility_owner GRANT USAGE, SELECT ON SEQUENCES TO mobility_app;
ALTER DEFAULT PRIVILEGES FOR ROLE mobility_owner GRANT EXECUTE ON FUNCTIONS TO mobility_app;

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS citext;
