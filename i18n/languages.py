"""The languages that Musubi speaks: English, and one for each compiled catalogue."""

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

CATALOGUES = Path(__file__).parent / "catalogues"
_NUMBERS = "1,234 · 12,345.6"  # the English message whose translation shows how a language writes numbers
_SAMPLE = re.compile("1(.?)234 · 12(.)345(.)6")


class Language:
    """A language by its BCP 47 code, such as ``pt-BR``. Its catalogue is read at first use."""

    def __init__(self, code: str, path: Path | None = None) -> None:
        self.code = code
        self._path = path

    @cached_property
    def messages(self) -> NullTranslations:
        if self._path is None:
            return NullTranslations()
        with self._path.open("rb") as file:
            return GNUTranslations(file)

    @cached_property
    def name(self) -> str:
        """Its name in itself: ``Deutsch``."""
        return self.messages.pgettext("the name of this language, in itself", "English")

    @cached_property
    def numbers(self) -> tuple[int, str, str]:
        """The fewest digits that are grouped, the sign between groups, and the decimal sign."""
        sample = _SAMPLE.fullmatch(self.messages.pgettext("how numbers are written", _NUMBERS))
        assert sample, f"{self.code}: the numbers are not written like {_NUMBERS}"
        small, group, point = sample.groups()
        return (4 if small else 5), group, point

    def __repr__(self) -> str:
        return f"Language({self.code!r})"


ENGLISH = Language("en")
LANGUAGES: Mapping[str, Language] = {
    "en": ENGLISH,
    **{path.stem: Language(path.stem, path) for path in sorted(CATALOGUES.glob("*.mo"))},
}


def language_for(tag: str) -> Language | None:
    """The language for a tag such as ``es-419``, which is taken as ``es``; None for one that Musubi does not speak."""
    code = _code_for(tag, tuple(LANGUAGES))
    return LANGUAGES[code] if code else None


@lru_cache(maxsize=1024)  # a start asks nine thousand times, and browsers send any tag
def _code_for(tag: str, codes: tuple[str, ...]) -> str | None:
    wanted = tag.replace("_", "-").lower()
    primary = wanted.partition("-")[0]
    by_code = {code.lower(): code for code in codes}
    by_primary = {code.lower().partition("-")[0]: code for code in codes}
    return by_code.get(wanted) or by_code.get(primary) or by_primary.get(primary)
