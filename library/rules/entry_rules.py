"""Entry rules: the changes that follow from a change. AniList's server makes none of them by itself.

The first episode starts a title and the last completes it; a rewatch, paused or not, keeps its dates and is counted at
its end; progress passes no known end and falls only on request; fields without a wish stay. Knows no person and no
clock.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from i18n import mark, number, t
from library.errors import AlreadyThere, InvalidNumber, Locked, NotListed, PastTheEnd, SkipsAhead, TooLong, WouldLower
from library.rules import notes
from library.rules.reconcile import same
from store import Entry, EntryOutline, FuzzyDate, Media, MediaOutline

NOTES_TOO_LONG = mark("AniList keeps {most} characters of notes, and an emoji takes 9 of them.")
NO_VOLUMES = mark("An anime has no volumes; its progress counts episodes.")
_NO_DATE = FuzzyDate()


class Step(msgspec.Struct, frozen=True, tag=True):
    """A relative change: the number of episodes, chapters or volumes to add."""

    progress: int = 0
    volumes: int = 0


class Wish(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The wanted values of an entry; the rest is UNSET. The score is of 100.

    `may_lower` lets progress and volumes fall; `may_be_early` says that episodes were watched before they aired.
    """

    status: str | UnsetType = UNSET
    progress: int | UnsetType = UNSET
    volumes: int | UnsetType = UNSET
    score: int | UnsetType = UNSET
    repeat: int | UnsetType = UNSET
    started: FuzzyDate | UnsetType = UNSET
    completed: FuzzyDate | UnsetType = UNSET
    notes: str | UnsetType = UNSET
    private: bool | UnsetType = UNSET
    hidden: bool | UnsetType = UNSET
    custom_lists: tuple[str, ...] | UnsetType = UNSET
    advanced_scores: dict[str, float] | UnsetType = UNSET
    may_lower: bool = False
    may_be_early: bool = False


class Preconditions(msgspec.Struct, frozen=True):
    """The state of a list that a button's wish of progress depends on.

    `is_listed`: the title is on the person's list already. `is_next`: the wish leaves out no episode.
    """

    is_listed: bool = False
    is_next: bool = False


def require(preconditions: Preconditions, before: Entry | None, media: Media, wish: Wish, language: str) -> None:
    """Raises NotListed and SkipsAhead when the preconditions fail. `language` is the person's for titles."""
    progress = 0 if wish.progress is UNSET else wish.progress
    if preconditions.is_listed and before is None:
        raise NotListed(media, progress, language)
    if preconditions.is_next and before and progress > before.progress + 1:
        raise SkipsAhead(media, before.progress, progress, language)


def apply(before: Entry | None, media: Media, wish: Wish, today: FuzzyDate, language: str) -> Entry:
    """The wanted entry. `before` is None when the title is not on the list; then a new entry is made.

    A new entry has no `entry_id` yet, and is planned unless the wish has a status. `today` is the person's own, and
    `language` theirs for titles. Raises Locked, PastTheEnd, WouldLower, InvalidNumber, TooLong, AlreadyThere.
    """
    if before is None and media.is_locked:
        raise Locked(f"AniList takes no new entries for {media.id}")
    old = _at_its_start(before or _nothing(media), wish)
    _check(old, media, wish, language)
    given = _given(old, wish)
    wanted = msgspec.structs.replace(old, **_followed(old, media, wish, today) | given)
    if before is not None and same(before, wanted):
        raise AlreadyThere(before)
    return wanted


def variables(before: Entry | None, after: Entry, advanced_scoring: Sequence[str]) -> dict[str, Any]:
    """The variables of ``SaveMediaListEntry`` that turn `before` into `after`: only differences, no ``mediaId``.

    `advanced_scoring` has the names of the person's advanced scores in AniList's order. AniList dates a completion that
    is sent without a date, so the date is always sent, even an empty one.
    """
    values = _differing(before, after, advanced_scoring)
    if values.get("status") == "COMPLETED":
        values["completedAt"] = msgspec.structs.asdict(after.completed)
    return values


def in_order(before: Entry | None, after: Entry, advanced_scoring: Sequence[str]) -> list[float]:
    """The advanced scores in AniList's order. A score that `after` lacks is 0, unless names have changed."""
    has_all = has_parts(after, advanced_scoring)
    scores = _by_part(after) if before is None or has_all else _by_part(before) | _by_part(after)
    return [scores.get(notes.decode(name), 0.0) for name in advanced_scoring]


