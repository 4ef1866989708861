"""A title's name in the viewer's title language. Knows no entry and no search."""

from store import Media, MediaOutline

_ORDERS = {
    "ROMAJI": ("romaji", "english", "native"),
    "ENGLISH": ("english", "romaji", "native"),
    "NATIVE": ("native", "romaji", "english"),
}


def title(media: Media | MediaOutline, language: str) -> str:
    """The name in `language`, AniList's ``UserTitleLanguage``, or the nearest name that the title has."""
    return next(iter(_names(media, language)), None) or next(iter(media.synonyms), f"AniList title {media.id}")


def other_titles(media: Media, language: str) -> tuple[str, ...]:
    """The names in the other languages, without equal ones."""
    names = {name.casefold(): name for name in reversed(_names(media, language))}
    names.pop(title(media, language).casefold(), None)
    return tuple(reversed(names.values()))


def _names(media: Media | MediaOutline, language: str) -> list[str]:
    order = _ORDERS.get(language.removesuffix("_STYLISED"), _ORDERS["ROMAJI"])
    return [name for attribute in order if (name := getattr(media, attribute))]
