-- Feeds whose posts Discord refuses for now; they are tried again for a day.
CREATE TABLE feed_pauses (
    feed_id BIGINT PRIMARY KEY REFERENCES feeds ON DELETE CASCADE,
    since BIGINT NOT NULL,
    retry_at BIGINT NOT NULL,
    refusal BIGINT NOT NULL, -- Discord's, of the last refusal
    told_at BIGINT -- when the admin who opened the feed was told
);

-- In a forum, a feed has a post for each title.
ALTER TABLE feeds ADD COLUMN is_forum BIGINT NOT NULL DEFAULT 0 CHECK (is_forum IN (0, 1));
ALTER TABLE feeds ADD COLUMN tag_id BIGINT; -- a tag of the forum, which the posts get

CREATE TABLE feed_posts (
    feed_id BIGINT NOT NULL REFERENCES feeds ON DELETE CASCADE,
    media_id BIGINT NOT NULL CHECK (media_id > 0),
    thread_id BIGINT NOT NULL,
    PRIMARY KEY (feed_id, media_id)
);

-- In an announcement channel, posts can be published to the servers that follow it.
ALTER TABLE feeds ADD COLUMN is_published BIGINT NOT NULL DEFAULT 0 CHECK (is_published IN (0, 1));
ALTER TABLE feeds ADD COLUMN publications TEXT COLLATE "C" NOT NULL DEFAULT '[]'
    CHECK (json_valid(publications)); -- their times
