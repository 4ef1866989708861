"""What can be wrong with a catalogue: left out, torn placeholders, forms of the plural that a count does not find."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from gettext import c2py  # type: ignore[attr-defined]  (as GNUTranslations reads the header)
from typing import Any

from babel import Locale
from babel.messages import Catalog
from babel.messages.catalog import Message

from i18n.make import template

COUNTS = (*range(30), 100, 101, 102, 105, 111, 112, 1000)
_NONE_IS_MANY = {"pt_BR"}  # Brazilians write “0 animes”, as their apps do; Unicode's rules have “0 anime”
_PLACEHOLDER = re.compile(r"\{(\w*)\}")
_BRACES = re.compile(r"[{}]")
_MARKUP = re.compile(r"\*\*|`|\]\(|~~|__|\n")  # what a translation has as often as its message


def flaws(catalog: Catalog) -> Iterator[str]:
    """A line for each flaw of the catalogue, against the messages of the code."""
    wanted = _wanted()
    there = {(one.context, _ids(one)[0]): one for one in catalog if one.id}
    yield from (f"not there: {text}" for _, text in sorted(wanted - there.keys(), key=str))
    yield from (f"not in the code: {text}" for _, text in sorted(there.keys() - wanted, key=str))
    for one in there.values():
        yield from (f"{flaw}: {_ids(one)[0]}" for flaw in _flaws_of(one, catalog.num_plurals))
    yield from _wrong_plurals(catalog)


@cache
def english() -> Catalog:
    """The messages of the code, read once."""
    return template()


@cache
def _wanted() -> set[tuple[str | None, str]]:
    return {(one.context, _ids(one)[0]) for one in english() if one.id}


def _flaws_of(one: Message, plurals: int) -> Iterator[str]:
    if one.fuzzy:
        yield "fuzzy"
    said = [one.string] if isinstance(one.string, str) else [*(one.string or ())]
    if len(said) != (plurals if one.pluralizable else 1):
        yield f"{len(said)} forms"
    if not all(text.strip() for text in said):
        yield "not translated"
        return
    for text in said:
        yield from _torn(_ids(one), text, is_plural=bool(one.pluralizable))


def _torn(ids: tuple[str, ...], said: str, *, is_plural: bool) -> Iterator[str]:
    """The flaws of one translated text. A form of a plural may say its count in words."""
    wanted, there = set(_PLACEHOLDER.findall(ids[-1])), set(_PLACEHOLDER.findall(said))
    if (wanted ^ there) - ({"count"} & wanted if is_plural else set()) or _BRACES.search(_PLACEHOLDER.sub("", said)):
        yield f"placeholders of “{said}”"
    if Counter(_MARKUP.findall(said)) not in [Counter(_MARKUP.findall(text)) for text in ids]:
        yield f"markup of “{said}”"
    is_joint = ids[0] != ids[0].strip()  # stands between two names; Japanese has no space there
    if said != said.strip() and not is_joint:
        yield f"spaces around “{said}”"


def _wrong_plurals(catalog: Catalog) -> Iterator[str]:
    """The counts for which gettext takes another form than Unicode's rules for the language."""
    locale = catalog.locale
    assert isinstance(locale, Locale)
    form: Callable[[int], int] = c2py(catalog.plural_expr)
    tags = dict[int, str]()  # the rule's name for each form
    for count in COUNTS:
        like = 2 if count == 0 and str(locale) in _NONE_IS_MANY else count
        tag, number = locale.plural_form(like), form(count)
        if tags.setdefault(number, tag) != tag:
            yield f"{count} has the form of “{tags[number]}”, not of “{tag}”"
    if not tags.keys() <= set(range(catalog.num_plurals)):
        yield f"there are {len(tags)} forms, not {catalog.num_plurals}"


def _ids(one: Message) -> tuple[str, ...]:
    ids: Any = one.id
    return (ids,) if isinstance(ids, str) else tuple(ids)
