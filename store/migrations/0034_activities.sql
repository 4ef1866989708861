-- What linked people did on AniList with their lists, as AniList tells everybody; id is AniList's.
CREATE TABLE activities (
    id INTEGER PRIMARY KEY CHECK (id > 0),
    discord_id INTEGER NOT NULL REFERENCES links ON DELETE CASCADE,
    media_id INTEGER NOT NULL CHECK (media_id > 0),
    media_type TEXT NOT NULL CHECK (media_type IN ('ANIME', 'MANGA')),
    status TEXT NOT NULL CHECK (status <> ''), -- "watched episode", "completed"
    progress TEXT, -- "3 - 5"
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL, -- when it became known as it is
    gone_at INTEGER -- when AniList was seen to have it no longer
) STRICT;

CREATE INDEX activities_of ON activities (discord_id, media_id);
CREATE INDEX activities_at ON activities (created_at);
CREATE INDEX activities_seen ON activities (seen_at);

-- Who is asked for, and since when without a gap.
CREATE TABLE heard_people (
    discord_id INTEGER PRIMARY KEY REFERENCES links ON DELETE CASCADE,
    since INTEGER NOT NULL,
    appeared_at INTEGER, -- when something was heard last that the stored list lacked
    missed INTEGER NOT NULL DEFAULT 0 CHECK (missed >= 0) -- changes in a row that should have been heard
) STRICT;

-- How far AniList was heard, and whether it is asked at all.
CREATE TABLE activity_poll (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    heard_until INTEGER NOT NULL,
    judged_until INTEGER NOT NULL, -- changes of ours until then were looked for
    look_back INTEGER NOT NULL CHECK (look_back > 0), -- seconds
    missed INTEGER NOT NULL CHECK (missed >= 0),
    failed INTEGER NOT NULL CHECK (failed >= 0), -- rounds in a row
    off_at INTEGER,
    off_why TEXT CHECK (off_why IN ('silent', 'refused')),
    tried_at INTEGER
) STRICT;

-- Whether AniList makes activity of all of a person's changes; NULL until it says so.
ALTER TABLE links ADD COLUMN tells_activity INTEGER CHECK (tells_activity IN (0, 1));

-- Another AniList account does other things.
CREATE TRIGGER other_activities AFTER UPDATE OF anilist_id ON links WHEN OLD.anilist_id <> NEW.anilist_id BEGIN
    DELETE FROM activities WHERE discord_id = OLD.discord_id;
    DELETE FROM heard_people WHERE discord_id = OLD.discord_id;
END;
