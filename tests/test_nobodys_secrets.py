"""The rule over every command that shows people to others: nothing that they keep to themselves, and nobody who hides.

A new command has to be entered in :data:`SHOWING`, with what it is asked, or in :data:`SHOWS_NOBODY`. The same rule for
suggestions and “Find title” is in ``tests/test_private_titles.py``, for buttons and forms in ``tests/test_presses.py``.
"""

import json
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection
from pathlib import Path
from typing import Any, NamedTuple

import discord
import msgspec
import pytest
from discord import app_commands

from cards.list_errors import NOT_SHOWN
from demo import faults
from demo.anilist import JUNO, TSUMUGI
from library.titles.details import TITLE, TitleDetails
from store import Entry, FuzzyDate
from tests.kit.lists import ids
from tests.kit.shelf import a_title
from tests.kit.stage import named
from tests.kit.world import World, components, open_world

SHARED = range(401, 425, 2)  # anime that both have seen
LOVED, PLANNED, WATCHED = 501, 503, 505  # anime that only aoi has, for all to see
PROBED, WANTED, FADED, BOOK = 601, 603, 605, 600  # what ren watches, and plans; the last one is a manga
ALONE, OFTEN = 607, 609  # what nobody has
TITLES = (*SHARED, LOVED, PLANNED, WATCHED, PROBED, WANTED, FADED, BOOK, ALONE, OFTEN)


class Ask(NamedTuple):
    """What a command is asked, and by whom. ``"owner"`` is the person whose secrets they are.

    A `tab` of a title's card is picked then.
    """

    askers: tuple[str, ...]
    options: dict[str, Any]
    tab: str = ""


EVERYBODY = ("aoi", "ren", "stranger")
OTHERS = ("ren", "stranger")  # where the answer is for the viewer alone, and may show them their own secrets
MENU = Ask(OTHERS, {})  # of the owner
NOTED = Ask(EVERYBODY, {"title": f"id:{SHARED[0]}"})  # of which nothing but a note is a secret

# By the command's qualified name, or a menu's.
SHOWING: dict[str, list[Ask]] = {
    "list": [
        Ask(OTHERS, {"user": "owner", "type": "Anime"}),
        Ask(OTHERS, {"user": "owner", "type": "Manga", "sort": "score"}),
        Ask(("aoi",), {"type": "Anime"}),
        Ask(OTHERS, {"user": "owner", "status": "All", "sort": "title"}),
        Ask(OTHERS, {"user": "owner", "year": "1900-2099"}),
    ],
    "profile": [
        Ask(OTHERS, {"user": "owner"}),
        Ask(OTHERS, {"user": "owner", "type": "Manga"}),
        Ask(("aoi",), {}),
    ],
    "AniList profile": [MENU],
    "stats": [
        Ask(OTHERS, {"user": "owner"}),
        Ask(OTHERS, {"user": "owner", "type": "Manga"}),
        Ask(("ren",), {"with": "owner"}),
        Ask(("aoi",), {}),
    ],
    "following": [Ask(OTHERS, {})],
    "taste": [Ask(OTHERS, {"user": "owner"})],
    "Compare taste": [MENU],
    "affinity": [Ask(EVERYBODY, {})],
    "together": [
        Ask(("ren",), {"user": "owner"}),
        Ask(("ren",), {"user": "owner", "type": "Manga"}),
        Ask(EVERYBODY, {}),
    ],
    "recommend": [Ask(EVERYBODY, {}), Ask(OTHERS, {"type": "Manga"})],
    "server top": [Ask(EVERYBODY, {}), *(Ask(OTHERS, {"sort": sort}) for sort in ("known", "divisive"))],
    "server watching": [Ask(EVERYBODY, {})],
    "server members": [
        Ask(EVERYBODY, {}),
        *(Ask(OTHERS, {"sort": sort}) for sort in ("chapters", "score")),
        Ask(EVERYBODY, {"sort": "completed", "period": "This month"}),
    ],
    "anime": [Ask(OTHERS, {"title": f"id:{PROBED}"}, tab="opinions")],
    "who": [NOTED, *(Ask(EVERYBODY, {"title": f"id:{media_id}"}) for media_id in (PROBED, ALONE, BOOK))],
}
SHOWS_NOBODY = {
    *("link", "unlink", "account", "settings", "remind", "feed", "help"),
    *("Find title", "Delete reply"),
    *("watched", "read", "edit", "rate", "add", "remove", "favourite", "behind", "random", "import"),  # one's own lists
    *("manga", "airing", "season", "browse", "character", "staff", "studio"),  # titles, with one's own entries
    "custom-lists",
}

