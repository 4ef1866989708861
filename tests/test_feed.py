"""/feed in Discord: what is posted, whom it mentions, what is never told, and what happens when a channel closes."""

from typing import Any

import discord
import msgspec
import pytest
import simcord

from cards.confirmation import ConfirmChange
from cards.errors import ADMINS_ONLY
from cards.feed import ChangeFeed, OpenFeedHere, ShowFeeds, ShowSettings
from cards.list_buttons import Plus, UndoChange
from cards.posts import ListenToFeed, ShareActivity
from cards.pressed import SEEN_ALL
from store import Feed, GuildSettings
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
    is_alone,
    options,
    told,
)
from tests.kit.town import listed
from tests.kit.world import START, gateway, labels, says, silent, words

HOUR, MINUTE = 3600, 60


@pytest.fixture
async def club(club: Club) -> Club:
    club.add_moderator("haru")
    await club.world.env.advance_time(MINUTE)
    club.asked()
    return club


def grant(club: Club, **permissions: bool) -> simcord.MemberActor:
    """Haru may manage the server, and that."""
    given = discord.Permissions(manage_guild=True, **permissions)
    club.world.guild.remove_member(club.world.members["haru"])
    role = club.world.guild.create_role("Admin", permissions=given)
    haru = club.world.members["haru"] = club.world.guild.add_member(club.world.users["haru"], roles=[role])
    return haru


async def feeds(club: Club) -> list[Feed]:
    return await club.world.bot.store.feeds.of_guild(club.world.guild.id)


async def opened(club: Club, kind: str = "New episodes", **options: Any) -> Any:
    shown = await club.run("haru", "feed", kind=kind, **options)
    assert shown.ephemeral
    return shown.response


def posts(club: Club, mark: str = "aired <t:") -> list[Any]:
    """What stands in the channel for everybody."""
    stranger = club.world.members["ren"]
    return [one for one in club.world.general.history(viewer=stranger) if mark in words(one)]


async def until_told(club: Club) -> None:
    await club.world.env.advance_time(20 * MINUTE)


async def test_an_episode_is_posted_once_and_acts_for_whoever_presses(club: Club) -> None:
    await airs(club, DIGIMON)
    await opened(club)
    await until_told(club)
    (post,) = posts(club)
    assert "DIGIMON BEATBREAK" in words(post) and "episode 44" in words(post) and "1 member is watching" in words(post)
    assert labels(post) == ["Seen 44", "Open title"]
    await club.world.restart()
    await until_told(club)
    assert len(posts(club)) == 1 and club.asked() == []
    seen = await club.press("aoi", post, Plus)
    assert is_alone(seen) and says(told(seen), SEEN_ALL.format(progress=44))
    assert labels(told(seen)) == ["Up to 44", "+1 → 3"] and club.entry("aoi", DIGIMON).progress == 2
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
    assert labels(told(stranger)) == ["Link AniList"]
    club.forgive()


async def test_two_buttons_open_what_this_channel_is_not_told_yet(club: Club) -> None:
    panel = (await club.run("haru", "feed")).response
    assert labels(panel) == ["New episodes here", "List activity here", "Settings"] and "None yet" in words(panel)
    await club.press("haru", panel, OpenFeedHere)
    assert f"New episodes in <#{club.world.general.id}>" in words(panel)
    await club.press("haru", panel, ShowFeeds)
    assert labels(panel) == ["List activity here", "Settings"]
    await club.press("haru", panel, OpenFeedHere)
    assert len(posts(club, "### List activity")) == 1, "all see that they may agree"
    await club.press("haru", panel, ShowFeeds)
    assert labels(panel) == ["Settings"]
    assert options(panel, "musubi:feeds:open") == ["New episodes · #general", "List activity · #general"]
    assert [(one.kind, one.is_all, one.opened_by) for one in await feeds(club)] == [
        ("episodes", True, club.world.users["haru"].id),
        ("activity", True, club.world.users["haru"].id),
    ]
    elsewhere = club.world.guild.create_text_channel("elsewhere")
    shown = await club.world.members["haru"].slash(elsewhere, "feed")
    assert labels(shown.response)[-3:] == ["New episodes here", "List activity here", "Settings"]


async def test_pressed_twice_at_once_it_says_once_that_members_may_agree(club: Club) -> None:
    panel = (await club.run("haru", "feed")).response
    with club.world.all_at_once():
        for _ in range(2):
            await club.press("haru", panel, OpenFeedHere, kind="activity")
    await club.world.env.settle()
    assert len(posts(club, "### List activity")) == 1 and len(await feeds(club)) == 1


