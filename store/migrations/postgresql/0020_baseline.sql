-- The tables as SQLite's migrations 0001 to 0020 make them. Texts are compared byte by byte, as there: COLLATE "C".
-- Unix seconds, Discord's and AniList's own ids. A token, and the canary, is sealed: see store/seal.py.

CREATE TABLE migrations (
    number BIGINT PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL UNIQUE,
    applied_at BIGINT NOT NULL
);

CREATE TABLE canary (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    sealed BYTEA NOT NULL,
    checked_at BIGINT -- when the store was last seen to work
);

CREATE TABLE links (
    discord_id BIGINT PRIMARY KEY CHECK (discord_id > 0),
    anilist_id BIGINT NOT NULL UNIQUE CHECK (anilist_id > 0),
    token BYTEA NOT NULL,
    name TEXT COLLATE "C" NOT NULL CHECK (name <> ''),
    site_url TEXT COLLATE "C" NOT NULL,
    avatar_url TEXT COLLATE "C",
    score_format TEXT COLLATE "C" NOT NULL,
    title_language TEXT COLLATE "C" NOT NULL,
    adult BIGINT NOT NULL CHECK (adult IN (0, 1)),
    timezone TEXT COLLATE "C",
    anime TEXT COLLATE "C" NOT NULL CHECK (json_valid(anime)),
    manga TEXT COLLATE "C" NOT NULL CHECK (json_valid(manga)),
    anime_count BIGINT NOT NULL CHECK (anime_count >= 0),
    manga_count BIGINT NOT NULL CHECK (manga_count >= 0),
    linked_at BIGINT NOT NULL,
    refreshed_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    rejected_at BIGINT,
    warned_days BIGINT CHECK (warned_days > 0), -- the smallest number of days before the end that a warning was for
    -- Since when both of the person's lists are known: the time of the older one, 0 while one was never read.
    lists_at BIGINT NOT NULL DEFAULT 0,
    locale TEXT COLLATE "C" -- of the person's Discord, as it was last heard: for messages that answer nothing
);

-- The people whose lists are the oldest, without the dead links.
CREATE INDEX links_by_lists ON links (lists_at, discord_id, rejected_at) WHERE rejected_at IS NULL;

-- A state is an attempt to link. At most one of a person's is open; what has ended still counts against the limit.
CREATE TABLE attempts (
    state_hash BYTEA PRIMARY KEY CHECK (length(state_hash) = 32),
    discord_id BIGINT NOT NULL CHECK (discord_id > 0),
    discord_name TEXT COLLATE "C" NOT NULL,
    discord_created_at BIGINT NOT NULL,
    guild_id BIGINT CHECK (guild_id > 0),
    guild_name TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL CHECK (expires_at > created_at),
    used_at BIGINT,
    ended_at BIGINT,
    card_channel_id BIGINT CHECK (card_channel_id > 0),
    card_message_id BIGINT CHECK (card_message_id > 0),
    locale TEXT COLLATE "C",
    CHECK ((card_channel_id IS NULL) = (card_message_id IS NULL))
);

CREATE UNIQUE INDEX open_attempts ON attempts (discord_id) WHERE ended_at IS NULL;
CREATE INDEX attempts_of ON attempts (discord_id, created_at);

-- Where a linked person does not want to be shown.
CREATE TABLE hidden (
    discord_id BIGINT NOT NULL REFERENCES links ON DELETE CASCADE,
    guild_id BIGINT NOT NULL CHECK (guild_id > 0),
    PRIMARY KEY (discord_id, guild_id)
);

-- A hash of what Discord was told last about our commands.
CREATE TABLE commands (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    digest TEXT COLLATE "C" NOT NULL,
    ids TEXT COLLATE "C" NOT NULL DEFAULT '{}' -- the numbers of Discord's commands by their names, as JSON
);

