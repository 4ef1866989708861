"""The library's errors, named for what the caller does next.

LibraryError
├── Explained       it carries a sentence for the person
│   ├── InvalidInput    typed text does not fit its field: repeat it, name the values that fit, open the form again
│   │   ├── InvalidScore    the text is no score in the person's format
│   │   ├── InvalidDate     the text is no date, or more than one
│   │   ├── InvalidNumber   the text is no count
│   │   ├── InvalidYear     the text is no year, and no years
│   │   ├── InvalidGenre    AniList has no genre of that name
│   │   ├── InvalidList     the person has no list of that name
│   │   ├── InvalidTerm     AniList has no such genre or tag
│   │   ├── InvalidSeason   the text is no year and no season
│   │   └── InvalidZone     there is no such time zone
│   ├── InvalidFile     the sent file can't be read: say which one is meant
│   ├── TooLong         the form can't hold the text: say where it can be edited
│   ├── ListChange      a custom list can't be changed so: say why
│   │   ├── ListGone        it is not there any more
│   │   ├── TooManyToMove   it has more titles than can be moved at once
│   │   └── RenameUnfinished    both lists are there, and all titles are still on the old one
│   └── WrongType       the title is an anime where a manga is meant, or the other way round: say so
├── NoTitle         no title has that name, on the person's own lists or anywhere: say where Musubi looked
├── NoSuchName      no character, member of staff or studio has that name: say so
├── SeveralNames    more than one of them could be meant: offer `choices`
├── NoPublicList    AniList shows no list of that account to strangers: say so
├── NothingMentioned a message names no title: say so
├── Ambiguous       more than one title could be meant: offer `choices`
├── AlreadyThere    nothing would change: show the entry as it is
│   └── AlreadyToggled  it is a favourite, followed or liked, or not, as wished: say so
├── PastTheEnd      the title has no such episode, chapter or volume: say how many there are
├── NotAired        the wish counts more episodes than are out: ask, then wish again with `may_be_early`
├── AlreadyCompleted  the wish adds or takes a unit of a completed title: offer a rewatch
├── WouldLower      the wish lowers a counter of the entry: ask, then wish again with `may_lower`
├── TitleGone       AniList has merged the title into its `successor_id`, or deleted it: say so, lead there
├── NotListed       the title is on none of the person's lists: offer to add it
├── SkipsAhead      episodes before the wished one are not watched yet: offer the wished one, and the next one
├── NotYours        the button belongs to another person: say to whom
├── OwnAccount      nobody follows themselves: say so
├── OwnActivity     the person's own activity is liked by others alone: say so
├── UpdateGone      what a member did may be shown no more: say so, and do nothing in its name
├── Locked          AniList takes no new entries for the title
├── NotKept         AniList has answered and left everything as it was: say so
├── ChangedSince    the entry has changed after the change: show it
├── NoLongerPending the change deferred before relinking is done already, or too old
├── Outdated        several entries: one has changed since, or nobody agreed in time: propose again
├── ImportMovedOn   the import is no longer in the state of the card, or is gone: show it anew
├── TooManyImports  several imports of the person's are under way: say so
├── PartlyDone      several entries: it stopped in the middle: the same again does the rest
├── NothingToUndo   there is no such change, or it was taken back
└── OutcomeUnknown  AniList did not say whether the change is made: look again later

TokenRejected
└── ChangeDeferred  the link has died: the change is deferred, and offered after the next link

TooFast             a person asks for more at once than is allowed: say until when
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from anilist import TokenRejected
from library.toggled import Toggled
from store import Entry, Link, Media, NamedKind


class TooFast(Exception):
    """A person has reached their rate limit; they may go on `retry_after` seconds later."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"too fast, {retry_after:.0f} s to wait")
        self.retry_after = retry_after


class LibraryError(Exception):
    """Base of every reason why a list does not change."""


class Explained(LibraryError):
    """Carries a sentence for the person, which is made when it is shown: only then it is known in whose language."""

    def __init__(self, explain: Callable[[], str]) -> None:
        super().__init__()
        self._explain = explain

    def __str__(self) -> str:
        return self._explain()


