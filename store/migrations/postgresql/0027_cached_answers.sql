-- AniList's public answers as documents, to be fetched again when they are old. Nothing here depends on a person's token.
CREATE TABLE cached_answers (
    kind TEXT COLLATE "C" NOT NULL CHECK (kind <> ''),
    name TEXT COLLATE "C" NOT NULL, -- what the answer is about: an id, or a search
    answer TEXT COLLATE "C" NOT NULL CHECK (json_valid(answer)),
    asked_at BIGINT NOT NULL,
    until BIGINT NOT NULL, -- it is of no use afterwards, and deleted
    PRIMARY KEY (kind, name)
);

CREATE INDEX cached_answers_until ON cached_answers (until);
