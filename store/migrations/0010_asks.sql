-- What somebody has asked for last that their link was too dead for; offered again when they have linked anew.
CREATE TABLE asks (
    discord_id INTEGER PRIMARY KEY REFERENCES links ON DELETE CASCADE,
    id INTEGER NOT NULL,
    deed TEXT NOT NULL CHECK (json_valid(deed)),
    at INTEGER NOT NULL
) STRICT;

-- Another AniList account has other lists.
CREATE TRIGGER other_asks AFTER UPDATE OF anilist_id ON links WHEN OLD.anilist_id <> NEW.anilist_id BEGIN
    DELETE FROM asks WHERE discord_id = OLD.discord_id;
END;
