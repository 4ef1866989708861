-- What one process alone may do at a time, by the name of the work. A lease that has run out is free.
CREATE TABLE leases (
    name TEXT COLLATE "C" PRIMARY KEY CHECK (name <> ''),
    owner TEXT COLLATE "C" NOT NULL, -- the id of a process
    until DOUBLE PRECISION NOT NULL -- by the clock of the database
);

-- The processes that run on this database, each with a new id at each start.
CREATE TABLE processes (
    id TEXT COLLATE "C" PRIMARY KEY CHECK (id <> ''),
    version TEXT COLLATE "C" NOT NULL,
    role TEXT COLLATE "C" NOT NULL CHECK (role <> ''),
    shards TEXT COLLATE "C", -- as in SHARDS; NULL: as many as Discord asks for
    host TEXT COLLATE "C" NOT NULL,
    key_id BYTEA NOT NULL, -- names its newest key, and reveals nothing about it
    started_at BIGINT NOT NULL, -- by the clock of the database, like the next
    seen_at BIGINT NOT NULL
);
