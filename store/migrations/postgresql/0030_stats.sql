-- AniList's statistics of a person's lists: as everybody sees them there, and as their token alone makes them visible.
CREATE TABLE cached_stats (
    discord_id BIGINT NOT NULL REFERENCES links ON DELETE CASCADE,
    is_own BIGINT NOT NULL CHECK (is_own IN (0, 1)),
    answer TEXT COLLATE "C" NOT NULL CHECK (json_valid(answer)),
    asked_at BIGINT NOT NULL,
    PRIMARY KEY (discord_id, is_own)
);

CREATE INDEX cached_stats_asked_at ON cached_stats (asked_at);

-- Another AniList account has other statistics.
CREATE FUNCTION other_stats() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
    DELETE FROM cached_stats WHERE discord_id = OLD.discord_id;
    RETURN NULL;
END $$;
CREATE TRIGGER other_stats AFTER UPDATE OF anilist_id ON links FOR EACH ROW
WHEN (OLD.anilist_id <> NEW.anilist_id)
EXECUTE FUNCTION other_stats();
