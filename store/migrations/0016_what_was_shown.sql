-- Whether the person has seen what became of a change, and whether it is being taken back.
ALTER TABLE changes ADD COLUMN is_shown INTEGER NOT NULL DEFAULT 0 CHECK (is_shown IN (0, 1));
ALTER TABLE changes ADD COLUMN is_undoing INTEGER NOT NULL DEFAULT 0 CHECK (is_undoing IN (0, 1));
ALTER TABLE bulks ADD COLUMN is_undoing INTEGER NOT NULL DEFAULT 0 CHECK (is_undoing IN (0, 1));

UPDATE changes SET is_shown = 1 WHERE state <> 'begun'; -- until now nobody kept account of it

-- Interactions that asked for a change once more before its person had seen what became of it.
CREATE TABLE repeats (
    id INTEGER PRIMARY KEY CHECK (id > 0),
    change_id INTEGER NOT NULL REFERENCES changes ON DELETE CASCADE
) STRICT;

CREATE INDEX repeats_of ON repeats (change_id);

-- What /favourite was to make of a title: it turns what is there, so that is written down before AniList is asked.
CREATE TABLE favourite_turns (
    id INTEGER PRIMARY KEY CHECK (id > 0),
    discord_id INTEGER NOT NULL REFERENCES links ON DELETE CASCADE,
    media_id INTEGER NOT NULL CHECK (media_id > 0),
    wanted INTEGER NOT NULL CHECK (wanted IN (0, 1)),
    is_shown INTEGER NOT NULL CHECK (is_shown IN (0, 1)),
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX favourite_turns_of ON favourite_turns (discord_id, media_id);
CREATE INDEX favourite_turns_at ON favourite_turns (at);

-- Another AniList account has other favourites.
CREATE TRIGGER other_favourite_turns AFTER UPDATE OF anilist_id ON links WHEN OLD.anilist_id <> NEW.anilist_id BEGIN
    DELETE FROM favourite_turns WHERE discord_id = OLD.discord_id;
END;
