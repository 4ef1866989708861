-- Notices can be about more than episodes and changes: the row of a topic, and no title at all.
DROP TRIGGER other_notices;

-- What a person or a feed is to be told, or was: an episode, a member's change, or a row of a topic.
CREATE TABLE new_notices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    discord_id INTEGER REFERENCES links ON DELETE CASCADE,
    feed_id INTEGER REFERENCES feeds ON DELETE CASCADE,
    change_id INTEGER REFERENCES changes ON DELETE CASCADE,
    media_id INTEGER CHECK (media_id > 0),
    episode INTEGER,
    happened_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'due'
        CHECK (state IN ('due', 'begun', 'sent', 'needless', 'late', 'lost', 'refused')),
    letter INTEGER, -- the first of the notices that were sent together
    tried_at INTEGER,
    owner TEXT, -- the id of a process
    claimed_until INTEGER NOT NULL DEFAULT 0,
    topic TEXT CHECK (topic IN ('activity', 'notification', 'title')),
    topic_id INTEGER, -- of the topic's row, which may be gone
    CHECK ((discord_id IS NULL) <> (feed_id IS NULL)),
    CHECK (
        topic IS NULL AND topic_id IS NULL AND media_id IS NOT NULL AND (change_id IS NULL) <> (episode IS NULL)
        OR topic IS NOT NULL AND topic_id IS NOT NULL AND change_id IS NULL AND episode IS NULL
    )
) STRICT;

INSERT INTO new_notices
SELECT id, discord_id, feed_id, change_id, media_id, episode, happened_at, due_at, state, letter, tried_at, owner,
    claimed_until, NULL, NULL
FROM notices;
UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence WHERE name = 'notices') WHERE name = 'new_notices';
DROP TABLE notices;
ALTER TABLE new_notices RENAME TO notices;

CREATE UNIQUE INDEX notices_to_people ON notices (discord_id, media_id, episode) WHERE discord_id IS NOT NULL;
CREATE UNIQUE INDEX notices_to_feeds ON notices (feed_id, media_id, episode)
WHERE feed_id IS NOT NULL AND change_id IS NULL;
CREATE UNIQUE INDEX notices_of_changes ON notices (change_id, feed_id) WHERE change_id IS NOT NULL;
CREATE INDEX notices_of_feeds ON notices (feed_id) WHERE feed_id IS NOT NULL;
CREATE INDEX notices_pending ON notices (due_at) WHERE state IN ('due', 'begun');
CREATE INDEX notices_over ON notices (due_at) WHERE state NOT IN ('due', 'begun');
CREATE INDEX notices_begun ON notices (letter) WHERE state = 'begun';
CREATE UNIQUE INDEX topics_to_people ON notices (topic, topic_id, discord_id)
WHERE topic IS NOT NULL AND discord_id IS NOT NULL;
CREATE UNIQUE INDEX topics_to_feeds ON notices (topic, topic_id, feed_id)
WHERE topic IS NOT NULL AND feed_id IS NOT NULL;

CREATE TRIGGER other_notices AFTER UPDATE OF anilist_id ON links WHEN OLD.anilist_id <> NEW.anilist_id BEGIN
    DELETE FROM notices WHERE discord_id = OLD.discord_id;
    DELETE FROM reminded_titles WHERE discord_id = OLD.discord_id;
END;
