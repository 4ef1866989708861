"""The lines of a feed's post about members: a person's steps with a title are one line, decided as it is posted.

The same lines are made again as long as the post can be edited, so whatever may no longer be told goes out of it.
Knows nothing of Discord.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from hashlib import blake2b

import msgspec

from library.activity.gathering import SECONDS_SAME, Doing, OwnStep, own_steps, rest_of
from library.activity.steps import ListStep, heard, made, merged, tells
from store import Activity, ActivityNews, Feed, Media, MediaFacts, ToldActivity, ToldChange

_SCORED = {"COMPLETED", "FINISHED_AGAIN", "DROPPED", "SCORED"}
_LineOf = tuple[int, int, int]  # the letter of the post, the person and the title


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What a person did with a title. `activity_id` is AniList's latest about it, if there is one.

    `score` is out of 100, and 0 where it is none or not to be told. `spoils`: somebody there is at the title, and not
    so far.
    """

    notice_ids: tuple[int, ...]
    discord_id: int
    anilist_id: int
    media: Media
    step: ListStep
    score: int
    score_format: str
    activity_id: int | None
    spoils: bool


class _LinePart(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a line: a change, or an activity."""

    notice_ids: tuple[int, ...]
    anilist_id: int
    step: ListStep
    at: int
    score: int
    score_format: str
    activity_id: int | None


class ActivityLines:
    """Reads what may be told now, and makes lines of it."""

    def __init__(self, news: ActivityNews, media: MediaFacts) -> None:
        self._news = news
        self._media = media

    async def of(self, feed: Feed, letters: Collection[int], *, adult: bool) -> dict[int, list[Line]]:
        """The lines of the feed's posts of those `letters`; adult titles only if `adult`. An empty post is left out."""
        parts = await self._parts(feed.id, letters)
        titles = {media_id for _, _, media_id in parts}
        media, least = await self._media.of(titles), await self._news.least(feed.guild_id, titles)
        posts = defaultdict[int, list[Line]](list)
        for (letter, discord_id, media_id), found in parts.items():
            title = media.get(media_id)
            if title and (adult or not title.is_adult) and feed.media_type in {None, title.media_type}:
                line = _line(discord_id, title, found, least.get(media_id))
                if feed.steps == "all" or line.step.is_highlight:
                    posts[letter].append(line)
        return posts

    async def _parts(self, feed_id: int, letters: Collection[int]) -> dict[_LineOf, list[_LinePart]]:
        """The parts of each line, the earliest first."""
        changes = _by_line(await self._news.changes(feed_id, letters))
        activities = await self._news.activities(feed_id, letters)
        times = [
            *(one.at for some in changes.values() for one in some),
            *(one.activity.created_at for one in activities),
        ]
        doings = {(person, title) for _, person, title in changes}
        doings |= {(one.activity.discord_id, one.activity.media_id) for one in activities}
        parts = defaultdict[_LineOf, list[_LinePart]](list)
        if not doings:
            return parts
        near = await self._near(doings, min(times))
        for key, some in changes.items():
            if part := _of_changes(some, near[key[1:]]):
                parts[key].append(part)
        ours = await own_steps(self._news, doings, min(times))
        for one in activities:
            doing = one.activity.discord_id, one.activity.media_id
            if part := _of_activity(one, ours[doing]):
                parts[one.letter, *doing].append(part)
        return {key: sorted(some, key=lambda part: part.at) for key, some in parts.items()}

    async def _near(self, doings: Collection[Doing], since: int) -> defaultdict[Doing, list[Activity]]:
        """What AniList tells of those people and titles, since a day before `since`."""
        people, titles = {person for person, _ in doings}, {title for _, title in doings}
        found = defaultdict[Doing, list[Activity]](list)
        for one in await self._news.near(people, titles, since - SECONDS_SAME):
            found[one.discord_id, one.media_id].append(one)
        return found


def digest(lines: Iterable[Line]) -> str:
    """What the lines and their buttons say, in short. Bars change with others' progress, and change nothing here."""
    said = [(one.discord_id, one.media.id, one.step, one.score, one.activity_id, one.notice_ids[0]) for one in lines]
    return blake2b(msgspec.json.encode(said), digest_size=12).hexdigest()


def _by_line(changes: Iterable[ToldChange]) -> dict[_LineOf, list[ToldChange]]:
    found = defaultdict[_LineOf, list[ToldChange]](list)
    for one in changes:
        found[one.letter, one.discord_id, one.media_id].append(one)
    return found


def _of_changes(changes: list[ToldChange], near: Iterable[Activity]) -> _LinePart | None:
    """A person's changes of a title as one, from before the first to after the last.

    A private step makes all of it private. What AniList had, and has no more, its person has deleted there.
    """
    first, last = changes[0], changes[-1]
    if any(entry and (entry.private or entry.hidden) for one in changes for entry in (one.before, one.after)):
        return None
    step = made(first.before, last.after)
    if step is None or (step.kind == "SCORED" and not last.score):
        return None
    same = [one for one in near if (told := heard(one.status, one.progress)) and tells(told, step)]
    there = [one.id for one in same if one.gone_at is None]
    if same and not there:
        return None
    return _LinePart(
        notice_ids=tuple(one.notice_id for one in changes),
        anilist_id=last.anilist_id,
        step=step,
        at=last.at,
        score=last.score,
        score_format=last.score_format,
        activity_id=max(there, default=None),
    )


def _of_activity(told: ToldActivity, ours: Iterable[OwnStep]) -> _LinePart | None:
    activity, rest = told.activity, rest_of(told.activity, ours)
    if rest is None:
        return None
    return _LinePart(
        notice_ids=(told.notice_id,),
        anilist_id=told.anilist_id,
        step=rest,
        at=activity.created_at,
        score=told.score,
        score_format=told.score_format,
        activity_id=activity.id,
    )


def _line(discord_id: int, media: Media, parts: list[_LinePart], least: int | None) -> Line:
    step = parts[0].step
    for part in parts[1:]:
        step = merged(step, part.step)
    last = parts[-1]
    return Line(
        notice_ids=tuple(number for part in parts for number in part.notice_ids),
        discord_id=discord_id,
        anilist_id=last.anilist_id,
        media=media,
        step=step,
        score=last.score if step.kind in _SCORED else 0,
        score_format=last.score_format,
        activity_id=max((part.activity_id for part in parts if part.activity_id), default=None),
        spoils=step.is_counted and least is not None and least < step.last,
    )
