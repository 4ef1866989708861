"""Two people with short lists of known titles, for tests of commands that read and change lists."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import discord

from cards.ids import Action
from demo.anilist import JUNO, TSUMUGI, AniListUser
from demo.anilist.lists import MediaList
from store import Airing, AiringStatus
from tests.kit.earlier import CLUB, WORLD, earlier, remember
from tests.kit.home import a_link, a_token
from tests.kit.plain_copies import plain_copy
from tests.kit.world import START, World, by, components, open_world, words

DEATH_NOTE, NARUTO, BEBOP, HEROES = 1535, 20, 1, 21459  # 37, 220, 26 and 13 episodes, all finished
DIGIMON, LIAR_GAME, GROW_UP = 188388, 197754, 196017  # they air
UNRELEASED = 133007
ADULT = 2325  # three episodes
SLAM_DUNK = 30051  # a manga of 276 chapters, 31 volumes
DAY = 86400

_LISTS: dict[AniListUser, dict[int, dict[str, Any]]] = {
    TSUMUGI: {
        DEATH_NOTE: {"status": "CURRENT", "progress": 12, "score": 80},
        BEBOP: {"status": "CURRENT", "progress": 5, "private": True},
        HEROES: {"status": "COMPLETED", "progress": 13},
        DIGIMON: {"status": "CURRENT", "progress": 2},
        LIAR_GAME: {"status": "CURRENT", "progress": 8, "private": True},
        NARUTO: {"status": "PLANNING"},
        UNRELEASED: {"status": "PLANNING"},
        ADULT: {"status": "PLANNING"},
        SLAM_DUNK: {"status": "CURRENT", "progress": 275, "progress_volumes": 3},
    },
    JUNO: {DEATH_NOTE: {"status": "CURRENT", "progress": 30}, NARUTO: {"status": "PAUSED", "progress": 100}},
}


class Club:
    """A world in which aoi is Tsumugi and ren is Juno."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.stand_in = world.stand_in
        self.people = {"aoi": TSUMUGI, "ren": JUNO}

    def put(self, person: AniListUser, media_id: int, **fields: Any) -> None:
        """Change the person's entry at AniList, as on its site."""
        lists, now = self.stand_in.world.lists, self.world.clock()
        entry = lists.entry_for(person.id, media_id)
        kept: dict[str, Any] = {} if entry is None else {name: getattr(entry, name) for name in entry.__struct_fields__}
        made: dict[str, Any] = {"id": lists.new_id(), "user_id": person.id, "media_id": media_id, "created_at": now}
        values: dict[str, Any] = {**made, **kept, "updated_at": now, **fields}
        lists.put(MediaList(**values))

    def entry(self, name: str, media_id: int) -> Any:
        """The person's entry at AniList; None when the title is not on the list."""
        return self.stand_in.world.lists.entry_for(self.people[name].id, media_id)

    async def run(self, name: str, command: str, /, **options: Any) -> Any:
        return await self.world.members[name].slash(self.world.general, command, **options)

    async def press(self, name: str, message: Any, button: type[Action], **fields: object) -> Any:
        """Press a button: see :func:`tests.kit.world.by`."""
        return await self.world.members[name].click(message, **by(message, button, **fields))

    async def press_id(self, name: str, message: Any, start: str) -> Any:
        """Press the first button whose ``custom_id`` begins with `start`."""
        custom_id = next(one for one in ids(message) if one.startswith(start))
        return await self.world.members[name].click(message, custom_id=custom_id)

    async def pick(self, name: str, message: Any, value: object, start: str) -> Any:
        custom_id = next(one for one in ids(message) if one.startswith(start))
        return await self.world.members[name].select(message, [str(value)], custom_id=custom_id)

    async def fill(self, name: str, shown: Any, **values: Any) -> Any:
        assert shown.modal, "no form opened"
        return await self.world.members[name].submit_modal(shown, values)

    async def answer_alone(self, name: str) -> None:
        await self.world.bot.store.preferences.set_public_replies(self.world.users[name].id, public=False)

    async def kill_token(self, name: str) -> None:
        token = await self.world.bot.store.links.token(self.world.users[name].id)
        assert token
        self.stand_in.revoke(token.reveal())

    def let_manage(self, name: str) -> None:
        """Let the person leave the server and come back with a role that may manage it."""
        self.world.guild.remove_member(self.world.members[name])
        self._add_with_role(name)

    def add_moderator(self, name: str) -> None:
        """Add a new member who has not linked and may manage the server."""
        self.world.users[name] = self.world.env.create_user(name)
        self._add_with_role(name)

    def _add_with_role(self, name: str) -> None:
        world = self.world
        role = world.guild.create_role(
            "Moderator", permissions=discord.Permissions(manage_guild=True, create_private_threads=True)
        )
        world.members[name] = world.guild.add_member(world.users[name], roles=[role])

    def restrict(self, *, to_adults: bool) -> None:
        """Set the channel's age restriction, which SimCord does not know."""
        channel = self.world.bot.get_channel(self.world.general.id)
        assert isinstance(channel, discord.TextChannel)
        channel.nsfw = to_adults

    def public(self) -> str:
        """The channel's text as a stranger sees it, without anybody's ephemeral messages."""
        stranger = self.world.guild.add_member(self.world.env.create_user(f"passer-by-{self.world.env.now()}"))
        return "\n".join(words(message) for message in self.world.general.history(viewer=stranger))

    def forgive(self) -> int:
        """The number of commands that have ended with an error for their person; SimCord takes those for bugs."""
        return len(self.world.env.errors)

    def asked(self) -> list[str]:
        """The operations that AniList has received since the last call, without the poll that asks for everybody."""
        operations = [seen.operation for seen in self.stand_in.requests if seen.operation != "Activities"]
        self.stand_in.requests.clear()
        return operations


