"""AniList's formats of titles, in words. Knows no title."""

from i18n import mark, t

FORMAT_NAMES = {
    "TV": mark("TV"),
    "TV_SHORT": mark("TV short"),
    "MOVIE": mark("Movie"),
    "SPECIAL": mark("Special"),
    "OVA": mark("OVA"),
    "ONA": mark("ONA"),
    "MUSIC": mark("Music video"),
    "MANGA": mark("Manga"),
    "NOVEL": mark("Novel"),
    "ONE_SHOT": mark("One shot"),
}


def format_name(media_format: str | None) -> str:
    """AniList's ``MediaFormat`` in words; empty without a format, and for a format that is new to Musubi."""
    return t(FORMAT_NAMES[media_format]) if media_format in FORMAT_NAMES else ""
