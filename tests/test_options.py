"""What Discord's apps send for an option: its value, or the label that was shown for it, with spaces around it."""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

import pytest
from discord import app_commands

from cards.errors import OUR_FAULT
from chat.list_options import CustomListOption, GenreOption
from chat.options import NameOption, ScoreOption, TermOption, TitleOption, ZoneOption
from chat.values import PICK_ONE_OF
from library.browse.typed_terms import chosen
from library.listing.forms import genre_named
from library.rules.custom_lists import named_list
from library.rules.scores import parse
from library.rules.time_zones import zone_named
from store import Link
from tests.kit.lists import DEATH_NOTE, NARUTO, Club, is_alone, take_any, told
from tests.kit.suggestions import suggested
from tests.kit.world import says, words

ANY_SPACES = ("{}", "{} ", " {}", " {}  ")


pytestmark = pytest.mark.usefixtures("managing")


def commands(club: Club) -> list[Any]:
    found = club.world.bot.tree.walk_commands()
    return [one for one in found if isinstance(one, app_commands.Command)]


def sent(command: Any, option: str, value: object, kind: int = 3) -> dict[str, Any]:
    """The data of an interaction, as Discord nests it."""
    options: list[dict[str, Any]] = [{"name": option, "type": kind, "value": value}]
    for name in reversed(command.qualified_name.split()[1:]):
        options = [{"name": name, "type": 1, "options": options}]
    return {"type": 1, "name": command.qualified_name.split()[0], "options": options}


def fixed(club: Club) -> Iterator[tuple[Any, Any]]:
    return ((command, one) for command in commands(club) for one in command.parameters if one.choices)


async def test_the_label_of_each_choice_is_taken_for_its_value(club: Club) -> None:
    tree: Any = club.world.bot.tree
    count = 0
    for command, parameter in fixed(club):
        for choice in parameter.choices:
            for label in (choice.name, choice.name.upper(), str(choice.value)):
                for spaces in ANY_SPACES:
                    data = sent(command, parameter.display_name, spaces.format(label))
                    taken, (option,) = tree._get_app_command_options(data)
                    assert (taken, option["value"]) == (command, choice.value), (command.name, label)
                    count += 1
    assert count > 100


READ: dict[type, Callable[[str, Link], object]] = {
    ScoreOption: lambda text, link: parse(text, link.score_format),
    CustomListOption: lambda text, link: named_list(text, link.anime.custom_lists),
    GenreOption: lambda text, _: genre_named(text, "genre"),
    ZoneOption: lambda text, _: zone_named(text, "zone"),
}


async def meant(club: Club, link: Link, option: Any, text: str) -> object:
    """The value of the text; a further kind of option needs a way to be compared here."""
    parts = club.world.bot.parts
    match option:
        case TitleOption():
            return await parts.finder.find(link, text, None)
        case NameOption():
            return await parts.name_finders[option.kind].find(link, text, takes_adult=False)
        case TermOption():
            return chosen([(text, "genre")], await parts.terms.all(), adult=False)
        case _:
            return READ[type(option)](text, link)


async def test_what_completes_itself_is_known_by_its_label(club: Club) -> None:
    """Each is asked of the bot as Discord asks."""
    link = await club.world.bot.store.links.of(club.world.users["aoi"].id)
    assert link
    for command in commands(club):
        for parameter in command._params.values():
            if parameter.autocomplete:
                option = parameter._annotation
                named = command.qualified_name, parameter.display_name
                offers = await suggested(club.world, "aoi", [(*named, typed) for typed in ("", "8", "e")])
                for offer in chain(*offers):
                    value = await meant(club, link, option, offer["value"])
                    for spaces in ANY_SPACES:
                        assert await meant(club, link, option, spaces.format(offer["name"])) == value, offer


async def test_a_choice_with_a_space_behind_it(club: Club) -> None:
    take_any(club)
    added = await club.run("aoi", "add", title=f"id:{NARUTO}", status="Watching or reading ")
    assert "Watching" in words(added.response) and club.entry("aoi", NARUTO).status == "CURRENT"
    both = await club.run("aoi", "together", format=" movie", length="Short ")
    assert not says(told(both), OUR_FAULT)


async def test_what_was_never_a_choice_is_told(club: Club) -> None:
    take_any(club)
    refused = await club.run("aoi", "edit", title=f"id:{DEATH_NOTE}", status="On *hold*")
    assert is_alone(refused)
    assert r"“On \*hold\*”" in words(told(refused)) and "**status:**" in words(told(refused))
    assert says(told(refused), PICK_ONE_OF) and "Planning" in words(told(refused))
