-- What linked people did on AniList with their lists, as AniList tells everybody; id is AniList's.
CREATE TABLE activities (
    id BIGINT PRIMARY KEY CHECK (id > 0),
    discord_id BIGINT NOT NULL REFERENCES links ON DELETE CASCADE,
    media_id BIGINT NOT NULL CHECK (media_id > 0),
    media_type TEXT COLLATE "C" NOT NULL CHECK (media_type IN ('ANIME', 'MANGA')),
    status TEXT COLLATE "C" NOT NULL CHECK (status <> ''), -- "watched episode", "completed"
    progress TEXT COLLATE "C", -- "3 - 5"
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL, -- when it became known as it is
    gone_at BIGINT -- when AniList was seen to have it no longer
);

CREATE INDEX activities_of ON activities (discord_id, media_id);
CREATE INDEX activities_at ON activities (created_at);
CREATE INDEX activities_seen ON activities (seen_at);

-- Who is asked for, and since when without a gap.
CREATE TABLE heard_people (
    discord_id BIGINT PRIMARY KEY REFERENCES links ON DELETE CASCADE,
    since BIGINT NOT NULL,
    appeared_at BIGINT, -- when something was heard last that the stored list lacked
    missed BIGINT NOT NULL DEFAULT 0 CHECK (missed >= 0) -- changes in a row that should have been heard
);

-- How far AniList was heard, and whether it is asked at all.
CREATE TABLE activity_poll (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    heard_until BIGINT NOT NULL,
    judged_until BIGINT NOT NULL, -- changes of ours until then were looked for
    look_back BIGINT NOT NULL CHECK (look_back > 0), -- seconds
    missed BIGINT NOT NULL CHECK (missed >= 0),
    failed BIGINT NOT NULL CHECK (failed >= 0), -- rounds in a row
    off_at BIGINT,
    off_why TEXT COLLATE "C" CHECK (off_why IN ('silent', 'refused')),
    tried_at BIGINT
);

-- Whether AniList makes activity of all of a person's changes; NULL until it says so.
ALTER TABLE links ADD COLUMN tells_activity BIGINT CHECK (tells_activity IN (0, 1));

-- Another AniList account does other things.
CREATE FUNCTION other_activities() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
    DELETE FROM activities WHERE discord_id = OLD.discord_id;
    DELETE FROM heard_people WHERE discord_id = OLD.discord_id;
    RETURN NULL;
END $$;
CREATE TRIGGER other_activities AFTER UPDATE OF anilist_id ON links FOR EACH ROW
WHEN (OLD.anilist_id <> NEW.anilist_id)
EXECUTE FUNCTION other_activities();
