-- Changes of several entries at once, by the id of the interaction in which they were proposed. The entries are JSON.
CREATE TABLE bulks (
    id INTEGER PRIMARY KEY CHECK (id > 0),
    discord_id INTEGER NOT NULL REFERENCES links ON DELETE CASCADE,
    before TEXT NOT NULL CHECK (json_valid(before)),
    wanted TEXT NOT NULL CHECK (json_valid(wanted)),
    state TEXT NOT NULL CHECK (state IN ('proposed', 'begun', 'done', 'undone')),
    after TEXT NOT NULL CHECK (json_valid(after)),
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX bulks_of ON bulks (discord_id);
CREATE INDEX bulks_at ON bulks (at);

-- Another AniList account has other lists.
CREATE TRIGGER other_bulks AFTER UPDATE OF anilist_id ON links WHEN OLD.anilist_id <> NEW.anilist_id BEGIN
    DELETE FROM bulks WHERE discord_id = OLD.discord_id;
END;
