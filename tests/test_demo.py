"""The demo as ``make demo`` opens it: Musubi, Discord and AniList on this machine, and a club that has moved in."""

from contextlib import AbstractAsyncContextManager
from typing import Any

import aiohttp

from bot import open_bot, serve_pages
from cards.card import plain
from cards.emojis import drawn
from cards.link import CHECK_DMS
from demo.anilist import CLUB
from demo.anilist.media import all_media
from demo.channel.cdn import emojis
from demo.club import LINKED, UNLINKED
from demo.run import Demo, open_demo
from tests.kit.ports import free_port
from tests.kit.world import says, words

THREE_HOURS = 10_800  # Musubi asks for air times every hour; a leap of a day takes seconds


def a_demo() -> AbstractAsyncContextManager[Demo]:
    return open_demo(open_bot, serve_pages, ports=(free_port(), free_port(), free_port()))


async def slash(demo: Demo, name: str, command: str) -> Any:
    async with demo.channel.turn:
        return await demo.channel.world.people[name].member.slash(demo.channel.world.general, command)


async def press(demo: Demo, path: str, **body: str) -> str:
    """What a button on Haru's page sends; returns when it is done, and what is said of it."""
    headers = {"X-Simcord-Capability": "haru-general"}
    async with aiohttp.ClientSession(demo.channel.url, headers=headers) as session:
        async with session.post(path, json=body) as answer:
            assert answer.status == 204
        news: dict[str, Any] = {"travelling": True}
        while news["travelling"]:
            async with session.get("/news") as answer:
                news = await answer.json()
    return news["said"]


async def test_the_club_has_linked_and_aoi_may() -> None:
    async with a_demo() as demo:
        store, people = demo.bot.store, demo.channel.world.people
        ids = {part.name: people[part.name].user.id for part in (*UNLINKED, *LINKED)}
        assert await store.members.shown(demo.channel.world.guild.id) == sorted(ids[part.name] for part in LINKED)
        for part, person in zip(LINKED, CLUB, strict=True):
            link = await store.links.of(ids[part.name])
            assert link.name == person.name
            for media_type in ("ANIME", "MANGA"):
                known = await store.entries.all(link.discord_id, media_type)
                assert len(known) == len(demo.anilist.world.lists.of(person.id, media_type))
        assert demo.anilist.limit.per_minute == 30
        guild = demo.bot.get_guild(demo.channel.world.guild.id)
        assert guild and "Regulars" in [role.name for role in guild.roles if role.mentionable], "for feeds to mention"
        assert says((await slash(demo, "aoi", "link")).response, CHECK_DMS)
        uploaded = {content for _, content in emojis(demo.channel.world.env).values()}
        assert uploaded == {one.png for one in drawn()}


async def test_the_next_episode_airs_for_discord_anilist_and_musubi_alike_and_is_told() -> None:
    async with a_demo() as demo:
        haru, airings, general = CLUB[0], demo.anilist.world.airings, demo.channel.world.general
        watched = [one.media_id for one in demo.anilist.world.lists.of(haru.id, "ANIME") if one.status == "CURRENT"]
        ahead = [airing for media_id in watched if (airing := airings.next(media_id))]
        soon = min(ahead, key=lambda airing: airing.airing_at)
        airings.move(soon.media_id, soon.episode, min(soon.airing_at, demo.clock() + THREE_HOURS))
        first = airings.next(soon.media_id)
        assert first and first.episode == soon.episode
        await demo.bot.store.feeds.open(
            demo.channel.world.guild.id, general.id, "episodes", is_all=True, opened_by=1, at=demo.clock()
        )
        said = await press(demo, "/leap", leap="Next episode")
        title = all_media()[first.media_id]["title"]["romaji"]
        assert said == f"{title}, episode {first.episode}, has just aired."
        async with demo.channel.turn:  # what there is to do at this time has been done then
            told = [words(post) for post in general.history() if post.author.bot]
        assert any(plain(title, 80) in post for post in told)
        following = airings.next(first.media_id)
        assert following is None or following.episode == first.episode + 1
        clocks = {demo.bot.now(), demo.anilist.world.now(), int(demo.channel.world.env.now().timestamp())}
        assert all(first.airing_at + 360 <= time < first.airing_at + 420 for time in clocks)
        assert max(clocks) - min(clocks) <= 1


async def test_musubi_is_restarted_on_the_same_data() -> None:
    async with a_demo() as demo:
        before, listed = demo.bot, words((await slash(demo, "haru", "list")).response)
        await press(demo, "/restart")
        assert demo.bot is not before
        assert words((await slash(demo, "haru", "list")).response) == listed
        async with aiohttp.ClientSession() as session, session.get(f"{demo.settings.public_url}/readyz") as answer:
            assert answer.status == 200
