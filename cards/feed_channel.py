"""The block of a feed's panel about its channel: the tag in a forum, publishing in an announcement channel."""

from collections.abc import Mapping

import discord
import msgspec
from discord import ui

from cards.card import Item, button, small, text
from cards.feed_buttons import ChooseTag, PublishFeed
from i18n import mark, t
from store import Feed

NO_TAG = "none"  # the value of that option
IN_FORUM = mark("Each show gets its own post. New episodes are replies in it.")
TAG_NEEDED = mark("⚠️ This forum needs a tag on each post. Choose one, so that I can post.")
NO_TAGS = mark("⚠️ This forum needs a tag on each post, and I can’t use its tags. Allow me **Manage Posts**.")
STAYS = mark("no, posts stay in this server")
PUBLISHED = mark("yes, to those that follow this channel")
LIMIT = mark("Discord publishes 10 posts an hour.")
NOT_WITH_PINGS = mark("⚠️ Not while members can ask for pings: other servers would see their names.")


class ChannelView(msgspec.Struct, frozen=True):
    """What a feed's posts can have in its channel: `tags` by id, one of which a forum may need; publishing."""

    tags: Mapping[int, str]
    needs_tag: bool = False
    is_announcement: bool = False


def channel_block(feed: Feed, view: ChannelView) -> list[Item]:
    if feed.is_forum:
        return _forum(feed, view)
    return [_publishing(feed)] if view.is_announcement and feed.kind == "episodes" else []


def _forum(feed: Feed, view: ChannelView) -> list[Item]:
    is_missing = view.needs_tag and feed.tag_id not in view.tags
    warning = t(TAG_NEEDED) if view.tags else t(NO_TAGS)
    said = text(f"**{t('Posts in this forum')}** · {t(IN_FORUM)}", warning if is_missing else "")
    if not view.tags:
        return [said]
    options = [
        discord.SelectOption(label=name[:100] or str(tag_id), value=str(tag_id), default=tag_id == feed.tag_id)
        for tag_id, name in view.tags.items()
    ]
    if not view.needs_tag:
        is_none = feed.tag_id not in view.tags
        options = [discord.SelectOption(label=t("No tag"), value=NO_TAG, default=is_none), *options[:24]]
    select = ui.Select[ui.LayoutView](
        custom_id=ChooseTag(feed.id).custom_id, placeholder=t("Choose a tag…"), options=options[:25]
    )
    return [said, ui.ActionRow(select)]


def _publishing(feed: Feed) -> Item:
    if not feed.is_published:
        said = text(f"**{t('Publish to other servers')}** · {t(STAYS)}")
        return ui.Section(said, accessory=button(t("Publish posts"), PublishFeed(feed.id, wanted=True)))
    note = t(NOT_WITH_PINGS) if feed.mentions == "asked" else small(t(LIMIT))
    said = text(f"**{t('Publish to other servers')}** · {t(PUBLISHED)}", note)
    return ui.Section(said, accessory=button(t("Stop publishing"), PublishFeed(feed.id, wanted=False)))
