"""``UserStatistics``: counted from a person's lists and the media on them, each group when it is asked for.

A private entry counts for its owner alone, and a planned one in `count` and `statuses` only.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from functools import partial
from statistics import fmean, pstdev
from typing import Any, NamedTuple

from demo.anilist.cast import Staff, cast
from demo.anilist.lists import MediaList
from demo.anilist.media import Node, all_media
from demo.anilist.people import AniListUser
from demo.anilist.refusals import Refusal
from demo.anilist.studios import studios
from demo.anilist.world import Info

_LENGTHS = {
    "ANIME": ((1, "1"), (6, "2-6"), (16, "7-16"), (28, "17-28"), (55, "29-55"), (100, "56-100"), (10**9, "101+")),
    "MANGA": ((1, "1"), (10, "2-10"), (25, "11-25"), (50, "26-50"), (100, "51-100"), (200, "101-200"), (10**9, "201+")),
}


class Seen(NamedTuple):
    """An entry and its medium."""

    entry: MediaList
    node: Node


_Keys = Callable[[Seen, Info], Iterable[Any]]


def statistics(person: AniListUser, info: Info) -> Node:
    return {kind.lower(): _totals(_seen(person, kind, info)) for kind in ("ANIME", "MANGA")}


def _seen(person: AniListUser, kind: str, info: Info) -> list[Seen]:
    entries = info.context.world.lists.of(person.id, kind)
    told = [entry for entry in entries if person == info.context.viewer or not entry.private]
    return [Seen(entry, all_media()[entry.media_id]) for entry in told]


def _totals(seen: list[Seen]) -> Node:
    """The totals, and what groups are made of."""
    scores = [entry.score for entry, _ in seen if entry.score]
    return {
        "seen": seen,
        "count": len(seen),
        "meanScore": _mean(scores),
        "standardDeviation": round(pstdev(scores), 1) if scores else 0,
        "minutesWatched": sum(_minutes(one) for one in seen),
        "episodesWatched": sum(_units(one, "episodes") for one in seen if one.node["type"] == "ANIME"),
        "chaptersRead": sum(_units(one, "chapters") for one in seen if one.node["type"] == "MANGA"),
        "volumesRead": sum(_units(one, "volumes") for one in seen),
    }


def _mean(scores: list[int]) -> float:
    return round(fmean(scores), 2) if scores else 0


def _units(one: Seen, unit: str) -> int:
    """The number of episodes, chapters or volumes seen, rewatches included."""
    progress = one.entry.progress_volumes if unit == "volumes" else one.entry.progress
    return progress + one.entry.repeat * (one.node[unit] or 0)


def _minutes(one: Seen) -> int:
    return _units(one, "episodes") * (one.node["duration"] or 0)


def _grouped(field: str, keys: _Keys, source: Node, info: Info, **arguments: Any) -> list[Node]:
    seen: list[Seen] = source["seen"]
    groups: defaultdict[Hashable, list[Seen]] = defaultdict(list)
    values: dict[Hashable, Any] = {}
    for one in seen:
        if field == "status" or one.entry.status != "PLANNING":
            for value in keys(one, info):
                groups[_key(value)].append(one)
                values[_key(value)] = value
    rows = [{field: values[key], **_row(group)} for key, group in groups.items()]
    return _sorted(rows, arguments.get("sort") or ())[: arguments.get("limit") or None]


def _key(value: Any) -> Hashable:
    """A value, or the id of what has one."""
    return value if value is None or isinstance(value, str | int) else getattr(value, "id", None) or value["id"]


def _row(group: list[Seen]) -> Node:
    return {
        "count": len(group),
        "meanScore": _mean([entry.score for entry, _ in group if entry.score]),
        "minutesWatched": sum(_minutes(one) for one in group),
        "chaptersRead": sum(_units(one, "chapters") for one in group if one.node["type"] == "MANGA"),
        "mediaIds": [entry.media_id for entry, _ in group],
    }


def _sorted(rows: list[Node], sort: Iterable[str]) -> list[Node]:
    if set(sort) - {"COUNT_DESC"}:
        raise Refusal(501, "The stand-in AniList sorts statistics by their count only.")
    return sorted(rows, key=lambda row: -row["count"]) if sort else rows


def _length(one: Seen, _info: Info) -> list[str | None]:
    total = one.node["episodes" if one.node["type"] == "ANIME" else "chapters"]
    return [total and next(name for most, name in _LENGTHS[one.node["type"]] if total <= most)]


def _voices(one: Seen) -> Iterable[Staff]:
    """Who speaks a character first: in the title's own language."""
    spoken = [part.voices[0].voice_actor for part in cast().in_title[one.node["id"]] if part.voices]
    return {actor.id: actor for actor in spoken}.values()


def _tags(one: Seen, _info: Info) -> list[Node]:
    return [{**tag, "id": tag["name"]} for tag in one.node["tags"]]


_GROUPS: dict[str, tuple[str, _Keys]] = {
    "statuses": ("status", lambda one, _: [one.entry.status]),
    "scores": ("score", lambda one, _: [one.entry.score] if one.entry.score else []),
    "formats": ("format", lambda one, _: [one.node["format"]]),
    "lengths": ("length", _length),
    "countries": ("country", lambda one, _: [one.node["countryOfOrigin"]]),
    "releaseYears": ("releaseYear", lambda one, _: filter(None, [one.node["startDate"]["year"]])),
    "startYears": ("startYear", lambda one, _: filter(None, [one.entry.started_at.year])),
    "genres": ("genre", lambda one, _: one.node["genres"]),
    "tags": ("tag", _tags),
    "voiceActors": ("voiceActor", lambda one, _: _voices(one)),
    "staff": (
        "staff",
        lambda one, _: {made.staff.id: made.staff for made in cast().made_title[one.node["id"]]}.values(),
    ),
    "studios": ("studio", lambda one, _: [work.studio for work in studios().of_title[one.node["id"]] if work.is_main]),
}
RESOLVERS: dict[str, Callable[..., Any]] = {
    "User.statistics": statistics,
    **{f"UserStatistics.{name}": partial(_grouped, *group) for name, group in _GROUPS.items()},
}
