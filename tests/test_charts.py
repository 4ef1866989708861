"""The pictures of scores and genres: marks are where the numbers say, in both themes, for all that can be asked."""

import io
import re
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from gettext import NullTranslations
from unicodedata import category

import pytest
from hypothesis import strategies as st
from PIL import Image

from cards import entries
from cards.card import Picture
from cards.charts import (
    Ranked,
    Scores,
    ScoreScale,
    canvas,
    letters,
    score_distribution,
    taste_compared,
    top_genres,
)
from cards.charts.opinions import Opinion, opinion_chart
from cards.charts.theme import DARK, LIGHT, Theme, contrast, standing_out
from cards.emojis import without_ours
from i18n import LANGUAGES, Language, speaking, t
from tests.kit.cases import each
from tests.kit.examples import few_or_many

BLUE = 0x02A9FF
MACHADO = {  # how colours are seen without one kind of cone: https://doi.org/10.1109/TVCG.2009.113
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
HUNDRED = ScoreScale("POINT_100")
TSUMUGI = Scores("Tsumugi", {70: 30, 74: 10, 90: 20, 0: 500}, HUNDRED)
PAIRS = [(90, 70), (70, 90), (70, 90), (70, 90), (70, 90), (80, 80), (0, 100), (100, 0)]
GENRES = [
    Ranked("Drama", 40, 81.6),
    Ranked("Mahou Shoujo", 10, None),
    Ranked("Comedy", 80, 70.2),
    Ranked("Horror", 0, None),
]

ANILIST = Opinion("AniList", "84", {70: 20_000, 80: 60_000, 90: 40_000}, {"COMPLETED": 300_000, "DROPPED": 75_000})
CLUB = Opinion("Anime Club", "77.3", {72: 1, 80: 2, 0: 9}, {"COMPLETED": 2, "REPEATING": 1, "CURRENT": 1})

FORMATS = ("POINT_100", "POINT_10_DECIMAL", "POINT_10", "POINT_5", "POINT_3")
FANCY = "\U0001d4d7\U0001d4ea\U0001d4fb\U0001d4fe"  # Haru, in mathematical letters


def opinions(*told: Opinion, scale: ScoreScale = HUNDRED, is_light: bool = False) -> Picture:
    drawn = opinion_chart(told, scale, "ANIME", is_light=is_light)
    assert drawn
    return drawn


Draw = Callable[[bool], Picture]
DRAWN: dict[str, Draw] = {
    "taste": lambda light: taste_compared("Tsumugi", "Juno", PAIRS, HUNDRED, correlation=0.5, is_light=light),
    "scores": lambda light: score_distribution(TSUMUGI, accent=BLUE, is_light=light),
    "genres": lambda light: top_genres("Tsumugi", GENRES, HUNDRED, accent=BLUE, is_light=light),
    "opinions": lambda light: opinions(ANILIST, CLUB, is_light=light),
}
EMPTY: dict[str, Draw] = {
    "taste": lambda light: taste_compared("Tsumugi", "Juno", [(0, 80)], HUNDRED, correlation=None, is_light=light),
    "scores": lambda light: score_distribution(Scores("Tsumugi", {0: 9}, HUNDRED), accent=BLUE, is_light=light),
    "genres": lambda light: top_genres("Tsumugi", [], HUNDRED, accent=BLUE, is_light=light),
}
names = st.one_of(st.text(max_size=60), st.sampled_from(["W" * 500, "結び", "@everyone", "\u202eabc", "", "i"]))
tallies = st.dictionaries(st.integers(-5, 120), st.integers(1, 10**7), max_size=40)


def opened(picture: Picture) -> Image.Image:
    image = Image.open(io.BytesIO(picture.png))
    assert (image.format, image.mode, image.width) == ("PNG", "RGB", canvas.WIDTH)
    return image


def at(image: Image.Image, x: float, y: float) -> str:
    pixel = image.getpixel((round(x), round(y)))
    assert isinstance(pixel, tuple)
    return "#" + bytes(map(int, pixel)).hex()


def down(image: Image.Image, x: float, colour: str) -> int:
    """How many pixels of `colour` there are in a column."""
    return len(_where(image.crop((round(x), 0, round(x) + 1, image.height)), colour))


def along(image: Image.Image, y: float, colour: str) -> list[int]:
    """Where on a line `colour` is."""
    return _where(image.crop((0, round(y), image.width, round(y) + 1)), colour)


def _where(line: Image.Image, colour: str) -> list[int]:
    """Where on a line of one pixel `colour` is."""
    found, pixels = bytes.fromhex(colour[1:]), line.tobytes()
    return [at for at in range(len(pixels) // 3) if pixels[3 * at : 3 * at + 3] == found]


def place(score: float) -> float:
    """Ten steps share what is between the margins."""
    return 48 + (score / 10 - 0.5) * 86.4


def holds(picture: Picture, theme: Theme) -> None:
    """Nothing reaches the frame, or Discord's limits."""
    image = opened(picture)
    wide, high = image.size
    for frame in ((0, 0, wide, 24), (0, 0, 24, high), (0, high - 24, wide, high), (wide - 24, 0, wide, high)):
        edge = image.crop(frame)
        assert edge.getcolors() == [(edge.width * edge.height, tuple(bytes.fromhex(theme.ground[1:])))]
    assert len(picture.png) < 200_000
    assert 1 <= len(picture.described_as) <= 1024 and picture.described_as.endswith(".")
    assert not re.search("[\n\u202e]", picture.described_as)


@each("name", DRAWN)
def test_both_themes_always_the_same_and_never_blank(name: str) -> None:
    dark, light = (DRAWN[name](is_light) for is_light in (False, True))
    assert at(opened(dark), 0, 0) == DARK.ground and at(opened(light), 0, 0) == LIGHT.ground
    assert dark.described_as == light.described_as and dark.name == light.name
    for picture, theme in ((dark, DARK), (light, LIGHT)):
        holds(picture, theme)
        colours = opened(picture).getcolors(100_000)
        assert colours and len(colours) > 20
    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(DRAWN[name], [False] * 4)) == {dark}


@each("name", EMPTY)
def test_where_there_is_nothing_a_sentence_says_so(name: str) -> None:
    for is_light, theme in ((False, DARK), (True, LIGHT)):
        picture = EMPTY[name](is_light)
        holds(picture, theme)
        assert "no" in picture.described_as
        middle = opened(picture).crop((100, 200, 860, 600)).getcolors(100_000)
        assert middle and len(middle) > 20


def test_bars_are_as_tall_as_there_are_titles() -> None:
    image = opened(score_distribution(TSUMUGI, accent=BLUE, is_light=False))
    colour = f"#{BLUE:06x}"
    seventy, ninety = (down(image, place(step) - 20, colour) for step in (70, 90))
    assert seventy == pytest.approx(2 * ninety, abs=4) and seventy > 250
    assert not any(down(image, place(step), colour) for step in (10, 20, 30, 40, 50, 60, 80, 100))
    middle = along(image, 590, colour)
    assert (middle[0] + middle[-1]) / 2 == pytest.approx(place(TSUMUGI.mean), abs=1.5)
    assert TSUMUGI.mean == pytest.approx(77.333, abs=0.001)


def test_dots_are_where_both_scored() -> None:
    """Six steps from 50 to 100; the first person's to the right, the second's upwards."""
    image = opened(taste_compared("Tsumugi", "Juno", PAIRS, HUNDRED, correlation=None, is_light=False))

    def dot(one: int, other: int) -> str:
        x, y = ((score - 45) / 60 for score in (one, other))
        return at(image, 130 + x * 782, 860 - y * 604 - 20)

    assert (dot(90, 70), dot(70, 90), dot(80, 80)) == (DARK.first, DARK.second, DARK.faint)
    assert (dot(90, 80), dot(60, 60)) == (DARK.ground, DARK.panel)
    most, fewest = (
        len(along(image, 860 - up * 604 - 15, colour)) for up, colour in ((0.75, DARK.second), (5 / 12, DARK.first))
    )
    assert most > 1.5 * fewest, "four times the titles, twice the width"


def test_axes_go_as_low_as_scores_do() -> None:
    def shaded(pairs: Iterable[tuple[int, int]]) -> int:
        image = opened(taste_compared("a", "b", pairs, HUNDRED, correlation=None, is_light=False))
        return sum(at(image, 130 + (step + 0.06) * 78.2, 860 - (step + 0.5) * 60.4) == DARK.panel for step in range(10))

    assert shaded([(100, 10)]) == 10 and shaded([(100, 90)]) < 10


def test_genres_are_sorted_and_measured() -> None:
    image = opened(top_genres("Tsumugi", GENRES, HUNDRED, accent=BLUE, is_light=False))
    lengths = [len(along(image, 204 + 62 * row, f"#{BLUE:06x}")) for row in range(3)]
    assert lengths == [284, 142, 36]
    assert all(letters.fitting(str, genre, canvas.BODY, 300) == genre for genre in ("Mahou Shoujo", "Psychological"))
    many = [Ranked(f"Genre {number}", 10, 1) for number in range(30)]
    assert opened(top_genres("a", many, HUNDRED, accent=0, is_light=False)).height < 1000


def test_opinions_of_many_and_of_few_are_shares() -> None:
    """The tallest bars of both are as tall; lists are as long as their share of the crowd's."""
    scores = opened(opinions(ANILIST, CLUB)).crop((0, 230, 960, 556))
    first, second = (
        [down(scores, place(step) + aside, colour) for step in (70, 80)]
        for aside, colour in ((-20, DARK.first), (20, DARK.second))
    )
    assert first[1] == pytest.approx(second[1], abs=2) and first[1] > 200
    assert (first[1] / first[0], second[1] / second[0]) == (pytest.approx(3, abs=0.1), pytest.approx(2, abs=0.1))
    lists = opened(opinions(ANILIST)).crop((345, 650, 830, 1000))
    ends = Counter(len(along(lists, y, DARK.first)) for y in range(lists.height))
    longest, shortest = sorted((length for length, rows in ends.items() if rows > 15 and length), reverse=True)
    assert longest == pytest.approx(4 * shortest, abs=4) and CLUB.lists["CURRENT"] == 2


def test_opinions_have_only_what_is_known() -> None:
    nothing = Opinion("AniList", "", {}, {"NEWLY": 5})
    assert opinion_chart([nothing], HUNDRED, "ANIME", is_light=False) is None
    planned = Opinion("AniList", "", {0: 5}, {"PLANNING": 500})
    heights = [opened(opinions(*told)).height for told in ((planned,), (planned, CLUB), (nothing, CLUB))]
    assert heights[0] < heights[2] < heights[1]
    assert numbers(opinions(planned)) == ["500", "500"]


def test_numbers_have_room() -> None:
    counts = (999, 1000, 9_999, 10_000, 999_999, 1_000_000, 999_999_999)
    assert [canvas.short(count) for count in counts] == ["999", "1.0k", "9.9k", "10k", "999k", "1M", "999M"]


def numbers(picture: Picture) -> list[str]:
    """The numbers in the words for a picture."""
    return re.findall(r"\d[\d.,]*\d|\d", picture.described_as)


def test_the_words_say_the_numbers() -> None:
    told = {name: draw(False) for name, draw in DRAWN.items()}
    assert numbers(told["taste"]) == ["6", "50", "1", "4", "1", "4", "70", "90"]
    assert re.findall("Tsumugi|Juno", told["taste"].described_as) == ["Tsumugi", "Juno"] * 3
    assert (
        numbers(told["scores"]) == ["60", "77.3", "70", "40", "90", "20"] and "Tsumugi" in told["scores"].described_as
    )
    one = score_distribution(Scores("Juno", {50: 1}, HUNDRED), accent=BLUE, is_light=False)
    assert numbers(one) == ["1", "50.0", "50", "1"]
    assert numbers(told["opinions"]) == [
        *("120,000", "84", "70", "20,000", "80", "60,000", "90", "40,000"),
        *("3", "77.3", "70", "1", "80", "2"),
        *("375,000", "300,000", "75,000", "4", "2", "2"),
    ]
    assert numbers(told["genres"]) == ["80", "70.2", "40", "81.6", "10"]
    assert re.findall("Tsumugi|Comedy|Drama|Mahou Shoujo", told["genres"].described_as) == [
        "Tsumugi",
        "Comedy",
        "Drama",
        "Mahou Shoujo",
    ]


@each(
    ("score_format", "labels", "mean", "bars"),
    [
        ("POINT_100", ["10", "50", "100"], "77.3", "70: 40, 90: 20"),
        ("POINT_10_DECIMAL", ["1", "5", "10"], "7.73", "7: 40, 9: 20"),
        ("POINT_10", ["1", "5", "10"], "7.73", "7: 40, 9: 20"),
        ("POINT_5", ["1 ★", "3 ★", "5 ★"], "3.9", "★★★★☆: 40, ★★★★★: 20"),
        ("POINT_3", ["🙁", "😐", "🙂"], "77", "🙂: 60"),
    ],
)
def test_scores_are_those_of_the_viewers_scale(score_format: str, labels: list[str], mean: str, bars: str) -> None:
    """Steps, means and the words of a picture."""
    scale = ScoreScale(score_format)
    assert all(scale.nearest(one) == one and scale.place(one) == at for at, one in enumerate(scale.steps))
    middle = (len(scale.steps) - 1) // 2
    assert [scale.label(scale.steps[at]) for at in (0, middle, -1)] == labels
    tsumugi = Scores("Tsumugi", TSUMUGI.counts, scale)
    assert scale.mean(tsumugi.mean) == entries.mean(tsumugi.mean, score_format) and mean in scale.mean(tsumugi.mean)
    assert score_distribution(tsumugi, accent=BLUE, is_light=False).described_as.endswith(f" {bars}.")
    genres = top_genres("a", [Ranked("Drama", 1, 77.3)], scale, accent=1, is_light=True)
    assert without_ours(entries.mean(77.3, score_format)) in genres.described_as


def test_a_mean_of_smileys_is_written_as_percents_are_in_that_language() -> None:
    for language in LANGUAGES.values():
        with speaking(language):
            percent = t("{number}%", number="77")
            assert entries.mean(77.3, "POINT_3").endswith(f" {percent}")


@few_or_many(
    8,
    15,
    names,
    names,
    tallies,
    tallies,
    st.sampled_from(FORMATS).map(ScoreScale),
    st.integers(0, 0xFFFFFF),
    st.booleans(),
)
def test_any_names_and_scores_hold(
    first: str,
    second: str,
    ours: dict[int, int],
    theirs: dict[int, int],
    scale: ScoreScale,
    accent: int,
    is_light: bool,
) -> None:
    theme = LIGHT if is_light else DARK
    pairs = zip(ours, theirs, strict=False)
    one, other = Scores(first, ours, scale), Scores(second, theirs, scale)
    genres = [Ranked(second, count, score) for score, count in ours.items()]
    holds(score_distribution(one, accent=accent, is_light=is_light), theme)
    holds(score_distribution(other, accent=accent, is_light=is_light), theme)
    holds(taste_compared(first, second, pairs, scale, correlation=-1, is_light=is_light), theme)
    holds(top_genres(first, genres, scale, accent=accent, is_light=is_light), theme)
    told = [
        Opinion(first, "1", ours, {"CURRENT": len(ours)}),
        Opinion(second, "", theirs, {"NEWLY": 1, "PAUSED": 10**8}),
    ]
    holds(opinions(*told, scale=scale, is_light=is_light), theme)


@each("theme", [DARK, LIGHT])
def test_everything_stands_out(theme: Theme) -> None:
    """https://www.w3.org/TR/WCAG22/#contrast-minimum and #non-text-contrast."""
    letters = (theme.ink, theme.faint, theme.first, theme.second)
    assert all(contrast(colour, theme.ground) >= 4.5 for colour in letters)
    accents = (0, 0xFFFFFF, BLUE, 0x313338, 0x777777, 0xE4A15D, 0x0000FF, 0xFFFF00)
    assert all(contrast(standing_out(accent, theme), theme.ground) >= 3 for accent in accents)
    assert standing_out(0x2E8B57 if theme is LIGHT else BLUE, theme) == ("#2e8b57" if theme is LIGHT else "#02a9ff")


@each("sight", MACHADO)
def test_colour_blind_people_see_who_is_who(sight: str) -> None:
    for theme in (DARK, LIGHT):
        first, second = (
            [
                sum(part * share for part, share in zip(bytes.fromhex(colour[1:]), row, strict=True))
                for row in MACHADO[sight]
            ]
            for colour in (theme.first, theme.second)
        )
        assert sum((one - other) ** 2 for one, other in zip(first, second, strict=True)) ** 0.5 > 80


def test_the_fonts_have_every_sign_that_is_drawn() -> None:
    """Else: make the fonts again, as CONTRIBUTING.md says."""
    signs = [sign for sign in map(chr, (*range(32, 0xD800), *range(0xE000, 0x10000))) if category(sign)[0] not in "CZ"]
    drawn = "".join(sign for sign in reversed(signs) if letters.readable(sign) == sign)  # so that no two become one
    strong = "".join(sign for sign in drawn if not letters.is_cjk(sign))  # that font is drawn thicker
    for text, is_strong in ((drawn, False), (strong, True)):
        for sign, glyph in zip(text, letters.glyphs(text, 16, is_strong=is_strong), strict=True):
            assert glyph.image.getbbox(), hex(ord(sign))


@each(
    ("name", "shown"),
    [
        ("結び", "結び"),
        ("김민준", "김민준"),
        ("陳小明", "陳小明"),
        ("李梦们", "李梦们"),
        ("Наталья", "Наталья"),
        ("Ελένη", "Ελένη"),
        ("é ä ñ ł × ★", "é ä ñ ł × ★"),
        ("Phạm Thị", "Phạm Thị"),
        ("Zoe\u0308", "Zoë"),
        ("Mika 🌙", "Mika"),
        (" a b ", "a b"),
        ("aoi 🙂", "aoi 🙂"),
        ("<:star_mu01ab23:1400000000000000000> 8", "★ 8"),
        (FANCY, "Haru"),
        ("مرحبا", "?"),
    ],
)
def test_names_of_the_world_are_drawn(name: str, shown: str) -> None:
    assert letters.fitting(str, name, 40, 800) == shown


def test_a_long_name_is_cut_and_the_rest_of_its_line_is_not() -> None:
    line = letters.fitting(lambda name: f"{name}’s scores", "結" * 40, canvas.TITLE, 800)
    assert re.fullmatch("結{5,}…’s scores", line) and letters.across(line, canvas.TITLE) <= 800
    assert letters.across(f"結{line}", canvas.TITLE) > 800


def test_who_can_not_be_drawn_is_called_otherwise() -> None:
    names = ("Mika 🌙", "Zoë", FANCY, "Bea *reads*", "結び", "Haru 結び", "مرحبا", "Haru مرحبا", "★★", "\u3164", "")
    assert [letters.drawable(name, "") for name in names] == [*names[:6], "", "", "", "", ""]


class Longer(NullTranslations):
    """A language with texts two fifths longer."""

    def gettext(self, message: str) -> str:
        return "ß" * (2 * len(message) // 5) + message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return message if "1,234" in message else self.gettext(message)


def longer() -> Language:
    language = Language("xx")
    language.messages = Longer()
    return language


@each("name", EMPTY)
def test_longer_sentences_hold(name: str) -> None:
    with speaking(longer()):
        for is_light, theme in ((False, DARK), (True, LIGHT)):
            holds(EMPTY[name](is_light), theme)


@each("score_format", FORMATS)
def test_longer_texts_hold(score_format: str) -> None:
    scale = ScoreScale(score_format)
    name = "Tsumugi of the long name, and of the short patience"
    low = Scores(name, {10: 1, 100: 1234}, scale)
    many = [Ranked("Psychological and thoughtful", 12345, 77.7), *GENRES]
    with speaking(longer()):
        for is_light, theme in ((False, DARK), (True, LIGHT)):
            holds(score_distribution(low, accent=BLUE, is_light=is_light), theme)
            holds(top_genres(name, many, scale, accent=BLUE, is_light=is_light), theme)
            holds(taste_compared(name, name, PAIRS, scale, correlation=0.5, is_light=is_light), theme)
        assert "ß" in score_distribution(low, accent=BLUE, is_light=False).described_as
