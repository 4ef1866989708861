-- Filters of lists, to which the buttons of a page lead back. What is searched for is a person's own words.
CREATE TABLE list_views (
    id TEXT COLLATE "C" PRIMARY KEY CHECK (id <> ''), -- of the person and the filters
    discord_id BIGINT NOT NULL,
    filters TEXT COLLATE "C" NOT NULL CHECK (json_valid(filters)),
    used_at BIGINT NOT NULL
);

CREATE INDEX list_views_of ON list_views (discord_id);

-- They name custom lists of another account.
CREATE FUNCTION other_list_views() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
    DELETE FROM list_views WHERE discord_id = OLD.discord_id;
    RETURN NULL;
END $$;
CREATE TRIGGER other_list_views AFTER UPDATE OF anilist_id ON links FOR EACH ROW
WHEN (OLD.anilist_id <> NEW.anilist_id)
EXECUTE FUNCTION other_list_views();
