-- Which of AniList's notifications somebody wants as direct messages, and how many of all are unread.
CREATE TABLE notification_choices (
    discord_id INTEGER PRIMARY KEY REFERENCES links ON DELETE CASCADE,
    kinds TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(kinds)), -- since when each kind is wanted
    last_id INTEGER NOT NULL DEFAULT 0, -- AniList's id of the latest one that was read
    read_at INTEGER NOT NULL DEFAULT 0,
    unread INTEGER CHECK (unread >= 0), -- NULL: AniList has not told
    unread_at INTEGER
) STRICT;

CREATE INDEX notification_choices_read ON notification_choices (read_at) WHERE kinds <> '{}';

-- AniList's notifications that somebody is to be told of, or was lately.
CREATE TABLE notifications (
    discord_id INTEGER NOT NULL REFERENCES links ON DELETE CASCADE,
    id INTEGER NOT NULL CHECK (id > 0), -- AniList's
    kind TEXT NOT NULL,
    media_id INTEGER,
    user_id INTEGER, -- AniList's, of who has done something
    user_name TEXT,
    user_url TEXT,
    activity_id INTEGER,
    thread_id INTEGER,
    comment_id INTEGER,
    about TEXT, -- a reason, or names of titles that are gone
    created_at INTEGER NOT NULL,
    read_at INTEGER NOT NULL,
    PRIMARY KEY (discord_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX notifications_read ON notifications (read_at);

-- Titles that AniList has merged into another one or deleted.
CREATE TABLE gone_titles (
    media_id INTEGER PRIMARY KEY CHECK (media_id > 0),
    successor_id INTEGER CHECK (successor_id > 0 AND successor_id <> media_id), -- NULL: deleted
    names TEXT NOT NULL CHECK (json_valid(names)),
    gone_at INTEGER NOT NULL
) STRICT;

-- Names of such titles, until AniList was asked which they are.
CREATE TABLE title_reports (
    name TEXT NOT NULL,
    successor_id INTEGER NOT NULL CHECK (successor_id >= 0), -- 0: deleted
    reported_at INTEGER NOT NULL,
    PRIMARY KEY (name, successor_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER other_notifications AFTER UPDATE OF anilist_id ON links WHEN OLD.anilist_id <> NEW.anilist_id BEGIN
    DELETE FROM notification_choices WHERE discord_id = OLD.discord_id;
    DELETE FROM notifications WHERE discord_id = OLD.discord_id;
END;
