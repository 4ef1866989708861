"""The owner of a token: a struct for each selection of ``viewer.graphql``."""

from anilist.settings import UserSettings
from anilist.shapes import Address, Count, Id, Selection


class Avatar(Selection, frozen=True):
    large: Address | None


class Statistics(Selection, frozen=True):
    count: Count


class StatisticTypes(Selection, frozen=True):
    anime: Statistics | None
    manga: Statistics | None


class Viewer(UserSettings, frozen=True):
    """A token's owner, with all that a link needs (``viewer.graphql``)."""

    id: Id
    avatar: Avatar | None
    statistics: StatisticTypes | None
    unread_notification_count: Count | None
