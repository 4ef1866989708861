-- A linked person's favourite characters, staff and studios, the first chosen first.
CREATE TABLE named_favourites (
    discord_id BIGINT NOT NULL REFERENCES links ON DELETE CASCADE,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('CHARACTER', 'STAFF', 'STUDIO')),
    favourite_id BIGINT NOT NULL CHECK (favourite_id > 0), -- AniList's, of that kind
    name TEXT COLLATE "C" NOT NULL CHECK (name <> ''),
    place BIGINT NOT NULL CHECK (place >= 0),
    PRIMARY KEY (discord_id, kind, favourite_id)
);

CREATE FUNCTION other_named_favourites() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
    DELETE FROM named_favourites WHERE discord_id = OLD.discord_id;
    RETURN NULL;
END $$;
CREATE TRIGGER other_named_favourites AFTER UPDATE OF anilist_id ON links FOR EACH ROW
WHEN (OLD.anilist_id <> NEW.anilist_id)
EXECUTE FUNCTION other_named_favourites();

-- What /favourite turns; for all kinds but titles, media_id is the id of a character, a member of staff or a studio.
ALTER TABLE favourite_turns ADD COLUMN kind TEXT COLLATE "C" NOT NULL DEFAULT 'TITLE'
    CHECK (kind IN ('TITLE', 'CHARACTER', 'STAFF', 'STUDIO'));
