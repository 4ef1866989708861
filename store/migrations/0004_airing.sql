-- When episodes air, as AniList said when it was asked at seen_at; about nobody.
CREATE TABLE airings (
    media_id INTEGER NOT NULL CHECK (media_id > 0),
    episode INTEGER NOT NULL CHECK (episode >= 0),
    airing_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (media_id, episode)
) STRICT, WITHOUT ROWID;

CREATE INDEX airings_at ON airings (airing_at);

-- With every title AniList tells its next episode.
CREATE TRIGGER next_of_new_media AFTER INSERT ON media
WHEN NEW.next_episode IS NOT NULL AND NEW.next_airing_at IS NOT NULL BEGIN
    INSERT INTO airings (media_id, episode, airing_at, seen_at)
    VALUES (NEW.id, NEW.next_episode, NEW.next_airing_at, NEW.seen_at)
    ON CONFLICT DO UPDATE SET airing_at = excluded.airing_at, seen_at = excluded.seen_at
    WHERE excluded.seen_at >= seen_at;
END;

CREATE TRIGGER next_of_known_media AFTER UPDATE OF next_airing_at ON media
WHEN NEW.next_episode IS NOT NULL AND NEW.next_airing_at IS NOT NULL BEGIN
    INSERT INTO airings (media_id, episode, airing_at, seen_at)
    VALUES (NEW.id, NEW.next_episode, NEW.next_airing_at, NEW.seen_at)
    ON CONFLICT DO UPDATE SET airing_at = excluded.airing_at, seen_at = excluded.seen_at
    WHERE excluded.seen_at >= seen_at;
END;

INSERT INTO airings (media_id, episode, airing_at, seen_at)
SELECT id, next_episode, next_airing_at, seen_at FROM media
WHERE next_episode IS NOT NULL AND next_airing_at IS NOT NULL;

CREATE INDEX media_to_air ON media (next_airing_at) WHERE next_airing_at IS NOT NULL;
CREATE INDEX unfinished_media ON media (media_type, status, seen_at)
WHERE media_type = 'ANIME' AND status IN ('RELEASING', 'NOT_YET_RELEASED', 'HIATUS');
CREATE INDEX watched_entries ON entries (media_id, media_type, status)
WHERE media_type = 'ANIME' AND status IN ('CURRENT', 'REPEATING');

-- The titles whose air times somebody is waiting for.
CREATE VIEW followed AS
SELECT media_id FROM entries WHERE media_type = 'ANIME' AND status IN ('CURRENT', 'REPEATING');

-- When AniList told last of a followed title's air times.
CREATE TABLE polls (
    media_id INTEGER PRIMARY KEY CHECK (media_id > 0),
    heard_at INTEGER NOT NULL
) STRICT;

-- When AniList was asked for all that airs on a day (of UTC, counted from 1970).
CREATE TABLE schedules (
    day INTEGER PRIMARY KEY,
    asked_at INTEGER NOT NULL
) STRICT;
