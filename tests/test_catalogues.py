"""The catalogues: whole, with the placeholders and the plurals of the code, and compiled as they are written."""

from functools import cache
from pathlib import Path

from babel.messages import Catalog

from i18n import LANGUAGES, Language
from i18n.languages import CATALOGUES
from i18n.make import compiled, read, written
from tests.kit.cases import each
from tests.kit.catalogues import english, flaws

PATHS = sorted(CATALOGUES.glob("*.po"))
PLURAL = ("{count} title", "{count} titles")


@cache
def translated(path: Path) -> Catalog:
    return read(path)


@cache
def polish() -> Catalog:
    """As complete again after each test."""
    return complete("pl")


def complete(locale: str, forms: int = 3) -> Catalog:
    """A catalogue that has the English texts for translations."""
    catalog = Catalog(locale=locale)
    for one in english():
        if one.id:
            said = one.id if isinstance(one.id, str) else tuple(one.id[-1] for _ in range(forms))
            catalog.add(one.id, said, context=one.context)
    return catalog


def test_every_catalogue_is_whole() -> None:
    assert {path.stem: [*flaws(translated(path))] for path in PATHS} == {path.stem: [] for path in PATHS}
    assert {path.stem for path in PATHS} | {"en"} == LANGUAGES.keys(), "each .po has its .mo"


def test_what_is_compiled_is_what_is_written() -> None:
    for path in PATHS:
        catalog = translated(path)
        assert path.with_suffix(".mo").read_bytes() == compiled(catalog), f"{path.stem}: run `make messages`"
        assert path.read_bytes() == written(catalog), f"{path.stem}: run `make messages`"


def test_each_language_has_a_name_of_its_own_and_writes_numbers() -> None:
    assert len({language.name for language in LANGUAGES.values()}) == len(LANGUAGES)
    for language in LANGUAGES.values():
        least, group, point = language.numbers
        assert least in {4, 5} and group != point


def test_a_whole_catalogue_has_no_flaw() -> None:
    assert [*flaws(complete("pl"))] == []
    assert [*flaws(complete("ja", forms=1))] == []


@each(
    ("text", "said", "flaw"),
    [
        ("“{name}”", "“{Name}”", "placeholders"),
        ("“{name}”", "“{name”", "placeholders"),
        ("“{name}”", "“”", "placeholders"),
        ("“{name}”", "{name}**", "markup"),
        ("“{name}”", " {name}", "spaces"),
        ("“{name}”", "", "not translated"),
        (PLURAL, ("{count}", "{count}", "{counts}"), "placeholders"),
        (PLURAL, ("{count}", "", "{count}"), "not translated"),
        (PLURAL, ("{count}", "{count}"), "2 forms"),
    ],
)
def test_flaws_are_found(text: str | tuple[str, str], said: str | tuple[str, ...], flaw: str) -> None:
    catalog = polish()
    known = catalog.get(text if isinstance(text, str) else text[0])
    assert known
    whole, known.string = known.string, said
    found = [*flaws(catalog)]
    known.string = whole
    assert len(found) == 1 and found[0].startswith(flaw), found


def test_a_form_of_the_plural_may_say_its_count_in_words() -> None:
    catalog = complete("pl")
    known = catalog.get(PLURAL[0])
    assert known
    known.string = ("jeden", "{count}", "{count}")
    assert [*flaws(catalog)] == []


def test_messages_that_are_missing_or_left_over_are_found() -> None:
    catalog = complete("pl")
    catalog.delete("“{name}”")
    catalog.add("Nobody says so", "Nikt tak nie mówi")
    assert [*flaws(catalog)] == ["not there: “{name}”", "not in the code: Nobody says so"]


def test_plurals_of_another_language_are_found() -> None:
    catalog = complete("pl")
    catalog._num_plurals, catalog._plural_expr = 3, "(n != 1)"
    assert any(line.startswith("2 has the form of") or "not of" in line for line in flaws(catalog))


def test_a_language_is_read_from_its_file(tmp_path: Path) -> None:
    catalog = complete("pl")
    for context, text, said in (
        ("the name of this language, in itself", "English", "polski"),
        ("how numbers are written", "1,234 · 12,345.6", "1234 · 12 345,6"),
    ):
        known = catalog.get(text, context)
        assert known
        known.string = said
    file = tmp_path / "pl.mo"
    file.write_bytes(compiled(catalog))
    language = Language("pl", file)
    assert (language.name, language.numbers) == ("polski", (5, " ", ","))
    assert english().get("“{name}”") and english().get(PLURAL[0])
