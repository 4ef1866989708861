"""AniList, alive in the server: from a change on its site to a room for those who have seen an episode, in the demo."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest
import simcord

from bot import open_bot, serve_pages
from cards.activity import PickUpdate
from cards.card import plain
from cards.remind import ChooseHour, ChooseUpcoming, SwitchReminders
from cards.rooms import EnterRoom
from cards.rooms_panel import SwitchRooms
from cards.toggles import TurnFollow, TurnLike
from demo.anilist import CLUB, TSUMUGI, AniListUser
from demo.anilist.activity import ListPost
from demo.anilist.dashboard import PREQUEL, SEQUEL
from demo.anilist.lists import total
from demo.anilist.media import all_media
from demo.club import LINKED
from demo.run import Demo, open_demo
from linking.profile import link_of
from redaction import Secret
from tests.kit.lists import told
from tests.kit.ports import free_port
from tests.kit.stand_in_clients import Browser
from tests.kit.world import actions, by, components, words

KENJI = CLUB[2]
HOUR, YEAR = 3600, 365 * 86400
HOURS_UNTIL_DIGEST = 8  # of which AniList is asked for new titles after six


def a_demo() -> AbstractAsyncContextManager[Demo]:
    return open_demo(open_bot, serve_pages, ports=(free_port(), free_port(), free_port()))


class Visitors:
    """What visitors of the demo do: in the channel, on AniList's site, and with the clock."""

    def __init__(self, demo: Demo, site: Browser) -> None:
        self.demo = demo
        self.site = site
        self.world = demo.channel.world
        self.world.env.settle_timeout = 60  # nobody waits, and the machine may be loaded
        self.anilist = demo.anilist.world

    async def run(self, name: str, command: str, /, **options: Any) -> Any:
        async with self.demo.channel.turn:
            return await self.world.people[name].member.slash(self.world.general, command, **options)

    async def press(self, name: str, message: Any, action: Any, **fields: object) -> Any:
        async with self.demo.channel.turn:
            return await self.world.people[name].member.click(message, **by(message, action, **fields))

    async def pick(self, name: str, message: Any, action: Any, value: str) -> Any:
        async with self.demo.channel.turn:
            member = self.world.people[name].member
            return await member.select(message, [value], custom_id=action().custom_id)

    async def leap(self, label: str) -> None:
        headers = {"X-Simcord-Capability": "haru-general"}
        async with aiohttp.ClientSession(self.demo.channel.url, headers=headers) as session:
            async with session.post("/leap", json={"leap": label}) as answer:
                assert answer.status == 204
            news: dict[str, Any] = {"travelling": True}
            while news["travelling"]:
                async with session.get("/news") as answer:
                    news = await answer.json()

    async def posts(self, *kinds: Any) -> list[Any]:
        """The messages in the channel with a button or select of one of those kinds, as Ren sees them."""
        async with self.demo.channel.turn:
            history = self.world.general.history(viewer=self.world.people["ren"].member)
        return [one for one in history if actions(one) & set(kinds)]

    async def update(self, by_whom: str, name: str, of: str) -> Any:
        """The card with the buttons of somebody's update of a title: a post, or picked from one with several."""
        for post in await self.posts(TurnFollow, PickUpdate):
            if TurnFollow in actions(post) and f"**{name}**" in words(post) and plain(of) in words(post):
                return post
            offered = [one for part in components(post) for one in part.get("options", ())]
            for option in offered:
                if of in option["label"] + option.get("description", "") and name in str(option):
                    return told(await self.pick(by_whom, post, PickUpdate, option["value"]))
        raise AssertionError(f"{name} and {of} are in no post")

    async def dms(self, name: str) -> list[str]:
        async with self.demo.channel.turn:
            return [words(one) for one in self.world.people[name].user.dm_channel.history()]

    async def settle_in(self) -> None:
        """Aoi links as Tsumugi, shares, and wants a digest with sequels; Haru opens a feed with rooms."""
        bot, aoi = self.demo.bot, self.world.people["aoi"].user
        token = Secret(self.demo.anilist.token_for(TSUMUGI))
        viewer = await bot.anilist.viewer(token)
        link = link_of(viewer, discord_id=aoi.id, expires_at=bot.now() + YEAR, now=bot.now())
        await bot.store.links.save(link, token)
        await bot.store.members.record_use(aoi.id, self.world.guild.id, bot.now())
        await bot.store.members.mark_told(aoi.id, self.world.guild.id)
        await self.site.post("/save", media=str(PREQUEL), status="COMPLETED", progress="24", score="80")
        await bot.parts.list_sync.sync_now(link)
        (feed,) = await bot.store.feeds.of_guild(self.world.guild.id)
        await bot.store.sharers.share(feed.id, aoi.id, bot.now(), with_scores=True)
        panel = (await self.run("aoi", "remind")).response
        await self.press("aoi", panel, SwitchReminders)
        hour = datetime.fromtimestamp(bot.now()).astimezone() + timedelta(hours=HOURS_UNTIL_DIGEST)
        await self.pick("aoi", panel, ChooseHour, str(hour.hour))
        await self.pick("aoi", panel, ChooseUpcoming, "sequels")
        await self.press("haru", (await self.run("haru", "feed", kind="New episodes")).response, SwitchRooms)
        self.let_air(bot.now() + 4 * HOUR)
        await self.leap("+1 hour")  # Musubi listens from then on

    def let_air(self, at: int) -> None:
        """An episode that Haru watches airs then."""
        watched = [one for one in self.anilist.lists.of(CLUB[0].id, "ANIME") if one.status == "CURRENT"]
        airing = next(filter(None, (self.anilist.airings.next(one.media_id) for one in watched if not one.private)))
        self.anilist.airings.move(airing.media_id, airing.episode, at)

    def watching(self, person: AniListUser) -> list[int]:
        """What the person watches where others see it, and has episodes left."""
        entries = [one for one in self.anilist.lists.of(person.id, "ANIME") if one.status == "CURRENT"]
        return [
            one.media_id
            for one in entries
            if not one.private
            and one.media_id != PREQUEL
            and all_media()[one.media_id]["status"] == "FINISHED"
            and one.progress + 1 < (total(all_media()[one.media_id]) or 0)
        ]

    async def watch(self, name: str, person: AniListUser, at: int = 0) -> str:
        """Watch another episode by a command, of the title `at`; returns the title."""
        media_id = self.watching(person)[at]
        await self.run(name, "watched", title=f"id:{media_id}")
        return title(media_id)


