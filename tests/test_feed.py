"""/feed in Discord: what is posted, whom it mentions, what is never told, and what happens when a channel closes."""

import re
from typing import Any

import discord
import msgspec
import pytest
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from cards.buttons import StartLink
from cards.confirmation import ConfirmChange
from cards.emojis import PLAIN
from cards.errors import ADMINS_ONLY
from cards.feed import GONE, NONE
from cards.feed_buttons import ChangeFeed, OpenFeedHere, ShowFeeds, ShowSettings
from cards.feed_panel import ADD_HERE, ADD_THERE, WHO_IS_PINGED
from cards.feed_trouble import ENDED, EVERYONE, FORUM, I_LACK, MEDIA, UNSEEN, YOU_LACK
from cards.list_buttons import OpenTitle, Plus, UndoChange
from cards.posts import PINGED, PINGS_OFF, ListenToFeed
from cards.pressed import SEEN_ALL
from cards.sharing import NOT_SHARING, SHARING, SHARING_SCORES, ChangeSharing, ShareIn, ShowSharing
from store import GuildSettings
from tests.kit.feeds import MINUTE, PING_ROLES, feeds, grant, lacks, opened, posts, until_told
from tests.kit.home import a_link, a_token
from tests.kit.lists import (
    ADULT,
    BEBOP,
    DEATH_NOTE,
    DIGIMON,
    LIAR_GAME,
    NARUTO,
    Club,
    airs,
    ids,
    is_alone,
    options,
    told,
)
from tests.kit.town import listed
from tests.kit.world import START, actions, gateway, says, silent, words


@pytest.fixture
async def club(club: Club) -> Club:
    club.add_moderator("haru")
    await club.world.env.advance_time(MINUTE)
    club.asked()
    return club


def openers(panel: Any) -> list[str]:
    """The kinds of feeds that the panel offers to open here."""
    return [one.kind for custom_id in ids(panel) if (one := OpenFeedHere.parse(custom_id))]


def targets(message: Any) -> set[int]:
    """The episodes to which the buttons on the message set the progress."""
    return {one.target for custom_id in ids(message) if (one := Plus.parse(custom_id))}


def updates(club: Club) -> list[Any]:
    """The posts about aoi's changes."""
    stranger = club.world.members["ren"]
    return [one for one in club.world.general.history(viewer=stranger) if "**aoi**" in words(one)]


async def test_an_episode_is_posted_once_and_acts_for_whoever_presses(club: Club) -> None:
    await airs(club, DIGIMON)
    await opened(club)
    await until_told(club)
    (post,) = posts(club)
    assert all(said in words(post) for said in ("DIGIMON BEATBREAK", "44", "1 member"))
    assert actions(post) == {Plus, OpenTitle}
    await club.world.restart()
    await until_told(club)
    assert len(posts(club)) == 1 and {*club.asked()} <= {"Activities"}
    seen = await club.press("aoi", post, Plus)
    assert is_alone(seen) and says(told(seen), SEEN_ALL.format(progress=44))
    assert {44, 3} == targets(told(seen)) and club.entry("aoi", DIGIMON).progress == 2
    await club.press("aoi", told(seen), Plus)
    assert club.entry("aoi", DIGIMON).progress == 44
    club.put(club.people["ren"], DIGIMON, status="CURRENT", progress=43)
    await club.press("ren", post, Plus)
    assert club.entry("ren", DIGIMON).progress == 44, "the next one needs no question"
    club.put(club.people["ren"], DIGIMON, status="CURRENT", progress=50)
    await club.world.env.advance_time(11 * MINUTE)
    lower = await club.press("ren", post, Plus)
    assert is_alone(lower) and club.entry("ren", DIGIMON).progress == 50, "never lower"
    stranger = await club.press("haru", post, Plus)
    assert actions(told(stranger)) == {StartLink}
    club.forgive()


