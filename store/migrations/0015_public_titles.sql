-- A title is public once an answer of AniList's about nobody has named it, or an entry that others may see. All others
-- are known to Musubi from what their owners keep to themselves, and are offered to these alone.
ALTER TABLE media ADD COLUMN is_public INTEGER NOT NULL DEFAULT 0 CHECK (is_public IN (0, 1));

UPDATE media SET is_public = 1
WHERE id IN (SELECT media_id FROM shown) OR id IN (SELECT media_id FROM feed_titles);
