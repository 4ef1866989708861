"""What Musubi shows in a language, it takes back, whichever language it speaks by then."""

import itertools
from collections.abc import Callable, Generator, Iterator

import msgspec
import pytest

from cards.media import season_name
from i18n import ENGLISH, LANGUAGES, Language, in_each_language, number, speaking, t
from library.browse import when
from library.errors import InvalidInput
from library.rules import counts, date_words, dates, scores
from library.rules.forms import form_values, wish_from
from library.rules.scores import NO_SCORE
from library.schedule.season import SEASONS
from store import FuzzyDate, ListOptions
from tests.kit.cases import each
from tests.kit.home import a_link
from tests.kit.languages import speaking_samples
from tests.kit.shelf import an_entry

TODAY = FuzzyDate(2024, 3, 1)
FORMATS = ("POINT_100", "POINT_10_DECIMAL", "POINT_10", "POINT_5", "POINT_3")
DATES = [
    FuzzyDate(*parts) for parts in itertools.product((None, 1, 987, 2024), (None, *range(1, 13)), (None, 1, 9, 10, 28))
]


@pytest.fixture(autouse=True, scope="module", params=["catalogues", "samples"])
def languages(request: pytest.FixtureRequest) -> Generator[None]:
    """Those that Musubi speaks, and five that are known here."""
    if request.param == "samples":
        with speaking_samples():
            yield
    else:
        yield


def shown(say: Callable[[], str]) -> Iterator[tuple[Language, str]]:
    """What `say` returns in each language, to be taken in English."""
    for language in LANGUAGES.values():
        with speaking(language):
            said = say()
        yield language, said


def parsed(typed: str) -> FuzzyDate:
    return dates.parse(typed, TODAY, "Finished")


def test_dates() -> None:
    for date in DATES:
        for language, said in shown(lambda date=date: dates.show(date)):
            assert parsed(said) == date, (language, said)


def test_words_for_dates() -> None:
    for word, date in ((date_words.today, TODAY), (date_words.yesterday, FuzzyDate(2024, 2, 29))):
        for _, said in shown(word):
            assert parsed(said) == parsed(said.upper()) == date
    for _, said in shown(date_words.no_date):
        assert parsed(said) == FuzzyDate()


def test_months_that_are_cut_or_bare() -> None:
    """Three letters are enough where they fit one month alone; accents are none of a keyboard's duties."""
    for names in [*in_each_language(date_words.months), *in_each_language(date_words.months_of_dates)]:
        for month, name in enumerate(names, 1):
            for typed in (name, date_words.folded(name), name.upper()):
                assert parsed(f"{typed} 2024") == FuzzyDate(2024, month) or name[0].isdigit()


@each(
    ("typed", "date"),
    [
        *(("17. Mai 2024", FuzzyDate(2024, 5, 17)), ("17 maja 2024", FuzzyDate(2024, 5, 17))),
        *(("1er août 2024", FuzzyDate(2024, 8, 1)), ("17 DE MAYO DE 2024", FuzzyDate(2024, 5, 17))),
        *(("pazdziernik 2024", FuzzyDate(2024, 10)), ("2024年5月17日", FuzzyDate(2024, 5, 17))),
        *(
            ("Dez. 2024", FuzzyDate(2024, 12)),
            ("????年5月17日", FuzzyDate(None, 5, 17)),
            ("hoy", TODAY),
            ("AUJOURD'HUI", TODAY),
        ),
    ],
)
def test_what_people_type(typed: str, date: FuzzyDate) -> None:
    with speaking_samples():
        assert parsed(typed) == date


def test_three_letters_of_two_months_are_refused() -> None:
    with speaking_samples(), pytest.raises(InvalidInput):
        parsed("jui 2024")  # juin or juillet


def test_scores() -> None:
    for score_format in FORMATS:
        for raw in range(10, 101):
            want = scores.show(raw, score_format)
            for say in (scores.show, scores.form_text):
                for language, said in shown(lambda say=say, raw=raw, of=score_format: say(raw, of)):
                    assert scores.show(scores.parse(said, score_format), score_format) == want, (language, said)
        for _, said in shown(lambda: t(NO_SCORE)):
            assert scores.parse(said, score_format) == 0


def test_scores_that_are_suggested() -> None:
    """Whatever is typed of a label finds it; the value behind it is the same in all languages."""
    for language in LANGUAGES.values():
        with speaking(language):
            offered = scores.choices("8", "POINT_10_DECIMAL")
            for label, value in offered:
                assert (label, value) in scores.choices(label, "POINT_10_DECIMAL")
        assert {value for _, value in offered} == {value for _, value in scores.choices("8", "POINT_10_DECIMAL")}


def test_counts() -> None:
    for count in (0, 8, 1234, 12345):
        for message in counts.SHOWN:
            for language, said in shown(lambda count=count, message=message: t(message, number=number(count))):
                assert counts.parse(said, "") == count, (language, said)


def test_a_form_that_was_opened_in_another_language_is_untouched() -> None:
    options = ListOptions(advanced_scoring=("Story",))
    entry = an_entry(
        1, score=85, started=FuzzyDate(2024, 4, 31), completed=FuzzyDate(2024), advanced_scores={"Story": 85.55555555}
    )
    link = msgspec.structs.replace(a_link(), anime=options, manga=options, score_format="POINT_10_DECIMAL")
    for form in in_each_language(lambda: form_values(entry, link)):
        for language in LANGUAGES.values():
            with speaking(language):
                wish = wish_from(form, entry, link, TODAY)
                assert wish == wish_from({}, entry, link, TODAY), (form, language)


def test_a_hint_is_in_the_language_of_its_reader() -> None:
    """Everyone may read the answer to a command, its person alone the error."""
    with speaking_samples(), pytest.raises(InvalidInput) as refused:
        parsed("soon")
    with speaking_samples():
        hints = {language.code: "" for language in LANGUAGES.values()}
        for language in LANGUAGES.values():
            with speaking(language):
                hints[language.code] = str(refused.value)
    assert "17. Mai 2024" in hints["de"] and "17 de mayo de 2024" in hints["es"] and "2024年5月17日" in hints["ja"]
    assert ENGLISH.code in hints


def test_a_season_in_any_language_is_taken() -> None:
    for season in SEASONS:
        for language, said in shown(lambda season=season: season_name(season, 2024)):
            assert when.parse(said, 2020, "ANIME", "when") == (2024, season), (language, said)
    assert when.parse("Primavera de 2024", 2020, "ANIME", "when") == (2024, "SPRING")
