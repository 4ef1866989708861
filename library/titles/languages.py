"""Languages of voices and links, which AniList names in English, in words. Knows no title."""

from collections.abc import Mapping

from i18n import mark, t

ENGLISH, JAPANESE = "English", "Japanese"
_NAMES = {
    "Arabic": mark("Arabic"),
    "Bulgarian": mark("Bulgarian"),
    "Catalan": mark("Catalan"),
    "Chinese": mark("Chinese"),
    "Croatian": mark("Croatian"),
    "Czech": mark("Czech"),
    "Danish": mark("Danish"),
    "Dutch": mark("Dutch"),
    "English": mark("English"),
    "Filipino": mark("Filipino"),
    "Finnish": mark("Finnish"),
    "French": mark("French"),
    "German": mark("German"),
    "Greek": mark("Greek"),
    "Hebrew": mark("Hebrew"),
    "Hindi": mark("Hindi"),
    "Hungarian": mark("Hungarian"),
    "Indonesian": mark("Indonesian"),
    "Italian": mark("Italian"),
    "Japanese": mark("Japanese"),
    "Korean": mark("Korean"),
    "Lithuanian": mark("Lithuanian"),
    "Malaysian": mark("Malaysian"),
    "Norwegian": mark("Norwegian"),
    "Polish": mark("Polish"),
    "Portuguese": mark("Portuguese"),
    "Romanian": mark("Romanian"),
    "Russian": mark("Russian"),
    "Spanish": mark("Spanish"),
    "Swedish": mark("Swedish"),
    "Thai": mark("Thai"),
    "Turkish": mark("Turkish"),
    "Ukrainian": mark("Ukrainian"),
    "Vietnamese": mark("Vietnamese"),
}
_BY_TAG: Mapping[str, str] = {
    "bg": "Bulgarian",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "hi": "Hindi",
    "hr": "Croatian",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "lt": "Lithuanian",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sv": "Swedish",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
_BY_COUNTRY: Mapping[str | None, str] = {"KR": "Korean", "CN": "Chinese", "TW": "Chinese", "HK": "Chinese"}


def language_name(language: str) -> str:
    """AniList's name of a language, in the current one; as AniList writes it where it is new to Musubi."""
    return t(_NAMES[language]) if language in _NAMES else language


def language_of_tag(tag: str) -> str:
    """AniList's name of the language of a tag such as ``pt-BR``; English for one that AniList does not name."""
    return _BY_TAG.get(tag.partition("-")[0].lower(), ENGLISH)


def language_of_country(country: str | None) -> str:
    """The language in which titles of a country are spoken first."""
    return _BY_COUNTRY.get(country, JAPANESE)
