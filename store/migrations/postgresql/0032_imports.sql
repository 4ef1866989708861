-- Which title of AniList's a title of MyAnimeList is; NULL: AniList knows none.
CREATE TABLE mal_ids (
    media_type TEXT COLLATE "C" NOT NULL CHECK (media_type IN ('ANIME', 'MANGA')),
    mal_id BIGINT NOT NULL,
    media_id BIGINT,
    asked_at BIGINT NOT NULL,
    PRIMARY KEY (media_type, mal_id)
);

CREATE INDEX mal_ids_asked ON mal_ids (asked_at);

-- Lists from a file, by the id of the interaction that brought it; library/imports/importer.py draws the states.
CREATE TABLE imports (
    id BIGINT PRIMARY KEY CHECK (id > 0),
    discord_id BIGINT NOT NULL REFERENCES links ON DELETE CASCADE,
    state TEXT COLLATE "C" NOT NULL CHECK (
        state IN ('reading', 'matching', 'proposed', 'running', 'stopped', 'done', 'undoing', 'undone')
    ),
    mode TEXT COLLATE "C" NOT NULL CHECK (mode IN ('missing', 'raise', 'overwrite')),
    unread BIGINT NOT NULL CHECK (unread >= 0),
    is_told BIGINT NOT NULL CHECK (is_told IN (0, 1)),
    due_at BIGINT NOT NULL, -- its next turn
    at BIGINT NOT NULL,
    reply_token BYTEA, -- sealed: the reply in Discord that shows it
    reply_until BIGINT
);

CREATE INDEX imports_of ON imports (discord_id);
CREATE INDEX imports_at ON imports (at);

-- The titles of an import, with their entries before, as wanted, and after, in JSON.
CREATE TABLE import_entries (
    import_id BIGINT NOT NULL REFERENCES imports ON DELETE CASCADE,
    number BIGINT NOT NULL,
    media_type TEXT COLLATE "C" NOT NULL CHECK (media_type IN ('ANIME', 'MANGA')),
    mal_id BIGINT NOT NULL,
    exported TEXT COLLATE "C" NOT NULL CHECK (json_valid(exported)),
    media_id BIGINT,
    level BIGINT CHECK (level BETWEEN 0 AND 3),
    state TEXT COLLATE "C" NOT NULL CHECK (
        state IN (
            'unmatched', 'missing', 'waiting', 'skipped', 'begun', 'dated', 'done', 'refused', 'undoing', 'undone', 'kept'
        )
    ),
    is_alone BIGINT NOT NULL DEFAULT 0 CHECK (is_alone IN (0, 1)),
    before TEXT COLLATE "C" CHECK (before IS NULL OR json_valid(before)),
    wanted TEXT COLLATE "C" CHECK (wanted IS NULL OR json_valid(wanted)),
    after TEXT COLLATE "C" CHECK (after IS NULL OR json_valid(after)),
    reason TEXT COLLATE "C",
    PRIMARY KEY (import_id, number)
);

CREATE INDEX import_entries_by_state ON import_entries (import_id, state, level, number);

-- Another AniList account has other lists.
CREATE FUNCTION other_imports() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
    DELETE FROM imports WHERE discord_id = OLD.discord_id;
    RETURN NULL;
END $$;
CREATE TRIGGER other_imports AFTER UPDATE OF anilist_id ON links FOR EACH ROW
WHEN (OLD.anilist_id <> NEW.anilist_id)
EXECUTE FUNCTION other_imports();
