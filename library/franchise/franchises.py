"""The titles around a title: what the store knows of them, completed by one request.

Relations are told with a title's card. A franchise is found by following them from title to title; where the relations
of some of its titles were never told, or long ago, AniList is asked for up to 50 titles at once.
"""

from collections.abc import Collection

import msgspec

from anilist import RateLimited, Unavailable
from library.franchise.order import FOLLOWED, LINE, FranchiseStep, next_step, watch_order
from library.franchise.related import Onlooker, RelatedTitle, by_kind
from library.sync.sources import Sources
from library.sync.title_pages import TitlePages
from store import Entry, Media, Relation, Relations

_MOST = 400  # titles of a franchise; the largest have some 150
_ASKED_AT_ONCE = 50
_SECONDS_RELATIONS_STAY = 30 * 86400


class Franchise(msgspec.Struct, frozen=True):
    """The titles of a franchise in their order, those of the title's own type, and which is next for the viewer.

    `own` are the viewer's entries that may be shown. Unless it `is_whole`, AniList may know more titles.
    """

    steps: list[FranchiseStep]
    own: dict[int, Entry]
    next: FranchiseStep | None
    is_whole: bool


class _Around(msgspec.Struct, frozen=True):
    """The titles of one type that relations lead to, the nearest first, and those relations.

    `unnamed` are titles of which nothing but the id is known.
    """

    media: dict[int, Media]
    unnamed: list[int]
    relations: list[Relation]
    is_whole: bool


class Franchises:
    """Reads relations, the titles that they name, and the viewer's entries of them."""

    def __init__(self, sources: Sources, relations: Relations, pages: TitlePages) -> None:
        self._anilist = sources.anilist
        self._entries = sources.entries
        self._media = sources.media
        self._now = sources.now
        self._relations = relations
        self._pages = pages

    async def related(self, media_id: int, viewer: Onlooker) -> list[RelatedTitle]:
        """The titles that AniList relates to the title."""
        relations = await self._relations.of([media_id])
        ids = [one.related_id for one in relations]
        return by_kind(relations, await self._media.of(ids), await self._own(ids, viewer), viewer)

    async def of(self, title: Media, viewer: Onlooker, *, may_ask: bool) -> Franchise:
        """The franchise of a title that is known. With `may_ask`, one request may complete it; if that fails, it is
        shown as far as it is known."""
        around = await self._around(title)
        unknown = await self._unknown(around)
        if unknown and may_ask:
            is_answered = await self._ask(title.id, unknown[:_ASKED_AT_ONCE])
            around = await self._around(title)
            unknown = await self._unknown(around) if is_answered else unknown
        own = await self._own(around.media, viewer)
        named = {one: media for one, media in around.media.items() if viewer.takes(media, own.get(one))}
        steps = watch_order(title.id, named | {title.id: title}, around.relations)
        return Franchise(steps, own, next_step(steps, own), around.is_whole and not unknown)

    async def _around(self, title: Media) -> _Around:
        """The titles that can be reached, step by step: a round reads all that the titles of the last one name."""
        media, told, fresh = {title.id: title}, dict[tuple[int, int], Relation](), [title.id]
        others: dict[int, Media | None] = {}  # of the other type, or known by their ids alone
        while fresh and len(media) <= _MOST:
            found = [*await self._relations.of(fresh), *await self._relations.to(fresh)]
            followed = [one for one in found if one.relation in FOLLOWED]
            told |= {(one.media_id, one.related_id): one for one in followed}
            ends = {end for one in followed for end in (one.media_id, one.related_id)} - media.keys() - others.keys()
            known = await self._media.of(sorted(ends))
            fresh = [one for one in sorted(ends & known.keys()) if known[one].media_type == title.media_type]
            media |= {one: known[one] for one in fresh}
            others |= {one: known.get(one) for one in ends - media.keys()}
        unnamed = [one for one, media_of_other_type in others.items() if media_of_other_type is None]
        return _Around(media, unnamed, list(told.values()), is_whole=not fresh)

    async def _unknown(self, around: _Around) -> list[int]:
        """What AniList is to be asked about: the titles with nothing but an id, and those without relations.

        Then those whose relations were told long ago. Lines of sequels come first, and the nearest in them.
        """
        told_at = await self._relations.told_at(around.media)
        before = self._now() - _SECONDS_RELATIONS_STAY
        in_lines = {end for one in around.relations if one.relation in LINE for end in (one.media_id, one.related_id)}
        unknown = [*around.unnamed, *(one for one in around.media if told_at.get(one, 0) <= before)]
        return sorted(unknown, key=lambda one: (one in told_at, one not in in_lines))

    async def _ask(self, media_id: int, unknown: Collection[int]) -> bool:
        """Ask AniList for the relations of those titles; returns whether it answered."""
        asked_at = self._now()
        try:
            answer = await self._anilist.franchise(list(unknown))
        except (RateLimited, Unavailable):
            return False
        await self._pages.store_franchise(media_id, unknown, answer, asked_at)
        return True

    async def _own(self, media_ids: Collection[int], viewer: Onlooker) -> dict[int, Entry]:
        """The viewer's entries of those titles that may be shown."""
        found = await self._entries.among(viewer.link.discord_id, media_ids) if viewer.link else []
        return {entry.media_id: entry for entry in found if viewer.sees(entry)}
