-- Commands whose title fits several, as they were typed, until their person has said which one they mean.
CREATE TABLE questions (
    id INTEGER PRIMARY KEY, -- of the interaction
    discord_id INTEGER NOT NULL,
    command TEXT NOT NULL CHECK (json_valid(command)),
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX questions_of ON questions (discord_id);

-- They were asked about other lists.
CREATE TRIGGER other_questions AFTER UPDATE OF anilist_id ON links WHEN OLD.anilist_id <> NEW.anilist_id BEGIN
    DELETE FROM questions WHERE discord_id = OLD.discord_id;
END;
