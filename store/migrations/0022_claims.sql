-- Which process tells a begun notice, and until when no other one does.
ALTER TABLE notices ADD COLUMN owner TEXT; -- the id of a process
ALTER TABLE notices ADD COLUMN claimed_until INTEGER NOT NULL DEFAULT 0;

CREATE INDEX notices_begun ON notices (letter) WHERE state = 'begun';
