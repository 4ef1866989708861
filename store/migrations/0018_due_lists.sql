-- Since when both of a person's lists are known: the time of the older one, 0 while one was never read.
ALTER TABLE links ADD COLUMN lists_at INTEGER NOT NULL DEFAULT 0;

UPDATE links SET lists_at = (
    SELECT CASE WHEN count(*) = 2 THEN min(max(coalesce(full_at, 0), coalesce(delta_at, 0))) ELSE 0 END
    FROM lists WHERE lists.discord_id = links.discord_id
);

-- The people whose lists are the oldest, without the dead links.
CREATE INDEX links_by_lists ON links (lists_at, discord_id, rejected_at) WHERE rejected_at IS NULL;

CREATE TRIGGER list_begun AFTER INSERT ON lists BEGIN
    UPDATE links SET lists_at = (
        SELECT CASE WHEN count(*) = 2 THEN min(max(coalesce(full_at, 0), coalesce(delta_at, 0))) ELSE 0 END
        FROM lists WHERE lists.discord_id = NEW.discord_id
    ) WHERE discord_id = NEW.discord_id;
END;

CREATE TRIGGER list_read AFTER UPDATE OF full_at, delta_at ON lists
WHEN OLD.full_at IS NOT NEW.full_at OR OLD.delta_at IS NOT NEW.delta_at BEGIN
    UPDATE links SET lists_at = (
        SELECT CASE WHEN count(*) = 2 THEN min(max(coalesce(full_at, 0), coalesce(delta_at, 0))) ELSE 0 END
        FROM lists WHERE lists.discord_id = NEW.discord_id
    ) WHERE discord_id = NEW.discord_id;
END;

CREATE TRIGGER list_gone AFTER DELETE ON lists BEGIN
    UPDATE links SET lists_at = 0 WHERE discord_id = OLD.discord_id;
END;