async def test_two_buttons_open_what_this_channel_is_not_told_yet(club: Club) -> None:
    panel = (await club.run("haru", "feed")).response
    assert openers(panel) == ["episodes", "activity"] and says(panel, NONE) and ShowSettings in actions(panel)
    await club.press("haru", panel, OpenFeedHere)
    assert f"<#{club.world.general.id}>" in words(panel) and ChangeFeed in actions(panel)
    await club.press("haru", panel, ShowFeeds)
    assert openers(panel) == ["activity"] and ShowSettings in actions(panel)
    await club.press("haru", panel, OpenFeedHere)
    assert len(posts(club, ShareIn)) == 1, "all see that they may agree"
    await club.press("haru", panel, ShowFeeds)
    assert openers(panel) == [] and ShowSettings in actions(panel)
    assert options(panel, "musubi:feeds:open") == ["New episodes · #general", "List updates · #general"]
    assert [(one.kind, one.is_all, one.opened_by) for one in await feeds(club)] == [
        ("episodes", True, club.world.users["haru"].id),
        ("activity", True, club.world.users["haru"].id),
    ]
    elsewhere = club.world.guild.create_text_channel("elsewhere")
    shown = await club.world.members["haru"].slash(elsewhere, "feed")
    assert openers(shown.response) == ["episodes", "activity"] and ShowSettings in actions(shown.response)


async def test_pressed_twice_at_once_it_says_once_that_members_may_agree(club: Club) -> None:
    panel = (await club.run("haru", "feed")).response
    with club.world.all_at_once():
        for _ in range(2):
            await club.press("haru", panel, OpenFeedHere, kind="activity")
    await club.world.env.settle()
    assert len(posts(club, ShareIn)) == 1 and len(await feeds(club)) == 1


async def test_settings_lead_to_the_same_buttons_and_say_what_is_lacking(club: Club) -> None:
    bot, haru = club.world.bot.user, club.world.members["haru"]
    assert bot
    quiet = club.world.guild.create_text_channel(
        "quiet", overwrites={bot: discord.PermissionOverwrite(send_messages=False)}
    )
    panel = (await haru.slash(quiet, "settings")).response
    await club.press("haru", panel, ShowFeeds)
    await club.press("haru", panel, OpenFeedHere)
    assert lacks(panel, I_LACK, quiet.id) and await feeds(club) == []
    await club.press("haru", panel, ShowFeeds)
    assert openers(panel) == ["episodes", "activity"] and ShowSettings in actions(panel)


async def test_what_nobody_may_see_is_not_posted(club: Club) -> None:
    """LIAR GAME is private; of who hides, is hidden or has left, nothing is told."""
    await airs(club, DIGIMON, LIAR_GAME)
    await opened(club)
    await until_told(club)
    assert [("DIGIMON" in words(one), "LIAR GAME" in words(one)) for one in posts(club)] == [(True, False)]
    store, guild_id, aoi = club.world.bot.store, club.world.guild.id, club.world.users["aoi"].id
    for hide in (
        store.visibility.hide(aoi, guild_id),
        store.members.hide(aoi, guild_id, is_hidden=True),
        store.guilds.put(guild_id, GuildSettings(is_social=False)),
    ):
        await airs(club, DIGIMON, at=club.world.clock() + 3 * MINUTE)
        await hide
        await until_told(club)
        assert len(posts(club)) == 1


async def test_who_hides_after_it_has_aired_is_left_out_too(club: Club) -> None:
    await airs(club, DIGIMON, at=START + 8 * MINUTE + 1)
    await opened(club)
    await club.world.env.advance_time(8 * MINUTE)
    await club.world.bot.store.visibility.hide_everywhere(club.world.users["aoi"].id)
    await until_told(club)
    assert posts(club) == []


