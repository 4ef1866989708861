"""What AniList tells of a title beside its facts, as one cached document, the same for everybody.

Names are as AniList writes them, dates are YYYYMMDD with 00 for unknown parts. Knows nothing of entries.
"""

import msgspec

from library.answer_cache import DAY, AnswerKind


class TitleTag(msgspec.Struct, frozen=True, omit_defaults=True):
    """A tag; `rank` is how much people think that it fits, of 100."""

    name: str
    rank: int = 0
    is_spoiler: bool = False
    is_adult: bool = False


class StudioCredit(msgspec.Struct, frozen=True, omit_defaults=True):
    """A company that made the title: its studio where `is_main`, else a producer."""

    id: int
    name: str
    is_main: bool = False


class Ranking(msgspec.Struct, frozen=True, omit_defaults=True):
    """A place among AniList's titles; `kind` is RATED or POPULAR. Of all time where it has neither year nor season."""

    place: int
    kind: str
    year: int | None = None
    season: str | None = None


class VoiceCredit(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who speaks a character in a language, which is in English words; `note` tells several versions apart."""

    id: int
    name: str
    language: str
    note: str = ""


class CharacterCredit(msgspec.Struct, frozen=True, omit_defaults=True):
    """A character of the title; `role` is MAIN, SUPPORTING, BACKGROUND or empty."""

    id: int
    name: str
    native: str = ""
    role: str = ""
    image_url: str | None = None
    voices: tuple[VoiceCredit, ...] = ()


class StaffCredit(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody who worked on the title; `role` is in English words, such as ``Original Creator``."""

    id: int
    name: str
    native: str = ""
    role: str = ""
    image_url: str | None = None


class SiteLink(msgspec.Struct, frozen=True, omit_defaults=True):
    """A page about the title elsewhere; `kind` is STREAMING, INFO, SOCIAL or empty, the language in English words.

    `note` is AniList’s, such as ``Dubbed``.
    """

    name: str
    url: str
    kind: str = ""
    language: str = ""
    note: str = ""


class Review(msgspec.Struct, frozen=True, omit_defaults=True):
    """The most helpful review: `helpful` of its `votes` readers found it so. The score is of 100."""

    id: int
    summary: str
    by: str
    score: int | None = None
    helpful: int = 0
    votes: int = 0
    site_url: str | None = None


class TitleDetails(msgspec.Struct, frozen=True, omit_defaults=True):
    """The document. `scores` are the numbers of people by score (10 to 100), `statuses` those by status."""

    ended: int | None = None
    tags: tuple[TitleTag, ...] = ()
    studios: tuple[StudioCredit, ...] = ()
    rankings: tuple[Ranking, ...] = ()
    characters: tuple[CharacterCredit, ...] = ()
    staff: tuple[StaffCredit, ...] = ()
    sites: tuple[SiteLink, ...] = ()
    scores: dict[int, int] = {}
    statuses: dict[str, int] = {}
    review: Review | None = None


TITLE = AnswerKind("title", TitleDetails, seconds=DAY)
