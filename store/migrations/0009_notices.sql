-- Who may be shown in which server; nobody where its admins have switched that off.
CREATE VIEW circles AS
SELECT guild_id, discord_id FROM members WHERE is_barred = 0 AND seen_at > 0
AND NOT EXISTS (SELECT 1 FROM guilds WHERE guild_id = members.guild_id AND is_social = 0)
AND NOT EXISTS (SELECT 1 FROM hidden_everywhere WHERE discord_id = members.discord_id)
AND NOT EXISTS (SELECT 1 FROM hidden WHERE discord_id = members.discord_id AND guild_id = members.guild_id);

-- Who has ever asked to be told of new episodes, and how they want to be.
CREATE TABLE reminders (
    discord_id INTEGER PRIMARY KEY REFERENCES links ON DELETE CASCADE,
    is_on INTEGER NOT NULL CHECK (is_on IN (0, 1)),
    is_all INTEGER NOT NULL CHECK (is_all IN (0, 1)), -- of all that is watched, beside the wanted titles
    hours_later INTEGER NOT NULL CHECK (hours_later BETWEEN 0 AND 72),
    only_caught_up INTEGER NOT NULL CHECK (only_caught_up IN (0, 1)),
    digest_hour INTEGER CHECK (digest_hour BETWEEN 0 AND 23), -- NULL: as they air
    zone TEXT CHECK (zone <> ''), -- a name of IANA's; NULL: AniList's
    closed_at INTEGER -- since when Discord delivers nothing to them
) STRICT;

-- Titles of which somebody wants to be told, or not.
CREATE TABLE reminded_titles (
    discord_id INTEGER NOT NULL REFERENCES reminders ON DELETE CASCADE,
    media_id INTEGER NOT NULL CHECK (media_id > 0),
    is_wanted INTEGER NOT NULL CHECK (is_wanted IN (0, 1)),
    PRIMARY KEY (discord_id, media_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX wanted_titles ON reminded_titles (media_id) WHERE is_wanted = 1;

-- Channels of servers to which news is posted.
CREATE TABLE feeds (
    id INTEGER PRIMARY KEY,
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

CREATE TABLE feed_titles (
    feed_id INTEGER NOT NULL REFERENCES feeds ON DELETE CASCADE,
    media_id INTEGER NOT NULL CHECK (media_id > 0),
    PRIMARY KEY (feed_id, media_id)
) STRICT, WITHOUT ROWID;

-- Who wants to be mentioned in a feed.
CREATE TABLE feed_listeners (
    feed_id INTEGER NOT NULL REFERENCES feeds ON DELETE CASCADE,
    discord_id INTEGER NOT NULL REFERENCES links ON DELETE CASCADE,
    PRIMARY KEY (feed_id, discord_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX feeds_listened_to ON feed_listeners (discord_id);

-- Who lets a server's feed tell what they do on their lists.
CREATE TABLE sharers (
    guild_id INTEGER NOT NULL CHECK (guild_id > 0),
    discord_id INTEGER NOT NULL REFERENCES links ON DELETE CASCADE,
    since INTEGER NOT NULL,
    PRIMARY KEY (guild_id, discord_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX shared_in ON sharers (discord_id);

-- What a person or a feed is to be told, or was: an episode, or somebody's change. Written before it is sent.
CREATE TABLE notices (
    id INTEGER PRIMARY KEY,
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

CREATE UNIQUE INDEX notices_to_people ON notices (discord_id, media_id, episode) WHERE discord_id IS NOT NULL;
CREATE UNIQUE INDEX notices_to_feeds ON notices (feed_id, media_id, episode)
WHERE feed_id IS NOT NULL AND change_id IS NULL;
CREATE UNIQUE INDEX notices_of_changes ON notices (change_id, feed_id) WHERE change_id IS NOT NULL;
CREATE INDEX notices_of_feeds ON notices (feed_id) WHERE feed_id IS NOT NULL;
CREATE INDEX notices_pending ON notices (due_at) WHERE state IN ('due', 'begun');
CREATE INDEX notices_over ON notices (due_at) WHERE state NOT IN ('due', 'begun');

-- Up to when what has aired was made into notices.
CREATE TABLE noticed (
    until INTEGER NOT NULL
) STRICT;

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

-- Lists that somebody may look at, or by which it is known whether somebody is caught up.
DROP VIEW in_sight;
CREATE VIEW in_sight AS
SELECT discord_id FROM circles
UNION ALL SELECT discord_id FROM reminders WHERE is_on = 1 AND closed_at IS NULL;

DROP VIEW followed;
CREATE VIEW followed AS
SELECT media_id FROM entries WHERE media_type = 'ANIME' AND status IN ('CURRENT', 'REPEATING')
UNION ALL SELECT media_id FROM reminded_titles WHERE is_wanted = 1
UNION ALL SELECT media_id FROM feed_titles;

CREATE INDEX fed_titles ON feed_titles (media_id);
