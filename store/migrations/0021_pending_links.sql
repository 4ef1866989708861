-- Wrong codes of an attempt; whether Musubi is in the server where it began; the reply in Discord that will show its end.
ALTER TABLE attempts ADD COLUMN wrong_codes INTEGER NOT NULL DEFAULT 0 CHECK (wrong_codes >= 0);
ALTER TABLE attempts ADD COLUMN is_in_guild INTEGER NOT NULL DEFAULT 0 CHECK (is_in_guild IN (0, 1));
ALTER TABLE attempts ADD COLUMN reply_token BLOB; -- sealed
ALTER TABLE attempts ADD COLUMN reply_until INTEGER;

-- A token that AniList has accepted waits for its person's proof. After the link the row stays for the page, without it.
CREATE TABLE pending_links (
    state_hash BLOB PRIMARY KEY NOT NULL REFERENCES attempts ON DELETE CASCADE,
    discord_id INTEGER NOT NULL CHECK (discord_id > 0),
    grant_hash BLOB NOT NULL CHECK (length(grant_hash) = 32),
    ticket_hash BLOB NOT NULL UNIQUE CHECK (length(ticket_hash) = 32),
    sign_in_hash BLOB NOT NULL UNIQUE CHECK (length(sign_in_hash) = 32),
    sealed BLOB, -- the token, the link to be, and what its page was given; NULL when it is linked
    expires_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX waiting_links ON pending_links (discord_id) WHERE sealed IS NOT NULL;

-- When somebody ran /link lately, to limit it, also after /unlink: the hash names nobody without the key.
CREATE TABLE link_starts (
    person_hash BLOB NOT NULL CHECK (length(person_hash) = 32),
    at INTEGER NOT NULL,
    starts INTEGER NOT NULL CHECK (starts > 0), -- in that second
    PRIMARY KEY (person_hash, at)
) STRICT, WITHOUT ROWID;