class TitleGone(LibraryError):
    """AniList has merged the title, known under `names`, into `successor_id`; None: it has deleted it."""

    def __init__(self, names: Sequence[str], successor_id: int | None) -> None:
        super().__init__()
        self.names = names
        self.successor_id = successor_id


class InvalidInput(Explained):
    """`typed` does not fit its `field`, a form's by its message or an option by its name.

    The sentence names the values that fit.
    """

    def __init__(self, hint: Callable[[], str], typed: str, field: str) -> None:
        super().__init__(hint)
        self.typed = typed
        self.field = field


class InvalidScore(InvalidInput):
    """`typed` is no score in the person's format."""


class InvalidDate(InvalidInput):
    """`typed` is no date, or more than one."""


class InvalidNumber(InvalidInput):
    """`typed` is no count."""


class InvalidYear(InvalidInput):
    """`typed` is no year, and no years."""


class InvalidGenre(InvalidInput):
    """`typed` is none of AniList's genres."""


class InvalidList(InvalidInput):
    """`typed` is none of the person's lists."""


class InvalidTerm(InvalidInput):
    """`typed` is no genre and no tag, or there are too many."""


class InvalidSeason(InvalidInput):
    """`typed` is no year, and no season."""


class InvalidReply(InvalidInput):
    """`typed` is no reply: it says nothing."""


class InvalidZone(InvalidInput):
    """`typed` is no time zone."""


class InvalidFilters(Explained):
    """Filters that no title can pass together."""


class InvalidFile(Explained):
    """The file is not the one that is meant, or can't be read."""


class TooLong(Explained):
    """The text does not fit into the form."""


class NoTitle(LibraryError):
    """No title is called `typed`; with `own_only`, no title on the person's own lists."""

    def __init__(self, typed: str, media_type: str | None, *, own_only: bool) -> None:
        super().__init__("no title is called so")
        self.typed = typed
        self.media_type = media_type
        self.own_only = own_only


class NoPublicList(Explained):
    """AniList has no account of that name, or shows nothing of it to strangers."""


class ListChange(Explained):
    """A custom list can't be changed so."""


class ListGone(ListChange):
    """The person has no custom list of that name any more."""


class TooManyToMove(ListChange):
    """The custom list has more titles than can be moved to another one at once."""


class RenameUnfinished(ListChange):
    """Not every title has been moved to the new custom list, and the old one is still there."""


class WrongType(Explained):
    """The title is of the other type, or a link leads to another kind of page; the sentence says of which."""


class NothingMentioned(LibraryError):
    """A message neither names a title nor links to one."""


class Ambiguous(LibraryError):
    """Several titles fit: the `choices`, the likeliest first.

    `is_weak`: no title is called `typed`. `language` is the person's for titles.
    """

    def __init__(self, choices: Sequence[Media], language: str, *, typed: str, is_weak: bool = False) -> None:
        super().__init__(f"{len(choices)} titles could be meant")
        self.choices = tuple(choices)
        self.language = language
        self.typed = typed
        self.is_weak = is_weak


class NoSuchName(LibraryError):
    """Nobody and nothing of that `kind` is called `typed`."""

    def __init__(self, kind: NamedKind, typed: str) -> None:
        super().__init__("nobody is called so")
        self.kind: NamedKind = kind
        self.typed = typed


class SeveralNames(LibraryError):
    """Several of that `kind` fit `typed`: ids with their labels, the likeliest first."""

    def __init__(self, kind: NamedKind, choices: Mapping[int, str], typed: str) -> None:
        super().__init__(f"{len(choices)} could be meant")
        self.kind: NamedKind = kind
        self.choices = choices
        self.typed = typed


class AlreadyThere(LibraryError):
    """The `entry` is already as wished; it is None when the wish is a removal and the title is on no list."""

    def __init__(self, entry: Entry | None) -> None:
        super().__init__("nothing would change")
        self.entry = entry


class AlreadyToggled(AlreadyThere):
    """The subject of `toggled` is a favourite, followed or liked already, or not, as wished."""

    def __init__(self, toggled: Toggled) -> None:
        super().__init__(toggled.entry)
        self.toggled = toggled


