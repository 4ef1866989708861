"""Titles, and people's entries for them, to put into a store. Knows the store alone."""

import re

import msgspec
import pytest

from store import Entry, FuzzyDate, Media
from store.database import Database
from store.sqlite import SQLite
from tests.kit.home import DAY, START


def a_title(number: int = 1, **changes: object) -> Media:
    """The title `number`, with every field set: an anime if the number is odd, a manga if it is even."""
    anime = number % 2 == 1
    media = Media(
        id=number,
        media_type="ANIME" if anime else "MANGA",
        format="TV" if anime else "MANGA",
        status="RELEASING",
        romaji=f"Musubi {number}",
        english=f"The Knot {number}",
        native=f"結び{number}",
        synonyms=(f"Knot, {number}", '"K"'),
        episodes=24 if anime else None,
        chapters=None if anime else 120,
        volumes=None if anime else 14,
        duration=23 if anime else None,
        season="FALL" if anime else None,
        season_year=2026 if anime else None,
        cover_url=f"https://s4.anilist.co/cover/{number}.jpg",
        colour="#e4a15d",
        genres=("Drama", "Slice of Life"),
        average_score=84,
        mean_score=85,
        popularity=1000 + number,
        is_adult=False,
        is_locked=False,
        next_episode=7 if anime else None,
        next_airing_at=START + DAY if anime else None,
        site_url=f"https://anilist.co/anime/{number}",
        trailer_url=None,
        description="A <i>thread</i>.<br>~!It ends.!~",
        seen_at=START,
    )
    return msgspec.structs.replace(media, **changes)


def an_entry(number: int = 1, **changes: object) -> Entry:
    """The entry for the title `number`, with every field away from its default."""
    entry = Entry(
        media_id=number,
        entry_id=400_000_000 + number,
        media_type="ANIME" if number % 2 == 1 else "MANGA",
        status="CURRENT",
        score=85,
        progress=3,
        volumes=1,
        repeat=2,
        private=True,
        hidden=True,
        notes="“Ende” 結び\n",
        custom_lists=("With friends", '["'),
        advanced_scores={"Story": 85.5, "結び": 0.0},
        started=FuzzyDate(2024, 5),
        completed=FuzzyDate(None, 12, 31),
        updated_at=START - DAY,
        created_at=START - 9 * DAY,
    )
    return msgspec.structs.replace(entry, **changes)


async def plan(database: Database, statement: str) -> list[str]:
    """SQLite's query plan for `statement`, for any parameters. Skips the test on another engine."""
    if not isinstance(database, SQLite):
        pytest.skip("query plans are SQLite's")
    values = dict.fromkeys(re.findall(r":(\w+)", statement))
    return [row["detail"] for row in await database.returning(f"EXPLAIN QUERY PLAN {statement}", **values)]
