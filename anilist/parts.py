"""Pagination: the items of a page, whether all of them could be read, and whether another page follows. Pure.

Null is no empty list: it means that AniList did not tell.
"""

from collections.abc import Iterable
from itertools import chain
from typing import TypeVar

from anilist import answers, social_answers
from anilist.activities import ActivityPart
from anilist.airing import AiringPart, SchedulePart
from anilist.browse import BrowsePart, TermsPart
from anilist.errors import Unavailable
from anilist.library import AniListEntry, ListedEntry, MalPart, MediaCard, each_once
from anilist.notifications import ListChanges
from anilist.public_list import PublicChunk
from anilist.social import Direction, FollowingPart, FollowsPage, FollowsPart
from anilist.title import FranchiseTitle
from anilist.upcoming import UpcomingPart

_T = TypeVar("_T")


def chunk_of(answer: answers.CollectionAnswer) -> ListChanges:
    """A chunk of a list, without the entries that can't be read and the groups that are null."""
    found = answer.media_list_collection
    groups = [None] if found.lists is None else [group and group.entries for group in found.lists]
    entries = list(chain.from_iterable([None] if group is None else group for group in groups))
    return _chunk(answer, entries, has_next=_has_next(found.has_next_chunk, entries))


def public_list_of(answer: answers.PublicListAnswer) -> PublicChunk:
    """A chunk of an account's list. Raises Unavailable."""
    found = answer.media_list_collection
    entries = [one for group in _told(found.lists) if group for one in group.entries or () if one]
    each = {one.media_id: one for one in entries}
    return PublicChunk(answer.user, list(each.values()), _has_next(found.has_next_chunk, entries))


def changes_of(answer: answers.ChangesAnswer) -> ListChanges:
    """A page of changes. Raises Unavailable."""
    entries = _told(answer.page.media_list)
    return _chunk(answer, entries, has_next=_has_next_page(answer.page.page_info, entries))


def media_ids_of(page: answers.MediaIdsPage) -> set[int]:
    """The ids of media that AniList has. Raises Unavailable."""
    return {one.id for one in _known(_told(page.media))}


def franchise_of(page: answers.FranchisePage) -> list[FranchiseTitle]:
    """Media with their relations. Raises Unavailable."""
    return _known(_told(page.media))


def upcoming_of(page: answers.UpcomingPage) -> UpcomingPart:
    """Titles that are to come. Raises Unavailable."""
    titles = _told(page.media)
    return UpcomingPart(_known(titles), _has_next_page(page.page_info, titles))


def found_in(page: answers.SearchPage) -> list[MediaCard]:
    """The media that a search has found. Raises Unavailable."""
    return _known(_told(page.media))


def by_mal_of(page: answers.ByMalIdsPage) -> MalPart:
    """Titles by their ids at MyAnimeList. Raises Unavailable."""
    media = _told(page.media)
    return MalPart(_known(media), is_whole=None not in media and not _has_next_page(page.page_info, []))


def entries_of(page: answers.EntriesPage) -> list[AniListEntry]:
    """A person's entries of the titles that were asked for. Raises Unavailable when one of them can't be read."""
    entries = _told(page.media_list)
    if None in entries:
        raise Unavailable("AniList answered with an entry that can't be read")
    return _known(entries)


def airing_of(page: answers.AiringPage) -> AiringPart:
    """Titles that air. Raises Unavailable."""
    titles = _told(page.media)
    return AiringPart(_known(titles), is_whole=None not in titles)


def schedule_of(page: answers.SchedulePage) -> SchedulePart:
    """Episodes of a time. Raises Unavailable."""
    episodes = _told(page.airing_schedules)
    has_next = _has_next_page(page.page_info, episodes)
    return SchedulePart(_known(episodes), has_next, is_whole=None not in episodes)


def browse_of(page: answers.BrowsePage) -> BrowsePart:
    """A page of titles. Raises Unavailable."""
    titles = _told(page.media)
    return BrowsePart(_known(titles), _has_next_page(page.page_info, titles))


def terms_of(answer: answers.TermsAnswer) -> TermsPart:
    """Genres and tags. Raises Unavailable."""
    return TermsPart(_known(_told(answer.genre_collection)), _known(_told(answer.media_tag_collection)))


def following_of(page: social_answers.FollowingPage) -> FollowingPart:
    """The entries of followed people. Raises Unavailable."""
    entries = _told(page.media_list)
    return FollowingPart(_known(entries), _has_next_page(page.page_info, []))


def activities_of(page: answers.ActivitiesPage) -> ActivityPart:
    """What people did with their lists. Raises Unavailable."""
    activities = _told(page.activities)
    has_next = _has_next_page(page.page_info, activities)
    return ActivityPart(_known(activities), has_next, is_whole=None not in activities)


def follows_of(page: FollowsPage, direction: Direction) -> FollowsPart:
    """The people of that direction. Raises Unavailable."""
    people = _told(page.following if direction == "following" else page.followers)
    return FollowsPart(_known(people), _has_next_page(page.page_info, people))


def _chunk(
    answer: answers.CollectionAnswer | answers.ChangesAnswer, entries: list[ListedEntry | None], *, has_next: bool
) -> ListChanges:
    fan, news = answer.viewer, answer.news.notifications if answer.news else None
    return ListChanges(
        each_once(entries),
        has_next,
        fan and fan.favourites,
        fan,
        is_whole=None not in entries,
        unread=fan and fan.unread_notification_count,
        news=None if news is None else _known(news),
    )


def _told(items: list[_T] | None) -> list[_T]:
    if items is None:
        raise Unavailable("AniList answered null where it lists something")
    return items


def _known(items: Iterable[_T | None]) -> list[_T]:
    return [item for item in items if item is not None]


def _has_next_page(info: answers.PageInfo | None, items: list[_T]) -> bool:
    return _has_next(info.has_next_page if info else None, items)


def _has_next(said: bool | None, items: list[_T]) -> bool:
    """Whether another part follows. If AniList does not say, an empty part is the last."""
    return bool(items) if said is None else said