PICTURED = {
    "anime",
    "profile",
    "AniList profile",
    "stats",
    "taste",
    "Compare taste",
}  # what comes with pictures, whose bytes count too

REFUSAL = NOT_SHOWN.format(name="aoi")

Change = Callable[[Entry], Entry]


class Club:
    """Aoi, whose secrets they are; Ren, who shares some titles; a stranger; and what each was answered."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.owner = world.users["aoi"].id
        self.askers = dict(world.members)
        self.pictured: set[str] = set()  # the commands that were answered with a picture

    async def furnish(self) -> None:
        await self.world.settle_in("aoi", TSUMUGI)
        await self.world.settle_in("ren", JUNO)
        self.world.stand_in.world.change_settings(TSUMUGI.id, private_profile=True)  # /stats counts what is stored
        self.world.stand_in.faults.arm(faults.edited(_follow_the_owner), times=10**6, operation="Follows")
        self.askers["stranger"] = self.world.guild.add_member(self.world.env.create_user("stranger"))
        await self.world.bot.parts.titles.store(
            [a_title(media_id, status="FINISHED") for media_id in TITLES], is_public=True
        )
        await self.world.bot.parts.answers.put(TITLE, str(PROBED), TitleDetails(scores={80: 9}), self.world.clock())
        seen = [made(media_id, score=40 + 5 * number) for number, media_id in enumerate(SHARED)]
        plans = [made(media_id, status="PLANNING", score=0) for media_id in (PLANNED, WANTED, FADED, BOOK)]
        await self.keep("aoi", [*seen, made(LOVED, score=95), made(WATCHED, status="CURRENT"), plans[0]])
        await self.world.bot.store.favourites.replace(self.owner, TITLES)
        await self.keep("ren", [*seen, made(PROBED, status="CURRENT", progress=9), *plans[1:]])

    async def keep(self, name: str, listed: list[Entry]) -> None:
        """Those are all that is on the person's lists."""
        for kind in ("ANIME", "MANGA"):
            of_kind = [one for one in listed if one.media_type == kind]
            person = self.world.users[name].id
            await self.world.bot.store.entries.replace(person, kind, of_kind, self.world.clock())

    async def entries(self) -> list[Entry]:
        return [one for kind in ("ANIME", "MANGA") for one in await self.world.bot.store.entries.all(self.owner, kind)]

    async def answers(self, command: str, askers: Collection[str] = EVERYBODY) -> list[str]:
        """To each of the command's questions, by all of its askers that are among those."""
        return [
            "\n".join([await self.answer(viewer, command, ask) for viewer in ask.askers if viewer in askers])
            for ask in SHOWING[command]
        ]

    async def answer(self, viewer: str, command: str, ask: Ask) -> str:
        """All that the viewer was answered, to the byte."""
        if ask is MENU and "aoi" not in self.world.members:
            return ""
        named = {key: self.world.users["aoi"] if value == "owner" else value for key, value in ask.options.items()}
        actor, channel = self.askers[viewer], self.world.general
        if ask is MENU:
            result = await actor.context_menu(channel, command, self.world.members["aoi"])
        else:
            result = await actor.slash(channel, command, **named)
        assert {type(error).__name__ for error in self.world.env.errors} <= {"CommandInvokeError"}
        if ask.tab and result.response:
            (select,) = (part for part in ids(result.response) if part.startswith("musubi:tab:"))
            await actor.select(result.response, [ask.tab], custom_id=select)
        messages = [message for message in (result.response, *result.followups) if message]
        if any(message.attachments for message in messages):
            self.pictured.add(command)
        return "\n".join([await _written(message) for message in messages])


def _follow_the_owner(data: Any) -> None:
    """AniList leaves private profiles out. What it tells a follower stays theirs, under another name here."""
    data["Page"]["following"] = [{"id": TSUMUGI.id, "name": "Renamed", "siteUrl": None}]


async def _written(message: Any) -> str:
    """Its components and the bytes of its pictures; Discord's own ids are new in every message."""
    parts = json.dumps(list(components(message)), ensure_ascii=False, sort_keys=True)
    pictures = [(await picture.read()).hex() for picture in message.attachments]
    return re.sub(r"/attachments/[0-9]+/[0-9]+/|\"(attachment_)?id\": \"[0-9]+\"", "", "\n".join([parts, *pictures]))


def made(media_id: int, **changes: Any) -> Entry:
    kind = "MANGA" if media_id == BOOK else "ANIME"
    entry = Entry(media_id=media_id, entry_id=media_id, media_type=kind, status="COMPLETED", progress=12, score=70)
    return msgspec.structs.replace(entry, **changes)