-- What AniList says of titles; about nobody.
CREATE TABLE media (
    id BIGINT PRIMARY KEY CHECK (id > 0),
    media_type TEXT COLLATE "C" NOT NULL CHECK (media_type IN ('ANIME', 'MANGA')),
    format TEXT COLLATE "C",
    status TEXT COLLATE "C",
    romaji TEXT COLLATE "C",
    english TEXT COLLATE "C",
    native TEXT COLLATE "C",
    synonyms TEXT COLLATE "C" NOT NULL CHECK (json_valid(synonyms)),
    episodes BIGINT,
    chapters BIGINT,
    volumes BIGINT,
    duration BIGINT, -- minutes of an episode
    season TEXT COLLATE "C",
    season_year BIGINT,
    country TEXT COLLATE "C",
    cover_url TEXT COLLATE "C",
    colour TEXT COLLATE "C",
    genres TEXT COLLATE "C" NOT NULL CHECK (json_valid(genres)),
    average_score BIGINT,
    mean_score BIGINT,
    popularity BIGINT,
    is_adult BIGINT NOT NULL CHECK (is_adult IN (0, 1)),
    is_locked BIGINT NOT NULL CHECK (is_locked IN (0, 1)),
    next_episode BIGINT,
    next_airing_at BIGINT,
    site_url TEXT COLLATE "C",
    trailer_url TEXT COLLATE "C",
    seen_at BIGINT NOT NULL,
    description TEXT COLLATE "C",
    -- A title is public once an answer of AniList's about nobody has named it, or an entry that others may see. All
    -- others are known to Musubi from what their owners keep to themselves, and are offered to these alone.
    is_public BIGINT NOT NULL DEFAULT 0 CHECK (is_public IN (0, 1))
);

CREATE INDEX media_to_air ON media (next_airing_at) WHERE next_airing_at IS NOT NULL;
CREATE INDEX unfinished_media ON media (media_type, status, seen_at)
WHERE media_type = 'ANIME' AND status IN ('RELEASING', 'NOT_YET_RELEASED', 'HIATUS');

-- A linked person's list, and when AniList was asked: for anything of it, for all of it, for what has changed.
CREATE TABLE lists (
    discord_id BIGINT NOT NULL REFERENCES links ON DELETE CASCADE,
    media_type TEXT COLLATE "C" NOT NULL CHECK (media_type IN ('ANIME', 'MANGA')),
    read_at BIGINT NOT NULL,
    full_at BIGINT CHECK (full_at <= read_at),
    delta_at BIGINT CHECK (delta_at <= read_at),
    PRIMARY KEY (discord_id, media_type)
);

-- Dates are AniList's FuzzyDateInt: YYYYMMDD, 0 for what is unknown.
CREATE TABLE entries (
    discord_id BIGINT NOT NULL,
    media_id BIGINT NOT NULL CHECK (media_id > 0),
    media_type TEXT COLLATE "C" NOT NULL,
    entry_id BIGINT NOT NULL CHECK (entry_id > 0),
    status TEXT COLLATE "C" NOT NULL CHECK (status <> ''),
    score BIGINT NOT NULL CHECK (score BETWEEN 0 AND 100),
    progress BIGINT NOT NULL CHECK (progress >= 0),
    volumes BIGINT NOT NULL CHECK (volumes >= 0),
    repeat BIGINT NOT NULL CHECK (repeat >= 0),
    private BIGINT NOT NULL CHECK (private IN (0, 1)),
    hidden BIGINT NOT NULL CHECK (hidden IN (0, 1)),
    notes TEXT COLLATE "C" NOT NULL,
    custom_lists TEXT COLLATE "C" NOT NULL CHECK (json_valid(custom_lists)),
    advanced_scores TEXT COLLATE "C" NOT NULL CHECK (json_valid(advanced_scores)),
    started BIGINT NOT NULL CHECK (started >= 0 AND started / 100 % 100 <= 12 AND started % 100 <= 31),
    completed BIGINT NOT NULL CHECK (completed >= 0 AND completed / 100 % 100 <= 12 AND completed % 100 <= 31),
    updated_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    read_at BIGINT NOT NULL,
    PRIMARY KEY (discord_id, media_id),
    FOREIGN KEY (discord_id, media_type) REFERENCES lists ON DELETE CASCADE
);

CREATE INDEX watched_entries ON entries (media_id, media_type, status)
WHERE media_type = 'ANIME' AND status IN ('CURRENT', 'REPEATING');

-- A person's own titles by status, the latest change first: all that is asked while somebody types.
CREATE INDEX own_titles ON entries (discord_id, status, updated_at DESC, media_type);

-- What was seen not to be on a person's list.
CREATE TABLE absences (
    discord_id BIGINT NOT NULL REFERENCES links ON DELETE CASCADE,
    media_id BIGINT NOT NULL CHECK (media_id > 0),
    read_at BIGINT NOT NULL,
    PRIMARY KEY (discord_id, media_id)
);

