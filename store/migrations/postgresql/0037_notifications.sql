-- Which of AniList's notifications somebody wants as direct messages, and how many of all are unread.
CREATE TABLE notification_choices (
    discord_id BIGINT PRIMARY KEY REFERENCES links ON DELETE CASCADE,
    kinds TEXT COLLATE "C" NOT NULL DEFAULT '{}' CHECK (json_valid(kinds)), -- since when each kind is wanted
    last_id BIGINT NOT NULL DEFAULT 0, -- AniList's id of the latest one that was read
    read_at BIGINT NOT NULL DEFAULT 0,
    unread BIGINT CHECK (unread >= 0), -- NULL: AniList has not told
    unread_at BIGINT
);

CREATE INDEX notification_choices_read ON notification_choices (read_at) WHERE kinds <> '{}';

-- AniList's notifications that somebody is to be told of, or was lately.
CREATE TABLE notifications (
    discord_id BIGINT NOT NULL REFERENCES links ON DELETE CASCADE,
    id BIGINT NOT NULL CHECK (id > 0), -- AniList's
    kind TEXT COLLATE "C" NOT NULL,
    media_id BIGINT,
    user_id BIGINT, -- AniList's, of who has done something
    user_name TEXT COLLATE "C",
    user_url TEXT COLLATE "C",
    activity_id BIGINT,
    thread_id BIGINT,
    comment_id BIGINT,
    about TEXT COLLATE "C", -- a reason, or names of titles that are gone
    created_at BIGINT NOT NULL,
    read_at BIGINT NOT NULL,
    PRIMARY KEY (discord_id, id)
);

CREATE INDEX notifications_read ON notifications (read_at);

-- Titles that AniList has merged into another one or deleted.
CREATE TABLE gone_titles (
    media_id BIGINT PRIMARY KEY CHECK (media_id > 0),
    successor_id BIGINT CHECK (successor_id > 0 AND successor_id <> media_id), -- NULL: deleted
    names TEXT COLLATE "C" NOT NULL CHECK (json_valid(names)),
    gone_at BIGINT NOT NULL
);

-- Names of such titles, until AniList was asked which they are.
CREATE TABLE title_reports (
    name TEXT COLLATE "C" NOT NULL,
    successor_id BIGINT NOT NULL CHECK (successor_id >= 0), -- 0: deleted
    reported_at BIGINT NOT NULL,
    PRIMARY KEY (name, successor_id)
);

CREATE FUNCTION other_notifications() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
    DELETE FROM notification_choices WHERE discord_id = OLD.discord_id;
    DELETE FROM notifications WHERE discord_id = OLD.discord_id;
    RETURN NULL;
END $$;
CREATE TRIGGER other_notifications AFTER UPDATE OF anilist_id ON links FOR EACH ROW
WHEN (OLD.anilist_id <> NEW.anilist_id)
EXECUTE FUNCTION other_notifications();