@pytest.fixture
async def club(tmp_path: Path) -> AsyncGenerator[Club]:
    async with open_world(tmp_path) as world:
        club = Club(world)
        await club.furnish()
        yield club


async def test_every_command_is_in_the_table(world: World) -> None:
    tree = world.bot.tree
    slash = {one.qualified_name for one in tree.walk_commands() if isinstance(one, app_commands.Command)}
    kinds = (discord.AppCommandType.user, discord.AppCommandType.message)
    menus = {one.name for kind in kinds for one in tree.get_commands(type=kind)}
    assert slash | menus == SHOWING.keys() | SHOWS_NOBODY


SECRETS = [
    made(PROBED, status="PLANNING", score=100, progress=0),
    made(WANTED, status="PLANNING", score=0),
    made(FADED, status="DROPPED", score=5),
    made(OFTEN, status="COMPLETED", score=80, repeat=3, completed=FuzzyDate(2026, 1, 1)),
    made(ALONE, status="CURRENT", score=100, progress=200, custom_lists=("zyxlist",)),
    made(BOOK, status="COMPLETED", score=100, progress=300, custom_lists=("zyxlist",)),
]
KEPT: dict[str, Change] = {
    "private": lambda entry: msgspec.structs.replace(entry, private=True),
    "hidden": lambda entry: msgspec.structs.replace(entry, hidden=True),
}


async def test_what_is_kept_to_oneself_changes_no_answer(club: Club) -> None:
    public = await club.entries()
    for command in SHOWING:
        with named(command):
            await changes_no_answer(club, command, public)
        await club.keep("aoi", public)


async def changes_no_answer(club: Club, command: str, public: list[Entry]) -> None:
    club.pictured.clear()
    before = await club.answers(command)
    assert club.pictured == {command} & PICTURED
    listed = () if command == "list" else ("zyxlist",)  # custom lists with what others may see are there for them
    noted = [msgspec.structs.replace(one, notes="zyxnote", custom_lists=listed) for one in public]
    for keep in KEPT.values():
        await club.keep("aoi", [*noted, *(keep(secret) for secret in SECRETS)])
        assert await club.answers(command) == before
    await club.keep("aoi", [*public, *SECRETS])
    told = zip(SHOWING[command], before, await club.answers(command), strict=True)
    blind = [ask for ask, one, other in told if one == other and ask is not NOTED]
    assert blind == [], "in each of these answers it would be seen, if it were for all"


async def forget(club: Club) -> None:
    await club.world.bot.linking.unlink(club.owner)


async def leave(club: Club) -> None:
    club.world.guild.remove_member(club.world.members.pop("aoi"))
    await club.world.env.advance_time(1801)


Way = Callable[[Club], Awaitable[object]]
WAYS: dict[str, tuple[Way, Way | None]] = {  # with the way back, if there is one
    "hides here": (
        lambda club: club.world.bot.store.visibility.hide(club.owner, club.world.guild.id),
        lambda club: club.world.bot.store.visibility.show(club.owner, club.world.guild.id),
    ),
    "hides everywhere": (
        lambda club: club.world.bot.store.visibility.hide_everywhere(club.owner),
        lambda club: club.world.bot.store.visibility.show_again(club.owner),
    ),
    "is hidden by an admin": (
        lambda club: club.world.bot.store.members.hide(club.owner, club.world.guild.id, is_hidden=True),
        lambda club: club.world.bot.store.members.hide(club.owner, club.world.guild.id, is_hidden=False),
    ),
    "leaves": (leave, None),
    "unlinks": (forget, None),
}


@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("ways", [[*WAYS][:-1], [*WAYS][-1:]])
async def test_who_is_gone_is_gone_from_every_answer(club: Club, ways: list[str], step: int) -> None:
    """Each way is tried with every `step`-th command, and the next way with the next ones."""
    before = {command: await club.answers(command, OTHERS) for command in SHOWING}
    assert any(_names_owner(answers) for answers in before.values())
    for turn, way in enumerate(ways):
        go, come_back = WAYS[way]
        await go(club)
        for command, answers in [*before.items()][turn % step :: step]:
            after = await club.answers(command, OTHERS)
            assert after != answers and not _names_owner(after), (way, command)
        if come_back:
            await come_back(club)
            assert await club.answers("list", OTHERS) == before["list"], f"{way}, and is back"


def _names_owner(answers: list[str]) -> bool:
    """Apart from the refusal, which repeats the name that the viewer has given, whether they have linked or not."""
    left = [answer.replace(REFUSAL, "") for answer in answers]
    return any("aoi" in answer or "Tsumugi" in answer for answer in left)
