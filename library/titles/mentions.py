"""What a message mentions: titles by their links or names; characters, staff and studios by their links. Pure."""

import re

import msgspec

from library.titles.picking import linked_subject
from store import Subject

MOST = 5  # of each kind
LONGEST_NAME = 80  # characters
_ANILIST = re.compile(r"https?://(?:www\.)?anilist\.co/(?:anime|manga)/([0-9]{1,9})\b", re.IGNORECASE)
_NAMED_LINK = re.compile(r"https?://(?:www\.)?anilist\.co/(?:character|staff|studio)/[0-9]{1,9}\b", re.IGNORECASE)
_MAL = re.compile(r"https?://(?:www\.)?myanimelist\.net/(anime|manga)/([0-9]{1,9})\b", re.IGNORECASE)
_LINK = re.compile(r"<?https?://[^\s>)\]]+>?", re.IGNORECASE)
_NAMED = re.compile(
    r"\[(?P<linked>[^\[\]\n]+)\]\(|"  # the text of a link
    r"“(?P<q1>[^“”\n]+)”|\"(?P<q2>[^\"\n]+)\"|«(?P<q3>[^«»\n]+)»|„(?P<q4>[^„“”\n]+)[“”]|"
    r"「(?P<q5>[^「」\n]+)」|『(?P<q6>[^『』\n]+)』|"
    r"\[(?P<b1>[^\[\]\n]+)\](?!\()|\{(?P<b2>[^{}\n]+)\}|\*\*(?P<bold>[^*\n]+)\*\*"
)
_MARKUP = re.compile(r"<[@#:/a-z][^<>]*>|[*_~`|>#]+", re.IGNORECASE)


class Mentions(msgspec.Struct, frozen=True):
    """What a message mentions, in its own order.

    `media_ids` are AniList's; `mal` has types with MyAnimeList's ids; `named` are characters, staff and studios.
    """

    media_ids: list[int]
    mal: list[tuple[str, int]]
    names: list[str]
    named: list[Subject]


def mentioned(text: str) -> Mentions:
    """The titles, characters, staff and studios in a message.

    Without a link, names are found in quotes or brackets, or in a short message as a whole.
    """
    media_ids = list(dict.fromkeys(int(one) for one in _ANILIST.findall(text)))[:MOST]
    mal = list(dict.fromkeys((kind.upper(), int(one)) for kind, one in _MAL.findall(text)))[:MOST]
    links = filter(None, map(linked_subject, _NAMED_LINK.findall(text)))
    named = list(dict.fromkeys(links))[:MOST]
    return Mentions(media_ids, mal, [] if media_ids or mal or named else _names(text), named)


def _names(text: str) -> list[str]:
    named = [next(filter(None, match.groups())) for match in _NAMED.finditer(text)]
    found = [name for one in named if (name := _bare(one))]
    return list(dict.fromkeys(found))[:MOST] or [whole for whole in [_bare(_LINK.sub(" ", text))] if whole]


def _bare(text: str) -> str:
    """The text without markup; empty when it is too long for a title, or has no letter to search for."""
    name = " ".join(_MARKUP.sub(" ", text).split())
    return name if 2 <= len(name) <= LONGEST_NAME and re.search(r"\w", name) else ""
