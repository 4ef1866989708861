"""The buttons and selects of the panels of /feed."""

from typing import Annotated, Literal

from cards.ids import Action, OnOff, digits
from store.feeds import Kind

FeedId = Annotated[int, digits(15)]


class ChangeFeed(Action, prefix="musubi:feed"):
    """A button that chooses the titles of a feed, switches it off, or has a paused one try again."""

    feed_id: FeedId
    what: Literal["all", "chosen", "off", "retry"]


class ChooseMentions(Action, prefix="musubi:feed"):
    """A select for the kind of mentions in a feed."""

    feed_id: FeedId
    what: Literal["mentions"] = "mentions"


class ChooseRole(Action, prefix="musubi:feed"):
    """A select for the role that a feed mentions."""

    feed_id: FeedId
    what: Literal["role"] = "role"


class ChooseSteps(Action, prefix="musubi:feed"):
    """A select for what a feed tells of members: all that they do, or highlights."""

    feed_id: FeedId
    what: Literal["steps"] = "steps"


class ChooseType(Action, prefix="musubi:feed"):
    """A select for the type of titles that a feed tells of."""

    feed_id: FeedId
    what: Literal["type"] = "type"


class ChooseTag(Action, prefix="musubi:feed"):
    """A select for the tag of a feed's posts in a forum."""

    feed_id: FeedId
    what: Literal["tag"] = "tag"


class PublishFeed(Action, prefix="musubi:publish"):
    """A button that publishes a feed's posts to the servers that follow its channel, or no longer."""

    feed_id: FeedId
    wanted: OnOff


class ShowFeeds(Action, prefix="musubi:feeds"):
    """A button that shows all feeds of the server."""

    beside: bool = False


class PickFeed(Action, prefix="musubi:feeds:open"):
    """A select that opens the panel of the picked feed."""


class OpenFeedHere(Action, prefix="musubi:feeds:here"):
    """A button that opens a feed in this channel."""

    kind: Kind


class ShowSettings(Action, prefix="musubi:settings"):
    """A button that leads back to the server's settings, from which the panel is opened."""

    beside: bool = False
