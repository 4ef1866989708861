"""Feeds in forums and announcement channels. SimCord has forums, without flags, media channels or archived posts."""

from typing import Any

import aiosqlite
import discord
import pytest
from simcord.backend.models import Channel

from cards.feed_buttons import PublishFeed
from cards.feed_channel import NOT_WITH_PINGS, TAG_NEEDED
from cards.forum import STARTED
from cards.list_buttons import Plus
from tests.kit.driver import disk_error
from tests.kit.feeds import MINUTE, feeds, opened, until_told
from tests.kit.home import sqlite
from tests.kit.lists import ADULT, DIGIMON, Club, airs, options
from tests.kit.world import actions, says, words

TITLE = "DIGIMON BEATBREAK"


@pytest.fixture
async def club(club: Club) -> Club:
    club.add_moderator("haru")
    await club.world.env.advance_time(MINUTE)
    club.asked()
    return club


async def air_next(club: Club, *titles: int) -> None:
    await airs(club, *(titles or (DIGIMON,)), at=club.world.clock() + MINUTE)
    await until_told(club)


def threads(club: Club, forum: Any) -> list[Channel]:
    """The posts in the forum, the oldest first."""
    channels = club.world.env.backend.channels.values()
    return sorted((one for one in channels if one.parent_id == forum.id), key=lambda one: one.id)


def replies(forum: Any, thread: Channel) -> list[Any]:
    """The episodes in a post."""
    (handle,) = (one for one in forum.threads if one.id == thread.id)
    return [one for one in handle.history() if Plus in actions(one)]


async def test_a_title_has_one_post_in_a_forum_and_its_episodes_are_replies(club: Club) -> None:
    world = club.world
    forum, env, haru = world.guild.create_forum_channel("shows"), world.env, world.members["haru"]
    await opened(club, channel=forum)
    await air_next(club)
    await air_next(club)
    (post,) = threads(club, forum)
    assert post.name == TITLE and [("44" in words(one), "45" in words(one)) for one in replies(forum, post)] == [
        (True, False),
        (False, True),
    ]
    (handle,) = forum.threads
    assert says(handle.history()[0], STARTED)
    env.inject_error("POST", f"/channels/{post.id}/messages", status=400, code=50083, message="Archived", times=1)
    env.backend.edit_channel(post.id, {}, thread_metadata={"archived": True})
    await air_next(club)
    assert len(replies(forum, post)) == 3 and post.thread_metadata and not post.thread_metadata.archived
    env.inject_error("POST", f"/channels/{post.id}/messages", status=403, code=160005, message="Locked", times=1)
    env.backend.edit_channel(post.id, {}, thread_metadata={"locked": True})
    await air_next(club)
    _, second = threads(club, forum)
    assert len(replies(forum, second)) == 1 and len(replies(forum, post)) == 3
    env.backend.delete_channel(second.id)
    await env.settle()
    await air_next(club)
    assert [len(replies(forum, one)) for one in threads(club, forum)] == [3, 1]
    panel = (await haru.slash(world.general, "feed")).response
    assert f"<#{forum.id}>" in words(panel) and (await feeds(club))[0].ended_at is None


async def test_an_earlier_post_of_ours_is_gone_on_with(club: Club) -> None:
    """So nothing is begun twice where Discord's answer was lost, or where a feed was turned off and on again."""
    world, forum = club.world, club.world.guild.create_forum_channel("shows")
    channel = world.bot.get_channel(forum.id)
    assert isinstance(channel, discord.ForumChannel)
    await channel.create_thread(name=TITLE, content="here")
    await opened(club, channel=forum)
    world.env.inject_error("POST", f"/channels/{threads(club, forum)[0].id}/messages", status=500, times=1)
    await air_next(club)
    (post,) = threads(club, forum)
    assert len(replies(forum, post)) == 1


async def test_a_forum_that_is_gone_ends_the_feed(club: Club) -> None:
    forum = club.world.guild.create_forum_channel("shows")
    await opened(club, channel=forum)
    club.world.env.backend.delete_channel(forum.id)
    await club.world.env.settle()
    await air_next(club)
    assert (await feeds(club))[0].ended_at and len(club.world.dms("haru")) == 1


