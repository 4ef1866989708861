-- Unix seconds, Discord's and AniList's own ids. A token, and the canary, is sealed: see store/seal.py.

CREATE TABLE migrations (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    applied_at INTEGER NOT NULL
) STRICT;

CREATE TABLE canary (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    sealed BLOB NOT NULL,
    checked_at INTEGER -- when the store was last seen to work
) STRICT;

CREATE TABLE links (
    discord_id INTEGER PRIMARY KEY CHECK (discord_id > 0),
    anilist_id INTEGER NOT NULL UNIQUE CHECK (anilist_id > 0),
    token BLOB NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    site_url TEXT NOT NULL,
    avatar_url TEXT,
    score_format TEXT NOT NULL,
    title_language TEXT NOT NULL,
    adult INTEGER NOT NULL CHECK (adult IN (0, 1)),
    timezone TEXT,
    anime TEXT NOT NULL CHECK (json_valid(anime)),
    manga TEXT NOT NULL CHECK (json_valid(manga)),
    anime_count INTEGER NOT NULL CHECK (anime_count >= 0),
    manga_count INTEGER NOT NULL CHECK (manga_count >= 0),
    linked_at INTEGER NOT NULL,
    refreshed_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    rejected_at INTEGER,
    warned_days INTEGER CHECK (warned_days > 0) -- the smallest number of days before the end that a warning was for
) STRICT;

-- A state is an attempt to link. At most one of a person's is open; what has ended still counts against the limit.
CREATE TABLE attempts (
    state_hash BLOB PRIMARY KEY CHECK (length(state_hash) = 32),
    discord_id INTEGER NOT NULL CHECK (discord_id > 0),
    discord_name TEXT NOT NULL,
    discord_created_at INTEGER NOT NULL,
    guild_id INTEGER CHECK (guild_id > 0),
    guild_name TEXT,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL CHECK (expires_at > created_at),
    used_at INTEGER,
    ended_at INTEGER,
    card_channel_id INTEGER CHECK (card_channel_id > 0),
    card_message_id INTEGER CHECK (card_message_id > 0),
    CHECK ((card_channel_id IS NULL) = (card_message_id IS NULL))
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX open_attempts ON attempts (discord_id) WHERE ended_at IS NULL;
CREATE INDEX attempts_of ON attempts (discord_id, created_at);

-- Where a linked person does not want to be shown.
CREATE TABLE hidden (
    discord_id INTEGER NOT NULL REFERENCES links ON DELETE CASCADE,
    guild_id INTEGER NOT NULL CHECK (guild_id > 0),
    PRIMARY KEY (discord_id, guild_id)
) STRICT, WITHOUT ROWID;

-- A hash of what Discord was told last about our commands.
CREATE TABLE commands (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    digest TEXT NOT NULL
) STRICT;
