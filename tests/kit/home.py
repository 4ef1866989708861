"""A data folder with its key, and links to store in it. Knows the store alone."""

import random
import shutil
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from redaction import Secret
from store import Attempt, Link, ListOptions, PendingLink, Store, open_store
from store.database import Database
from store.sqlite import SQLite

START = 1_900_000_000
DAY = 86_400
LIMIT = {"most": 1000, "since": 0}  # of attempts, where a test means another
TABLES = (
    "links",
    "attempts",
    "pending_links",
    "link_starts",
    "hidden",
    "commands",
    "canary",
    "media",
    "lists",
    "entries",
    "absences",
    "changes",
    "repeats",
    "favourite_turns",
    "replies",
    "bulks",
    "imports",
    "import_entries",
    "mal_ids",
    "asks",
    "questions",
    "list_views",
    "preferences",
    "languages",
    "members",
    "barred",
    "hidden_everywhere",
    "guilds",
    "favourites",
    "named_favourites",
    "cached_stats",
    "recommendations",
    "cached_answers",
    "relations",
    "airings",
    "polls",
    "sweeps",
    "outlooks",
    "title_events",
    "schedules",
    "reminders",
    "reminded_titles",
    "activities",
    "heard_people",
    "activity_poll",
    "feeds",
    "feed_titles",
    "feed_pauses",
    "feed_posts",
    "feed_listeners",
    "feed_sharers",
    "sharers",
    "rooms",
    "room_members",
    "room_guests",
    "notices",
    "activity_posts",
    "noticed",
    "notification_choices",
    "notifications",
    "gone_titles",
    "title_reports",
    "scrubs",
    "welcomes",
    "welcoming",
    "title_news",
    "leases",
    "processes",
    "anilist_minute",
)


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> int:
        return self.now


class Home(msgspec.Struct, frozen=True):
    """The files of a Musubi on the disk."""

    root: Path

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def database(self) -> Path:
        return self.data / "musubi.db"

    @property
    def key_file(self) -> Path:
        return self.root / "keys" / "musubi.key"

    @asynccontextmanager
    async def open(
        self, now: Callable[[], int] = lambda: START, key_text: Secret | None = None
    ) -> AsyncGenerator[Store]:
        async with open_store(self.data, key_file=self.key_file, key_text=key_text, now=now) as store:
            yield store

    def copied(self, root: Path) -> "Home":
        shutil.copytree(self.root, root)
        return Home(root)

    def files(self) -> dict[Path, bytes]:
        """The content of every file in the data folder."""
        return {path: path.read_bytes() for path in sorted(self.data.rglob("*")) if path.is_file()}


def a_link(number: int = 1, **changes: object) -> Link:
    """The link of the Discord account `number` with the AniList account `number`."""
    link = Link(
        discord_id=discord_id(number),
        anilist_id=5_000_000 + number,
        name=f"viewer{number}",
        site_url=f"https://anilist.co/user/viewer{number}",
        avatar_url=f"https://s4.anilist.co/avatar/{number}.png",
        score_format="POINT_10_DECIMAL",
        title_language="ROMAJI_STYLISED",
        adult=True,
        timezone="+09:00",
        anime=ListOptions(custom_lists=("With friends", "結び"), advanced_scoring=("Story", "Visuals")),
        manga=ListOptions(),
        anime_count=321,
        manga_count=0,
        linked_at=START,
        refreshed_at=START,
        expires_at=START + 365 * DAY,
    )
    return msgspec.structs.replace(link, **changes)


def discord_id(number: int) -> int:
    return 1_100_000_000_000_000_000 + number


def a_token(number: int = 1) -> Secret:
    """A token as long as AniList's."""
    return Secret(f"token-of-{number}-" + random.Random(number).randbytes(500).hex())


def an_attempt(number: int = 1, *, person: int = 1, **changes: object) -> Attempt:
    attempt = Attempt(
        state_hash=random.Random(number).randbytes(32),
        discord_id=discord_id(person),
        discord_name=f"discordian{person}",
        discord_created_at=START - 1000 * DAY,
        guild_id=77,
        guild_name="Anime Club",
        created_at=START,
        expires_at=START + 600,
    )
    return msgspec.structs.replace(attempt, **changes)


def a_pending_link(attempt: Attempt, **changes: object) -> PendingLink:
    """A token that waits for its person's proof."""
    pending = PendingLink(
        attempt=attempt,
        link=a_link(discord_id=attempt.discord_id),
        token=a_token(attempt.discord_id),
        code=Secret("7KQ4-M2XD"),
        ticket=Secret(f"ticket of {attempt.discord_id}"),
        sign_in=Secret(f"sign-in of {attempt.discord_id}"),
        expires_at=attempt.expires_at + 600,
    )
    return msgspec.structs.replace(pending, **changes)


async def fill(store: Store, people: int) -> None:
    for number in range(1, people + 1):
        await store.links.save(a_link(number), a_token(number))


async def refuse_writes(database: Database, *, is_on: bool) -> None:
    """Have every write refused from now on, as on a full disk, or no longer."""
    if database.is_shared:
        await database.execute(f"SET default_transaction_read_only = {'on' if is_on else 'off'}")
    else:
        await database.execute(f"PRAGMA query_only = {int(is_on)}")


def sqlite(store: Store) -> SQLite:
    """The database of a store of SQLite's, for tests of that engine."""
    if not isinstance(store.database, SQLite):
        pytest.skip("this is about SQLite")
    return store.database


async def everything(database: Database) -> dict[str, list[dict[str, object]]]:
    """Every row of every table."""
    return {table: sorted(await database.all(f"SELECT * FROM {table}"), key=repr) for table in TABLES}
