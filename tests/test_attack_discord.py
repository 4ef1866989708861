"""What hostile names, full disks and impatient people do to the bot in Discord."""

import re
import unicodedata
from collections.abc import Callable
from itertools import product
from typing import Any

import discord
import msgspec
import pytest
from simcord.components import walk_components

from cards.account import Choices, account
from cards.buttons import ConfirmUnlink, EnterCode, StartLink
from cards.card import Card, Colour, button, plain, row
from cards.errors import TOO_MANY_LINKS
from cards.host import Host
from cards.sharing import ShareIn, offer
from cards.visible_members import seen_here
from demo.anilist import JUNO
from library.rules.text import one_line
from store import ListOptions, Unwritable
from store.postgresql import PostgreSQL
from store.sqlite import SQLite
from tests.kit.cases import each
from tests.kit.home import START, a_link
from tests.kit.world import World, actions, by, card_of, labels, says, words

# Default_Ignorable_Code_Point of https://www.unicode.org/Public/UCD/latest/ucd/DerivedCoreProperties.txt
IGNORABLE = (
    *((0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F)),
    *((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF)),
    *((0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF)),
)
BLANKS = ((0x2800, 0x2800), (0x13441, 0x13442), (0x1D159, 0x1D159))  # of Braille, hieroglyphs and music
DRAWN = ("ARABIC ", "SYRIAC ", "KAITHI ", "EGYPTIAN ")  # format characters around or over numbers and letters


def text_of(card: Card) -> str:
    return "\n".join(str(part["content"]) for part in walk_components(card.to_components()) if "content" in part)


async def full(*_: object, **__: object) -> Any:
    raise Unwritable("the disk is full")


