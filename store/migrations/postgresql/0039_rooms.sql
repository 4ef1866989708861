-- Whether the posts of a feed lead to a room for each episode, and when Discord last refused one.
ALTER TABLE feeds ADD COLUMN has_rooms BIGINT NOT NULL DEFAULT 0 CHECK (has_rooms IN (0, 1));
ALTER TABLE feeds ADD COLUMN rooms_failed_at BIGINT;

-- A private thread for those who have seen an episode. Written down before it is created.
CREATE TABLE rooms (
    feed_id BIGINT NOT NULL REFERENCES feeds ON DELETE CASCADE,
    media_id BIGINT NOT NULL CHECK (media_id > 0),
    episode BIGINT NOT NULL,
    thread_id BIGINT, -- NULL while it is being created
    until BIGINT NOT NULL, -- the time at which it is archived
    is_greeted BIGINT NOT NULL DEFAULT 0 CHECK (is_greeted IN (0, 1)), -- its first message is there
    is_closed BIGINT NOT NULL DEFAULT 0 CHECK (is_closed IN (0, 1)), -- by an admin, before its time
    PRIMARY KEY (feed_id, media_id, episode)
);

CREATE INDEX rooms_until ON rooms (until);

-- Who was let into a room, so that nobody who has left it is let in again.
CREATE TABLE room_members (
    feed_id BIGINT NOT NULL,
    media_id BIGINT NOT NULL,
    episode BIGINT NOT NULL,
    discord_id BIGINT NOT NULL REFERENCES links ON DELETE CASCADE,
    PRIMARY KEY (feed_id, media_id, episode, discord_id),
    FOREIGN KEY (feed_id, media_id, episode) REFERENCES rooms ON DELETE CASCADE
);

CREATE INDEX rooms_of ON room_members (discord_id);

-- Who is let into a server's rooms as soon as their list says that they have seen the episode.
CREATE TABLE room_guests (
    guild_id BIGINT NOT NULL,
    discord_id BIGINT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (guild_id, discord_id),
    FOREIGN KEY (guild_id, discord_id) REFERENCES members ON DELETE CASCADE
);
