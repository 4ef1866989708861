-- Feeds whose posts Discord refuses for now; they are tried again for a day.
CREATE TABLE feed_pauses (
    feed_id INTEGER PRIMARY KEY REFERENCES feeds ON DELETE CASCADE,
    since INTEGER NOT NULL,
    retry_at INTEGER NOT NULL,
    refusal INTEGER NOT NULL, -- Discord's, of the last refusal
    told_at INTEGER -- when the admin who opened the feed was told
) STRICT;

-- In a forum, a feed has a post for each title.
ALTER TABLE feeds ADD COLUMN is_forum INTEGER NOT NULL DEFAULT 0 CHECK (is_forum IN (0, 1));
ALTER TABLE feeds ADD COLUMN tag_id INTEGER; -- a tag of the forum, which the posts get

CREATE TABLE feed_posts (
    feed_id INTEGER NOT NULL REFERENCES feeds ON DELETE CASCADE,
    media_id INTEGER NOT NULL CHECK (media_id > 0),
    thread_id INTEGER NOT NULL,
    PRIMARY KEY (feed_id, media_id)
) STRICT, WITHOUT ROWID;

-- In an announcement channel, posts can be published to the servers that follow it.
ALTER TABLE feeds ADD COLUMN is_published INTEGER NOT NULL DEFAULT 0 CHECK (is_published IN (0, 1));
ALTER TABLE feeds ADD COLUMN publications TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(publications)); -- their times
