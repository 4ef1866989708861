"""Checks of every card: Discord's limits, and no foreign text that mentions, links or formats."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from anilist.shapes import is_address
from cards.card import Card
from cards.commands import know_commands
from cards.emojis import PLAIN, know_emojis

FIRST_ID = 10**18  # of our own commands and emojis
_COMMANDS = [path.stem for path in (Path(__file__).parents[2] / "cogs").glob("*.py")]


def know_ids() -> None:
    """Commands become clickable, and emojis our own: cards hold with them too, though they take more letters."""
    know_commands({name: FIRST_ID + number for number, name in enumerate(_COMMANDS)})
    know_emojis({name: f"<:{name}_mu01ab23:{FIRST_ID + number}>" for number, name in enumerate(PLAIN)})


def parts(components: list[Any]) -> Iterator[dict[str, Any]]:
    for part in components:
        yield part
        inner = [*part.get("components", []), *(part.get(name) for name in ("accessory", "component"))]
        yield from parts([one for one in inner if one])


def holds(components: list[Any]) -> None:
    """Check Discord's limits, https://docs.discord.com/developers/components/reference."""
    all_parts = list(parts(components))
    shown = [part["content"] for part in all_parts if "content" in part]
    assert len(all_parts) <= 40 and sum(map(len, shown)) <= 4000 and all(text.strip() for text in shown)
    custom_ids = [part["custom_id"] for part in all_parts if part.get("custom_id")]
    assert len(custom_ids) == len(set(custom_ids)) and all(len(one) <= 100 for one in custom_ids)
    for part in all_parts:
        part_holds(part)
        shows_no_markup(part)
    for text in shown:
        says_nothing_else(text)
    assert all(is_address(url) or url.startswith("attachment://") for url in addresses_of(all_parts))


def part_holds(part: Any) -> None:
    """Check a component's limits by its type, a number of Discord's."""
    match part["type"]:
        case 1:
            assert 1 <= len(part["components"]) <= 5
        case 2:
            assert 1 <= len(part["label"]) <= 80
        case 5 | 6 | 8:
            assert len(part.get("placeholder") or "") <= 150
        case 3 | 22:
            assert len(part.get("placeholder") or "") <= 150
            assert 1 <= len(part["options"]) <= 25
            assert len({option["value"] for option in part["options"]}) == len(part["options"])
            for option in part["options"]:
                assert 1 <= len(option["label"]) <= 100 and 1 <= len(option["value"]) <= 100
                assert 1 <= len(option.get("description") or "x") <= 100
        case 4:
            assert len(part.get("value") or "") <= part.get("max_length", 4000)
            assert len(part.get("placeholder") or "") <= 100
        case 11:
            assert 1 <= len(part["description"]) <= 256
        case 18:
            assert 1 <= len(part["label"]) <= 45 and len(part.get("description") or "") <= 100
        case _:
            pass


def shows_no_markup(part: Any) -> None:
    """Check that emojis and commands of ours (by :data:`FIRST_ID`) are only where Discord shows them."""
    texts = [part, *part.get("options", ()), *part.get("items", ())]
    names = ("label", "description", "placeholder", "title")
    assert not [text for text in texts for name in names if f":{FIRST_ID // 1000}" in str(text.get(name))]


def addresses_of(all_parts: list[Any]) -> Iterator[str]:
    """The URLs of the card's links and pictures."""
    for part in all_parts:
        pictures = [one["media"] for one in (part, *part.get("items", ())) if "media" in one]
        yield from (one["url"] for one in (part, *pictures) if one.get("url"))


def says_nothing_else(text: str) -> None:
    """Check that unescaped formatting in the text is the card's own."""
    bare = re.sub(r"\\[!-/:-@\[-`{-~]", "", text)
    bare = re.sub("\u2068([^\u2066-\u2069\n]+)\u2069", r"\1", bare)  # a name that is read the other way, by itself
    bare = re.sub(r"<t:[0-9]+:[RDtf]>|\]\(https://anilist\.co(?:/[A-Za-z0-9]+)+\)|<[@#]&?[0-9]{19}>", "", bare)
    bare = re.sub(
        r"</[a-z ]+:[0-9]{17,20}>|<:[a-z]+_mu[0-9a-f]{6}:[0-9]{17,20}>", "", bare
    )  # commands and emojis of ours
    bare = re.sub("`[0-9.,%+−★☆/\u00a0-]+`", "", bare)  # columns of numbers
    bare = re.sub(r"`/(list sort:behind|remind (zone|title):|feed (title|kind: channel):)`", "", bare)
    assert not re.search(r"[`_~@\\<>\]\x00\u202a-\u202e\u2066-\u2069]|https?:|discord\.gg", re.sub("(?m)^> ", "", bare))
    assert bare.count("**") % 2 == 0 and bare.count("*") % 2 == 0 and bare.count("||") % 2 == 0
    for line in bare.splitlines():
        assert re.match(r"(### |-# |> )?(?![#>]|-#)", line), line


def shown(card: Card) -> str:
    return "\n".join(part["content"] for part in parts(card.to_components()) if "content" in part)
