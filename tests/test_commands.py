"""What Discord is told of the commands: in every language, after changes alone, and their ids."""

from collections.abc import Generator, Iterator
from typing import Any

import pytest

from cards.commands import command
from i18n import LANGUAGES, speaking, t
from i18n.make import messages
from library.rules.custom_lists import none
from library.rules.date_words import no_date, today
from tests.kit.languages import speaking_tagged
from tests.kit.lists import Club, take_any
from tests.kit.world import World

_NAMES = ("name", "description")
_MENUS = {2, 3}  # the types of commands in the menus of people and of messages
MOST = {"name": 32, "description": 100, "choice": 100}


@pytest.fixture
def japanese() -> Generator[None]:
    with speaking_tagged("ja"):
        yield


async def told(world: World) -> list[dict[str, Any]]:
    """The commands as Discord is told them."""
    tree = world.bot.tree
    assert tree.translator
    return [await one.get_translated_payload(tree, tree.translator) for one in tree.get_commands()]


def parts(payload: Any) -> Iterator[dict[str, Any]]:
    for one in payload:
        yield one
        yield from parts(one.get("options", ()))


async def test_all_that_people_read_is_in_the_catalogues(world: World) -> None:
    known = {text for one in messages() for text in one.ids}
    for part in parts(await told(world)):
        if "description" in part:
            assert part["description"] in known, part["name"]
        assert {choice["name"] for choice in part.get("choices", ())} <= known, part["name"]
        assert part.get("type") not in _MENUS or "description" in part or part["name"] in known


async def test_descriptions_choices_and_menus_are_told_in_each_language(japanese: None, world: World) -> None:
    count = 0
    for part in parts(await told(world)):
        is_menu = "description" not in part
        assert part.get("name_localizations", {}) == ({"ja": f"ja·{part['name']}"} if is_menu else {})
        if not is_menu:
            assert part["description_localizations"] == {"ja": f"ja·{part['description']}"}
        for choice in part.get("choices", ()):
            assert choice["name_localizations"] == {"ja": f"ja·{choice['name']}"}
            count += 1
    assert count > 50


async def test_translations_fit(world: World) -> None:
    for text, most in texts(await told(world)):
        assert len(text) <= most * 0.8, f"no room for other languages: {text}"
        for language in LANGUAGES.values():
            assert 1 <= len(language.messages.gettext(text)) <= most, (language, text)


def texts(payload: Any) -> Iterator[tuple[str, int]]:
    for part in parts(payload):
        if "description" in part:
            yield part["description"], MOST["description"]
        else:
            yield part["name"], MOST["name"]
        yield from ((choice["name"], MOST["choice"]) for choice in part.get("choices", ()))


async def test_the_words_that_descriptions_name_are_taken(world: World) -> None:
    (edit,) = (part for part in parts(await told(world)) if part["name"] == "edit")
    described = {option["name"]: option["description"] for option in edit["options"]}
    for language in LANGUAGES.values():
        with speaking(language):
            for option in ("started", "finished"):
                assert today() in t(described[option]) and no_date() in t(described[option]), language
            assert none() in t(described["custom-lists"]), language


async def test_discord_is_told_again_when_a_translation_changes(world: World) -> None:
    async def syncs() -> int:
        before = len(world.env.http_requests)
        await world.restart()
        paths = [(one.method, one.path) for one in world.env.http_requests[before:]]
        return sum(method == "PUT" and path.endswith("/commands") for method, path in paths)

    assert await syncs() == 0
    with speaking_tagged("ja"):
        assert [await syncs(), await syncs()] == [1, 0]
    assert await syncs() == 1


async def test_ids_are_known_after_a_start_that_tells_nothing(world: World) -> None:
    known = {one.name: one.id for one in await world.bot.tree.fetch_commands() if one.type.value not in _MENUS}
    for _ in range(2):
        assert command("list") == f"</list:{known['list']}>"
        assert command("server top") == f"</server top:{known['server']}>"
        assert command("Find title") == "/Find title"
        await world.restart()


async def test_the_label_of_a_choice_is_taken_in_each_language(japanese: None, club: Club) -> None:
    """Discord's apps at times send the label in place of the value."""
    take_any(club)
    tree: Any = club.world.bot.tree
    for value in ("ja·Manga", "Manga", " JA·MANGA "):
        data = {"type": 1, "name": "list", "options": [{"name": "type", "type": 3, "value": value}]}
        assert tree._get_app_command_options(data)[1][0]["value"] == "Manga"
