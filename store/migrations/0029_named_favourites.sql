-- A linked person's favourite characters, staff and studios, the first chosen first.
CREATE TABLE named_favourites (
    discord_id INTEGER NOT NULL REFERENCES links ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('CHARACTER', 'STAFF', 'STUDIO')),
    favourite_id INTEGER NOT NULL CHECK (favourite_id > 0), -- AniList's, of that kind
    name TEXT NOT NULL CHECK (name <> ''),
    place INTEGER NOT NULL CHECK (place >= 0),
    PRIMARY KEY (discord_id, kind, favourite_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER other_named_favourites AFTER UPDATE OF anilist_id ON links WHEN OLD.anilist_id <> NEW.anilist_id BEGIN
    DELETE FROM named_favourites WHERE discord_id = OLD.discord_id;
END;

-- What /favourite turns; for all kinds but titles, media_id is the id of a character, a member of staff or a studio.
ALTER TABLE favourite_turns ADD COLUMN kind TEXT NOT NULL DEFAULT 'TITLE'
    CHECK (kind IN ('TITLE', 'CHARACTER', 'STAFF', 'STUDIO'));
