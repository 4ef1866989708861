-- Since when a person wants to be told of what comes next; NULL: not.
ALTER TABLE reminders ADD COLUMN planned_since INTEGER; -- planned titles that begin
ALTER TABLE reminders ADD COLUMN sequels_since INTEGER; -- sequels of what they have finished
ALTER TABLE reminders ADD COLUMN breaks_since INTEGER; -- titles under way that are back from a break

-- When AniList was first seen to tell it, where it is new at AniList; NULL: nobody knows.
ALTER TABLE relations ADD COLUMN found_at INTEGER;
CREATE INDEX relations_found ON relations (found_at) WHERE found_at IS NOT NULL;

CREATE VIEW sequels AS
SELECT related_id AS media_id, media_id AS of_media_id, found_at FROM relations WHERE relation = 'SEQUEL'
UNION ALL SELECT media_id, related_id AS of_media_id, found_at FROM relations WHERE relation = 'PREQUEL';

CREATE INDEX media_to_come ON media (status) WHERE status IN ('NOT_YET_RELEASED', 'HIATUS');
CREATE INDEX entries_under_way ON entries (media_id) WHERE status IN ('CURRENT', 'PAUSED');

-- How far AniList's titles to come were read, the highest id first; library/upcoming/sweep.py says how.
CREATE TABLE sweeps (
    media_type TEXT PRIMARY KEY CHECK (media_type IN ('ANIME', 'MANGA')),
    first_at INTEGER NOT NULL, -- answers from before tell nothing
    began_at INTEGER NOT NULL,
    page INTEGER NOT NULL CHECK (page >= 0), -- the next; 0 when it is over
    whole_at INTEGER, -- when the last whole one began
    newest INTEGER, -- the highest id of those that are over
    highest INTEGER -- and of this one
) STRICT, WITHOUT ROWID;

-- What was last known of a title that has not begun, or is on a break; about nobody.
CREATE TABLE outlooks (
    media_id INTEGER PRIMARY KEY CHECK (media_id > 0),
    state TEXT CHECK (state IN ('ahead', 'away')), -- NULL until AniList tells
    day INTEGER NOT NULL DEFAULT 0 CHECK (day >= 0), -- when it begins, as was told last: YYYYMMDD, 00 for unknown parts
    asked_at INTEGER NOT NULL DEFAULT 0
) STRICT;

-- What has happened to titles; about nobody.
CREATE TABLE title_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    media_id INTEGER NOT NULL CHECK (media_id > 0),
    kind TEXT NOT NULL CHECK (kind IN ('announced', 'dated', 'begins', 'back')),
    of_media_id INTEGER CHECK (of_media_id > 0), -- the title that an announced one is a sequel of
    happened_at INTEGER NOT NULL,
    told_at INTEGER, -- when its notices were written
    CHECK ((of_media_id IS NOT NULL) = (kind = 'announced'))
) STRICT;

CREATE INDEX title_events_of ON title_events (media_id, kind);
CREATE INDEX title_events_untold ON title_events (id) WHERE told_at IS NULL;