async def test_settings_lead_to_the_same_buttons_and_say_what_is_lacking(club: Club) -> None:
    bot, haru = club.world.bot.user, club.world.members["haru"]
    assert bot
    quiet = club.world.guild.create_text_channel(
        "quiet", overwrites={bot: discord.PermissionOverwrite(send_messages=False)}
    )
    panel = (await haru.slash(quiet, "settings")).response
    await club.press("haru", panel, ShowFeeds)
    await club.press("haru", panel, OpenFeedHere)
    assert f"In <#{quiet.id}> I lack: **Send Messages**" in words(panel) and await feeds(club) == []
    await club.press("haru", panel, ShowFeeds)
    assert labels(panel) == ["New episodes here", "List activity here", "Settings"]


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
    assert "Members ask with **Ping me** under a post" in words(panel)
    await airs(club, DIGIMON)
    await until_told(club)
    (post,) = posts(club)
    assert "<@" not in words(post) and labels(post)[-1] == "Ping me", "that an episode is out the post itself tells"
    for name in ("aoi", "ren"):
        answer = await club.press(name, post, ListenToFeed)
        assert is_alone(answer) and "You are mentioned here" in words(told(answer))
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
    assert is_alone(answer) and "no longer mentioned here" in words(told(answer))
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
        assert ("All Roles**. Grant it to me" in words(shown.response)) is (channel == strict)
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
    assert "I never mention @everyone" in words(panel)


async def test_chosen_titles_alone(club: Club) -> None:
    panel = await opened(club, title=f"id:{NARUTO}")
    assert "**Titles** · NARUTO" in words(panel)
    await airs(club, DIGIMON)
    await until_told(club)
    assert posts(club) == []
    (feed,) = await feeds(club)
    assert not feed.is_all and await club.world.bot.store.feeds.titles(feed.id) == [NARUTO]
    assert "none yet" in words(await opened(club, title=f"id:{NARUTO}"))
    await club.press("haru", panel, ChangeFeed, what="all")
    assert (await feeds(club))[0].is_all


async def test_what_is_missing_is_said_at_set_up(club: Club) -> None:
    bot = club.world.bot.user
    assert bot
    quiet = club.world.guild.create_text_channel(
        "quiet", overwrites={bot: discord.PermissionOverwrite(send_messages=False)}
    )
    shown = await club.run("haru", "feed", kind="New episodes", channel=quiet)
    assert f"In <#{quiet.id}> I lack: **Send Messages**" in words(shown.response)
    assert await feeds(club) == []


@pytest.mark.parametrize("title", ["boku no", "no such title anywhere"])
async def test_a_title_that_is_not_known_yet_opens_nothing(club: Club, title: str) -> None:
    await club.run("haru", "feed", kind="New episodes", title=title)
    assert club.forgive() == 1 and await feeds(club) == []


@pytest.mark.parametrize("kind", ["New episodes", "List activity"])
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
    assert f"In <#{thread.id}> I lack: **Manage Threads**" in words(shown.response) and await feeds(club) == []


@pytest.mark.parametrize("code", [50013, 160005], ids=["no permission", "a locked thread"])
async def test_a_channel_that_closes_ends_the_feed_and_its_admin_is_told_once(club: Club, code: int) -> None:
    await opened(club)
    await airs(club, DIGIMON)
    path = f"/channels/{club.world.general.id}/messages"
    club.world.env.inject_error("POST", path, status=403, code=code, message="No", times=1)
    await until_told(club)
    (notice,) = club.world.dms("haru")
    assert "has ended" in words(notice) and (await feeds(club))[0].ended_at
    await airs(club, DIGIMON, at=club.world.clock() + MINUTE)
    await until_told(club)
    assert len(club.world.dms("haru")) == 1 and posts(club) == []
    listed = await club.run("haru", "feed")
    assert "Discord took no posts there" in words(listed.response)
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
    await opened(club, "List activity")
    (card,) = posts(club, "List activity")
    await club.run("aoi", "watched", title=f"id:{DEATH_NOTE}", episode=14)
    await until_told(club)
    assert posts(club, "**aoi**") == [], "nobody has agreed"
    answer = await club.press("aoi", card, ShareActivity)
    assert is_alone(answer) and "From now on" in words(told(answer))
    await club.world.env.advance_time(MINUTE)
    await club.run("aoi", "watched", title=f"id:{DEATH_NOTE}", episode=15)
    await club.run("aoi", "watched", title=f"id:{DEATH_NOTE}", episode=18)
    await club.run("aoi", "add", title=f"id:{NARUTO}", status="Paused")
    await club.run("aoi", "watched", title=f"id:{BEBOP}", episode=9)
    await club.run("ren", "watched", title=f"id:{DEATH_NOTE}", episode=31)
    undone = await club.run("aoi", "watched", title=f"id:{DIGIMON}", episode=3)
    await club.press("aoi", undone.response, UndoChange)
    await until_told(club)
    (post,) = posts(club, "**aoi**")
    text = words(post)
    assert text == "**aoi**\nwatched episodes 15–18 of **DEATH NOTE**\nPaused · **NARUTO**", "nothing else"
    panel = await club.run("aoi", "account")
    stopped = await club.press("aoi", panel.response, ShareActivity)
    assert "is no longer told what you do" in words(told(stopped))
    await club.run("aoi", "watched", title=f"id:{DEATH_NOTE}", episode=20)
    await until_told(club)
    assert len(posts(club, "**aoi**")) == 1


