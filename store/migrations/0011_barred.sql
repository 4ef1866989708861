-- Whom admins have hidden, linked or not: fingerprints of store/fingerprint.py, for that outlives a link.
CREATE TABLE barred (
    guild_id INTEGER NOT NULL CHECK (guild_id > 0),
    salt BLOB NOT NULL CHECK (length(salt) = 16),
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 16),
    PRIMARY KEY (guild_id, fingerprint)
) STRICT, WITHOUT ROWID;

WITH salted AS MATERIALIZED (SELECT guild_id, discord_id, randomblob(16) AS salt FROM members WHERE is_barred = 1)
INSERT INTO barred SELECT guild_id, salt, fingerprint(salt, discord_id) FROM salted;

-- Nobody is a member any more only because an admin has hidden them.
DELETE FROM members WHERE seen_at = 0;
