"""Invents as much as there would be: titles, people who have linked, and their lists. The same in every run.

The titles are put together from the words of the demo's and from invented ones, so that there are about as many words
as there would be.
"""

import json
import random
import re
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

import msgspec

from bench.details import DETAILS
from library.titles.details import TITLE
from redaction import Secret
from store import CachedAnswer, Entry, Link, ListOptions, Media, Store

MEDIA_TYPES = ("ANIME", "MANGA")
_STATUSES = ("CURRENT", "PLANNING", "COMPLETED", "COMPLETED", "COMPLETED", "DROPPED", "PAUSED")
_YEAR = 365 * 86400
_OPENED = 200
_DEMO = json.loads((Path(__file__).parent.parent / "demo" / "media.json").read_text())
_SYLLABLES = re.findall(
    "[a-z]+", "ka ki ku ke ko sa shi su se so ta chi tsu te to na ni no ma mi mu me mo ra ri ru re ro ya yu yo n"
)


class Sizes(msgspec.Struct, frozen=True):
    """How much there is, and how often is asked."""

    titles: int
    members: int
    entries: int  # of each member,
    collection: int  # and of somebody who has very many
    questions: int


class Author:
    """Invents what `sizes` say, as of `now`."""

    def __init__(self, sizes: Sizes, now: int) -> None:
        self.sizes = sizes
        self.now = now
        self.random = random.Random(3)
        real = [media["title"] for media in _DEMO]
        self._words = {
            name: [word for title in real if title[name] for word in title[name].split()]
            for name in ("romaji", "english", "native")
        }
        self.titles = [self._title(number) for number in range(1, sizes.titles + 1)]
        self.opened = self.titles[:_OPENED]  # those whose cards were looked at
        self._weights = list(accumulate(title.popularity or 1 for title in self.titles))

    async def fill(self, store: Store) -> None:
        await store.media.put(self.titles, is_public=True)
        details = CachedAnswer(msgspec.json.encode(DETAILS).decode(), self.now)
        for title in self.opened:
            await store.cached_answers.put(TITLE.name, str(title.id), details, until=self.now + _YEAR)
        for discord_id in range(1, self.sizes.members + 1):
            await self.move_in(store, discord_id)

    async def move_in(self, store: Store, discord_id: int, *, entries: int | None = None) -> None:
        """Somebody links, and their lists are read, with so many `entries` in both together."""
        await store.links.save(self._link(discord_id), Secret("token" * 80))
        made = self._entries(self.sizes.entries if entries is None else entries)
        for kind in MEDIA_TYPES:
            await store.entries.replace(discord_id, kind, [one for one in made if one.media_type == kind], self.now)

    def typed(self, title: Media) -> Iterator[str]:
        """A name of the title, letter by letter, half of its words mistyped."""
        name = self.random.choice([name for name in (title.romaji, title.english, title.native) if name])
        words = [self._mistyped(word) if self.random.random() < 0.5 else word for word in name.split()]
        yield from (" ".join(words)[:end] for end in range(1, min(len(name), 30) + 1))

    def _title(self, number: int) -> Media:
        romaji, english, native, *synonyms = map(
            self._name, ("romaji", "english", "native", "romaji", "english", "english")
        )
        model = self.random.choice(_DEMO)
        return Media(
            id=number,
            media_type=self.random.choice(MEDIA_TYPES),
            format=model["format"],
            status=model["status"],
            romaji=romaji,
            english=english,
            native=native,
            synonyms=tuple(synonyms[: self.random.randint(0, 3)]),
            episodes=model["episodes"],
            chapters=model["chapters"],
            volumes=model["volumes"],
            duration=model["duration"],
            season=model["season"],
            season_year=model["seasonYear"],
            cover_url=f"https://example.org/{number}.jpg",
            colour="#e4a15d",
            genres=tuple(model["genres"]),
            average_score=model["averageScore"],
            mean_score=model["meanScore"],
            popularity=int(10 ** self.random.uniform(0, 6)),
            is_adult=self.random.random() < 0.05,
            is_locked=False,
            next_episode=None,
            next_airing_at=None,
            site_url=f"https://example.org/{number}",
            trailer_url=None,
            description="Two people and a red thread. " * 20,
            seen_at=self.now,
        )

    def _name(self, language: str) -> str:
        count = self.random.choice((1, 2, 2, 3, 3, 4, 5, 6, 9))
        return " ".join(self._word(language) for _ in range(count))

    def _word(self, language: str) -> str:
        """Every eighth word is one that hardly any other title has."""
        if language == "native" or self.random.random() < 7 / 8:
            return self.random.choice(self._words[language])
        return "".join(self.random.choices(_SYLLABLES, k=self.random.randint(2, 5)))

    def _mistyped(self, word: str) -> str:
        at = self.random.randrange(len(word))
        return self.random.choice(
            (word[:at] + word[at + 1 :], word[:at] + "e" + word[at:], word[:at] + word[at:][::-1])
        )

    def _link(self, discord_id: int) -> Link:
        return Link(
            discord_id=discord_id,
            anilist_id=discord_id,
            name=f"Member{discord_id}",
            site_url=f"https://example.org/user/{discord_id}",
            avatar_url=None,
            score_format="POINT_10_DECIMAL",
            title_language="ROMAJI",
            adult=False,
            timezone="09:00",
            anime=ListOptions(),
            manga=ListOptions(),
            anime_count=self.sizes.entries // 2,
            manga_count=self.sizes.entries // 2,
            linked_at=self.now,
            refreshed_at=self.now,
            expires_at=self.now + _YEAR,
        )

    def _entries(self, count: int) -> list[Entry]:
        """Of the more popular titles, mostly."""
        chosen: dict[int, Media] = {}
        while len(chosen) < count:
            (title,) = self.random.choices(self.titles, cum_weights=self._weights)
            chosen[title.id] = title
        return [self._entry(title) for title in chosen.values()]

    def _entry(self, title: Media) -> Entry:
        changed = self.now - self.random.randrange(_YEAR)
        return Entry(
            media_id=title.id,
            entry_id=self.random.randrange(1, 10**9),
            media_type=title.media_type,
            status=self.random.choice(_STATUSES),
            score=self.random.choice((0, self.random.randint(40, 100))),
            progress=self.random.randrange(30),
            notes="as good as they say" if self.random.random() < 0.1 else "",
            updated_at=changed,
            created_at=changed - 86400,
        )
