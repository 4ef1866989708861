"""The result of a toggle: what was made a favourite, followed or liked, or no longer is."""

import msgspec

from anilist import FollowState, LikeState
from store import Entry, Media, NamedFavourite

ToggledSubject = Media | NamedFavourite | FollowState | LikeState


class Toggled(msgspec.Struct, frozen=True):
    """A subject as AniList told it just before, and whether it is a favourite, followed or liked now.

    `entry` is the person's, of a title. `id` is what undoes it.
    """

    subject: ToggledSubject
    is_on: bool
    id: int
    entry: Entry | None = None
