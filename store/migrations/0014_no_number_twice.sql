-- A feed or notice that is gone leaves its number to no other: old messages have buttons with it.
DROP TRIGGER other_notices;
DROP TRIGGER member_gone;
DROP TRIGGER opener_gone;

CREATE TABLE new_feeds (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL CHECK (guild_id > 0),
    channel_id INTEGER NOT NULL CHECK (channel_id > 0),
    kind TEXT NOT NULL CHECK (kind IN ('episodes', 'activity')),
    is_all INTEGER NOT NULL CHECK (is_all IN (0, 1)), -- of all that members watch, beside the chosen titles
    mentions TEXT NOT NULL CHECK (mentions IN ('nobody', 'role', 'asked')),
    role_id INTEGER,
    opened_by INTEGER, -- who is told when it ends
    opened_at INTEGER NOT NULL,
    ended_at INTEGER, -- since when Discord takes no posts there
    UNIQUE (guild_id, kind, channel_id)
) STRICT;

INSERT INTO new_feeds SELECT * FROM feeds;
DROP TABLE feeds;
ALTER TABLE new_feeds RENAME TO feeds;

-- What a person or a feed is to be told, or was: an episode, or somebody's change. Written before it is sent.
CREATE TABLE new_notices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    discord_id INTEGER REFERENCES links ON DELETE CASCADE,
    feed_id INTEGER REFERENCES feeds ON DELETE CASCADE,
    change_id INTEGER REFERENCES changes ON DELETE CASCADE,
    media_id INTEGER NOT NULL CHECK (media_id > 0),
    episode INTEGER, -- NULL for a change
    happened_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'due'
        CHECK (state IN ('due', 'begun', 'sent', 'needless', 'late', 'lost', 'refused')),
    letter INTEGER, -- the first of the notices that were sent together
    tried_at INTEGER,
    CHECK ((discord_id IS NULL) <> (feed_id IS NULL)),
    CHECK ((change_id IS NULL) <> (episode IS NULL))
) STRICT;

INSERT INTO new_notices SELECT * FROM notices;
DROP TABLE notices;
ALTER TABLE new_notices RENAME TO notices;

CREATE UNIQUE INDEX notices_to_people ON notices (discord_id, media_id, episode) WHERE discord_id IS NOT NULL;
CREATE UNIQUE INDEX notices_to_feeds ON notices (feed_id, media_id, episode)
WHERE feed_id IS NOT NULL AND change_id IS NULL;
CREATE UNIQUE INDEX notices_of_changes ON notices (change_id, feed_id) WHERE change_id IS NOT NULL;
CREATE INDEX notices_of_feeds ON notices (feed_id) WHERE feed_id IS NOT NULL;
CREATE INDEX notices_pending ON notices (due_at) WHERE state IN ('due', 'begun');
CREATE INDEX notices_over ON notices (due_at) WHERE state NOT IN ('due', 'begun');

CREATE TRIGGER other_notices AFTER UPDATE OF anilist_id ON links WHEN OLD.anilist_id <> NEW.anilist_id BEGIN
    DELETE FROM notices WHERE discord_id = OLD.discord_id;
    DELETE FROM reminded_titles WHERE discord_id = OLD.discord_id;
END;

-- Who has left a server no longer shares there, nor listens.
CREATE TRIGGER member_gone AFTER DELETE ON members BEGIN
    DELETE FROM sharers WHERE guild_id = OLD.guild_id AND discord_id = OLD.discord_id;
    DELETE FROM feed_listeners WHERE discord_id = OLD.discord_id
    AND feed_id IN (SELECT id FROM feeds WHERE guild_id = OLD.guild_id);
END;

CREATE TRIGGER opener_gone AFTER DELETE ON links BEGIN
    UPDATE feeds SET opened_by = NULL WHERE opened_by = OLD.discord_id;
END;
