-- The languages of linked people who have chosen one; Discord's holds for the others.
CREATE TABLE languages (
    discord_id INTEGER PRIMARY KEY REFERENCES links ON DELETE CASCADE,
    language TEXT NOT NULL CHECK (language <> '')
) STRICT;

-- The language of the person's Discord, as it was last heard: for messages that answer nothing.
ALTER TABLE links ADD COLUMN locale TEXT;
ALTER TABLE attempts ADD COLUMN locale TEXT;

-- A server's language, where its admins have chosen one.
ALTER TABLE guilds ADD COLUMN language TEXT CHECK (language <> '');

-- The numbers of Discord's commands by their names, as JSON.
ALTER TABLE commands ADD COLUMN ids TEXT NOT NULL DEFAULT '{}';
