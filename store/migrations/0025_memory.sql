-- A new random number at each change of the list's entries: a copy of them with another number is stale.
ALTER TABLE lists ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
