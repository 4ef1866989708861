-- What AniList says of titles; about nobody.
CREATE TABLE media (
    id INTEGER PRIMARY KEY CHECK (id > 0),
    media_type TEXT NOT NULL CHECK (media_type IN ('ANIME', 'MANGA')),
    format TEXT,
    status TEXT,
    romaji TEXT,
    english TEXT,
    native TEXT,
    synonyms TEXT NOT NULL CHECK (json_valid(synonyms)),
    episodes INTEGER,
    chapters INTEGER,
    volumes INTEGER,
    duration INTEGER, -- minutes of an episode
    season TEXT,
    season_year INTEGER,
    country TEXT,
    cover_url TEXT,
    colour TEXT,
    genres TEXT NOT NULL CHECK (json_valid(genres)),
    average_score INTEGER,
    mean_score INTEGER,
    popularity INTEGER,
    is_adult INTEGER NOT NULL CHECK (is_adult IN (0, 1)),
    is_locked INTEGER NOT NULL CHECK (is_locked IN (0, 1)),
    next_episode INTEGER,
    next_airing_at INTEGER,
    site_url TEXT,
    trailer_url TEXT,
    seen_at INTEGER NOT NULL,
    description TEXT
) STRICT;

-- A linked person's list, and when AniList was asked: for anything of it, for all of it, for what has changed.
CREATE TABLE lists (
    discord_id INTEGER NOT NULL REFERENCES links ON DELETE CASCADE,
    media_type TEXT NOT NULL CHECK (media_type IN ('ANIME', 'MANGA')),
    read_at INTEGER NOT NULL,
    full_at INTEGER CHECK (full_at <= read_at),
    delta_at INTEGER CHECK (delta_at <= read_at),
    PRIMARY KEY (discord_id, media_type)
) STRICT, WITHOUT ROWID;

-- Dates are AniList's FuzzyDateInt: YYYYMMDD, 0 for what is unknown.
CREATE TABLE entries (
    discord_id INTEGER NOT NULL,
    media_id INTEGER NOT NULL CHECK (media_id > 0),
    media_type TEXT NOT NULL,
    entry_id INTEGER NOT NULL CHECK (entry_id > 0),
    status TEXT NOT NULL CHECK (status <> ''),
    score INTEGER NOT NULL CHECK (score BETWEEN 0 AND 100),
    progress INTEGER NOT NULL CHECK (progress >= 0),
    volumes INTEGER NOT NULL CHECK (volumes >= 0),
    repeat INTEGER NOT NULL CHECK (repeat >= 0),
    private INTEGER NOT NULL CHECK (private IN (0, 1)),
    hidden INTEGER NOT NULL CHECK (hidden IN (0, 1)),
    notes TEXT NOT NULL,
    custom_lists TEXT NOT NULL CHECK (json_valid(custom_lists)),
    advanced_scores TEXT NOT NULL CHECK (json_valid(advanced_scores)),
    started INTEGER NOT NULL CHECK (started >= 0 AND started / 100 % 100 <= 12 AND started % 100 <= 31),
    completed INTEGER NOT NULL CHECK (completed >= 0 AND completed / 100 % 100 <= 12 AND completed % 100 <= 31),
    updated_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    read_at INTEGER NOT NULL,
    PRIMARY KEY (discord_id, media_id),
    FOREIGN KEY (discord_id, media_type) REFERENCES lists ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What others may see of a title's entries.
CREATE INDEX shown_entries ON entries (media_id, discord_id, score, status, progress, private, hidden)
WHERE private = 0 AND hidden = 0; -- its last two columns spare the query a look at the table

-- What was seen not to be on a person's list.
CREATE TABLE absences (
    discord_id INTEGER NOT NULL REFERENCES links ON DELETE CASCADE,
    media_id INTEGER NOT NULL CHECK (media_id > 0),
    read_at INTEGER NOT NULL,
    PRIMARY KEY (discord_id, media_id)
) STRICT, WITHOUT ROWID;

-- What people changed, by the id of the interaction. The entries are JSON; NULL is not on the list.
CREATE TABLE changes (
    id INTEGER PRIMARY KEY CHECK (id > 0),
    discord_id INTEGER NOT NULL REFERENCES links ON DELETE CASCADE,
    media_id INTEGER NOT NULL CHECK (media_id > 0),
    before TEXT CHECK (before IS NULL OR json_valid(before)),
    wanted TEXT CHECK (wanted IS NULL OR json_valid(wanted)),
    state TEXT NOT NULL CHECK (state IN ('begun', 'done', 'undone', 'failed')),
    after TEXT CHECK (after IS NULL OR json_valid(after)),
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX changes_of ON changes (discord_id);
CREATE INDEX changes_at ON changes (at);

CREATE TABLE preferences (
    discord_id INTEGER PRIMARY KEY REFERENCES links ON DELETE CASCADE,
    public_replies INTEGER NOT NULL CHECK (public_replies IN (0, 1))
) STRICT;

-- Another AniList account has other lists.
CREATE TRIGGER other_lists AFTER UPDATE OF anilist_id ON links WHEN OLD.anilist_id <> NEW.anilist_id BEGIN
    DELETE FROM lists WHERE discord_id = OLD.discord_id;
    DELETE FROM absences WHERE discord_id = OLD.discord_id;
    DELETE FROM changes WHERE discord_id = OLD.discord_id;
END;