class OwnActivity(LibraryError):
    """The activity that is to be liked is the person's own."""


class OwnAccount(LibraryError):
    """The AniList account is the person's own, and nobody follows themselves."""


class UpdateGone(LibraryError):
    """What a member did was taken back, or is no longer shared where it was told."""


class PastTheEnd(LibraryError):
    """The title has only `total` units of the kind `counted`: ``episodes``, ``chapters`` or ``volumes``.

    `language` is the person's for titles.
    """

    def __init__(self, media: Media, total: int, counted: str, language: str) -> None:
        super().__init__(f"there are {total} {counted}")
        self.media = media
        self.total = total
        self.counted = counted
        self.language = language


class NotAired(LibraryError):
    """Only `out` episodes are out, and the wish makes `wanted` of `before`.

    The `deferred` action with its `id` does it all the same.
    """

    def __init__(
        self, media: Media, before: Entry | None, wanted: Entry, out: int, link: Link, deferred: Mapping[str, Any]
    ) -> None:
        super().__init__(f"only {out} episodes are out")
        self.media = media
        self.before = before
        self.wanted = wanted
        self.out = out
        self.link = link
        self.deferred = deferred


class AlreadyCompleted(LibraryError):
    """The `entry` is completed; a rewatch would begin at `progress` and `volumes`.

    `language` is the person's for titles.
    """

    def __init__(self, media: Media, entry: Entry, progress: int, volumes: int, language: str) -> None:
        super().__init__("it is completed already")
        self.media = media
        self.entry = entry
        self.progress = progress
        self.volumes = volumes
        self.language = language


class WouldLower(LibraryError):
    """The entry already has `current` units of the kind `counted`: ``episodes``, ``chapters`` or ``volumes``."""

    def __init__(self, current: int, counted: str = "episodes") -> None:
        super().__init__(f"there are {current} {counted} already")
        self.current = current
        self.counted = counted


class NotListed(LibraryError):
    """The person has no entry of the title; `progress` is the wished one. `language` is the person's for titles."""

    def __init__(self, media: Media, progress: int, language: str) -> None:
        super().__init__("the title is on no list of theirs")
        self.media = media
        self.progress = progress
        self.language = language


class SkipsAhead(LibraryError):
    """The wished progress is more than one step from the `current` progress."""

    def __init__(self, media: Media, current: int, progress: int, language: str) -> None:
        super().__init__(f"from {current} to {progress}")
        self.media = media
        self.current = current
        self.progress = progress
        self.language = language


class NotYours(LibraryError):
    """The button belongs to `owner`: a name on Discord, None if it is unknown.

    `instead` is a message on what others can do.
    """

    def __init__(self, owner: str | None, instead: str) -> None:
        super().__init__("the button is somebody else's")
        self.owner = owner
        self.instead = instead


class Locked(LibraryError):
    """AniList's ``isLocked``: the title can't be added to lists."""


class NotKept(LibraryError):
    """AniList has answered without an error, and has not made the change."""


class ChangedSince(LibraryError):
    """The `entry` has changed since, and is given as it is now; None when it is on the list no more."""

    def __init__(self, entry: Entry | None) -> None:
        super().__init__("the entry has changed since")
        self.entry = entry


class NoLongerPending(LibraryError):
    """No deferred change waits for the person's consent."""


class ChangeDeferred(TokenRejected):
    """The link has died, and the change is kept until the person has linked again."""


class Outdated(LibraryError):
    """A proposed or finished change of several entries no longer fits the entries."""


class ImportMovedOn(LibraryError):
    """The import is no longer as the card shows it, or it is gone."""


class TooManyImports(LibraryError):
    """Several imports of the person's are under way."""


class PartlyDone(LibraryError):
    """Of `count` entries only `done` were changed; the same again does the rest."""

    def __init__(self, done: int, count: int) -> None:
        super().__init__(f"{done} of {count} were changed")
        self.done = done
        self.count = count


class NothingToUndo(LibraryError):
    """The change is unknown, another person's, or taken back already."""


class OutcomeUnknown(LibraryError):
    """AniList got a change, and neither its answer nor its list could be read."""