-- What people changed, by the id of the interaction. The entries are JSON; NULL is not on the list.
CREATE TABLE changes (
    id BIGINT PRIMARY KEY CHECK (id > 0),
    discord_id BIGINT NOT NULL REFERENCES links ON DELETE CASCADE,
    media_id BIGINT NOT NULL CHECK (media_id > 0),
    before TEXT COLLATE "C" CHECK (before IS NULL OR json_valid(before)),
    wanted TEXT COLLATE "C" CHECK (wanted IS NULL OR json_valid(wanted)),
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('begun', 'done', 'undone', 'failed')),
    after TEXT COLLATE "C" CHECK (after IS NULL OR json_valid(after)),
    at BIGINT NOT NULL,
    is_shown BIGINT NOT NULL DEFAULT 0 CHECK (is_shown IN (0, 1)), -- whether the person has seen what became of it
    is_undoing BIGINT NOT NULL DEFAULT 0 CHECK (is_undoing IN (0, 1))
);

CREATE INDEX changes_of ON changes (discord_id);
CREATE INDEX changes_at ON changes (at);

CREATE TABLE preferences (
    discord_id BIGINT PRIMARY KEY REFERENCES links ON DELETE CASCADE,
    public_replies BIGINT NOT NULL CHECK (public_replies IN (0, 1)),
    light_pictures BIGINT NOT NULL DEFAULT 0 CHECK (light_pictures IN (0, 1))
);

-- In which servers a linked person uses Musubi.
CREATE TABLE members (
    guild_id BIGINT NOT NULL CHECK (guild_id > 0),
    discord_id BIGINT NOT NULL REFERENCES links ON DELETE CASCADE,
    seen_at BIGINT NOT NULL CHECK (seen_at >= 0), -- 0: an admin has hidden them before they were seen
    is_barred BIGINT NOT NULL DEFAULT 0 CHECK (is_barred IN (0, 1)), -- hidden by an admin of the server
    is_told BIGINT NOT NULL DEFAULT 0 CHECK (is_told IN (0, 1)), -- who sees them there
    PRIMARY KEY (guild_id, discord_id)
);

CREATE INDEX memberships ON members (discord_id);

-- Who wants to be shown in no server at all.
CREATE TABLE hidden_everywhere (
    discord_id BIGINT PRIMARY KEY REFERENCES links ON DELETE CASCADE
);

-- What a server's admins have chosen; a server without a row has chosen nothing.
CREATE TABLE guilds (
    guild_id BIGINT PRIMARY KEY CHECK (guild_id > 0),
    is_social BIGINT NOT NULL CHECK (is_social IN (0, 1)),
    allows_adult BIGINT NOT NULL CHECK (allows_adult IN (0, 1)), -- in age-restricted channels
    title_language TEXT COLLATE "C" NOT NULL CHECK (title_language <> ''),
    language TEXT COLLATE "C" CHECK (language <> '') -- where its admins have chosen one
);

-- A linked person's favourite titles, the first chosen first.
CREATE TABLE favourites (
    discord_id BIGINT NOT NULL REFERENCES links ON DELETE CASCADE,
    media_id BIGINT NOT NULL CHECK (media_id > 0),
    place BIGINT NOT NULL CHECK (place >= 0),
    PRIMARY KEY (discord_id, media_id)
);

-- What AniList's people recommend to whom a title pleases; about nobody.
CREATE TABLE recommendations (
    media_id BIGINT NOT NULL REFERENCES media ON DELETE CASCADE,
    recommended_id BIGINT NOT NULL CHECK (recommended_id > 0),
    rating BIGINT NOT NULL,
    PRIMARY KEY (media_id, recommended_id)
);

-- When episodes air, as AniList said when it was asked at seen_at; about nobody.
CREATE TABLE airings (
    media_id BIGINT NOT NULL CHECK (media_id > 0),
    episode BIGINT NOT NULL CHECK (episode >= 0),
    airing_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (media_id, episode)
);

CREATE INDEX airings_at ON airings (airing_at);

-- When AniList told last of a followed title's air times.
CREATE TABLE polls (
    media_id BIGINT PRIMARY KEY CHECK (media_id > 0),
    heard_at BIGINT NOT NULL
);

-- When AniList was asked for all that airs on a day (of UTC, counted from 1970).
CREATE TABLE schedules (
    day BIGINT PRIMARY KEY,
    asked_at BIGINT NOT NULL
);