@asynccontextmanager
async def open_club(folder: Path, before: str | None = CLUB) -> AsyncGenerator[Club]:
    run = earlier(before)
    async with open_world(folder, before=before if run else None) as world:
        club = Club(world)
        _put_lists(club)
        if run:
            world.stand_in.tokens._given.update({person: {*tokens} for person, tokens in run.tokens.items()})
        else:
            for name, person in club.people.items():
                await world.settle_in(name, person)
        yield club


def _put_lists(club: Club) -> None:
    lists = club.stand_in.world.lists
    for person, entries in _LISTS.items():
        for media_type in ("ANIME", "MANGA"):
            for entry in lists.of(person.id, media_type):
                lists.remove(entry)
        for age, (media_id, fields) in enumerate(entries.items()):
            club.put(person, media_id, **{"updated_at": club.world.clock() - age * DAY, **fields})


async def run_earlier() -> None:
    """Make the earlier runs that worlds and clubs begin with."""
    with TemporaryDirectory() as folder:
        async with open_world(Path(folder), before=None) as world:
            pass
        remember(WORLD, world.left())
    with TemporaryDirectory() as folder:
        async with open_club(Path(folder), before=None) as club:
            pass
        remember(CLUB, club.world.left())


def told(result: Any) -> Any:
    """The last message to the person: the last follow-up, or else the response."""
    return result.followups[-1] if result.followups else result.response


def is_alone(result: Any) -> bool:
    return bool(told(result).ephemeral)


def ids(message: Any) -> list[str]:
    return [str(part["custom_id"]) for part in components(message) if part.get("custom_id")]


def options(message: Any, start: str) -> list[str]:
    """The labels in the select whose ``custom_id`` begins with `start`."""
    select = next(part for part in components(message) if str(part.get("custom_id", "")).startswith(start))
    return [str(option["label"]) for option in select["options"]]


async def airs(club: Club, *titles: int, at: int = START + 600) -> None:
    """Move the next episodes of `titles` to that air time, at AniList and in Musubi's store."""
    airings, ahead = club.stand_in.world.airings, list[AiringStatus]()
    for number in titles:
        airing = airings.next(number)
        assert airing
        airings.move(number, airing.episode, at)
        ahead.append(AiringStatus(number, "RELEASING", None, (Airing(number, airing.episode, at),)))
    await club.world.bot.store.airings.update(titles, ahead, (), club.world.clock())


async def move_in(club: Club, people: int) -> None:
    """Add linked members who plan Naruto, with aoi's entry for it."""
    world, store = club.world, club.world.bot.store
    known = await store.entries.of(world.users["aoi"].id, NARUTO)
    assert known and known.entry
    for number in range(1, people + 1):
        member = world.guild.add_member(world.env.create_user(f"extra{number}"))
        link = a_link(number, discord_id=member.id)
        await store.links.save(link, a_token(number))
        await store.members.record_use(member.id, world.guild.id, world.clock())
        await store.entries.replace(member.id, "ANIME", [known.entry], world.clock())


def take_any(club: Club) -> None:
    """Drop the options' choices, so that a test can send any value, as a modified Discord app can."""
    discord = club.world.env.backend
    discord.commands = plain_copy(discord.commands)  # the club's own: an earlier run has the same
    options = [one for registered in discord.commands.values() for one in registered.values()]
    while options:
        option = options.pop()
        option.pop("choices", None)
        options += option.get("options", [])
