"""The names of new custom lists: what AniList can keep, and what people can type afterwards. Pure."""

from i18n import mark, t
from library.errors import InvalidList
from library.rules.notes import decode
from library.rules.text import as_meant, one_line

LONGEST = 50  # characters
FIELD = "title"
LABEL = mark("Name")
EMPTY = mark("Give the list a name.")
TOO_LONG = mark("A list’s name can have up to {count} characters.")
HAS_COMMA = mark("Leave out commas: they go between lists when you type several.")
HAS_EMOJI = mark("AniList can’t keep emoji like this one in a list’s name.")


def new_name(typed: str) -> str:
    """The name that was typed, without needless spaces and what nobody sees. Raises InvalidList."""
    name = one_line(typed)
    if said := _refused(name):
        raise InvalidList(lambda: t(said, count=LONGEST), typed, LABEL)
    return name


def is_same(one: str, other: str) -> bool:
    """Whether people would take both for the same name: case does not count."""
    return _key(one) == _key(other)


def _key(name: str) -> str:
    return as_meant(decode(name)).casefold()


def _refused(name: str) -> str:
    if not name:
        return EMPTY
    if len(name) > LONGEST:
        return TOO_LONG
    if "," in name or "、" in name:
        return HAS_COMMA
    return HAS_EMOJI if any(ord(sign) > 0xFFFF for sign in name) else ""