async def test_a_forum_that_needs_a_tag_gets_the_chosen_one(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    world, forum = club.world, club.world.guild.create_forum_channel("shows")
    tags = [
        {"name": name, "moderated": name == "Staff", "emoji_id": None, "emoji_name": None} for name in ("Staff", "TV")
    ]
    for number, tag in enumerate(tags, 1):
        tag["id"] = str(number)
    world.env.backend.edit_channel(forum.id, {"available_tags": tags})
    await world.env.settle()
    flags = property(lambda _forum: discord.ChannelFlags(require_tag=True))
    monkeypatch.setattr(discord.ForumChannel, "flags", flags)
    panel = await opened(club, channel=forum)
    assert says(panel, TAG_NEEDED)
    await air_next(club)
    assert threads(club, forum) == []
    assert options(panel, "musubi:feed:1:tag") == ["TV"], "the other one is for moderators"
    await club.pick("haru", panel, 2, "musubi:feed:1:tag")
    assert not says(panel, TAG_NEEDED)
    await world.env.advance_time(2 * MINUTE)
    (post,) = threads(club, forum)
    assert post.applied_tags == [2] and len(replies(forum, post)) == 1


async def test_adult_titles_have_posts_in_age_restricted_forums_alone(club: Club) -> None:
    world, forum = club.world, club.world.guild.create_forum_channel("shows")
    channel = world.bot.get_channel(forum.id)
    assert isinstance(channel, discord.ForumChannel)
    await opened(club, channel=forum)
    await world.bot.store.feeds.choose(1, ADULT, is_chosen=True)
    club.stand_in.world.airings.put_on_air(ADULT, 1, world.clock() + MINUTE, last=3)
    await air_next(club, ADULT)
    assert threads(club, forum) == []
    channel.nsfw = True
    await air_next(club, ADULT)
    assert len(threads(club, forum)) == 1


async def test_an_announcement_is_published_where_an_admin_wants_that(club: Club) -> None:
    news = club.world.guild.create_news_channel("news")
    panel = await opened(club, channel=news)
    await air_next(club)
    await club.press("haru", panel, PublishFeed, wanted=True)
    await air_next(club)
    await club.pick("haru", panel, "asked", "musubi:feed:1:mentions")
    assert says(panel, NOT_WITH_PINGS)
    await air_next(club)
    (_, second, _) = (one for one in news.history() if Plus in actions(one))
    published = [one.path for one in club.world.env.http_requests if one.path.endswith("/crosspost")]
    assert published == [f"/channels/{news.id}/messages/{second.id}/crosspost"]
    await club.press("haru", panel, PublishFeed, wanted=False)
    assert [one.is_published for one in await feeds(club)] == [False]


async def test_a_post_that_stands_there_is_no_other_post_when_the_database_fails_behind_it(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, store = club.world, club.world.bot.store
    news = world.guild.create_news_channel("news")
    await club.press("haru", await opened(club, channel=news), PublishFeed, wanted=True)
    assert sqlite(store)
    execute = aiosqlite.Connection._execute

    async def full(connection: aiosqlite.Connection, *what: Any, **how: Any) -> Any:
        if any("SET publications" in str(one) for one in what):
            raise disk_error()
        return await execute(connection, *what, **how)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", full)
    await airs(club, DIGIMON, at=world.clock() + MINUTE)
    while not news.history():
        await world.env.advance_time(MINUTE)
    (notice,) = await store.database.all("SELECT state, id, letter FROM notices WHERE feed_id = 1")
    assert notice == {"state": "begun", "id": notice["id"], "letter": notice["id"]}, "the same message, by its nonce"
    monkeypatch.setattr(aiosqlite.Connection, "_execute", execute)
    await world.env.advance_time(MINUTE)
    (notice,) = await store.database.all("SELECT state FROM notices WHERE feed_id = 1")
    assert notice["state"] == "sent"