@pytest.fixture
def fill_disk(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def fill(*names: str) -> None:
        for engine, name in product((SQLite, PostgreSQL), names):
            monkeypatch.setattr(engine, name, full)

    return fill


@each("turn", ["\u202e", "\u202a", "\u2067", "\u2068", "\x1b", "\x00", "\x9f", "\ud800"])
def test_a_name_can_not_turn_the_line(turn: str) -> None:
    assert plain(f"a{turn}b") == "ab"


def test_a_name_keeps_what_scripts_and_emoji_need() -> None:
    england = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
    chosen = ("❤\ufe0f", "葛\U000e0100", "\u1820\u180b\u1821\u180e\u1820")  # the forms of a heart, a name, Mongolian
    joined = ("👩\u200d💻", "\u0645\u06cc\u200c\u062e", "\u05d0\u05d1", "\u0915\u094d\u0937", "⠓⠑\u2800⠺", england)
    for name in (*joined, *chosen):
        assert plain(name) == name


@pytest.mark.parametrize("words", ["*" * 500, "~!" * 60, "a*" * 200, "\\" * 41])
def test_words_of_punctuation_take_no_more_room_than_discord_has(words: str) -> None:
    said = plain(words, 80)
    assert 60 <= len(said) <= 120 and re.fullmatch(r"(\\.|[^\\])+", said), "no backslash stands alone"


@each("unseen", ["\u200b", "\u200f", "\u00ad", "\u3164", "\ufeff"])
def test_a_name_can_not_hide_a_sign(unseen: str) -> None:
    assert plain(f"a{unseen}b") == "ab" and plain(unseen) == ""


def is_seen(sign: str) -> bool:
    """By Unicode's data whether the sign shows something where it stands alone."""
    if any(first <= ord(sign) <= last for first, last in (*IGNORABLE, *BLANKS)):
        return False
    kind = unicodedata.category(sign)
    is_drawn = kind == "Cf" and unicodedata.name(sign).startswith(DRAWN)
    return is_drawn or kind not in {"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"}


def test_signs_that_show_nothing_are_no_name_and_those_that_show_something_stay() -> None:
    signs = [*map(chr, (*range(0x20000), *range(0xE0000, 0xE1000)))]  # between them are ideographs alone
    unseen = dict.fromkeys(sign for sign in signs if not is_seen(sign))
    assert [sign for sign in (*unseen, "".join(unseen)) if plain(sign)] == []
    seen = "".join(sign for sign in signs if sign not in unseen)
    assert one_line(seen) == seen


def test_blank_lists_leave_no_holes() -> None:
    lists = ListOptions(custom_lists=("  ", "Seen", "\u202e", "\u3000"))
    panel = account(a_link(anime=lists), Choices(), Host())
    assert " · Seen\n" in text_of(panel)


async def test_the_loops_outlive_a_full_disk(
    world: World, fill_disk: Callable[..., None], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await world.link("aoi")
    fill_disk("all", "one", "execute")
    await world.env.advance_time(3700)
    monkeypatch.undo()
    needless = {"look after the copies of the database", "upload our emojis"}  # none are to be made here
    if world.bot.store.database.is_shared:
        needless |= {"overwrite what was deleted"}
    else:
        needless |= {"see what other processes have changed", "tell our commands after a newer release"}
    asking = world.bot.loops.by_task.keys() - needless
    assert all(f"Could not {task}; trying again in the next round" in caplog.text for task in asking)
    assert all(loop.is_running() for loop in world.bot.loops.by_task.values())
    await world.env.advance_time(1200)
    assert await world.bot.store.database.all("SELECT * FROM attempts") == []


async def test_unlinking_does_not_reset_the_limit(world: World) -> None:
    await world.link("aoi")
    replies = [await world.slash("aoi", "unlink") for _ in range(3)]
    begun = 1
    for reply in replies:
        await world.press("aoi", reply, ConfirmUnlink)
        answer = await world.slash("aoi", "link")
        begun += not says(answer.followups[-1] if answer.followups else answer.response, TOO_MANY_LINKS)
    assert (begun, len(world.env.errors)) == (3, 1)
    await world.env.advance_time(601)
    await world.begin("aoi")


async def test_unlinking_without_a_link_ends_what_has_begun(world: World) -> None:
    answer = await world.present(await world.begin("aoi"), JUNO)
    await world.slash("aoi", "unlink")
    assert (await world.post("/link/progress", ticket=answer.body["ticket"])).body == {"status": "ended"}
    assert await world.bot.store.database.all("SELECT * FROM attempts") == []


async def test_a_code_that_has_ended_leads_to_a_new_link(world: World) -> None:
    await world.present(await world.begin("aoi"))
    await world.bot.store.database.execute("DELETE FROM pending_links")  # the card does not show it yet
    told = await world.users["aoi"].click(card_of(world.dms("aoi")), **by(card_of(world.dms("aoi")), EnterCode))
    assert actions(told.response) == {StartLink}


def test_the_panel_fits_whatever_the_lists_are_called() -> None:
    lists = ListOptions(custom_lists=tuple("*" * 500 for _ in range(200)))
    link = msgspec.structs.replace(a_link(), anime=lists, manga=lists, name="_" * 200)
    chosen = Choices(guild_id=1, guild_name="`" * 100, is_hidden=True, servers=("`" * 100,) * 9)
    assert len(text_of(account(link, chosen, Host()))) < 4000


STOP = Card(Colour.BLUE, row(button("Stop", ShareIn(1, "off"))))


@pytest.mark.parametrize("card", [lambda _: offer(1), lambda _: STOP, lambda guild_id: seen_here(guild_id, "")])
async def test_a_button_made_by_hand_does_not_tell_what_a_server_is_called(
    world: World, card: Callable[[int], Card]
) -> None:
    await world.link("aoi")
    other = world.env.create_guild("Hideaway")
    await world.env.settle()
    await world.bot.store.feeds.open(other.id, 4711, "activity", is_all=True, opened_by=1, at=START)
    channel = world.bot.get_channel(world.general.id)
    assert isinstance(channel, discord.TextChannel) and world.bot.get_guild(other.id)
    await channel.send(view=card(other.id))
    made = world.general.history()[-1]
    pressed = await world.members["aoi"].click(made, label=labels(made)[0])
    assert pressed.acknowledged
    for shown in filter(None, [pressed.response, *pressed.followups]):
        assert "Hideaway" not in words(shown) and "4711" not in words(shown)
    world.env.errors.clear()
