-- Which title of AniList's a title of MyAnimeList is; NULL: AniList knows none.
CREATE TABLE mal_ids (
    media_type TEXT NOT NULL CHECK (media_type IN ('ANIME', 'MANGA')),
    mal_id INTEGER NOT NULL,
    media_id INTEGER,
    asked_at INTEGER NOT NULL,
    PRIMARY KEY (media_type, mal_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX mal_ids_asked ON mal_ids (asked_at);

-- Lists from a file, by the id of the interaction that brought it; library/imports/importer.py draws the states.
CREATE TABLE imports (
    id INTEGER PRIMARY KEY CHECK (id > 0),
    discord_id INTEGER NOT NULL REFERENCES links ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (
        state IN ('reading', 'matching', 'proposed', 'running', 'stopped', 'done', 'undoing', 'undone')
    ),
    mode TEXT NOT NULL CHECK (mode IN ('missing', 'raise', 'overwrite')),
    unread INTEGER NOT NULL CHECK (unread >= 0),
    is_told INTEGER NOT NULL CHECK (is_told IN (0, 1)),
    due_at INTEGER NOT NULL, -- its next turn
    at INTEGER NOT NULL,
    reply_token BLOB, -- sealed: the reply in Discord that shows it
    reply_until INTEGER
) STRICT;

CREATE INDEX imports_of ON imports (discord_id);
CREATE INDEX imports_at ON imports (at);

-- The titles of an import, with their entries before, as wanted, and after, in JSON.
CREATE TABLE import_entries (
    import_id INTEGER NOT NULL REFERENCES imports ON DELETE CASCADE,
    number INTEGER NOT NULL,
    media_type TEXT NOT NULL CHECK (media_type IN ('ANIME', 'MANGA')),
    mal_id INTEGER NOT NULL,
    exported TEXT NOT NULL CHECK (json_valid(exported)),
    media_id INTEGER,
    level INTEGER CHECK (level BETWEEN 0 AND 3),
    state TEXT NOT NULL CHECK (
        state IN (
            'unmatched', 'missing', 'waiting', 'skipped', 'begun', 'dated', 'done', 'refused', 'undoing', 'undone', 'kept'
        )
    ),
    is_alone INTEGER NOT NULL DEFAULT 0 CHECK (is_alone IN (0, 1)),
    before TEXT CHECK (before IS NULL OR json_valid(before)),
    wanted TEXT CHECK (wanted IS NULL OR json_valid(wanted)),
    after TEXT CHECK (after IS NULL OR json_valid(after)),
    reason TEXT,
    PRIMARY KEY (import_id, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX import_entries_by_state ON import_entries (import_id, state, level, number);

-- Another AniList account has other lists.
CREATE TRIGGER other_imports AFTER UPDATE OF anilist_id ON links WHEN OLD.anilist_id <> NEW.anilist_id BEGIN
    DELETE FROM imports WHERE discord_id = OLD.discord_id;
END;
