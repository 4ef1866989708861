"""When episodes air, and what airs in a season, as AniList answers it: a struct for each selection.

Knows AniList's schema, and nothing of what Musubi remembers.
"""

import msgspec

from anilist.library import Media, MediaStatus, NextAiring
from anilist.shapes import Selection


class AiringNodes(Selection, frozen=True):
    nodes: list[NextAiring | None] | None


class AiringTitle(Selection, frozen=True):
    """What ``airing.graphql`` asks of a medium: how it stands, and the episodes that are known ahead."""

    id: int
    status: MediaStatus | None
    episodes: int | None
    next_airing_episode: NextAiring | None
    airing_schedule: AiringNodes | None

    @property
    def ahead(self) -> list[NextAiring]:
        """Each episode once, at its earliest. AniList promises no order for its 25: the next may not be among them."""
        nodes = self.airing_schedule.nodes if self.airing_schedule else None
        known = [node for node in (self.next_airing_episode, *(nodes or ())) if node is not None]
        first: dict[int, NextAiring] = {}
        for node in sorted(known, key=lambda node: (node.airing_at, node.episode)):
            first.setdefault(node.episode, node)
        return list(first.values())


class AiringEpisode(Selection, frozen=True):
    """What ``schedule.graphql`` asks of an episode; `media` is None when AniList has lost it."""

    episode: int
    airing_at: int
    media: Media | None


class SchedulePart(msgspec.Struct, frozen=True):
    """Some episodes of a time, in their order."""

    episodes: list[AiringEpisode]
    has_next: bool


class SeasonPart(msgspec.Struct, frozen=True):
    """Some titles of a season, in the order that was asked for."""

    media: list[Media]
    has_next: bool