-- Changes of several entries at once, by the id of the interaction in which they were proposed. The entries are JSON.
CREATE TABLE bulks (
    id BIGINT PRIMARY KEY CHECK (id > 0),
    discord_id BIGINT NOT NULL REFERENCES links ON DELETE CASCADE,
    before TEXT COLLATE "C" NOT NULL CHECK (json_valid(before)),
    wanted TEXT COLLATE "C" NOT NULL CHECK (json_valid(wanted)),
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('proposed', 'begun', 'done', 'undone')),
    after TEXT COLLATE "C" NOT NULL CHECK (json_valid(after)),
    at BIGINT NOT NULL,
    is_undoing BIGINT NOT NULL DEFAULT 0 CHECK (is_undoing IN (0, 1))
);

CREATE INDEX bulks_of ON bulks (discord_id);
CREATE INDEX bulks_at ON bulks (at);

-- Who has ever asked to be told of new episodes, and how they want to be.
CREATE TABLE reminders (
    discord_id BIGINT PRIMARY KEY REFERENCES links ON DELETE CASCADE,
    is_on BIGINT NOT NULL CHECK (is_on IN (0, 1)),
    is_all BIGINT NOT NULL CHECK (is_all IN (0, 1)), -- of all that is watched, beside the wanted titles
    hours_later BIGINT NOT NULL CHECK (hours_later BETWEEN 0 AND 72),
    only_caught_up BIGINT NOT NULL CHECK (only_caught_up IN (0, 1)),
    digest_hour BIGINT CHECK (digest_hour BETWEEN 0 AND 23), -- NULL: as they air
    zone TEXT COLLATE "C" CHECK (zone <> ''), -- a name of IANA's; NULL: AniList's
    closed_at BIGINT, -- since when Discord delivers nothing to them
    end_told_at BIGINT -- when they were told that AniList no longer accepts their link
);

-- Titles of which somebody wants to be told, or not.
CREATE TABLE reminded_titles (
    discord_id BIGINT NOT NULL REFERENCES reminders ON DELETE CASCADE,
    media_id BIGINT NOT NULL CHECK (media_id > 0),
    is_wanted BIGINT NOT NULL CHECK (is_wanted IN (0, 1)),
    PRIMARY KEY (discord_id, media_id)
);

CREATE INDEX wanted_titles ON reminded_titles (media_id) WHERE is_wanted = 1;

-- Channels of servers to which news is posted.
CREATE TABLE feeds (
    id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    guild_id BIGINT NOT NULL CHECK (guild_id > 0),
    channel_id BIGINT NOT NULL CHECK (channel_id > 0),
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('episodes', 'activity')),
    is_all BIGINT NOT NULL CHECK (is_all IN (0, 1)), -- of all that members watch, beside the chosen titles
    mentions TEXT COLLATE "C" NOT NULL CHECK (mentions IN ('nobody', 'role', 'asked')),
    role_id BIGINT,
    opened_by BIGINT, -- who is told when it ends
    opened_at BIGINT NOT NULL,
    ended_at BIGINT, -- since when Discord takes no posts there
    UNIQUE (guild_id, kind, channel_id)
);

CREATE TABLE feed_titles (
    feed_id BIGINT NOT NULL REFERENCES feeds ON DELETE CASCADE,
    media_id BIGINT NOT NULL CHECK (media_id > 0),
    PRIMARY KEY (feed_id, media_id)
);

CREATE INDEX fed_titles ON feed_titles (media_id);

-- Who wants to be mentioned in a feed.
CREATE TABLE feed_listeners (
    feed_id BIGINT NOT NULL REFERENCES feeds ON DELETE CASCADE,
    discord_id BIGINT NOT NULL REFERENCES links ON DELETE CASCADE,
    PRIMARY KEY (feed_id, discord_id)
);

CREATE INDEX feeds_listened_to ON feed_listeners (discord_id);

-- Who lets a server's feed tell what they do on their lists.
CREATE TABLE sharers (
    guild_id BIGINT NOT NULL CHECK (guild_id > 0),
    discord_id BIGINT NOT NULL REFERENCES links ON DELETE CASCADE,
    since BIGINT NOT NULL,
    PRIMARY KEY (guild_id, discord_id)
);

CREATE INDEX shared_in ON sharers (discord_id);