async def test_an_admin_posts_only_where_they_may_write(club: Club) -> None:
    """Musubi may write everywhere here. Less is everybody's choice: so a feed can be ended by who may not write."""
    world, haru = club.world, club.world.users["haru"]
    no = discord.PermissionOverwrite(send_messages=False)
    council = world.guild.create_text_channel("council", overwrites={haru: no})
    for kind in ("New episodes", "List activity"):
        for shown in (
            await opened(club, kind, channel=council),
            (await world.members["haru"].slash(council, "feed", kind=kind)).response,
        ):
            assert f"In <#{council.id}> you lack: **Send Messages**" in words(shown)
    assert await feeds(club) == [] and posts(club, "List activity") == []
    feed = await world.bot.store.feeds.open(
        world.guild.id, council.id, "episodes", is_all=False, opened_by=1, at=world.clock()
    )
    panel = (await club.run("haru", "feed")).response
    await club.pick("haru", panel, feed.id, "musubi:feeds:open")
    await club.press("haru", panel, ChangeFeed, what="all")
    assert f"In <#{council.id}> you lack" in words(panel) and not (await feeds(club))[0].is_all
    await club.pick("haru", panel, "asked", f"musubi:feed:{feed.id}:mentions")
    assert f"In <#{council.id}> you lack" in words(panel) and (await feeds(club))[0].mentions == "nobody"
    await club.press("haru", panel, ChangeFeed)
    assert await feeds(club) == []


async def test_an_admin_has_mentioned_only_whom_they_may_mention(club: Club) -> None:
    world = club.world
    fans, open_to_all = world.guild.create_role("Fans"), world.guild.create_role("News", mentionable=True)
    panel = await opened(club)
    await club.pick("haru", panel, "role", "musubi:feed:1:mentions")
    await world.members["haru"].select(panel, [fans], custom_id="musubi:feed:1:role")
    assert "you lack: **Mention \\@everyone" in words(panel)
    assert (await feeds(club))[0].role_id is None
    await world.members["haru"].select(panel, [open_to_all], custom_id="musubi:feed:1:role")
    assert (await feeds(club))[0].role_id == open_to_all.id
    feed = (await feeds(club))[0]
    await world.bot.store.feeds.put(msgspec.structs.replace(feed, mentions="nobody", role_id=fans.id))
    await club.pick("haru", panel, "role", "musubi:feed:1:mentions")
    assert "you lack" in words(panel) and (await feeds(club))[0].mentions == "nobody", "another admin had chosen it"
    await world.bot.store.feeds.put(msgspec.structs.replace(feed, mentions="role", role_id=fans.id))
    await world.bot.store.feeds.end(feed.id, world.clock())
    assert "you lack" in words(await opened(club)) and (await feeds(club))[0].ended_at, "it would go on mentioning them"


async def test_a_channel_that_an_admin_does_not_see_is_not_named_to_them(club: Club) -> None:
    world = club.world
    no = discord.PermissionOverwrite(view_channel=False)
    place = world.guild.create_text_channel("the-secret-plan", overwrites={world.users["haru"]: no})
    await world.bot.store.feeds.open(world.guild.id, place.id, "episodes", is_all=True, opened_by=1, at=START)
    panel = (await club.run("haru", "feed")).response
    assert options(panel, "musubi:feeds:open") == ["New episodes · a channel that you don’t see"]


async def test_why_a_channel_takes_no_feed_is_said(club: Club) -> None:
    world = club.world
    forum, voice = world.guild.create_forum_channel("talk"), world.guild.create_voice_channel("evening")
    assert "A forum itself takes no feed. Open a post in it" in words(await opened(club, channel=forum))
    for shown in (
        await opened(club, channel=voice),
        (await world.members["haru"].slash(voice, "feed", kind="New episodes")).response,
    ):
        assert "The chat of a voice or stage channel takes no feed" in words(shown)
    assert await feeds(club) == []


async def test_a_post_of_a_forum_takes_a_feed(club: Club) -> None:
    world, talk = club.world, club.world.guild.create_forum_channel("talk")
    forum = world.bot.get_channel(talk.id)
    assert isinstance(forum, discord.ForumChannel)
    await forum.create_thread(name="Episodes", content="here")
    shown = await world.members["haru"].slash(talk.threads[0], "feed", kind="New episodes")
    assert f"New episodes in <#{talk.threads[0].id}>" in words(shown.response)


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
    assert "switched off already" in words(panel) and await store.of(mine.id) is not None


async def test_switched_off_nothing_is_kept(club: Club) -> None:
    panel = await opened(club)
    await airs(club, DIGIMON)
    await until_told(club)
    settings = (await club.run("haru", "settings")).response
    await club.press("haru", settings, ShowFeeds)
    assert f"**New episodes** · <#{club.world.general.id}>" in words(settings)
    await club.pick("haru", settings, 1, "musubi:feeds:open")
    await club.press("haru", settings, ChangeFeed)
    assert await feeds(club) == [] and "switched off" in words(settings)
    await club.press("haru", panel, ChangeFeed, what="chosen")
    assert "switched off already" in words(panel)
    assert await club.world.bot.store.database.all("SELECT * FROM notices") == []
