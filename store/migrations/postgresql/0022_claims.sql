-- Which process tells a begun notice, and until when no other one does.
ALTER TABLE notices ADD COLUMN owner TEXT COLLATE "C"; -- the id of a process
ALTER TABLE notices ADD COLUMN claimed_until BIGINT NOT NULL DEFAULT 0;

CREATE INDEX notices_begun ON notices (letter) WHERE state = 'begun';
