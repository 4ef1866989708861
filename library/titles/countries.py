"""AniList's countries of titles, in words. Knows no title."""

from i18n import mark, t

COUNTRY_NAMES = {
    "JP": mark("Japan"),
    "KR": mark("South Korea"),
    "CN": mark("China"),
    "TW": mark("Taiwan"),
}
COUNTRIES = tuple(COUNTRY_NAMES)


def country_name(code: str) -> str:
    """A country in words; the code of another one."""
    return t(COUNTRY_NAMES[code]) if code in COUNTRY_NAMES else code
