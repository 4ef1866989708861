"""A button means what it says to whoever presses it: every row of ``tests/kit/calls.py``, by its owner and by others.

Cards that Discord shows to one person alone are laid open first, so that others can press them at all.
"""

import copy
import json
import random
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import discord
import pytest
import simcord
from simcord.backend.serializers import user_payload

from cards.card import Card, Colour, text
from cards.errors import OUR_FAULT
from cards.pressed import ANOTHERS
from demo.anilist import JUNO, TSUMUGI
from tests.kit.calls import CALLS, EPISODES, TITLE, Press, after, all_actions, posted, reminded, shown, use
from tests.kit.lists import DEATH_NOTE, DIGIMON, told
from tests.kit.stage import MINUTES, Stage, assert_answered, named, open_stage
from tests.kit.world import components, words

OWNERS = (  # how the ids begin of what is for its owner alone
    *(
        "musubi:undo",
        "musubi:unplan",
        "musubi:browse:undo",
        "musubi:bulk:apply",
        "musubi:bulk:undo",
        "musubi:bulk:leave",
        "musubi:import",
        "musubi:seen:leave",
        "musubi:toggle:undo",
    ),
    *("musubi:form", "musubi:which", "musubi:agree", "musubi:code", "musubi:confirm", "musubi:put", "musubi:option"),
    *("musubi:refresh", "musubi:unlink", "musubi:replies", "musubi:pictures", "musubi:language", "musubi:export"),
    *("musubi:hide", "musubi:show", "musubi:remind", "musubi:notify", "musubi:snooze", "musubi:stop", "musubi:next"),
)
TOLD = {  # +1 where it stands in what is sent by itself
    "Seen 44": after("feed", EPISODES, Press("musubi:plus", on=posted)),
    "+1 of a reminder": after("remind", {}, Press("musubi:plus", on=reminded)),
}
# What they say is the same for everybody: on Planning.
ADDING = ("musubi:add", "musubi:plan", "musubi:browse:plan", "musubi:browse:pick")
STEPS = ("musubi:plus", "musubi:catch", "musubi:more")
OTHERS = "kai", "ren"
NOTE = "zyxnote"  # in each of Aoi's entries
NOTES_OF_AOI = "Edit, notes"


class Pressed(NamedTuple):
    """Something to press: on its owner's card, and where everybody sees that."""

    what: str
    press: Press
    part: dict[str, Any]
    card: Any
    open_card: Any


@pytest.fixture
async def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Stage]:
    """With Kai, who has not linked, and Ren, who has seen less than Aoi."""
    async with open_stage(tmp_path, monkeypatch) as stage:
        club = stage.club
        club.world.members["kai"] = club.world.guild.add_member(stage.env.create_user("kai"))
        club.put(JUNO, DEATH_NOTE, progress=3)
        club.put(JUNO, DIGIMON, status="CURRENT", progress=0)
        stage.env.backend.advance_clock(MINUTES)
        await club.run("ren", "behind")
        await stage.remember()
        yield stage


@pytest.mark.timeout(600)  # each button of every card, by three people
@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.long)])
async def test_every_button_by_everybody_and_again_when_it_is_stale(stage: Stage, *, whole: bool) -> None:
    """Undone by a reset of the database and a restart, its owner presses it too.

    One of the others presses every second one at once, and the rest when they are stale: being stale is no matter of
    its kind. Or, on the `whole`, both of them press all.
    """
    await note(stage)
    cards: list[Pressed] = []
    for what, call in {**CALLS, **TOLD, NOTES_OF_AOI: after("edit", TITLE, Press("musubi:form:notes"))}.items():
        if call.then:
            with named(what):
                await stage.set()
                card, part = await shown(stage.club, "aoi", call)
                cards.append(Pressed(what, call.then[-1], part, card, await lay_open(stage, card)))
                if whole or len(cards) % 2:
                    await others_press(stage, cards[-1], OTHERS if whole else by_turns(what)[:1])
    every = {str(one.part["custom_id"]) for one in cards}
    assert [one for one in all_actions(stage.club) if not any(map(one.parse, every))] == []
    await stage.set()
    await stage.club.world.restart()
    stale = [one for at, one in enumerate(cards) if whole or at % 2 or one.what == NOTES_OF_AOI]
    for one in sorted(stale, key=lambda one: one.what == "Unlink and delete"):
        with named(f"stale: {one.what}"):
            await others_press(stage, one, OTHERS if whole else by_turns(one.what)[:1])
            result = await press(stage, "aoi", one, one.card)
            assert_good(result, one, is_owner=True)
            assert one.what != NOTES_OF_AOI or NOTE in everything(result)