def has_parts(entry: Entry, advanced_scoring: Sequence[str]) -> bool:
    """Whether each advanced score of the entry, unless it is 0, has its name in `advanced_scoring`."""
    return {name for name, score in _by_part(entry).items() if score} <= set(map(notes.decode, advanced_scoring))


def _by_part(entry: Entry) -> dict[str, float]:
    return {notes.decode(name): score for name, score in entry.advanced_scores.items()}


def finished(before: Entry | None, after: Entry) -> bool:
    """Whether the change has completed the title and left it unrated, so that a score may be asked for.

    A score given in the same change counts as a rating, and so does the score of a title that was planned.
    """
    earlier = before or msgspec.structs.replace(after, status="", score=0)
    is_rated = after.score != earlier.score or (after.score > 0 and earlier.status == "PLANNING")
    return after.status == "COMPLETED" != earlier.status and not is_rated


def aired(media: Media | MediaOutline, now: int) -> int | None:
    """The number of episodes that are out, at most the total. None when it is unknown, as always with manga.

    `next_episode` may have aired: AniList keeps the last episode there until it names another.
    """
    if media.media_type != "ANIME":
        return None
    if media.status == "FINISHED" and media.episodes:
        return media.episodes
    if media.next_episode is None or media.next_airing_at is None:
        return 0 if media.status == "NOT_YET_RELEASED" else None
    out = media.next_episode - (now < media.next_airing_at)
    return min(out, media.episodes or out)


def behind(entry: Entry | EntryOutline, media: Media | MediaOutline, now: int) -> int | None:
    """The number of episodes that are out and not watched yet.

    None when it is unknown or the title is not being watched.

    A finished title counts as well: its finale may have aired yesterday. A person who rewatches it has seen it.
    """
    out = aired(media, now)
    return max(out - entry.progress, 0) if out is not None and is_awaited(entry, media) else None


def is_awaited(entry: Entry | EntryOutline, media: Media | MediaOutline) -> bool:
    """Whether a person with this entry watches on as episodes come out, or has some left."""
    return entry.status == "CURRENT" or (entry.status == "REPEATING" and media.status != "FINISHED")


def _nothing(media: Media) -> Entry:
    return Entry(media_id=media.id, entry_id=0, media_type=media.media_type, status="")


def _given(old: Entry, wish: Wish) -> dict[str, Any]:
    given = {name: value for name, value in msgspec.structs.asdict(wish).items() if value is not UNSET}
    del given["may_lower"], given["may_be_early"]
    return given if wish.notes is UNSET else given | {"notes": _notes(old, wish.notes)}


def _notes(old: Entry, typed: str) -> str:
    """The notes as AniList keeps them. Notes that read the same as the old ones stay unchanged, byte for byte."""
    if notes.reads_as(old.notes, typed):
        return old.notes
    kept = notes.encode(typed)
    if len(kept) > notes.LONGEST:
        raise TooLong(lambda: t(NOTES_TOO_LONG, most=number(notes.LONGEST)))
    return kept


def is_rewatch(old: Entry) -> bool:
    """Whether the entry is a rewatch, paused or not.

    AniList has no status for a paused rewatch: it is a paused entry with a completion date or a repeat count.
    """
    is_paused = old.status == "PAUSED" and (old.completed != _NO_DATE or old.repeat > 0)
    return old.status == "REPEATING" or is_paused


def _at_its_start(old: Entry, wish: Wish) -> Entry:
    """The entry from which the wish counts: a completed title that is watched again begins at 0."""
    if old.status == "COMPLETED" and wish.status == "REPEATING":
        return msgspec.structs.replace(old, progress=0, volumes=0)
    return old


def totals(media: Media) -> dict[str, int | None]:
    """The title's total by counter; None while it is unknown."""
    total = media.episodes if media.media_type == "ANIME" else media.chapters
    return {"progress": total or None, "volumes": media.volumes or None}


