"""The demo as ``make demo`` opens it: Musubi, Discord and AniList on this machine, and a club that has moved in."""

from bot import open_bot, serve_pages
from demo.anilist import CLUB
from demo.club import LINKED, UNLINKED
from demo.run import open_demo
from tests.world import free_port, words


async def test_the_club_has_linked_and_aoi_may() -> None:
    async with open_demo(open_bot, serve_pages, ports=(free_port(), free_port(), free_port())) as demo:
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
        async with demo.channel.turn:
            reply = await people["aoi"].member.slash(demo.channel.world.general, "link")
        assert "Look at your messages" in words(reply.response)