async def note(stage: Stage) -> None:
    """Aoi has written what is for her eyes alone."""
    club = stage.club
    for person, media_id in stage.entries():
        if person == TSUMUGI.id:
            club.put(TSUMUGI, media_id, notes=NOTE)
    link = await club.world.bot.store.links.of(club.world.users["aoi"].id)
    assert link
    await club.world.bot.parts.list_sync.sync_now(link)
    await stage.remember()


def everything(result: Any) -> str:
    """All that somebody was answered: cards, and a form with what it is filled with."""
    messages = [message for message in (result.response, *result.followups) if message]
    return json.dumps([result.modal, *(list(components(message)) for message in messages)], ensure_ascii=False)


async def lay_open(stage: Stage, card: Any) -> discord.Message:
    """A copy of the card that everybody in the channel sees as the answer to its owner."""
    world = stage.club.world
    channel = world.bot.get_channel(world.general.id)
    assert isinstance(channel, discord.TextChannel)
    made = await channel.send(view=Card(Colour.BLUE, text("…")))
    messages: Any = stage.env.backend.messages
    original, laid_open = messages[card_channel(card)][card.id], messages[channel.id][made.id]
    laid_open.components = copy.deepcopy(original.components)
    is_post = original.interaction_metadata is None and card_channel(card) == channel.id
    if not is_post:
        owner: Any = user_payload(stage.env.backend.users[world.users["aoi"].id])
        laid_open.interaction_metadata = {"id": str(made.id), "type": 2, "user": owner}
        laid_open.interaction_metadata["authorizing_integration_owners"] = {}
    return made


def card_channel(card: Any) -> int:
    return int(card.channel.id if isinstance(card, discord.Message) else card.channel_id)


async def press(stage: Stage, name: str, one: Pressed, card: Any) -> Any:
    world = stage.club.world
    is_direct = card_channel(card) != world.general.id
    actor = (world.users if is_direct else world.members)[name]
    return await use(stage.club, actor, one.press, card, one.part)


def by_turns(what: str) -> list[str]:
    """The others in an order that is a row's for good."""
    return random.Random(what).sample(OTHERS, len(OTHERS))


async def others_press(stage: Stage, one: Pressed, names: Sequence[str]) -> None:
    """Others press what is its owner's."""
    for name in names:
        before = stage.said()
        result = await press(stage, name, one, one.open_card)
        assert_good(result, one, is_owner=False)
        for key, entry in stage.said().items():
            if entry != before.get(key):
                assert key[0] == JUNO.id and name == "ren", "nobody else's list, and nobody's who has not linked"
                assert_relative(one, before.get(key), entry)
        assert before.keys() <= stage.said().keys(), "nothing is taken off"
        if result.modal and one.press.fill:
            await fill(stage, name, result, one.press.fill)


async def fill(stage: Stage, name: str, form: Any, values: dict[str, Any]) -> None:
    """What others write into a form is about their own, too."""
    before = {key: entry for key, entry in stage.said().items() if key[0] == TSUMUGI.id}
    with suppress(simcord.SetupError):  # theirs has not all the same titles
        result = await stage.club.world.members[name].submit_modal(form, values)
        assert_answered(result)
        assert NOTE not in everything(result)
    assert {key: entry for key, entry in stage.said().items() if key[0] == TSUMUGI.id} == before


def assert_good(result: Any, one: Pressed, *, is_owner: bool) -> None:
    assert_answered(result)
    said = "" if result.modal else words(told(result))
    assert OUR_FAULT not in said
    custom_id = str(one.part["custom_id"])
    is_owners = custom_id.startswith(OWNERS)
    assert said.startswith(ANOTHERS.format(name="aoi")) == (is_owners and not is_owner)
    assert is_owner or NOTE not in everything(result)


def assert_relative(one: Pressed, before: Any, after: Any) -> None:
    """What has changed of the presser's own is what the label says: one more of theirs, or a plan."""
    custom_id = str(one.part["custom_id"])
    if isinstance(after, list):
        assert custom_id.startswith("musubi:fav")
    elif before is None:
        assert custom_id.startswith(ADDING) and (after.status, after.progress) == ("PLANNING", 0)
    else:
        assert custom_id.startswith(STEPS) and after.progress == before.progress + 1
