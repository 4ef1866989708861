-- AniList's public answers as documents, to be fetched again when they are old. Nothing here depends on a person's token.
CREATE TABLE cached_answers (
    kind TEXT NOT NULL CHECK (kind <> ''),
    name TEXT NOT NULL, -- what the answer is about: an id, or a search
    answer TEXT NOT NULL CHECK (json_valid(answer)),
    asked_at INTEGER NOT NULL,
    until INTEGER NOT NULL, -- it is of no use afterwards, and deleted
    PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX cached_answers_until ON cached_answers (until);
