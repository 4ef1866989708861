"""A feed about members in Discord: what they do on AniList's site is told, acts for whoever presses, and goes again."""

from typing import Any

import aiohttp
import discord
import pytest
from simcord.http import router

from cards.activity import OneMore, PickUpdate
from cards.card import Card, Colour, button, row
from cards.feed_buttons import ChooseSteps, ChooseType
from cards.feed_trouble import I_LACK
from cards.list_buttons import AddTitle, OpenTitle, Plus
from cards.list_errors import UPDATE_GONE
from cards.replies import ReplyTo, UndoReply, reply
from cards.sharing import OFFER, SHARING_SCORES, TURNED_OFF, ChangeSharing, ShareActivity, ShareIn, ShowSharing
from cards.toggles import TurnFollow, TurnLike, UndoToggle, follow, like
from demo import faults
from demo.anilist import JUNO, TSUMUGI, AniListUser
from demo.anilist.saving import saved
from demo.anilist.saying import delete_activity
from library.notify.notices import MOST_IN_A_BATCH
from library.notify.pauses import SECONDS_UNTIL_END
from library.rules.replies import FIELD
from store import Pause
from tests.kit.feeds import lacks, may_post, tries
from tests.kit.lists import BEBOP, DEATH_NOTE, DIGIMON, HEROES, NARUTO, SLAM_DUNK, Club, ids, is_alone, options, told
from tests.kit.world import actions, components, says, words

MINUTE = 60
SOCIAL = {TurnLike, ReplyTo, TurnFollow}


@pytest.fixture
async def club(club: Club) -> Club:
    """Aoi shares with her scores in #general."""
    club.add_moderator("haru")
    await club.world.env.advance_time(MINUTE)
    await club.run("haru", "feed", kind="List updates")
    (offer,) = posts(club, ShareIn)
    shared = await club.press("aoi", offer, ShareIn, how="scores")
    assert says(offer, OFFER) and says(told(shared), SHARING_SCORES)
    await club.world.env.advance_time(11 * MINUTE)  # Musubi listens from now on
    return club


def on_site(club: Club, person: AniListUser, media_id: int, **given: Any) -> None:
    """The person changes their list on AniList's site."""
    saved(club.stand_in.world, person, {"mediaId": media_id, **given})


def posts(club: Club, button: type[Any] = TurnFollow) -> list[Any]:
    stranger = club.world.members["haru"]
    return [one for one in club.world.general.history(viewer=stranger) if button in actions(one)]


def channel_of(club: Club) -> discord.TextChannel:
    channel = club.world.bot.get_channel(club.world.general.id)
    assert isinstance(channel, discord.TextChannel)
    return channel


async def minutes(club: Club, count: int = 16) -> None:
    await club.world.env.advance_time(count * MINUTE)


async def test_what_is_done_on_anilists_site_is_told_liked_answered_and_followed(club: Club) -> None:
    on_site(club, TSUMUGI, DEATH_NOTE, progress=14)
    await minutes(club)
    (post,) = posts(club)
    assert "**aoi**" in words(post) and "13–14 of **DEATH NOTE**" in words(post)
    assert actions(post) == SOCIAL | {OneMore, AddTitle, OpenTitle}
    activities = club.stand_in.world.activities
    (activity,) = activities.all.values()
    liked = await club.press("ren", post, TurnLike)
    assert is_alone(liked) and activities.likes_of(activity.id) == [JUNO.id]
    await club.press("ren", told(liked), UndoToggle)
    assert activities.likes_of(activity.id) == []
    form = await club.press("ren", post, ReplyTo)
    replied = await club.fill("ren", form, **{FIELD: "Same here"})
    assert is_alone(replied) and [one.text for one in activities.replies_to(activity.id)] == ["Same here"]
    await club.press("ren", told(replied), UndoReply)
    assert activities.replies_to(activity.id) == []
    followed = await club.press("ren", post, TurnFollow)
    assert is_alone(followed) and UndoToggle in actions(told(followed))
    stepped = await club.press("ren", post, OneMore)
    assert is_alone(stepped) and club.entry("ren", DEATH_NOTE).progress == 31, "one more of their own"
    for action in (TurnLike, TurnFollow):
        own = await club.press("aoi", post, action)
        assert is_alone(own) and UndoToggle not in actions(told(own))
    assert activities.likes_of(activity.id) == []
    delete_activity(club.stand_in.world, TSUMUGI, activity.id)
    gone = await club.press("ren", post, TurnLike)
    assert says(told(gone), UPDATE_GONE) and posts(club) == [], "it goes at the press that finds it gone"
    club.forgive()


async def _hide(club: Club) -> None:
    await club.world.bot.store.visibility.hide_everywhere(club.world.users["aoi"].id)


async def _stop_sharing(club: Club) -> None:
    await club.world.bot.store.sharers.stop(1, club.world.users["aoi"].id)


async def _unlink(club: Club) -> None:
    await club.world.bot.linking.unlink(club.world.users["aoi"].id)


