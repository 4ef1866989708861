-- What a feed about members tells: all that they do or highlights alone, of one type of titles or (NULL) of both.
ALTER TABLE feeds ADD COLUMN steps TEXT COLLATE "C" NOT NULL DEFAULT 'all' CHECK (steps IN ('all', 'highlights'));
ALTER TABLE feeds ADD COLUMN media_type TEXT COLLATE "C" CHECK (media_type IN ('ANIME', 'MANGA'));
-- Whether a card in its channel has said what it tells, and that members decide for themselves.
ALTER TABLE feeds ADD COLUMN is_announced BIGINT NOT NULL DEFAULT 0 CHECK (is_announced IN (0, 1));

-- Who agreed that a feed tells what they do on their lists. In `sharers` people agreed to less: it counts no more.
CREATE TABLE feed_sharers (
    feed_id BIGINT NOT NULL REFERENCES feeds ON DELETE CASCADE,
    discord_id BIGINT NOT NULL REFERENCES links ON DELETE CASCADE,
    with_scores BIGINT NOT NULL CHECK (with_scores IN (0, 1)),
    since BIGINT NOT NULL,
    PRIMARY KEY (feed_id, discord_id)
);

CREATE INDEX feeds_shared_with ON feed_sharers (discord_id);

DELETE FROM sharers;

-- Messages about what members did; the notices of that `letter` say what is in each. `content` is a digest of it.
CREATE TABLE activity_posts (
    letter BIGINT PRIMARY KEY CHECK (letter > 0),
    feed_id BIGINT NOT NULL REFERENCES feeds ON DELETE CASCADE,
    channel_id BIGINT NOT NULL CHECK (channel_id > 0),
    message_id BIGINT NOT NULL CHECK (message_id > 0),
    content TEXT COLLATE "C" NOT NULL,
    posted_at BIGINT NOT NULL
);

CREATE INDEX activity_posts_of ON activity_posts (feed_id);
CREATE INDEX activity_posts_at ON activity_posts (posted_at);

CREATE INDEX notices_by_letter ON notices (feed_id, letter) WHERE feed_id IS NOT NULL;

-- Who has left a server no longer shares there; another AniList account is another matter.
CREATE FUNCTION sharer_gone() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
    DELETE FROM feed_sharers WHERE discord_id = OLD.discord_id
    AND feed_id IN (SELECT id FROM feeds WHERE guild_id = OLD.guild_id);
    RETURN NULL;
END $$;
CREATE TRIGGER sharer_gone AFTER DELETE ON members FOR EACH ROW
EXECUTE FUNCTION sharer_gone();

CREATE FUNCTION other_feed_sharers() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
    DELETE FROM feed_sharers WHERE discord_id = OLD.discord_id;
    RETURN NULL;
END $$;
CREATE TRIGGER other_feed_sharers AFTER UPDATE OF anilist_id ON links FOR EACH ROW
WHEN (OLD.anilist_id <> NEW.anilist_id)
EXECUTE FUNCTION other_feed_sharers();
