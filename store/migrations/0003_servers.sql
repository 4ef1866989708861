-- In which servers a linked person uses Musubi.
CREATE TABLE members (
    guild_id INTEGER NOT NULL CHECK (guild_id > 0),
    discord_id INTEGER NOT NULL REFERENCES links ON DELETE CASCADE,
    seen_at INTEGER NOT NULL CHECK (seen_at >= 0), -- 0: an admin has hidden them before they were seen
    is_barred INTEGER NOT NULL DEFAULT 0 CHECK (is_barred IN (0, 1)), -- hidden by an admin of the server
    is_told INTEGER NOT NULL DEFAULT 0 CHECK (is_told IN (0, 1)), -- who sees them there
    PRIMARY KEY (guild_id, discord_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX memberships ON members (discord_id);

-- Who wants to be shown in no server at all.
CREATE TABLE hidden_everywhere (
    discord_id INTEGER PRIMARY KEY REFERENCES links ON DELETE CASCADE
) STRICT;

-- What a server's admins have chosen; a server without a row has chosen nothing.
CREATE TABLE guilds (
    guild_id INTEGER PRIMARY KEY CHECK (guild_id > 0),
    is_social INTEGER NOT NULL CHECK (is_social IN (0, 1)),
    allows_adult INTEGER NOT NULL CHECK (allows_adult IN (0, 1)), -- in age-restricted channels
    title_language TEXT NOT NULL CHECK (title_language <> '')
) STRICT;

ALTER TABLE preferences ADD COLUMN light_pictures INTEGER NOT NULL DEFAULT 0 CHECK (light_pictures IN (0, 1));

-- A linked person's favourite titles, the first chosen first.
CREATE TABLE favourites (
    discord_id INTEGER NOT NULL REFERENCES links ON DELETE CASCADE,
    media_id INTEGER NOT NULL CHECK (media_id > 0),
    place INTEGER NOT NULL CHECK (place >= 0),
    PRIMARY KEY (discord_id, media_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER other_favourites AFTER UPDATE OF anilist_id ON links WHEN OLD.anilist_id <> NEW.anilist_id BEGIN
    DELETE FROM favourites WHERE discord_id = OLD.discord_id;
END;

-- What AniList's people recommend to whom a title pleases; about nobody.
CREATE TABLE recommendations (
    media_id INTEGER NOT NULL REFERENCES media ON DELETE CASCADE,
    recommended_id INTEGER NOT NULL CHECK (recommended_id > 0),
    rating INTEGER NOT NULL,
    PRIMARY KEY (media_id, recommended_id)
) STRICT, WITHOUT ROWID;

-- All of an entry that anybody but its owner may ever see.
CREATE VIEW shown AS
SELECT discord_id, media_id, media_type, status, score, progress, volumes, repeat, completed, updated_at FROM entries
WHERE private = 0 AND hidden = 0;