async def _leave(club: Club) -> None:
    club.world.guild.remove_member(club.world.members["aoi"])
    await minutes(club, 31)  # Discord's word is believed for half an hour


@pytest.mark.parametrize("withdraw", [_hide, _stop_sharing, _unlink, _leave])
async def test_nothing_is_done_in_the_name_of_an_update_that_may_be_shown_no_more(club: Club, withdraw: Any) -> None:
    """Like, Reply and Follow would say whose AniList account it is, and go on under the post of somebody who left."""
    on_site(club, TSUMUGI, DEATH_NOTE, progress=14)
    await minutes(club)
    (post,) = posts(club)
    (activity,) = club.stand_in.world.activities.all
    (told_of,) = [one.told for text in ids(post) if (one := TurnLike.parse(text))]
    ways = row(like(activity, told=told_of), reply(activity, told=told_of), follow(TSUMUGI.id, told=told_of))
    await channel_of(club).send(view=Card(Colour.BLUE, ways))
    copied = posts(club)[-1]
    form = await club.press("ren", copied, ReplyTo)
    await withdraw(club)
    before = set(club.stand_in.world.follows[JUNO.id])
    filled = await club.fill("ren", form, **{FIELD: "Same here"})
    assert says(told(filled), UPDATE_GONE) and [one.id for one in posts(club)] == [copied.id], "it goes at the press"
    for action in (TurnLike, TurnFollow, ReplyTo):
        pressed = await club.press("ren", copied, action)
        assert is_alone(pressed) and says(told(pressed), UPDATE_GONE) and not pressed.modal
    activities = club.stand_in.world.activities
    assert activities.likes_of(activity) == [] and activities.replies_to(activity) == []
    assert club.stand_in.world.follows[JUNO.id] == before


async def test_whom_the_author_has_blocked_takes_no_post_away(club: Club) -> None:
    """AniList may hide an activity from one person: it is there for everybody else."""
    on_site(club, TSUMUGI, DEATH_NOTE, progress=14)
    await minutes(club)
    (post,) = posts(club)
    (activity,) = club.stand_in.world.activities.all
    club.stand_in.faults.arm(faults.status(404, "Not Found."), operation="Like")
    assert is_alone(await club.press("ren", post, TurnLike)) and len(posts(club)) == 1
    await club.press("ren", post, TurnLike)
    assert club.stand_in.world.activities.likes_of(activity) == [JUNO.id]


async def test_merged_updates_edit_their_post_and_it_goes_with_the_activity(club: Club) -> None:
    on_site(club, TSUMUGI, DEATH_NOTE, progress=14)
    await minutes(club)
    on_site(club, TSUMUGI, DEATH_NOTE, progress=16)
    await minutes(club)
    (post,) = posts(club)
    assert "13–16" in words(post)
    (activity,) = club.stand_in.world.activities.all
    on_site(club, TSUMUGI, NARUTO, status="DROPPED", score=3.0)
    await minutes(club)
    assert ["★ 3" in words(one) for one in posts(club)] == [False, True], "with the score"
    delete_activity(club.stand_in.world, TSUMUGI, activity)
    await minutes(club)
    (left,) = posts(club)
    assert "NARUTO" in words(left)
    await club.world.bot.store.links.delete(club.world.users["aoi"].id)
    await minutes(club)
    assert posts(club) == []


async def test_of_several_updates_one_is_picked(club: Club) -> None:
    (offer,) = posts(club, ShareIn)
    await club.press("ren", offer, ShareIn, how="on")
    await club.world.env.advance_time(MINUTE)
    on_site(club, TSUMUGI, DEATH_NOTE, progress=13)
    on_site(club, TSUMUGI, SLAM_DUNK, progress=276)
    on_site(club, JUNO, NARUTO, status="CURRENT", progress=101)
    await club.run("ren", "add", title=f"id:{BEBOP}")
    await minutes(club)
    (post,) = posts(club, PickUpdate)
    labels = options(post, "musubi:update")
    assert len(labels) == 4 <= MOST_IN_A_BATCH and not any("276" in label for label in labels)
    number = next(at for at, label in enumerate(labels) if "NARUTO" in label)
    value = _values(post)[number]
    picked = await club.pick("aoi", post, value, "musubi:update")
    assert is_alone(picked) and "**ren**" in words(told(picked)) and actions(told(picked)) >= SOCIAL
    await club.press("aoi", told(picked), AddTitle)
    await club.world.bot.store.visibility.hide_everywhere(club.world.users["ren"].id)
    gone = await club.pick("aoi", post, value, "musubi:update")
    assert says(told(gone), UPDATE_GONE)
    (post,) = posts(club, PickUpdate)
    assert "**ren**" not in words(post), "edited at the press"
    made_up = await club.pick("aoi", post, _values(post)[0], "musubi:update")
    assert actions(told(made_up)) >= SOCIAL


def _values(post: Any) -> list[str]:
    select = next(part for part in components(post) if part.get("custom_id") == "musubi:update")
    return [str(option["value"]) for option in select["options"]]


