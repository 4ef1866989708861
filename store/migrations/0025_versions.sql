-- A new random number at each change of the list's entries: a copy of them with another number is stale.
ALTER TABLE lists ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

-- Where several processes use the database: by which number of `title_news` a title was new to them last.
ALTER TABLE media ADD COLUMN news INTEGER NOT NULL DEFAULT 0;

CREATE INDEX media_by_news ON media (news) WHERE news > 0;

CREATE TABLE title_news (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    number INTEGER NOT NULL
) STRICT;
