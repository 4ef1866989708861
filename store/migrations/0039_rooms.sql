-- Whether the posts of a feed lead to a room for each episode, and when Discord last refused one.
ALTER TABLE feeds ADD COLUMN has_rooms INTEGER NOT NULL DEFAULT 0 CHECK (has_rooms IN (0, 1));
ALTER TABLE feeds ADD COLUMN rooms_failed_at INTEGER;

-- A private thread for those who have seen an episode. Written down before it is created.
CREATE TABLE rooms (
    feed_id INTEGER NOT NULL REFERENCES feeds ON DELETE CASCADE,
    media_id INTEGER NOT NULL CHECK (media_id > 0),
    episode INTEGER NOT NULL,
    thread_id INTEGER, -- NULL while it is being created
    until INTEGER NOT NULL, -- the time at which it is archived
    is_greeted INTEGER NOT NULL DEFAULT 0 CHECK (is_greeted IN (0, 1)), -- its first message is there
    is_closed INTEGER NOT NULL DEFAULT 0 CHECK (is_closed IN (0, 1)), -- by an admin, before its time
    PRIMARY KEY (feed_id, media_id, episode)
) STRICT, WITHOUT ROWID;

CREATE INDEX rooms_until ON rooms (until);

-- Who was let into a room, so that nobody who has left it is let in again.
CREATE TABLE room_members (
    feed_id INTEGER NOT NULL,
    media_id INTEGER NOT NULL,
    episode INTEGER NOT NULL,
    discord_id INTEGER NOT NULL REFERENCES links ON DELETE CASCADE,
    PRIMARY KEY (feed_id, media_id, episode, discord_id),
    FOREIGN KEY (feed_id, media_id, episode) REFERENCES rooms ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX rooms_of ON room_members (discord_id);

-- Who is let into a server's rooms as soon as their list says that they have seen the episode.
CREATE TABLE room_guests (
    guild_id INTEGER NOT NULL,
    discord_id INTEGER NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (guild_id, discord_id),
    FOREIGN KEY (guild_id, discord_id) REFERENCES members ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