-- What a person or a feed is to be told, or was: an episode, or somebody's change. Written before it is sent.
CREATE TABLE notices (
    id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    discord_id BIGINT REFERENCES links ON DELETE CASCADE,
    feed_id BIGINT REFERENCES feeds ON DELETE CASCADE,
    change_id BIGINT REFERENCES changes ON DELETE CASCADE,
    media_id BIGINT NOT NULL CHECK (media_id > 0),
    episode BIGINT, -- NULL for a change
    happened_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL DEFAULT 'due'
        CHECK (state IN ('due', 'begun', 'sent', 'needless', 'late', 'lost', 'refused')),
    letter BIGINT, -- the first of the notices that were sent together
    tried_at BIGINT,
    CHECK ((discord_id IS NULL) <> (feed_id IS NULL)),
    CHECK ((change_id IS NULL) <> (episode IS NULL))
);

CREATE UNIQUE INDEX notices_to_people ON notices (discord_id, media_id, episode) WHERE discord_id IS NOT NULL;
CREATE UNIQUE INDEX notices_to_feeds ON notices (feed_id, media_id, episode)
WHERE feed_id IS NOT NULL AND change_id IS NULL;
CREATE UNIQUE INDEX notices_of_changes ON notices (change_id, feed_id) WHERE change_id IS NOT NULL;
CREATE INDEX notices_of_feeds ON notices (feed_id) WHERE feed_id IS NOT NULL;
CREATE INDEX notices_pending ON notices (due_at) WHERE state IN ('due', 'begun');
CREATE INDEX notices_over ON notices (due_at) WHERE state NOT IN ('due', 'begun');

-- Up to when what has aired was made into notices.
CREATE TABLE noticed (
    until BIGINT NOT NULL
);

-- What somebody has asked for last that their link was too dead for; offered again when they have linked anew.
CREATE TABLE asks (
    discord_id BIGINT PRIMARY KEY REFERENCES links ON DELETE CASCADE,
    id BIGINT NOT NULL,
    deed TEXT COLLATE "C" NOT NULL CHECK (json_valid(deed)),
    at BIGINT NOT NULL
);

-- Whom admins have hidden, linked or not: fingerprints of store/fingerprint.py, for that outlives a link.
CREATE TABLE barred (
    guild_id BIGINT NOT NULL CHECK (guild_id > 0),
    salt BYTEA NOT NULL CHECK (length(salt) = 16),
    fingerprint BYTEA NOT NULL CHECK (length(fingerprint) = 16),
    PRIMARY KEY (guild_id, fingerprint)
);

-- Commands whose title fits several, as they were typed, until their person has said which one they mean.
CREATE TABLE questions (
    id BIGINT PRIMARY KEY, -- of the interaction
    discord_id BIGINT NOT NULL,
    command TEXT COLLATE "C" NOT NULL CHECK (json_valid(command)),
    at BIGINT NOT NULL
);

CREATE INDEX questions_of ON questions (discord_id);

-- Interactions that asked for a change once more before its person had seen what became of it.
CREATE TABLE repeats (
    id BIGINT PRIMARY KEY CHECK (id > 0),
    change_id BIGINT NOT NULL REFERENCES changes ON DELETE CASCADE
);

CREATE INDEX repeats_of ON repeats (change_id);

-- What /favourite was to make of a title: it turns what is there, so that is written down before AniList is asked.
CREATE TABLE favourite_turns (
    id BIGINT PRIMARY KEY CHECK (id > 0),
    discord_id BIGINT NOT NULL REFERENCES links ON DELETE CASCADE,
    media_id BIGINT NOT NULL CHECK (media_id > 0),
    wanted BIGINT NOT NULL CHECK (wanted IN (0, 1)),
    is_shown BIGINT NOT NULL CHECK (is_shown IN (0, 1)),
    at BIGINT NOT NULL
);

CREATE INDEX favourite_turns_of ON favourite_turns (discord_id, media_id);
CREATE INDEX favourite_turns_at ON favourite_turns (at);

-- One row while rows that people had deleted are not overwritten yet in the file; how many deletions there were since.
CREATE TABLE scrubs (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    deletions BIGINT NOT NULL CHECK (deletions > 0)
);

-- The languages of linked people who have chosen one; Discord's holds for the others.
CREATE TABLE languages (
    discord_id BIGINT PRIMARY KEY REFERENCES links ON DELETE CASCADE,
    language TEXT COLLATE "C" NOT NULL CHECK (language <> '')
);

