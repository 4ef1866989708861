-- AniList's minute as the processes on this database share it: a document that anilist/minute.py reads and writes.
CREATE TABLE anilist_minute (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    document TEXT COLLATE "C" NOT NULL CHECK (json_valid(document))
);
