-- The servers that have got the card with the first steps. They are never forgotten, so that nobody gets it twice.
CREATE TABLE welcomes (
    guild_id INTEGER PRIMARY KEY CHECK (guild_id > 0),
    welcomed_at INTEGER NOT NULL CHECK (welcomed_at >= 0)
) STRICT;

-- Since when servers are welcomed: a server that was there before gets no card.
CREATE TABLE welcoming (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    since INTEGER NOT NULL CHECK (since >= 0)
) STRICT;
