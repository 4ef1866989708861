"""A card's pictures go to Discord with it, and go when another card takes its place."""

import asyncio
import threading
from collections.abc import AsyncGenerator
from typing import Any, Literal

import discord
import pytest
import simcord
from discord.ext import commands

from cards.card import Card, Colour, Gallery, Picture, button, row
from cards.ids import Action
from chat.acknowledging import IS_PUBLIC, acknowledge_in_place
from chat.interactions import answer_alone, show, write_to
from chat.outcomes import of_interactions
from chat.pictures import drawn
from chat.registry import Registry
from chat.registry import button as pressed
from i18n import Language, current, speaking
from library.cooldown import Cooldown
from store import Store
from tests.kit.home import Home
from tests.kit.world import components


class Paint(Action, prefix="paint"):
    """A card with another picture."""

    picture: Literal["light", "dark", "none"]


def a_card(picture: str | None) -> Card:
    gallery = [Gallery(Picture(f"{picture}.png", picture.encode(), f"A {picture} one"))] if picture else []
    ways = button("Light", Paint("light")), button("Same", Paint("dark")), button("Without", Paint("none"))
    return Card(Colour.BLUE, *gallery, row(*ways))


class Painter(commands.Bot):
    def __init__(self, store: Store) -> None:
        super().__init__(commands.when_mentioned, intents=discord.Intents(guilds=True), help_command=None)
        self.store = store
        self.begun = dict[int, None]()
        self.registry = Registry(int)
        self.interactions = of_interactions()
        self.cooldown = Cooldown(at_once=20, a_second=1)
        self.tree.command(name="paint", description="Paint")(self.paint)
        self.tree.command(name="whisper", description="Paint for one alone")(self.whisper)

    def lets_others_answer(self, _: discord.Interaction[Any]) -> bool:
        return False

    async def setup_hook(self) -> None:
        self.registry.add(self)
        await self.tree.sync()

    async def paint(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.defer()
        await show(interaction, a_card("dark"))
        await write_to(self, interaction.user.id, a_card("light"))

    async def whisper(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.defer()
        interaction.extras[IS_PUBLIC] = True
        await answer_alone(interaction, a_card("dark"))

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        await self.registry.take(interaction)

    @pressed(Paint, acknowledge_in_place)
    async def press(self, interaction: discord.Interaction[Any], asked: Paint) -> None:
        await show(interaction, a_card(None if asked.picture == "none" else asked.picture))


class Room:
    """A channel with the painter and one person."""

    def __init__(self, env: simcord.Env) -> None:
        guild = env.create_guild("Anime Club")
        self.channel = guild.create_text_channel("general")
        self.user = env.create_user("aoi")
        self.aoi = guild.add_member(self.user)


@pytest.fixture
async def simcord_bot(home: Home) -> AsyncGenerator[Painter]:
    async with home.open() as store:
        yield Painter(store)


@pytest.fixture
def room(simcord_env: simcord.Env) -> Room:
    return Room(simcord_env)


async def pictures(message: Any) -> list[tuple[bytes, str]]:
    """The files of a message, with their descriptions; its card shows them all."""
    shown = [item for part in components(message) for item in part.get("items", [])]
    assert [item["media"]["url"] for item in shown] == [file.url for file in message.attachments]
    assert [item["description"] for item in shown] == [file.description for file in message.attachments]
    return [(await file.read(), file.description) for file in message.attachments]


async def test_a_card_takes_its_pictures_along_and_the_next_one_replaces_them(room: Room) -> None:
    painted = await room.aoi.slash(room.channel, "paint")
    assert await pictures(painted.response) == [(b"dark", "A dark one")]
    for label, left in (("Light", [(b"light", "A light one")]), ("Same", [(b"dark", "A dark one")]), ("Without", [])):
        assert painted.response
        await room.aoi.click(painted.response, label=label)
        assert await pictures(painted.response) == left


async def test_wherever_a_card_is_sent_its_pictures_are(room: Room) -> None:
    await room.aoi.slash(room.channel, "paint")
    assert await pictures(room.user.dm_channel.history()[-1]) == [(b"light", "A light one")]
    whispered = await room.aoi.slash(room.channel, "whisper")
    assert whispered.followups[-1].flags.ephemeral
    assert await pictures(whispered.followups[-1]) == [(b"dark", "A dark one")]


async def test_pictures_are_drawn_one_at_a_time_beside_the_event_loop() -> None:
    threads: list[int] = []
    loop_went_on = threading.Event()

    def draw() -> Picture:
        threads.append(threading.get_ident())
        assert loop_went_on.wait(60), "the event loop waits for the picture"
        return Picture(str(len(threads)), b"", "")

    drawing = [asyncio.ensure_future(drawn(draw)) for _ in range(5)]
    asyncio.get_running_loop().call_soon(loop_went_on.set)
    assert [picture.name for picture in await asyncio.gather(*drawing)] == ["1", "2", "3", "4", "5"]
    assert len(set(threads)) == 1 and threading.get_ident() not in threads


async def test_a_picture_is_drawn_in_the_language_of_who_asks() -> None:
    def draw() -> Picture:
        return Picture(current().code, b"", "")

    with speaking(Language("xx")):
        assert (await drawn(draw)).name == "xx"
    assert (await drawn(draw)).name == "en"