async def test_an_episode_waits_until_discord_says_who_is_a_member(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a restart nobody knows; who watches it may have left."""
    await airs(club, DIGIMON)
    await opened(club)
    await club.world.restart()
    with monkeypatch.context() as patch:
        patch.setattr(gateway(club.world), "request_chunks", silent)
        await until_told(club)
        assert posts(club) == []
    await club.world.env.advance_time(5 * MINUTE)
    assert len(posts(club)) == 1


async def test_adult_titles_only_where_adults_are(club: Club) -> None:
    club.put(club.people["aoi"], ADULT, status="CURRENT", progress=0)
    await club.run("aoi", "list")
    link = await club.world.bot.store.links.of(club.world.users["aoi"].id)
    assert link
    await club.world.bot.parts.list_sync.sync_now(link)
    club.stand_in.world.airings.put_on_air(ADULT, 1, START + 10 * MINUTE, last=3)
    await airs(club, ADULT)
    await opened(club)
    await until_told(club)
    assert posts(club) == []
    club.restrict(to_adults=True)
    await airs(club, ADULT, at=club.world.clock() + MINUTE)
    await until_told(club)
    assert len(posts(club)) == 1


async def test_mentions_are_exactly_those_who_asked_and_have_not_seen_it(club: Club) -> None:
    panel = await opened(club)
    await club.pick("haru", panel, "asked", "musubi:feed:1:mentions")
    assert says(panel, WHO_IS_PINGED)
    await airs(club, DIGIMON)
    await until_told(club)
    (post,) = posts(club)
    assert "<@" not in words(post) and ListenToFeed in actions(post), "that an episode is out the post itself tells"
    for name in ("aoi", "ren"):
        answer = await club.press(name, post, ListenToFeed)
        assert is_alone(answer) and says(told(answer), PINGED)
    await airs(club, DIGIMON, at=club.world.clock() + MINUTE)
    await until_told(club)
    aoi = club.world.users["aoi"]
    assert f"<@{aoi.id}>" in words(posts(club)[-1]), "ren does not watch it"
    assert [one.id for one in posts(club)[-1].mentions] == [aoi.id]
    ask = await club.run("aoi", "watched", title=f"id:{DIGIMON}", episode=60)
    await club.press("aoi", told(ask), ConfirmChange)
    assert club.forgive() == 1
    await airs(club, DIGIMON, at=club.world.clock() + MINUTE)
    await until_told(club)
    assert posts(club)[-1].mentions == [] and len(posts(club)) == 3


async def test_of_more_who_asked_than_discord_takes_it_says_how_many(club: Club) -> None:
    world, store = club.world, club.world.bot.store
    panel = await opened(club)
    await club.pick("haru", panel, "asked", "musubi:feed:1:mentions")
    watches = listed(DIGIMON, media_type="ANIME", status="CURRENT", progress=0)
    for number in range(103):
        user = world.env.create_user(f"fan {number}")
        world.guild.add_member(user)
        await store.links.save(msgspec.structs.replace(a_link(1000 + number), discord_id=user.id), a_token(number))
        await store.members.record_use(user.id, world.guild.id, world.clock())
        await store.entries.replace(user.id, "ANIME", [watches], world.clock())
        await store.feeds.listen(1, user.id, wanted=True)
    await airs(club, DIGIMON)
    await until_told(club)
    (post,) = posts(club)
    assert len(post.mentions) == 100 and "> and 3 more" in words(post)


@pytest.mark.parametrize("way", ["switched off", "mentions nobody", "it is another server’s"])
async def test_an_old_post_promises_no_mention_that_will_not_come(club: Club, way: str) -> None:
    panel = await opened(club)
    await club.pick("haru", panel, "asked", "musubi:feed:1:mentions")
    await airs(club, DIGIMON)
    await until_told(club)
    (post,) = posts(club)
    if way == "mentions nobody":
        await club.pick("haru", panel, "nobody", "musubi:feed:1:mentions")
    elif way == "switched off":
        await club.press("haru", panel, ChangeFeed)
    else:
        await club.world.bot.store.database.execute("UPDATE feeds SET guild_id = 78")
    answer = await club.press("aoi", post, ListenToFeed)
    assert is_alone(answer) and says(told(answer), PINGS_OFF)
    assert await club.world.bot.store.database.all("SELECT * FROM feed_listeners") == []


async def test_a_role_is_mentioned_and_what_is_lacking_is_said(club: Club) -> None:
    bot, haru, fans = club.world.bot.user, grant(club, mention_everyone=True), club.world.guild.create_role("Fans")
    assert bot
    strict = club.world.guild.create_text_channel(
        "strict", overwrites={bot: discord.PermissionOverwrite(mention_everyone=False)}
    )
    for number, channel in enumerate((club.world.general, strict), 1):
        panel = await opened(club, channel=channel)
        await club.pick("haru", panel, "role", f"musubi:feed:{number}:mentions")
        shown = await haru.select(panel, [fans], custom_id=f"musubi:feed:{number}:role")
        assert lacks(shown.response, I_LACK, channel.id, PING_ROLES) is (channel == strict)
    await airs(club, DIGIMON)
    await until_told(club)
    (post,) = posts(club)
    assert f"<@&{fans.id}>" in words(post) and [one.id for one in post.role_mentions] == [fans.id]


async def test_everyone_is_no_role_to_mention(club: Club) -> None:
    panel = await opened(club)
    await club.pick("haru", panel, "role", "musubi:feed:1:mentions")
    everyone = club.world.guild.default_role
    await club.world.members["haru"].select(panel, [everyone], custom_id="musubi:feed:1:role")
    assert [(one.mentions, one.role_id) for one in await feeds(club)] == [("role", None)]
    await airs(club, DIGIMON)
    await until_told(club)
    assert "<@" not in words(posts(club)[0])
    assert says(panel, EVERYONE)


async def test_the_way_to_choose_titles_leads_to_the_channel_of_the_panel(club: Club) -> None:
    there = club.world.guild.create_text_channel("there")
    assert says(await opened(club), ADD_HERE)
    assert says(await opened(club, channel=there), ADD_THERE), "without the channel it would be a feed here"


async def test_chosen_titles_alone(club: Club) -> None:
    panel = await opened(club, title=f"id:{NARUTO}")
    assert "NARUTO" in words(panel)
    await airs(club, DIGIMON)
    await until_told(club)
    assert posts(club) == []
    (feed,) = await feeds(club)
    assert not feed.is_all and await club.world.bot.store.feeds.titles(feed.id) == [NARUTO]
    assert "NARUTO" not in words(await opened(club, title=f"id:{NARUTO}"))
    await club.press("haru", panel, ChangeFeed, what="all")
    assert (await feeds(club))[0].is_all


async def test_what_is_missing_is_said_at_set_up(club: Club) -> None:
    bot = club.world.bot.user
    assert bot
    quiet = club.world.guild.create_text_channel(
        "quiet", overwrites={bot: discord.PermissionOverwrite(send_messages=False)}
    )
    shown = await club.run("haru", "feed", kind="New episodes", channel=quiet)
    assert lacks(shown.response, I_LACK, quiet.id)
    assert await feeds(club) == []


@pytest.mark.parametrize("title", ["boku no", "no such title anywhere"])
async def test_a_title_that_is_not_known_yet_opens_nothing(club: Club, title: str) -> None:
    await club.run("haru", "feed", kind="New episodes", title=title)
    assert club.forgive() == 1 and await feeds(club) == []


@pytest.mark.parametrize("kind", ["New episodes", "List updates"])
async def test_what_is_missing_in_a_locked_thread_is_said(club: Club, kind: str) -> None:
    world, bot = club.world, club.world.bot.user
    assert bot
    place = world.guild.create_text_channel("old", overwrites={bot: discord.PermissionOverwrite(manage_threads=False)})
    channel = world.bot.get_channel(place.id)
    assert isinstance(channel, discord.TextChannel)
    made = await channel.create_thread(name="over", type=discord.ChannelType.public_thread)
    thread = channel.get_thread(made.id)
    assert thread
    thread.locked = True
    shown = await world.members["haru"].slash(place.threads[0], "feed", kind=kind)
    assert lacks(shown.response, I_LACK, thread.id, "Manage Threads") and await feeds(club) == []


async def test_a_channel_that_is_gone_ends_the_feed_and_its_admin_is_told_once(club: Club) -> None:
    await opened(club)
    await airs(club, DIGIMON)
    path = f"/channels/{club.world.general.id}/messages"
    club.world.env.inject_error("POST", path, status=404, code=10003, message="Unknown Channel", times=1)
    await until_told(club)
    (notice,) = club.world.dms("haru")
    assert f"<#{club.world.general.id}>" in words(notice) and (await feeds(club))[0].ended_at
    await airs(club, DIGIMON, at=club.world.clock() + MINUTE)
    await until_told(club)
    assert len(club.world.dms("haru")) == 1 and posts(club) == []
    listed = await club.run("haru", "feed")
    assert says(listed.response, ENDED)
    await club.press("haru", listed.response, OpenFeedHere)
    assert [one.ended_at for one in await feeds(club)] == [None]
    await airs(club, DIGIMON, at=club.world.clock() + MINUTE)
    await until_told(club)
    assert len(posts(club)) == 1


@pytest.mark.parametrize(("status", "times"), [(429, 8), (503, 1), (500, 8), (503, 8)])
async def test_while_discord_is_unwell_nothing_is_told_twice(club: Club, status: int, times: int) -> None:
    """Told once; or, after minutes in which nobody could know whether Discord took it, noted as lost."""
    await opened(club)
    await airs(club, DIGIMON)
    path = f"/channels/{club.world.general.id}/messages"
    club.world.env.inject_error("POST", path, status=status, times=times)
    await until_told(club)
    await until_told(club)
    lost = await club.world.bot.store.database.all("SELECT 1 FROM notices WHERE state = 'lost'")
    assert len(posts(club)) + len(lost) == 1
    assert not lost or (status, times) in {(500, 8), (503, 8)}
    assert (await feeds(club))[0].ended_at is None


async def test_only_what_people_agreed_to_is_told_of_what_they_do(club: Club) -> None:
    await opened(club, "List updates")
    (card,) = posts(club, ShareIn)
    await club.run("aoi", "watched", title=f"id:{DEATH_NOTE}", episode=14)
    await until_told(club)
    assert updates(club) == [], "nobody has agreed"
    answer = await club.press("aoi", card, ShareIn, how="on")
    assert is_alone(answer) and says(told(answer), SHARING)
    scored = await club.press("aoi", told(answer), ShareIn, how="scores")
    assert told(scored).id == told(answer).id and says(told(scored), SHARING_SCORES)
    await club.world.env.advance_time(MINUTE)
    await club.run("aoi", "watched", title=f"id:{DEATH_NOTE}", episode=15)
    await club.run("aoi", "watched", title=f"id:{DEATH_NOTE}", episode=18)
    await club.run("aoi", "add", title=f"id:{NARUTO}", status="Paused")
    await club.run("aoi", "watched", title=f"id:{BEBOP}", episode=9)
    await club.run("ren", "watched", title=f"id:{DEATH_NOTE}", episode=31)
    undone = await club.run("aoi", "watched", title=f"id:{DIGIMON}", episode=3)
    await club.press("aoi", undone.response, UndoChange)
    await until_told(club)
    (post,) = updates(club)
    text = words(post)
    assert [re.findall(r"\*\*.+\*\*|\d+", line) for line in text.splitlines()] == [
        ["**aoi**"],
        ["15", "18", "**DEATH NOTE**"],
        ["**NARUTO**"],
    ], "nothing else"
    assert [line.split()[0] for line in text.splitlines()[1:]] == [PLAIN["watching"], PLAIN["paused"]]
    panel = await club.run("aoi", "account")
    channels = await club.press("aoi", panel.response, ShowSharing)
    stopped = await club.press("aoi", told(channels), ChangeSharing, how="off")
    assert told(stopped).id == told(channels).id and says(told(stopped), NOT_SHARING), (
        "what was so before is not left there"
    )
    await club.run("aoi", "watched", title=f"id:{DEATH_NOTE}", episode=20)
    await until_told(club)
    assert updates(club) == [], "nor is it told any longer what was told"


async def test_an_admin_posts_only_where_they_may_write(club: Club) -> None:
    """Musubi may write everywhere here. Less is everybody's choice: so a feed can be ended by who may not write."""
    world, haru = club.world, club.world.users["haru"]
    no = discord.PermissionOverwrite(send_messages=False)
    council = world.guild.create_text_channel("council", overwrites={haru: no})
    for kind in ("New episodes", "List updates"):
        for shown in (
            await opened(club, kind, channel=council),
            (await world.members["haru"].slash(council, "feed", kind=kind)).response,
        ):
            assert lacks(shown, YOU_LACK, council.id)
    assert await feeds(club) == [] and posts(club, ShareIn) == []
    feed = await world.bot.store.feeds.open(
        world.guild.id, council.id, "episodes", is_all=False, opened_by=1, at=world.clock()
    )
    panel = (await club.run("haru", "feed")).response
    await club.pick("haru", panel, feed.id, "musubi:feeds:open")
    await club.press("haru", panel, ChangeFeed, what="all")
    assert lacks(panel, YOU_LACK, council.id) and not (await feeds(club))[0].is_all and "⚠️" in words(panel)
    await club.pick("haru", panel, "asked", f"musubi:feed:{feed.id}:mentions")
    assert lacks(panel, YOU_LACK, council.id) and (await feeds(club))[0].mentions == "nobody"
    await club.press("haru", panel, ChangeFeed)
    assert await feeds(club) == []


async def test_an_admin_has_mentioned_only_whom_they_may_mention(club: Club) -> None:
    world = club.world
    fans, open_to_all = world.guild.create_role("Fans"), world.guild.create_role("News", mentionable=True)
    panel = await opened(club)
    await club.pick("haru", panel, "role", "musubi:feed:1:mentions")
    await world.members["haru"].select(panel, [fans], custom_id="musubi:feed:1:role")
    assert lacks(panel, YOU_LACK, world.general.id, PING_ROLES)
    assert (await feeds(club))[0].role_id is None
    await world.members["haru"].select(panel, [open_to_all], custom_id="musubi:feed:1:role")
    assert (await feeds(club))[0].role_id == open_to_all.id
    feed = (await feeds(club))[0]
    await world.bot.store.feeds.put(msgspec.structs.replace(feed, mentions="nobody", role_id=fans.id))
    await club.pick("haru", panel, "role", "musubi:feed:1:mentions")
    assert says(panel, YOU_LACK) and (await feeds(club))[0].mentions == "nobody", "another admin had chosen it"
    await world.bot.store.feeds.put(msgspec.structs.replace(feed, mentions="role", role_id=fans.id))
    await world.bot.store.feeds.end(feed.id, world.clock())
    assert says(await opened(club), YOU_LACK) and (await feeds(club))[0].ended_at, "it would go on mentioning them"


async def test_where_musubi_sees_nothing_no_admin_chooses_more(club: Club) -> None:
    """What they may do there can't be known, and Musubi may see the channel again later."""
    world = club.world
    feed = await world.bot.store.feeds.open(world.guild.id, 5, "episodes", is_all=False, opened_by=1, at=world.clock())
    panel = (await club.run("haru", "feed")).response
    await club.pick("haru", panel, feed.id, "musubi:feeds:open")
    await club.press("haru", panel, ChangeFeed, what="all")
    assert says(panel, UNSEEN) and not (await feeds(club))[0].is_all
    await club.press("haru", panel, ChangeFeed)
    assert await feeds(club) == []


async def test_a_channel_that_an_admin_does_not_see_is_not_named_to_them(club: Club) -> None:
    world = club.world
    no = discord.PermissionOverwrite(view_channel=False)
    place = world.guild.create_text_channel("the-secret-plan", overwrites={world.users["haru"]: no})
    await world.bot.store.feeds.open(world.guild.id, place.id, "episodes", is_all=True, opened_by=1, at=START)
    panel = (await club.run("haru", "feed")).response
    (shown,) = options(panel, "musubi:feeds:open")
    assert "the-secret-plan" not in shown


async def test_why_a_channel_takes_no_feed_is_said(club: Club) -> None:
    world = club.world
    forum = world.guild.create_forum_channel("talk")
    assert says(await opened(club, "List updates", channel=forum), FORUM)
    channel = world.bot.get_channel(forum.id)
    assert isinstance(channel, discord.ForumChannel)
    channel._type = discord.ChannelType.media.value  # SimCord has none of these
    assert says(await opened(club, channel=forum), MEDIA)
    assert await feeds(club) == []


async def test_in_voice_and_stage_channels_the_permission_that_is_missing_is_named(club: Club) -> None:
    """Their chats take posts; Discord lets nobody write there who may not connect."""
    world, bot = club.world, club.world.bot.user
    assert bot
    for place in (world.guild.create_voice_channel("evening"), world.guild.create_stage_channel("talks")):
        for who, said in ((bot.id, I_LACK), (world.users["haru"].id, YOU_LACK)):
            world.env.backend.set_overwrite(place.id, Overwrite(who, OverwriteType.MEMBER, deny=1 << 20))
            for shown in (
                await opened(club, channel=place),
                (await world.members["haru"].slash(place, "feed", kind="New episodes")).response,
            ):
                assert lacks(shown, said, place.id, "Connect")
            world.env.backend.delete_overwrite(place.id, who)
            await world.env.settle()
        assert f"<#{place.id}>" in words(await opened(club, channel=place))
    assert len(await feeds(club)) == 2


async def test_a_post_of_a_forum_takes_a_feed(club: Club) -> None:
    world, talk = club.world, club.world.guild.create_forum_channel("talk")
    forum = world.bot.get_channel(talk.id)
    assert isinstance(forum, discord.ForumChannel)
    await forum.create_thread(name="Episodes", content="here")
    shown = await world.members["haru"].slash(talk.threads[0], "feed", kind="New episodes")
    assert f"<#{talk.threads[0].id}>" in words(shown.response) and ChangeFeed in actions(shown.response)


async def test_panels_are_for_admins(club: Club) -> None:
    panel, others = await opened(club), (await club.run("haru", "feed")).response
    await club.world.restart()
    club.world.guild.remove_member(club.world.members["haru"])
    club.world.members["haru"] = club.world.guild.add_member(club.world.users["haru"])
    for shown, button, fields in (
        (panel, ChangeFeed, {"what": "off"}),
        (panel, ChangeFeed, {"what": "chosen"}),
        (panel, ShowFeeds, {}),
        (others, OpenFeedHere, {"kind": "activity"}),
        (others, ShowSettings, {}),
    ):
        pressed = await club.press("haru", shown, button, **fields)
        assert says(told(pressed), ADMINS_ONLY)
    picked = await club.pick("haru", panel, "asked", "musubi:feed:1:mentions")
    assert says(told(picked), ADMINS_ONLY)
    (feed,) = await feeds(club)
    assert feed.is_all and feed.mentions == "nobody"


async def test_another_servers_feed_is_not_shown_nor_changed(club: Club) -> None:
    """Its number is in a button, which somebody might make up."""
    store = club.world.bot.store.feeds
    theirs = await store.open(club.world.guild.id + 1, 1, "episodes", is_all=True, opened_by=1, at=START)
    await opened(club)
    panel = (await club.run("haru", "feed")).response
    (mine,) = await feeds(club)
    await store.close(mine.id)
    await club.world.bot.store.database.execute("UPDATE feeds SET id = :to WHERE id = :id", to=mine.id, id=theirs.id)
    await club.pick("haru", panel, mine.id, "musubi:feeds:open")
    assert says(panel, GONE) and await store.of(mine.id) is not None


async def test_switched_off_nothing_is_kept(club: Club) -> None:
    panel = await opened(club)
    await airs(club, DIGIMON)
    await until_told(club)
    settings = (await club.run("haru", "settings")).response
    await club.press("haru", settings, ShowFeeds)
    assert f"<#{club.world.general.id}>" in words(settings)
    await club.pick("haru", settings, 1, "musubi:feeds:open")
    await club.press("haru", settings, ChangeFeed)
    assert await feeds(club) == [] and f"<#{club.world.general.id}>" in words(settings)
    await club.press("haru", panel, ChangeFeed, what="chosen")
    assert says(panel, GONE)
    assert await club.world.bot.store.database.all("SELECT * FROM notices") == []
