-- Filters of lists, to which the buttons of a page lead back. What is searched for is a person's own words.
CREATE TABLE list_views (
    id TEXT NOT NULL PRIMARY KEY CHECK (id <> ''), -- of the person and the filters
    discord_id INTEGER NOT NULL,
    filters TEXT NOT NULL CHECK (json_valid(filters)),
    used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX list_views_of ON list_views (discord_id);

-- They name custom lists of another account.
CREATE TRIGGER other_list_views AFTER UPDATE OF anilist_id ON links WHEN OLD.anilist_id <> NEW.anilist_id BEGIN
    DELETE FROM list_views WHERE discord_id = OLD.discord_id;
END;
