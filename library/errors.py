"""The library's errors, named for what the caller does next.

LibraryError
├── InvalidInput    what was typed does not fit its field: repeat it, say what does, open the form again
│   ├── InvalidScore    it is no score in the person's format
│   ├── InvalidDate     it is no date, or more than one
│   ├── InvalidNumber   it is no count
│   ├── InvalidList     the person has no list of that name
│   └── InvalidZone     there is no such time zone
├── TooLong         the form can't hold the text: say where it can be edited
├── NoTitle         no title has that name, on the person's own lists or anywhere: say where Musubi looked
├── WrongType       the title is an anime where a manga is meant, or the other way round: say so
├── NothingMentioned a message names no title: say so
├── Ambiguous       more than one title could be meant: offer `choices`
├── AlreadyThere    nothing would change: show the entry as it is
├── PastTheEnd      the title has no such episode, chapter or volume: say how many there are
├── NotAired        more episodes than are out: ask, then wish again with `may_be_early`
├── AlreadyCompleted  one more or fewer of what is completed: offer a rewatch
├── WouldLower      fewer than there are already: ask, then wish again with `may_lower`
├── NotListed       the title is on none of their lists: offer to add it
├── SkipsAhead      episodes before the wished one are not watched yet: offer that, and the next one
├── NotYours        the button is somebody else's: say whose
├── Locked          AniList takes no new entries for the title
├── NotKept         AniList has answered and left all as it was: say so
├── ChangedSince    the entry is no longer what the change made of it: show it
├── NoLongerPending what was asked for before relinking is done already, or was too long ago
├── Outdated        several entries: one has changed since, or nobody agreed in time: propose again
├── PartlyDone      several entries: it stopped in the middle: the same again does the rest
├── NothingToUndo   there is no such change, or it was taken back
└── OutcomeUnknown  AniList did not say whether it was done: look again later

TokenRejected
└── ChangeDeferred  the link has died: what was asked for is kept, and offered after the next one

TooFast             somebody asks for more at once than one person may: say until when
"""

from collections.abc import Mapping, Sequence
from typing import Any

from anilist import TokenRejected
from store import Entry, Link, Media


class TooFast(Exception):
    """A person's rate limit is reached; they may go on `retry_after` seconds later."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"too fast, {retry_after:.0f} s to wait")
        self.retry_after = retry_after


class LibraryError(Exception):
    """Base of every reason why a list does not change."""


class InvalidInput(LibraryError):
    """`typed` does not fit its `field`; the text is a sentence for the person that says what fits."""

    def __init__(self, hint: str, typed: str, field: str) -> None:
        super().__init__(hint)
        self.typed = typed
        self.field = field


class InvalidScore(InvalidInput):
    """No score in the person's format."""


class InvalidDate(InvalidInput):
    """No date, or more than one."""


class InvalidNumber(InvalidInput):
    """No count."""


class InvalidList(InvalidInput):
    """No list of the person's."""


class InvalidZone(InvalidInput):
    """No time zone."""


class TooLong(LibraryError):
    """The text is a sentence for the person."""


class NoTitle(LibraryError):
    """Nothing is called as `typed`; `own_only` when only the person's own lists were looked through."""

    def __init__(self, typed: str, media_type: str | None, *, own_only: bool) -> None:
        super().__init__("no title is called so")
        self.typed = typed
        self.media_type = media_type
        self.own_only = own_only


class WrongType(LibraryError):
    """The text is a sentence for the person that says what the title is."""


class NothingMentioned(LibraryError):
    """Somebody's message neither names a title nor links to one."""


class Ambiguous(LibraryError):
    """The likeliest of the `choices` first; `is_weak` where none is called as `typed`. `language` is for titles."""

    def __init__(self, choices: Sequence[Media], language: str, *, typed: str, is_weak: bool = False) -> None:
        super().__init__(f"{len(choices)} titles could be meant")
        self.choices = tuple(choices)
        self.language = language
        self.typed = typed
        self.is_weak = is_weak


class AlreadyThere(LibraryError):
    """The `entry` is as wished; None when it is as wished that there is none."""

    def __init__(self, entry: Entry | None) -> None:
        super().__init__("nothing would change")
        self.entry = entry


class PastTheEnd(LibraryError):
    """There are `total` units of the kind `counted`: ``episodes``, ``chapters`` or ``volumes``."""

    def __init__(self, total: int, counted: str = "episodes") -> None:
        super().__init__(f"there are {total} {counted}")
        self.total = total
        self.counted = counted


class NotAired(LibraryError):
    """Only `out` episodes are; `wanted` would be made of `before`. The `deed` with its `id` does it all the same."""

    def __init__(
        self, media: Media, before: Entry | None, wanted: Entry, out: int, link: Link, deed: Mapping[str, Any]
    ) -> None:
        super().__init__(f"only {out} episodes are out")
        self.media = media
        self.before = before
        self.wanted = wanted
        self.out = out
        self.link = link
        self.deed = deed


class AlreadyCompleted(LibraryError):
    """The `entry` is completed; `progress` and `volumes` are where a rewatch would begin. `language` is for titles."""

    def __init__(self, media: Media, entry: Entry, progress: int, volumes: int, language: str) -> None:
        super().__init__("it is completed already")
        self.media = media
        self.entry = entry
        self.progress = progress
        self.volumes = volumes
        self.language = language


class WouldLower(LibraryError):
    """The entry has `current` units of the kind `counted`: ``episodes``, ``chapters`` or ``volumes``."""

    def __init__(self, current: int, counted: str = "episodes") -> None:
        super().__init__(f"there are {current} {counted} already")
        self.current = current
        self.counted = counted


class NotListed(LibraryError):
    """The person has no entry; `progress` is the wished one. `language` is theirs for titles."""

    def __init__(self, media: Media, progress: int, language: str) -> None:
        super().__init__("the title is on no list of theirs")
        self.media = media
        self.progress = progress
        self.language = language


class SkipsAhead(LibraryError):
    """Between the `current` progress and the wished one there is more than one step."""

    def __init__(self, media: Media, current: int, progress: int, language: str) -> None:
        super().__init__(f"from {current} to {progress}")
        self.media = media
        self.current = current
        self.progress = progress
        self.language = language


class NotYours(LibraryError):
    """The `owner` is the person's name on Discord, None where nobody knows it; `instead` says what others can do."""

    def __init__(self, owner: str | None, instead: str) -> None:
        super().__init__("the button is somebody else's")
        self.owner = owner
        self.instead = instead


class Locked(LibraryError):
    """AniList's ``isLocked``: the title can't be added to lists."""


class NotKept(LibraryError):
    """AniList has taken the change without an error, and has not made it."""


class ChangedSince(LibraryError):
    """The `entry` as it is now; None when it is no longer on the list."""

    def __init__(self, entry: Entry | None) -> None:
        super().__init__("the entry has changed since")
        self.entry = entry


class NoLongerPending(LibraryError):
    """There is nothing kept to agree to."""


class ChangeDeferred(TokenRejected):
    """The link has died, and what was asked for is kept until the person has linked again."""


class Outdated(LibraryError):
    """What was proposed or done for several entries does not fit any more what they are now."""


class PartlyDone(LibraryError):
    """Of `count` entries only `done` were changed; the same again does the rest."""

    def __init__(self, done: int, count: int) -> None:
        super().__init__(f"{done} of {count} were changed")
        self.done = done
        self.count = count


class NothingToUndo(LibraryError):
    """The change is not known, not this person's, or was taken back already."""


class OutcomeUnknown(LibraryError):
    """AniList was asked to change something, and neither its answer nor its list could be read."""
