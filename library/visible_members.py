"""Visible members: the people of a server who may be shown to each other there, or why there are none. Pure.

VisibleMembersError
├── NotInServer   where this was asked, there are no members: say where it works
├── SwitchedOff   the server's admins don't want it: say so
├── NobodyShown   nobody there has linked and shows it: offer a link to who has none
├── TooFew        there is somebody, but it takes more people: say so
└── DiscordSilent Discord does not say who is a member at present: say so, and to try again
"""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from library.viewer import format_of, language_of
from store import Link

_NOBODY: Mapping[int, str | None] = MappingProxyType({})


class VisibleMembers(msgspec.Struct, frozen=True, kw_only=True):
    """The members who may be shown in a server, for one viewer.

    `names` has the names they go by there, by Discord id, the viewer's own among them unless they are hidden.
    `read_at` says as of when each one's lists are known, 0 for not at all yet. `viewer` is None for who is not linked.
    """

    guild_id: int
    guild_name: str
    viewer_id: int
    viewer: Link | None
    names: dict[int, str]
    read_at: dict[int, int]

    @property
    def score_format(self) -> str:
        """How the viewer reads scores."""
        return format_of(self.viewer)

    @property
    def language(self) -> str:
        """How the viewer reads titles."""
        return language_of(self.viewer)

    @property
    def as_of(self) -> tuple[int, int] | None:
        """The oldest and the newest reading of the lists; None when none was read yet."""
        known = [at for at in self.read_at.values() if at]
        return (min(known), max(known)) if known else None

    @property
    def unread(self) -> int:
        """How many people's lists are not known yet."""
        return sum(not at for at in self.read_at.values())


class VisibleMembersError(Exception):
    """Base of every reason why there is nobody to show."""


class NotInServer(VisibleMembersError):
    """Asked in direct messages, or in a server that Musubi is not in."""


class SwitchedOff(VisibleMembersError):
    """:class:`store.GuildSettings` ``is_social`` is false."""


class NobodyShown(VisibleMembersError):
    """`is_viewer_linked`: the viewer has linked, and is hidden."""

    def __init__(self, *, is_viewer_linked: bool) -> None:
        super().__init__("nobody is shown here")
        self.is_viewer_linked = is_viewer_linked


class TooFew(VisibleMembersError):
    """Fewer people than it takes.

    The `missing` are meant and can't be shown: by id, with their names where these are known.
    """

    def __init__(self, reason: str, missing: Mapping[int, str | None] = _NOBODY) -> None:
        super().__init__(reason)
        self.missing = missing


class DiscordSilent(VisibleMembersError):
    """Discord does not say at present who is a member of the server."""
