-- AniList's statistics of a person's lists: as everybody sees them there, and as their token alone makes them visible.
CREATE TABLE cached_stats (
    discord_id INTEGER NOT NULL REFERENCES links ON DELETE CASCADE,
    is_own INTEGER NOT NULL CHECK (is_own IN (0, 1)),
    answer TEXT NOT NULL CHECK (json_valid(answer)),
    asked_at INTEGER NOT NULL,
    PRIMARY KEY (discord_id, is_own)
) STRICT;

CREATE INDEX cached_stats_asked_at ON cached_stats (asked_at);

-- Another AniList account has other statistics.
CREATE TRIGGER other_stats AFTER UPDATE OF anilist_id ON links WHEN OLD.anilist_id <> NEW.anilist_id BEGIN
    DELETE FROM cached_stats WHERE discord_id = OLD.discord_id;
END;
