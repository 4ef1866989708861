"""Every command, button, select and form, by anybody who may find it, wherever that is: rows of ``tests/kit/calls.py``.

Whether each does what it should is tested elsewhere; here that it is answered, and what must not come of it.
"""

from collections.abc import AsyncGenerator, Iterator
from contextlib import suppress
from itertools import takewhile
from pathlib import Path
from typing import Any

import discord
import msgspec
import pytest

from cards.buttons import RefreshAccount, StartLink
from demo.anilist import TSUMUGI
from tests.kit.calls import CALLS, NEW, TITLE, Call, NoSuchPart, ends, ready, seen_in
from tests.kit.lists import ADULT, Club, told
from tests.kit.stage import Stage, assert_answered, named, open_stage
from tests.kit.world import actions, words

_ABOUT_TITLES = {"airing", "season", "browse", "character", "staff", "studio"}  # for everybody the same
_FOR_ADMINS = {"settings", "feed"}
_ON_SERVERS = {"server top", "server watching", "server members"}
_ABOUT_PEOPLE = {"who", "taste", "affinity", "together", "recommend", *_ON_SERVERS}
_FOR_ANYBODY = {"link", "unlink", "account", "help", "anime", "manga", "who", *_ABOUT_TITLES, *_ON_SERVERS}
_IN_CHANNELS = {"/stats, compare with me"}  # on what others may see alone
_OF_ENTRIES = {"+1", "Undo", "Score", "Edit", "Favourite", "/list", "/behind", "/random", "/profile", "/watched"}
_SOME_OR_ALL = pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.long)])  # neighbours are of a kind
_NAMING = {"/anime", "/watched", "/who"}
_OF_SOMEBODY = {"list", "profile", "stats"}


@pytest.fixture
async def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Stage]:
    """With Kai, who has not linked."""
    async with open_stage(tmp_path, monkeypatch) as stage:
        stage.club.world.members["kai"] = stage.club.world.guild.add_member(stage.env.create_user("kai"))
        yield stage


def asked_for() -> Iterator[tuple[str, Call]]:
    """All that comes of a command; what is sent by itself goes where it can't be found by others."""
    yield from ((what, call) for what, call in CALLS.items() if not any(press.on for press in call.then))


def about(call: Call, media_id: int) -> Call:
    return msgspec.structs.replace(call, options={**call.options, "title": f"id:{media_id}"})


def of_aoi(said: dict[tuple[int, int], Any]) -> dict[tuple[int, int], Any]:
    return {key: value for key, value in said.items() if key[0] == TSUMUGI.id}


def _is_of_somebody(call: Call) -> bool:
    """Whether it is about a member, or about any account at AniList."""
    return not {"user", "name"}.isdisjoint(call.options)


class Channel:
    """What everybody sees of what has been said since this was made."""

    def __init__(self, club: Club) -> None:
        self._club = club
        self._before = next((message.id for message in self._seen()), 0)

    def __contains__(self, name: str) -> bool:
        new = takewhile(lambda message: message.id > self._before, self._seen())
        return any(name in words(message) for message in new)

    def _seen(self) -> Iterator[discord.Message]:
        return seen_in(self._club.world, self._club.world.general, self._club.world.members["kai"])


async def test_somebody_who_has_not_linked(stage: Stage) -> None:
    """One sentence and one button, where a link is needed."""
    for what, call in asked_for():
        if call.then or call.command in _FOR_ADMINS:
            continue
        with named(what):
            await stage.set()
            before = stage.said()
            result = await (await ready(stage.club, "kai", call))()
            assert_answered(result)
            assert stage.said() == before
            if call.command not in _FOR_ANYBODY and not (_is_of_somebody(call) and call.command in _OF_SOMEBODY):
                assert told(result).ephemeral
                assert actions(told(result)) == {StartLink}


def is_there(what: str, call: Call) -> bool:
    """Whether it is in direct messages too."""
    return (
        call.command not in _FOR_ADMINS
        and not (call.command in _ABOUT_PEOPLE and call.then)
        and what not in _IN_CHANNELS
    )


@_SOME_OR_ALL
async def test_in_direct_messages(stage: Stage, step: int) -> None:
    for what, call in ends(row for row in asked_for() if is_there(*row))[::step]:
        with named(what):
            await stage.set()
            assert_answered(await (await ready(stage.club, "aoi", call, in_messages=True))())


@_SOME_OR_ALL
async def test_what_is_private_is_not_seen_by_others(stage: Stage, step: int) -> None:
    """Each of Aoi's entries is private. Of who has a title, and of what airs, nobody learns whose it is."""
    club = stage.club
    for _, media_id in of_aoi(stage.entries()):
        club.put(TSUMUGI, media_id, private=True)
    await club.press("aoi", (await club.run("aoi", "account")).response, RefreshAccount)
    await stage.env.advance_time(1)
    await stage.remember()
    done = set[str]()
    rows = {what: call for what, call in asked_for() if is_of_ones_own(call)}
    for what, call in (dict(ends(rows.items())[::step]) | {what: rows[what] for what in _OF_ENTRIES}).items():
        with named(what):
            await stage.set()
            channel = Channel(club)
            with suppress(NoSuchPart):
                assert_answered(await (await ready(club, "aoi", call))())
                done.add(what)
            assert not any(name in channel for name in ("DEATH NOTE", "DIGIMON", "SLAM DUNK", "LIAR GAME", "Cowboy"))
    assert done >= _OF_ENTRIES


def is_of_ones_own(call: Call) -> bool:
    return call.command not in _ABOUT_PEOPLE | _ABOUT_TITLES and "name" not in call.options


async def test_where_one_may_only_read_nothing_is_said_to_all(stage: Stage) -> None:
    """The menu of a message and the buttons of a card work there, and Musubi says nothing there that one may not."""
    club = stage.club
    general = club.world.bot.get_channel(club.world.general.id)
    assert isinstance(general, discord.TextChannel)
    await general.set_permissions(general.guild.default_role, send_messages=False)
    for what, call in asked_for():
        if call.then:
            continue
        with named(what):
            await stage.set()
            result = await (await ready(club, "aoi", call))()
            assert_answered(result)
            assert result.modal or told(result).ephemeral


@_SOME_OR_ALL
@pytest.mark.parametrize("to_adults", [False, True])
async def test_what_is_for_adults(stage: Stage, *, to_adults: bool, step: int) -> None:
    """It is seen by all in an age-restricted channel, and nowhere else."""
    club = stage.club
    club.restrict(to_adults=to_adults)
    seen = set[str]()
    rows = {what: call for what, call in asked_for() if is_about_any_title(call)}
    for what, call in (dict([*rows.items()][::step]) | {what: rows[what] for what in _NAMING}).items():
        with named(what):
            await stage.set()
            channel = Channel(club)
            try:
                last = await ready(club, "aoi", about(call, ADULT))
            except NoSuchPart:
                continue
            assert_answered(await last())
            if "Angel Blade" in channel:
                seen.add(what)
    assert seen >= _NAMING if to_adults else seen == set()


def is_about_any_title(call: Call) -> bool:
    return call.options.get("title") in {TITLE["title"], NEW["title"]} and call.command != "remind"
