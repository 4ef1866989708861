"""What people did with their lists, as AniList answers it (``activities.graphql``)."""

from typing import Annotated

import msgspec
from msgspec import Meta

from anilist.enums import MediaType
from anilist.shapes import Id, Moment, OnOdd, Selection

_Words = Annotated[str, Meta(min_length=1, max_length=100)]


class ActivityMedium(Selection, frozen=True):
    id: Id
    type: MediaType | None


class ListActivity(Selection, frozen=True):
    """A change of a list. `status` is "watched episode", "completed" and the like; `progress` is "3", "3 - 5" or null.

    AniList merges changes of a title within some hours: the same activity then has another progress.
    """

    id: Id
    user_id: Annotated[Id | None, OnOdd.COSTS_ALL]
    status: Annotated[_Words | None, OnOdd.COSTS_ALL]
    progress: _Words | None
    created_at: Moment
    media: Annotated[ActivityMedium | None, OnOdd.COSTS_ALL]


class ActivityPart(msgspec.Struct, frozen=True):
    """Up to 50 activities, the highest id first. Unless it `is_whole`, some others can't be read."""

    activities: list[ListActivity]
    has_next: bool
    is_whole: bool
