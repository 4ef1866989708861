-- The day of its release as AniList's FuzzyDateInt: YYYYMMDD, 00 for unknown parts; NULL until AniList is asked again.
ALTER TABLE media ADD COLUMN started INTEGER CHECK (started >= 0);
ALTER TABLE media ADD COLUMN source TEXT; -- MANGA, ORIGINAL and so on

-- When AniList last told all relations of the title; NULL: never.
ALTER TABLE media ADD COLUMN relations_at INTEGER;

-- What a title is to others: prequel, side story and so on; about nobody. The place is AniList's own order.
CREATE TABLE relations (
    media_id INTEGER NOT NULL REFERENCES media ON DELETE CASCADE,
    related_id INTEGER NOT NULL CHECK (related_id > 0 AND related_id <> media_id),
    relation TEXT NOT NULL CHECK (relation <> ''),
    place INTEGER NOT NULL CHECK (place >= 0),
    PRIMARY KEY (media_id, related_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX relations_to ON relations (related_id);