def title(media_id: int) -> str:
    return all_media()[media_id]["title"]["romaji"]


async def test_from_a_change_on_the_site_to_a_room_for_those_who_have_seen_it() -> None:
    async with a_demo() as demo, aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        here = Visitors(demo, Browser(session, demo.anilist.site_url.replace("localhost", "127.0.0.1")))
        await here.site.sign_in(TSUMUGI.id)
        await here.settle_in()
        await a_change_is_told_liked_and_followed(here)
        await here.site.post("/announce")
        people = [(part.name, one) for part, one in zip(LINKED, CLUB, strict=True) if here.watching(one)]
        await several_are_heard(here, people)
        await here.site.post("/answers")
        changed = [await here.watch(name, person) for name, person in people[:5]]
        for _ in range(HOURS_UNTIL_DIGEST - 2):
            await here.leap("+1 hour")
        assert any(plain(title(SEQUEL)) in message for message in await here.dms("aoi")), "in the digest"
        await the_poll_is_off_and_all_goes_on(here, changed)
        await two_meet_where_a_third_can_not_look(here)


async def a_change_is_told_liked_and_followed(here: Visitors) -> None:
    """On AniList's site; and within the poll it is in the feed."""
    watched = here.watching(TSUMUGI)[0]
    await here.site.post("/next", media=str(watched))
    await here.leap("+1 hour")
    card = await here.update("kenji", "Aoi", title(watched))
    (activity,) = [
        one
        for one in here.anilist.activities.all.values()
        if isinstance(one, ListPost) and (one.user_id, one.media_id) == (TSUMUGI.id, watched)
    ]
    here.anilist.follows[KENJI.id].discard(TSUMUGI.id)
    await here.press("kenji", card, TurnLike)
    await here.press("kenji", card, TurnFollow)
    assert KENJI.id in here.anilist.activities.likes_of(activity.id)
    assert TSUMUGI.id in here.anilist.follows[KENJI.id]


async def several_are_heard(here: Visitors, people: Sequence[tuple[str, AniListUser]]) -> None:
    """What they do of themselves is by chance and the hour; of a silence it takes three that were heard before."""
    watching = [(name, person) for name, person in people if len(here.watching(person)) > 1]
    for name, person in watching[:3]:
        await here.watch(name, person, -1)
    await here.leap("+1 hour")
    assert len(await here.demo.bot.store.database.all("SELECT id FROM activities")) >= 3


async def the_poll_is_off_and_all_goes_on(here: Visitors, changed: list[str]) -> None:
    state = await here.demo.bot.store.hearing.state()
    assert state and state.off_why == "silent"
    told = "".join(words(one) for one in await here.posts(TurnFollow, PickUpdate))
    assert [name for name in changed if plain(name) not in told] == [], "what was done here is told as ever"


async def two_meet_where_a_third_can_not_look(here: Visitors) -> None:
    post = (await here.posts(EnterRoom))[-1]
    for name in ("haru", "nadia_b"):
        entered = await here.press(name, post, EnterRoom)
        if EnterRoom in actions(told(entered)):
            await here.press(name, told(entered), EnterRoom, how="only")
    (room,) = here.world.general.threads
    ids = {here.world.people[name].user.id for name in ("haru", "nadia_b")}
    assert ids <= set(room._channel.thread_members)
    with pytest.raises(simcord.SetupError):
        room.history(viewer=here.world.people["ren"].member)
