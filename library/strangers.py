"""Anybody's AniList account, as AniList shows it to strangers: kept for an hour, and part of no answer about members.

Requests are anonymous, so no token makes visible what is private. Whether the account is linked here plays no part: a
member who is hidden looks like anybody else. Knows nothing of Discord.
"""

import re
from collections.abc import Callable

import msgspec

from anilist import AniList, NotFound, current_person
from anilist.library import MediaListStatus
from anilist.public_list import PublicChunk, PublicListed
from i18n import mark, t
from library.answer_cache import AnswerCache, AnswerKind, Cached
from library.cooldown import Cooldown
from library.errors import NoPublicList
from library.lists import Audience, Line
from library.profile import Profile, profile_of
from library.rules.text import one_line, shortened
from library.sync.answers import date_of, media_of
from library.sync.title_store import TitleStore
from store import Entry, FuzzyDate, MediaFacts

SECONDS_KEPT = 3600
MOST_ENTRIES = 2000
NO_PUBLIC_LIST = mark(
    "AniList has no public profile called “{name}”. Check the spelling; if it’s right, the profile is private."
)
NO_LONGER_PUBLIC = mark("This AniList profile is private now, or it was deleted.")
_LONGEST_SAID = 60  # characters of a name
_PER_REQUEST = 500
_LOOKUPS_AT_ONCE = 5  # of a person, and then one in half a minute
_LOOKUPS_A_SECOND = 1 / 30
_PAGE = re.compile(r"(?:https?://)?(?:www\.)?anilist\.co/user/([^/?#\s]+)/?\S*", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9]{2,20}")


class Stranger(msgspec.Struct, frozen=True):
    """An account, with the ids of its favourite titles."""

    id: int
    name: str
    site_url: str
    avatar_url: str | None
    favourites: list[int]


class PublicEntry(msgspec.Struct, frozen=True, array_like=True):
    """The part of an entry that is shown."""

    media_id: int
    status: str
    score: int
    progress: int
    volumes: int
    repeat: int
    started: FuzzyDate
    completed: FuzzyDate
    updated_at: int


class PublicList(msgspec.Struct, frozen=True):
    """An account's anime or manga; without `is_whole`, the entries that changed last."""

    owner: Stranger
    entries: list[PublicEntry]
    is_whole: bool


KIND = AnswerKind("public_list", PublicList, seconds=SECONDS_KEPT, stays=SECONDS_KEPT)
_IDS = AnswerKind("public_name", int, seconds=SECONDS_KEPT, stays=SECONDS_KEPT)


class Strangers:
    """Reads lists by the account's name or id."""

    def __init__(
        self, anilist: AniList, titles: TitleStore, media: MediaFacts, answers: AnswerCache, now: Callable[[], int]
    ) -> None:
        self._anilist = anilist
        self._titles = titles
        self._media = media
        self._answers = answers
        self._now = now
        self._lookups = Cooldown(_LOOKUPS_AT_ONCE, _LOOKUPS_A_SECOND, now=now)

    async def of_name(self, typed: str, media_type: str) -> Cached[PublicList]:
        """The list of the account with that name, or at that address.

        Raises NoPublicList, TooFast, AniList's errors.
        """
        name = account_name(typed)
        known = await self._answers.cached(_IDS, name.casefold())
        if known:
            return await self.of_id(known.value, media_type)
        found = await self._fetched({"name": name}, media_type, typed)
        await self._answers.put(_IDS, name.casefold(), found.value.owner.id, found.as_of)
        return found

    async def of_id(self, user_id: int, media_type: str, *, max_age: float = SECONDS_KEPT) -> Cached[PublicList]:
        """The list of that account, whatever it is called by now. Raises as :meth:`of_name`."""
        known = await self._answers.cached(KIND, _key(user_id, media_type))
        if known and self._now() - known.as_of < max_age:
            return known
        try:
            return await self._fetched({"id": user_id}, media_type, "")
        except NoPublicList:
            for kind in ("ANIME", "MANGA"):  # what has become private is not shown from memory
                await self._answers.drop(KIND, _key(user_id, kind))
            raise

    async def lines(self, found: PublicList, media_type: str) -> list[Line]:
        """The entries with their titles."""
        media = await self._media.of(one.media_id for one in found.entries)
        return [(_entry(one, media_type), media[one.media_id]) for one in found.entries if one.media_id in media]

    async def profile(self, found: Cached[PublicList], media_type: str, audience: Audience) -> Profile:
        """The totals of the list, of the titles that may be named."""
        lines = [line for line in await self.lines(found.value, media_type) if audience.sees(line)]
        media = {one.id: one for _, one in lines}
        loved = [media[one] for one in found.value.owner.favourites if one in media]
        return profile_of(lines, loved, found.as_of)

    async def _fetched(self, who: dict[str, object], media_type: str, typed: str) -> Cached[PublicList]:
        person, asked_at = current_person(), self._now()
        if person is not None:
            self._lookups.charge(person)
        try:
            chunk = await self._anilist.public_list(who, media_type, 1)
            chunks = [chunk]
            while chunks[-1].has_next and len(chunks) * _PER_REQUEST < MOST_ENTRIES:
                chunks.append(await self._anilist.public_list({"id": chunk.user.id}, media_type, len(chunks) + 1))
        except NotFound as error:
            raise _not_public(typed) from error
        found = await self._stored(chunks, asked_at)
        await self._answers.put(KIND, _key(found.owner.id, media_type), found, asked_at)
        return Cached(found, asked_at)

    async def _stored(self, chunks: list[PublicChunk], asked_at: int) -> PublicList:
        """The list as it is kept. Its titles are stored as public ones, and nothing else of it is stored elsewhere."""
        listed = [one for chunk in chunks for one in chunk.entries if not (one.private or one.hidden_from_status_lists)]
        await self._titles.store([media_of(one.media, asked_at) for one in listed if one.media], is_public=True)
        user = chunks[0].user
        owner = Stranger(
            id=user.id,
            name=user.name,
            site_url=user.site_url or f"https://anilist.co/user/{user.id}",
            avatar_url=user.avatar.large if user.avatar else None,
            favourites=(user.favourites.media_ids if user.favourites else None) or [],
        )
        entries = {one.media_id: _public(one) for one in listed}
        return PublicList(owner, list(entries.values()), is_whole=not chunks[-1].has_next)


def account_name(typed: str) -> str:
    """The account's name in a name or an address. Raises NoPublicList for what AniList could not have."""
    page = _PAGE.fullmatch(typed.strip()[:300])
    name = page[1] if page else typed.strip().removeprefix("@")
    if not _NAME.fullmatch(name):
        raise _not_public(typed)
    return name


def _not_public(typed: str) -> NoPublicList:
    name = shortened(one_line(typed), _LONGEST_SAID)
    return NoPublicList(lambda: t(NO_PUBLIC_LIST, name=name) if name else t(NO_LONGER_PUBLIC))


def _key(user_id: int, media_type: str) -> str:
    return f"{user_id}:{media_type}"


def _public(answer: PublicListed) -> PublicEntry:
    return PublicEntry(
        media_id=answer.media_id,
        status=(answer.status or MediaListStatus.CURRENT).value,
        score=round(answer.score or 0),
        progress=answer.progress or 0,
        volumes=answer.progress_volumes or 0,
        repeat=answer.repeat or 0,
        started=date_of(answer.started_at),
        completed=date_of(answer.completed_at),
        updated_at=answer.updated_at or 0,
    )


def _entry(one: PublicEntry, media_type: str) -> Entry:
    return Entry(entry_id=0, media_type=media_type, **msgspec.structs.asdict(one))
