-- AniList's minute as the processes on this database share it: a document that anilist/minute.py reads and writes.
CREATE TABLE anilist_minute (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    document TEXT NOT NULL CHECK (json_valid(document))
) STRICT;