async def test_a_number_is_behind_a_bar_while_somebody_is_behind(club: Club) -> None:
    """Ren has paused Naruto at 100."""
    on_site(club, TSUMUGI, NARUTO, status="CURRENT", progress=120)
    await minutes(club)
    (post,) = posts(club)
    assert "||120||" in words(post) and words(post).count("1") == 1


async def test_one_more_of_a_title_on_no_list_offers_to_add_it(club: Club) -> None:
    on_site(club, TSUMUGI, DIGIMON, progress=3)
    await minutes(club)
    (post,) = posts(club)
    asked = await club.press("ren", post, OneMore)
    assert is_alone(asked) and actions(told(asked)) >= {Plus, AddTitle} and club.entry("ren", DIGIMON) is None
    club.forgive()


async def test_admins_choose_what_is_told(club: Club) -> None:
    panel = (await club.run("haru", "feed", kind="List updates")).response
    await club.pick("haru", panel, "highlights", ChooseSteps(1).custom_id)
    await club.pick("haru", panel, "MANGA", ChooseType(1).custom_id)
    (feed,) = await club.world.bot.store.feeds.of_guild(club.world.guild.id)
    assert (feed.steps, feed.media_type) == ("highlights", "MANGA")
    on_site(club, TSUMUGI, HEROES, status="REPEATING", progress=1)
    on_site(club, TSUMUGI, SLAM_DUNK, status="COMPLETED", progress=276)
    await minutes(club)
    (post,) = posts(club)
    assert "SLAM DUNK" in words(post).upper() and "ACADEMIA" not in words(post).upper()


async def test_a_feed_of_before_says_once_what_it_tells_from_now_on(club: Club) -> None:
    store, world = club.world.bot.store, club.world
    await store.database.execute("UPDATE feeds SET is_announced = 0")
    await store.database.execute("DELETE FROM feed_sharers")
    await minutes(club, 11)
    first, offer = posts(club, ShareIn)
    assert says(offer, OFFER) and first.id != offer.id
    account = await club.run("aoi", "account")
    panel = told(await club.press("aoi", account.response, ShowSharing))
    assert f"<#{world.general.id}>" in words(panel)
    await store.feeds.close(1)
    assert says(told(await club.press("aoi", offer, ShareIn, how="on")), TURNED_OFF)


async def test_a_channel_that_can_not_be_told_keeps_no_other_from_it(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, world = club.world.bot.store, club.world
    other = world.guild.create_text_channel("other")
    await club.run("haru", "feed", kind="List updates", channel=other)
    await store.database.execute("UPDATE feeds SET is_announced = 0")
    dispatch = router.dispatch

    def broken(backend: Any, method: str, path: str, *what: Any, **how: Any) -> Any:
        if (method, path) == ("POST", f"/channels/{world.general.id}/messages"):
            raise aiohttp.ServerDisconnectedError
        return dispatch(backend, method, path, *what, **how)

    monkeypatch.setattr(router, "dispatch", broken)
    await minutes(club, 11)
    assert [one.id for one in await store.feeds.unannounced(world.clock())] == [1]
    assert len([one for one in other.history() if ShareIn in actions(one)]) == 2


async def test_a_button_of_before_shares_nothing_and_stops_all(club: Club) -> None:
    channel = channel_of(club)
    guild_id, sharers = club.world.guild.id, club.world.bot.store.sharers
    for wanted in (True, False):
        await channel.send(view=Card(Colour.BLUE, row(button("Share", ShareActivity(guild_id, wanted)))))
        card = posts(club, ShareActivity)[-1]
        panel = told(await club.press("ren" if wanted else "aoi", card, ShareActivity))
        assert ChangeSharing in actions(panel), "one chooses a channel"
        assert await sharers.count(1) == (1 if wanted else 0)


async def test_a_feed_that_may_not_say_what_it_tells_is_paused_like_any_other(club: Club) -> None:
    """An hour without the permission costs nothing; its admin hears of it once, and after a day it ends."""
    store, world = club.world.bot.store, club.world
    await store.database.execute("DELETE FROM feed_sharers")
    await may_post(club, allowed=False)
    await store.database.execute("UPDATE feeds SET is_announced = 0")
    before = tries(club)
    await minutes(club, 55)
    assert world.dms("haru") == [] and await store.feed_pauses.of(1)
    await minutes(club, 25)
    (notice,) = world.dms("haru")
    assert lacks(notice, I_LACK, world.general.id) and tries(club) - before < 12
    await may_post(club, allowed=True)
    await minutes(club, 20)
    assert says(posts(club, ShareIn)[-1], OFFER) and await store.feed_pauses.of(1) is None
    await may_post(club, allowed=False)
    await store.database.execute("UPDATE feeds SET is_announced = 0")
    since = world.clock() - SECONDS_UNTIL_END
    await store.feed_pauses.put(Pause(1, since, since, 50013))
    await minutes(club, 11)
    (feed,) = await store.feeds.of_guild(world.guild.id)
    assert feed.ended_at and len(world.dms("haru")) == 2