-- The servers that have got the card with the first steps. They are never forgotten, so that nobody gets it twice.
CREATE TABLE welcomes (
    guild_id BIGINT PRIMARY KEY CHECK (guild_id > 0),
    welcomed_at BIGINT NOT NULL CHECK (welcomed_at >= 0)
);

-- Since when servers are welcomed: a server that was there before gets no card.
CREATE TABLE welcoming (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    since BIGINT NOT NULL CHECK (since >= 0)
);

-- All of an entry that anybody but its owner may ever see.
CREATE VIEW shown AS
SELECT discord_id, media_id, media_type, status, score, progress, volumes, repeat, completed, updated_at FROM entries
WHERE private = 0 AND hidden = 0;

-- Who may be shown in which server; nobody where its admins have switched that off.
CREATE VIEW circles AS
SELECT guild_id, discord_id FROM members WHERE is_barred = 0 AND seen_at > 0
AND NOT EXISTS (SELECT 1 FROM guilds WHERE guild_id = members.guild_id AND is_social = 0)
AND NOT EXISTS (SELECT 1 FROM hidden_everywhere WHERE discord_id = members.discord_id)
AND NOT EXISTS (SELECT 1 FROM hidden WHERE discord_id = members.discord_id AND guild_id = members.guild_id);

CREATE VIEW in_sight AS
SELECT discord_id FROM circles
UNION ALL SELECT discord_id FROM reminders WHERE is_on = 1 AND closed_at IS NULL;

CREATE VIEW followed AS
SELECT media_id FROM entries WHERE media_type = 'ANIME' AND status IN ('CURRENT', 'REPEATING')
UNION ALL SELECT media_id FROM reminded_titles WHERE is_wanted = 1
UNION ALL SELECT media_id FROM feed_titles;

-- Another AniList account has other lists.
CREATE FUNCTION other_lists() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
    DELETE FROM lists WHERE discord_id = OLD.discord_id;
    DELETE FROM absences WHERE discord_id = OLD.discord_id;
    DELETE FROM changes WHERE discord_id = OLD.discord_id;
    RETURN NULL;
END $$;
CREATE TRIGGER other_lists AFTER UPDATE OF anilist_id ON links FOR EACH ROW
WHEN (OLD.anilist_id <> NEW.anilist_id)
EXECUTE FUNCTION other_lists();

CREATE FUNCTION other_favourites() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
    DELETE FROM favourites WHERE discord_id = OLD.discord_id;
    RETURN NULL;
END $$;
CREATE TRIGGER other_favourites AFTER UPDATE OF anilist_id ON links FOR EACH ROW
WHEN (OLD.anilist_id <> NEW.anilist_id)
EXECUTE FUNCTION other_favourites();

-- With every title AniList tells its next episode.
CREATE FUNCTION next_of_new_media() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
    INSERT INTO airings (media_id, episode, airing_at, seen_at)
    VALUES (NEW.id, NEW.next_episode, NEW.next_airing_at, NEW.seen_at)
    ON CONFLICT (media_id, episode) DO UPDATE SET airing_at = excluded.airing_at, seen_at = excluded.seen_at
    WHERE excluded.seen_at >= airings.seen_at;
    RETURN NULL;
END $$;
CREATE TRIGGER next_of_new_media AFTER INSERT ON media FOR EACH ROW
WHEN (NEW.next_episode IS NOT NULL AND NEW.next_airing_at IS NOT NULL)
EXECUTE FUNCTION next_of_new_media();

CREATE FUNCTION next_of_known_media() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
    INSERT INTO airings (media_id, episode, airing_at, seen_at)
    VALUES (NEW.id, NEW.next_episode, NEW.next_airing_at, NEW.seen_at)
    ON CONFLICT (media_id, episode) DO UPDATE SET airing_at = excluded.airing_at, seen_at = excluded.seen_at
    WHERE excluded.seen_at >= airings.seen_at;
    RETURN NULL;
END $$;
CREATE TRIGGER next_of_known_media AFTER UPDATE OF next_airing_at ON media FOR EACH ROW
WHEN (NEW.next_episode IS NOT NULL AND NEW.next_airing_at IS NOT NULL)
EXECUTE FUNCTION next_of_known_media();

-- Another AniList account has other lists.
CREATE FUNCTION other_bulks() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
    DELETE FROM bulks WHERE discord_id = OLD.discord_id;
    RETURN NULL;
