"""Texts that are not translated: the plain words in everything that Discord is sent in the pseudo-language.

Titles, genres and descriptions get Cyrillic letters for it, so that a plain letter is a word of Musubi's own.
"""

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

import msgspec
import pytest

from demo.anilist import blurbs, media, studios
from demo.anilist.cast import company
from tests.kit.calls import Call, ready
from tests.kit.languages import unmarked
from tests.kit.stage import Stage

# The rows that search by a typed name:
NEED_PLAIN_TITLES = {
    *("/who, which one", "/rate, which one", "/rate, did you mean"),
    *("/character, which one", "/staff, which one", "/studio, which one"),
}
_READ = {"content", "label", "placeholder", "description", "title"}  # the keys of a payload that people read
_TEXT_INPUT = 4
_LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_OTHER = str.maketrans(_LATIN, "абцдефгхийклмнопярстуввхызАБЦДЕФГХИЙКЛМНОПЯРСТУВВХЫЗ")
_NAMES = {
    *("aoi", "ren", "haru", "Solstice", "Fans", "Anime Club", "general", "Tsumugi", "Juno", "extra"),
    *("ThistleAndThornberry", "everyone"),  # accounts at AniList
    *("Watched with", "Rewatch some day", "comfy", "On my shelf"),  # custom lists
    *("a lot", "once", "cowboi bebopp", "kurage", "kotoha kirimori", "kotoha", "shigure"),
    *("madhouse", "MADHOUSE"),  # what the rows type
    *("as a child", "null", "Okami88", r"Good music\, good food\, and a plot that forgets to turn up"),  # AniList's
    *("7KQ4-M2XD", "UTC", "score"),  # a sample of a code, a zone, the name of an option
}
_NAMED = ("title", "synonyms", "genres", "tags", "studios")
_OF_PEOPLE = ("name", "description", "blood_type", "age", "primary_occupations", "home_town")


@contextmanager
def foreign_titles(folder: Path, patch: pytest.MonkeyPatch) -> Generator[None]:
    """Inside, the titles of a world that is opened have no plain letter, nor those in them and behind them."""
    nodes = [node | {name: _other(node[name]) for name in _NAMED} for node in media.all_media().values()]
    file = folder / "media.json"
    file.write_text(json.dumps(nodes))
    patch.setattr(media, "_FILE", file)
    descriptions: Any = blurbs.DESCRIPTIONS
    for media_id, description in descriptions.items():
        patch.setitem(descriptions, media_id, description.translate(_OTHER))
    names = {_other(one.name): one.name for one in studios.studios().all.values()}
    patch.setattr(studios, "_studio", partial(_studio_of_other_name, studios._studio, names))
    patch.setattr(studios, "_MADE", {_other(name): made for name, made in studios._MADE.items()})
    for name in ("character", "staff", "_cat"):
        patch.setattr(company, name, _foreign(getattr(company, name)))
    patch.setattr(company, "_made", lambda who, media_id, role, made=company._made: made(who, media_id, _other(role)))
    _forget()
    yield
    patch.undo()
    _forget()


def _studio_of_other_name(
    make: Callable[..., studios.Studio], names: Mapping[str, str], name: str, *, is_animating: bool
) -> studios.Studio:
    """The studio with the id that it has by its own name."""
    return msgspec.structs.replace(make(names.get(name, name), is_animating=is_animating), name=name)


def _forget() -> None:
    """Have the stand-in make all that it makes of its titles anew."""
    for made in (media.all_media, company.cast, company._numbered, company._member, studios.studios):
        made.cache_clear()


def _foreign(make: Callable[..., Any]) -> Callable[..., Any]:
    """`make`, whose characters or people have no plain letter."""

    @cache
    def foreign(*facts: Any) -> Any:
        person = make(*facts)
        others = {name: _other(msgspec.to_builtins(getattr(person, name, None))) for name in _OF_PEOPLE}
        name = type(person.name)(**others.pop("name"))
        return msgspec.structs.replace(person, name=name, **{one: fact for one, fact in others.items() if fact})

    return foreign


def plain_words(lines: Iterable[str]) -> dict[str, list[str]]:
    """The lines with plain words, and the words."""
    return {line: words for line in lines if (words := [*unmarked(line, _NAMES)])}


async def read(stage: Stage, call: Call) -> list[str]:
    """The lines that people read at all steps of the row. Raises NoSuchPart."""
    await stage.set()
    with listening(stage) as lines:
        await (await ready(stage.club, "aoi", call))()
    return lines


@contextmanager
def listening(stage: Stage) -> Generator[list[str]]:
    """When it ends, there are the lines that people read of what is sent inside."""
    lines, sent = list[str](), len(stage.env.http_requests)
    yield lines
    texts = {text for one in stage.env.http_requests[sent:] for text in said(one.json)}
    lines.extend(sorted({line for text in texts for line in text.splitlines()}))


def said(payload: Any) -> Iterator[str]:
    """The texts in a payload to Discord that people read."""
    if isinstance(payload, list):
        for one in payload:
            yield from said(one)
    if not isinstance(payload, dict):
        return
    for key, value in payload.items():
        if isinstance(value, str):
            is_prefilled = key == "value" and payload.get("type") == _TEXT_INPUT
            is_choice = key == "name" and "value" in payload
            if key in _READ or is_prefilled or is_choice:
                yield value
        else:
            yield from said(value)


def _other(value: Any) -> Any:
    """The value with Cyrillic letters for plain ones, in its texts."""
    if isinstance(value, list | tuple):
        return [_other(one) for one in value]
    if isinstance(value, dict):
        return {key: _other(one) if key != "category" else one for key, one in value.items()}
    return value.translate(_OTHER) if isinstance(value, str) else value
