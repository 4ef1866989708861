"""Titles that are to come or on a break, as AniList answers them (``upcoming.graphql``)."""

import msgspec

from anilist.library import AniListMedia
from anilist.title import FurtherMedia


class UpcomingTitle(AniListMedia, frozen=True):
    """A medium, and the ids of what it is related to."""

    relations: FurtherMedia | None


class UpcomingPart(msgspec.Struct, frozen=True):
    """Up to 50 titles, the highest id first, without those that can't be read."""

    titles: list[UpcomingTitle]
    has_next: bool