def _check(old: Entry, media: Media, wish: Wish, language: str) -> None:
    if wish.volumes is not UNSET and media.media_type == "ANIME":
        raise InvalidNumber(lambda: t(NO_VOLUMES), f"{wish.volumes}", "volumes")
    of_progress = "episodes" if media.media_type == "ANIME" else "chapters"
    for counter, total in totals(media).items():
        current, wanted = getattr(old, counter), getattr(wish, counter)
        if wanted is UNSET or wanted == current:
            continue
        counted = of_progress if counter == "progress" else counter
        if total is not None and wanted > total:
            raise PastTheEnd(media, total, counted, language)
        if wanted < current and not wish.may_lower:
            raise WouldLower(current, counted)


def _followed(old: Entry, media: Media, wish: Wish, today: FuzzyDate) -> dict[str, Any]:
    """The changes that follow from the wish, except of fields that the wish has itself."""
    status = _status(old, media, wish)
    changes: dict[str, Any] = {"status": status}
    if _begins(old, wish, status):
        changes["started"] = today
    if status == "COMPLETED" and (wish.status == "COMPLETED" or old.status != "COMPLETED"):
        changes |= _completed(old, media, today)
    return changes


def _status(old: Entry, media: Media, wish: Wish) -> str:
    if wish.status is not UNSET:
        return wish.status
    if not _advances(old, wish) or old.status == "COMPLETED":
        return old.status or "PLANNING"
    if _reaches_the_end(old, media, wish):
        return "COMPLETED"
    return "REPEATING" if is_rewatch(old) else "CURRENT"


def _advances(old: Entry, wish: Wish) -> bool:
    return any(
        value is not UNSET and value > current
        for value, current in ((wish.progress, old.progress), (wish.volumes, old.volumes))
    )


def _reaches_the_end(old: Entry, media: Media, wish: Wish) -> bool:
    """Whether a wished counter reaches its known end, and no wished counter stays short of its own."""
    known = [
        (getattr(wish, counter), getattr(old, counter), total)
        for counter, total in totals(media).items()
        if total is not None and getattr(wish, counter) is not UNSET
    ]
    return any(wanted > current for wanted, current, _ in known) and all(wanted >= total for wanted, _, total in known)


def _begins(old: Entry, wish: Wish, status: str) -> bool:
    """Whether the wish begins the title, for the first time as far as its dates tell."""
    if old.started != _NO_DATE:
        return False
    first = _advances(old, wish) and old.progress == old.volumes == 0
    if status == "CURRENT":
        return first or old.status in {"", "PLANNING"}
    is_new = old.status != "COMPLETED" and not is_rewatch(old)
    return status == "COMPLETED" and first and wish.status is UNSET and is_new


def _completed(old: Entry, media: Media, today: FuzzyDate) -> dict[str, Any]:
    changes: dict[str, Any] = {
        counter: max(total, getattr(old, counter)) for counter, total in totals(media).items() if total is not None
    }
    if is_rewatch(old):
        changes["repeat"] = old.repeat + 1
    elif old.status != "COMPLETED" and old.completed == _NO_DATE:
        changes["completed"] = today
    return changes


def _differing(before: Entry | None, after: Entry, advanced_scoring: Sequence[str]) -> dict[str, Any]:
    earlier = _values(before or Entry(media_id=0, entry_id=0, media_type="", status=""), advanced_scoring)
    values = _values(after, advanced_scoring) | {"advancedScores": in_order(before, after, advanced_scoring)}
    return {name: value for name, value in values.items() if _as_read(name, value) != _as_read(name, earlier[name])}


def _as_read(name: str, value: Any) -> Any:
    """The value in a form that can be compared: names of lists have several spellings, and no order."""
    return sorted(map(notes.decode, value)) if name == "customLists" else value


def _values(entry: Entry, advanced_scoring: Sequence[str]) -> dict[str, Any]:
    """An entry in the words of ``SaveMediaListEntry``; advanced scores have no names there, only an order."""
    return {
        "status": entry.status,
        "scoreRaw": entry.score,
        "progress": entry.progress,
        "progressVolumes": entry.volumes,
        "repeat": entry.repeat,
        "private": entry.private,
        "hiddenFromStatusLists": entry.hidden,
        "notes": notes.sendable(entry.notes),
        "customLists": sorted(entry.custom_lists),
        "advancedScores": in_order(None, entry, advanced_scoring),
        "startedAt": msgspec.structs.asdict(entry.started),
        "completedAt": msgspec.structs.asdict(entry.completed),
    }
