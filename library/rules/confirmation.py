"""Changes that need a confirmation: more episodes than are out, or a step of a completed title. Pure.

A wish for episodes that are not out is as often as not a slip, and so is one that completes such a title. An episode
more, or fewer, of a completed title is the beginning of a rewatch.
"""

from msgspec import UNSET

from library.errors import AlreadyCompleted, ChangedSince
from library.rules.entry_rules import Step, Wish, aired, totals
from store import Entry, Media


def early(before: Entry | None, wanted: Entry, media: Media, now: int) -> int | None:
    """The number of episodes that are out, if the change counts more as watched; else None, or when it is unknown."""
    out = aired(media, now)
    return out if out is not None and wanted.progress > max(out, before.progress if before else 0) else None


def require_unfinished(entry: Entry | None, media: Media, wish: Wish | Step, language: str) -> None:
    """Raises AlreadyCompleted if the wish begins a rewatch; `language` is the person's for titles."""
    if entry and entry.status == "COMPLETED" and _begins_rewatch(entry, media, wish):
        raise AlreadyCompleted(media, entry, wish.progress or 0, wish.volumes or 0, language)


def once_more(entry: Entry | None, media: Media, repeat: int, progress: int, volumes: int) -> Wish:
    """A rewatch up to that progress; a title of a single episode is rewatched whole, as number `repeat`.

    Raises ChangedSince.
    """
    is_whole = progress > 0 and progress == totals(media)["progress"]
    if entry is None or entry.status != "COMPLETED" or (is_whole and entry.repeat + 1 != repeat):
        raise ChangedSince(entry)
    if is_whole:
        return Wish(repeat=repeat)
    return Wish(status="REPEATING", progress=progress or UNSET, volumes=volumes or UNSET)


def _begins_rewatch(entry: Entry, media: Media, wish: Wish | Step) -> bool:
    if isinstance(wish, Step):
        return media.status == "FINISHED" or entry.progress == totals(media)["progress"]
    given = [(wish.progress, entry.progress), (wish.volumes, entry.volumes)]
    is_less = any(value is not UNSET and 0 < value < current for value, current in given)
    return is_less and wish.status is UNSET and not wish.may_lower
