-- Notices can be about more than episodes and changes: the row of a topic, and no title at all.
ALTER TABLE notices ALTER COLUMN media_id DROP NOT NULL;
ALTER TABLE notices ADD COLUMN topic TEXT COLLATE "C" CHECK (topic IN ('activity', 'notification', 'title'));
ALTER TABLE notices ADD COLUMN topic_id BIGINT; -- of the topic's row, which may be gone
ALTER TABLE notices DROP CONSTRAINT notices_check1;
ALTER TABLE notices ADD CHECK (
    topic IS NULL AND topic_id IS NULL AND media_id IS NOT NULL AND (change_id IS NULL) <> (episode IS NULL)
    OR topic IS NOT NULL AND topic_id IS NOT NULL AND change_id IS NULL AND episode IS NULL
);

CREATE UNIQUE INDEX topics_to_people ON notices (topic, topic_id, discord_id)
WHERE topic IS NOT NULL AND discord_id IS NOT NULL;
CREATE UNIQUE INDEX topics_to_feeds ON notices (topic, topic_id, feed_id)
WHERE topic IS NOT NULL AND feed_id IS NOT NULL;
