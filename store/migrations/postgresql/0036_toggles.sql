-- What AniList only toggles is more than favourites: a person who is followed, an activity that is liked.
-- For each kind, media_id is the id of such a one.
ALTER TABLE favourite_turns
    DROP CONSTRAINT favourite_turns_kind_check,
    ADD CONSTRAINT favourite_turns_kind_check
        CHECK (kind IN ('TITLE', 'CHARACTER', 'STAFF', 'STUDIO', 'USER', 'ACTIVITY')),
    ADD COLUMN is_undone BIGINT NOT NULL DEFAULT 0 CHECK (is_undone IN (0, 1));

-- Replies to activities, each written down before it is sent, so that none is posted twice.
CREATE TABLE replies (
    id BIGINT PRIMARY KEY CHECK (id > 0), -- the interaction's
    discord_id BIGINT NOT NULL REFERENCES links ON DELETE CASCADE,
    activity_id BIGINT NOT NULL CHECK (activity_id > 0),
    text TEXT COLLATE "C" CHECK (text <> ''), -- until its person has seen what became of it
    reply_id BIGINT CHECK (reply_id > 0), -- AniList's; none while nobody knows whether AniList has it
    is_undone BIGINT NOT NULL CHECK (is_undone IN (0, 1)),
    at BIGINT NOT NULL
);

CREATE INDEX replies_of ON replies (discord_id, activity_id);
CREATE INDEX replies_at ON replies (at);

CREATE FUNCTION other_replies() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
    DELETE FROM replies WHERE discord_id = OLD.discord_id;
    RETURN NULL;
END $$;
CREATE TRIGGER other_replies AFTER UPDATE OF anilist_id ON links FOR EACH ROW
WHEN (OLD.anilist_id <> NEW.anilist_id)
EXECUTE FUNCTION other_replies();
