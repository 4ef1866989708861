"""Visible members: the people of a server who may be shown to each other there, or why there are none. Pure.

VisibleMembersError
├── NotInServer   the command was used in a place without members: say where it works
├── SwitchedOff   the server's admins have switched it off: say so
├── NobodyShown   no member has linked and is visible: offer a link to a viewer without one
├── TooFew        too few members are visible: say so
└── DiscordSilent Discord does not say at present which people are members: say so, and to try again
"""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from library.viewer import format_of, language_of
from store import Link

_NOBODY: Mapping[int, str | None] = MappingProxyType({})


class VisibleMembers(msgspec.Struct, frozen=True, kw_only=True):
    """The members who may be shown in a server, for one viewer.

    `names` has their names in the server by Discord id, the viewer's own among them unless the viewer is hidden.
    `read_at` has the time of each person's lists, 0 while they are unknown. `viewer` is None for a person without a
    link. `heard_at` is until when AniList has told of nothing that those lists lack, where that is known.
    """

    guild_id: int
    guild_name: str
    viewer_id: int
    viewer: Link | None
    names: dict[int, str]
    read_at: dict[int, int]
    heard_at: Mapping[int, int] = MappingProxyType({})

    @property
    def score_format(self) -> str:
        """The viewer's format of scores."""
        return format_of(self.viewer)

    @property
    def language(self) -> str:
        """The viewer's language of titles."""
        return language_of(self.viewer)

    @property
    def as_of(self) -> tuple[int, int] | None:
        """The times of the oldest and the newest lists; None when no lists are known yet."""
        known = [at for at in self.read_at.values() if at]
        return (min(known), max(known)) if known else None

    @property
    def progress_as_of(self) -> int:
        """Since when nobody's progress and status are known to have changed; 0 while no lists are known."""
        known = [max(at, self.heard_at.get(one, 0)) for one, at in self.read_at.items() if at]
        return min(known, default=0)

    @property
    def unread(self) -> int:
        """The number of people whose lists are not known yet."""
        return sum(not at for at in self.read_at.values())


class VisibleMembersError(Exception):
    """Base of every reason why no member can be shown."""


class NotInServer(VisibleMembersError):
    """The command was used in direct messages, or in a server that Musubi is not in."""


class SwitchedOff(VisibleMembersError):
    """The server's admins have switched it off: :class:`store.GuildSettings` ``is_social`` is false."""


class NobodyShown(VisibleMembersError):
    """No member can be shown. `is_viewer_linked`: the viewer has linked, and is hidden."""

    def __init__(self, *, is_viewer_linked: bool) -> None:
        super().__init__("nobody is shown here")
        self.is_viewer_linked = is_viewer_linked


class TooFew(VisibleMembersError):
    """Fewer members are visible than the command needs.

    `missing` has the people who were named and can't be shown: by id, with their names if known.
    """

    def __init__(self, reason: str, missing: Mapping[int, str | None] = _NOBODY) -> None:
        super().__init__(reason)
        self.missing = missing


class DiscordSilent(VisibleMembersError):
    """Discord does not say at present which people are members of the server."""
