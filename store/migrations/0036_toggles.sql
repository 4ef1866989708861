-- What AniList only toggles is more than favourites: a person who is followed, an activity that is liked.
-- For each kind, media_id is the id of such a one. A CHECK can't be widened, so the table is built again.
DROP TRIGGER other_favourite_turns;

CREATE TABLE all_turns (
    id INTEGER PRIMARY KEY CHECK (id > 0),
    discord_id INTEGER NOT NULL REFERENCES links ON DELETE CASCADE,
    media_id INTEGER NOT NULL CHECK (media_id > 0),
    wanted INTEGER NOT NULL CHECK (wanted IN (0, 1)),
    is_shown INTEGER NOT NULL CHECK (is_shown IN (0, 1)),
    at INTEGER NOT NULL,
    kind TEXT NOT NULL DEFAULT 'TITLE'
        CHECK (kind IN ('TITLE', 'CHARACTER', 'STAFF', 'STUDIO', 'USER', 'ACTIVITY')),
    is_undone INTEGER NOT NULL DEFAULT 0 CHECK (is_undone IN (0, 1))
) STRICT;

INSERT INTO all_turns (id, discord_id, media_id, wanted, is_shown, at, kind)
SELECT id, discord_id, media_id, wanted, is_shown, at, kind FROM favourite_turns;

DROP TABLE favourite_turns;
ALTER TABLE all_turns RENAME TO favourite_turns;

CREATE INDEX favourite_turns_of ON favourite_turns (discord_id, media_id);
CREATE INDEX favourite_turns_at ON favourite_turns (at);

CREATE TRIGGER other_favourite_turns AFTER UPDATE OF anilist_id ON links WHEN OLD.anilist_id <> NEW.anilist_id BEGIN
    DELETE FROM favourite_turns WHERE discord_id = OLD.discord_id;
END;

-- Replies to activities, each written down before it is sent, so that none is posted twice.
CREATE TABLE replies (
    id INTEGER PRIMARY KEY CHECK (id > 0), -- the interaction's
    discord_id INTEGER NOT NULL REFERENCES links ON DELETE CASCADE,
    activity_id INTEGER NOT NULL CHECK (activity_id > 0),
    text TEXT CHECK (text <> ''), -- until its person has seen what became of it
    reply_id INTEGER CHECK (reply_id > 0), -- AniList's; none while nobody knows whether AniList has it
    is_undone INTEGER NOT NULL CHECK (is_undone IN (0, 1)),
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX replies_of ON replies (discord_id, activity_id);
CREATE INDEX replies_at ON replies (at);

CREATE TRIGGER other_replies AFTER UPDATE OF anilist_id ON links WHEN OLD.anilist_id <> NEW.anilist_id BEGIN
    DELETE FROM replies WHERE discord_id = OLD.discord_id;
END;