END $$;
CREATE TRIGGER other_bulks AFTER UPDATE OF anilist_id ON links FOR EACH ROW
WHEN (OLD.anilist_id <> NEW.anilist_id)
EXECUTE FUNCTION other_bulks();

-- Another AniList account has other lists.
CREATE FUNCTION other_asks() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
    DELETE FROM asks WHERE discord_id = OLD.discord_id;
    RETURN NULL;
END $$;
CREATE TRIGGER other_asks AFTER UPDATE OF anilist_id ON links FOR EACH ROW
WHEN (OLD.anilist_id <> NEW.anilist_id)
EXECUTE FUNCTION other_asks();

-- They were asked about other lists.
CREATE FUNCTION other_questions() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
    DELETE FROM questions WHERE discord_id = OLD.discord_id;
    RETURN NULL;
END $$;
CREATE TRIGGER other_questions AFTER UPDATE OF anilist_id ON links FOR EACH ROW
WHEN (OLD.anilist_id <> NEW.anilist_id)
EXECUTE FUNCTION other_questions();

CREATE FUNCTION other_notices() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
    DELETE FROM notices WHERE discord_id = OLD.discord_id;
    DELETE FROM reminded_titles WHERE discord_id = OLD.discord_id;
    RETURN NULL;
END $$;
CREATE TRIGGER other_notices AFTER UPDATE OF anilist_id ON links FOR EACH ROW
WHEN (OLD.anilist_id <> NEW.anilist_id)
EXECUTE FUNCTION other_notices();

-- Who has left a server no longer shares there, nor listens.
CREATE FUNCTION member_gone() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
    DELETE FROM sharers WHERE guild_id = OLD.guild_id AND discord_id = OLD.discord_id;
    DELETE FROM feed_listeners WHERE discord_id = OLD.discord_id
    AND feed_id IN (SELECT id FROM feeds WHERE guild_id = OLD.guild_id);
    RETURN NULL;
END $$;
CREATE TRIGGER member_gone AFTER DELETE ON members FOR EACH ROW
EXECUTE FUNCTION member_gone();

CREATE FUNCTION opener_gone() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
    UPDATE feeds SET opened_by = NULL WHERE opened_by = OLD.discord_id;
    RETURN NULL;
END $$;
CREATE TRIGGER opener_gone AFTER DELETE ON links FOR EACH ROW
EXECUTE FUNCTION opener_gone();

-- Another AniList account has other favourites.
CREATE FUNCTION other_favourite_turns() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
    DELETE FROM favourite_turns WHERE discord_id = OLD.discord_id;
    RETURN NULL;
END $$;
CREATE TRIGGER other_favourite_turns AFTER UPDATE OF anilist_id ON links FOR EACH ROW
WHEN (OLD.anilist_id <> NEW.anilist_id)
EXECUTE FUNCTION other_favourite_turns();

CREATE FUNCTION list_begun() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
    UPDATE links SET lists_at = (
        SELECT CASE WHEN count(*) = 2 THEN min(max(coalesce(full_at, 0), coalesce(delta_at, 0))) ELSE 0 END
        FROM lists WHERE lists.discord_id = NEW.discord_id
    ) WHERE discord_id = NEW.discord_id;
    RETURN NULL;
END $$;
CREATE TRIGGER list_begun AFTER INSERT ON lists FOR EACH ROW
EXECUTE FUNCTION list_begun();

CREATE FUNCTION list_read() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
    UPDATE links SET lists_at = (
        SELECT CASE WHEN count(*) = 2 THEN min(max(coalesce(full_at, 0), coalesce(delta_at, 0))) ELSE 0 END
        FROM lists WHERE lists.discord_id = NEW.discord_id
    ) WHERE discord_id = NEW.discord_id;
    RETURN NULL;
END $$;
CREATE TRIGGER list_read AFTER UPDATE OF full_at, delta_at ON lists FOR EACH ROW
WHEN (OLD.full_at IS DISTINCT FROM NEW.full_at OR OLD.delta_at IS DISTINCT FROM NEW.delta_at)
EXECUTE FUNCTION list_read();

CREATE FUNCTION list_gone() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
    UPDATE links SET lists_at = 0 WHERE discord_id = OLD.discord_id;
    RETURN NULL;
END $$;
CREATE TRIGGER list_gone AFTER DELETE ON lists FOR EACH ROW
EXECUTE FUNCTION list_gone();
