"""Airing schedules as AniList answers them: a struct for each selection.

Knows AniList's schema, and nothing of the store.
"""

from typing import Annotated

import msgspec

from anilist.enums import MediaStatus
from anilist.library import AniListMedia, NextAiring
from anilist.shapes import Count, Id, Moment, OnOdd, Selection


class AiringNodes(Selection, frozen=True):
    nodes: list[NextAiring | None] | None


class AiringTitle(Selection, frozen=True):
    """The selection of ``airing.graphql``: a title's status, and the episodes that are announced.

    A schedule with gaps is refused: a missing episode would look like a cancelled one.
    """

    id: Id
    status: MediaStatus | None
    episodes: Count | None
    next_airing_episode: Annotated[NextAiring | None, OnOdd.COSTS_ALL]
    airing_schedule: Annotated[AiringNodes | None, OnOdd.COSTS_ALL]

    def __post_init__(self) -> None:
        """Raises ValueError if the schedule has gaps."""
        if self.airing_schedule is None or self.airing_schedule.nodes is None or None in self.airing_schedule.nodes:
            raise ValueError("a schedule with gaps")

    @property
    def ahead(self) -> list[NextAiring]:
        """The announced episodes, each once, at its earliest time.

        AniList promises no order for its 25: the next episode may not be among them.
        """
        nodes = (self.airing_schedule.nodes if self.airing_schedule else None) or ()
        known = [node for node in (self.next_airing_episode, *nodes) if node is not None]
        first: dict[int, NextAiring] = {}
        for node in sorted(known, key=lambda node: (node.airing_at, node.episode)):
            first.setdefault(node.episode, node)
        return list(first.values())


class AiringEpisode(Selection, frozen=True):
    """The selection of ``schedule.graphql``; `media` is None when AniList has lost it."""

    episode: Count
    airing_at: Moment
    media: Annotated[AniListMedia | None, OnOdd.COSTS_ALL]


class AiringPart(msgspec.Struct, frozen=True):
    """The requested titles. Unless it `is_whole`, some titles of the answer can't be read."""

    titles: list[AiringTitle]
    is_whole: bool


class SchedulePart(msgspec.Struct, frozen=True):
    """Some episodes of a time, in their order. Unless it `is_whole`, some others can't be read."""

    episodes: list[AiringEpisode]
    has_next: bool
    is_whole: bool
