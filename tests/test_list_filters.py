"""/list: filters, custom lists, search, and the views behind its buttons."""

from typing import Any

import pytest

from cards import list_selects as selects
from cards import lists
from cards.list_buttons import EditSeveral
from cards.list_errors import CANT_READ
from cards.list_filters import FilterList
from cards.list_selects import ClearFilters, ShowPage
from demo.anilist import TSUMUGI
from library.errors import InvalidGenre, InvalidScore, InvalidYear
from library.listing.forms import filter_values, filters_from, genre_named
from library.listing.query import Filters
from library.rules import score_ranges, years
from library.rules.custom_lists import named_list
from tests.kit.cases import each
from tests.kit.lists import ADULT, BEBOP, DEATH_NOTE, DIGIMON, HEROES, Club, ids, is_alone, options, told
from tests.kit.world import actions, components, says, words

SHELF, SECRET_SHELF = "Watched with Juno", "Rewatch some day"
HARD_NAME = "`*~_comfy_~*` || [a](b)"


def names(reply: Any) -> list[str]:
    """The titles of a page."""
    return options(reply, "musubi:open")


def choices(reply: Any) -> list[str]:
    return options(reply, "musubi:status")


async def look_again(club: Club) -> None:
    """Read aoi's lists anew, of which AniList has others by now."""
    link = await club.world.bot.store.links.of(club.world.users["aoi"].id)
    assert link
    await club.world.bot.parts.list_sync.sync_now(link)


# pure


@each(
    ("typed", "meant"),
    [
        ("2015", (2015, 2015)),
        ("2010-2015", (2010, 2015)),
        ("2015–2010", (2010, 2015)),
        ("2010 to 2015", (2010, 2015)),
        ("2010-15", (2010, 2015)),
        ("the ’90s", (1990, 1999)),
        ("2010s", (2010, 2019)),
        ("00s", (2000, 2009)),
        ("2015+", (2015, 2099)),
        ("since 2015", (2015, 2099)),
        ("until 2000", (1900, 2000)),
        ("\uff12\uff10\uff11\uff15", (2015, 2015)),
        ("2015年", (2015, 2015)),
        ("2010年〜2015年", (2010, 2015)),
        ("2010\uff5e2015", (2010, 2015)),
        ("2015年以降", (2015, 2099)),
        ("lata 90.", (1990, 1999)),
    ],
)
def test_years_as_people_type_them(typed: str, meant: years.Years) -> None:
    assert years.parse(typed, "year") == meant
    assert years.parse(years.show(meant), "year") == meant, "what is shown is taken back"


@each("typed", ["99999", "1899", "2100", "1995s", "soon", "-", "", "2015-" * 1000, "9" * 4000])
def test_what_is_no_year_is_refused(typed: str) -> None:
    with pytest.raises(InvalidYear):
        years.parse(typed, "year")


@each(
    ("score_format", "typed", "meant"),
    [
        ("POINT_10", "7", (70, 79)),
        ("POINT_10", "7 - 9", (70, 99)),
        ("POINT_10", "9–7", (70, 99)),
        ("POINT_10", "7\uff5e9", (70, 99)),
        ("POINT_10", "8 or more", (80, 100)),
        ("POINT_10", "4 or less", (1, 49)),
        ("POINT_10", ">=8", (80, 100)),
        ("POINT_10_DECIMAL", "8,5–9", (85, 90)),
        ("POINT_100", "70-85", (70, 85)),
        ("POINT_5", "★★★☆☆–★★★★☆", (50, 89)),
        ("POINT_3", ":|-:)", (36, 100)),
        ("POINT_3", "🙁", (1, 35)),
        ("POINT_100", "none", (0, 0)),
        ("POINT_5", "No score", (0, 0)),
    ],
)
def test_scores_from_to_in_ones_own_format(score_format: str, typed: str, meant: score_ranges.Scores) -> None:
    assert score_ranges.parse(typed, score_format, "score") == meant
    assert score_ranges.parse(score_ranges.show(meant, score_format), score_format, "score") == meant


@each("typed", ["11", "0-5", "x", "-" * 4000, "7-", "-7", "8-9-10"])
def test_what_is_no_range_is_refused(typed: str) -> None:
    with pytest.raises(InvalidScore):
        score_ranges.parse(typed, "POINT_10", "score")


def test_a_form_gives_back_what_it_shows_and_takes_no_other_value() -> None:
    filters = Filters(
        custom_list="c",
        search="a b",
        genres=("Drama", "Sci-Fi"),
        formats=("TV",),
        states=("RELEASING",),
        lengths=("evening",),
        countries=("JP",),
        years=(2010, 2019),
        scores=(83, 91),
    )
    shown = filter_values(filters, "POINT_10")
    assert filters_from(shown, filters, "ANIME", "POINT_10") == filters, "a score that is rounded stays exact"
    odd = {"search": ["x" * 4000], "genres": ["Nonsense"], "kinds": ["formats:NOVEL", "years:1", "lengths:sitting", ""]}
    assert filters_from(odd, Filters(), "ANIME", "POINT_10") == Filters(search="x" * 100)
    assert filters_from({}, filters, "MANGA", "POINT_10") == Filters(custom_list="c")


def test_genres_and_custom_lists_by_their_names() -> None:
    assert genre_named("slice OF life", "genre") == "Slice of Life"
    with pytest.raises(InvalidGenre):
        genre_named("Dramedy", "genre")
    emoji = "🎌" * 100
    assert named_list(emoji, [emoji]) == emoji and named_list(f"{emoji[:60]}…", [emoji]) == emoji
    assert named_list("a, b", ["a", "a, b"]) == "a, b" and named_list("B", ["a"]) is None


# in Discord


async def test_filters_are_named_taken_off_and_kept(club: Club) -> None:
    aoi, mystery = "aoi", {"genre": "Mystery", "year": "2000s"}
    page = await club.run(aoi, "list", **mystery, search="deth noet")
    assert names(page.response) == ["DEATH NOTE"]
    head = words(page.response).splitlines()
    assert "“deth noet”" in head[1] and "2000s" in head[1] and selects.status_name("ALL", "ANIME") in head[0]
    club.asked()
    await club.world.restart()
    await club.pick(aoi, page.response, "off:0", "musubi:view")
    assert "deth" not in words(page.response) and "2000s" in words(page.response)
    await club.pick(aoi, page.response, "sort:released", "musubi:view")
    assert lists.SORTED["released"] in words(page.response) and "2000s" in words(page.response)
    await club.pick(aoi, page.response, "PLANNING", "musubi:status")
    assert "2000s" in words(page.response), "the filters stay"
    await club.pick(aoi, page.response, "off:all", "musubi:view")
    assert "2000s" not in words(page.response) and club.asked() == []
    one, other = [await club.run(aoi, "list", **mystery) for _ in range(2)]
    assert _view(one) == _view(other), "the same filters are the same view"
    await club.run("ren", "list", **mystery)
    kept = await club.world.bot.store.database.all("SELECT * FROM list_views ORDER BY id")
    assert len([row for row in kept if row["id"] == _view(one)]) == 1 and len(kept) == len({row["id"] for row in kept})


async def test_a_page_that_was_shown_before_waits_for_no_writer(club: Club) -> None:
    aoi = club.world.users["aoi"]
    first = await club.run("ren", "list", user=aoi, genre="Mystery")
    async with club.world.bot.store.database.transaction():
        again = await club.run("ren", "list", user=aoi, genre="Mystery")
    assert words(again.response) == words(first.response) and names(again.response)


async def test_a_form_sets_filters_for_whoever_presses(club: Club) -> None:
    page = await club.run("aoi", "list", status="All", genre="Mystery")
    before = words(page.response)
    form = await club.press("aoi", page.response, FilterList)
    assert _defaults(form.modal) == {"Mystery"}, "prefilled with what is set"
    refused = await club.fill("aoi", form, years="99999", scores="8 or more", kinds=["formats:TV"])
    assert is_alone(refused) and says(told(refused), CANT_READ) and words(page.response) == before
    again = await club.press("aoi", told(refused), FilterList)
    assert "99999" in str(again.modal) and _defaults(again.modal) == {"formats:TV"}, "nothing has to be typed again"
    await club.fill("aoi", again, years="", scores="8 or more", kinds=["formats:TV"])
    form = await club.press("aoi", page.response, FilterList)
    filled = await club.fill("aoi", form, scores="8–9", kinds=["states:FINISHED"], years="")
    assert names(page.response) == ["DEATH NOTE"] and not filled.followups, "in the place of the page"
    stranger = await club.press("ren", page.response, FilterList)
    other = await club.fill("ren", stranger, search="zyxwv", scores="")
    assert is_alone(other) and says(told(other), lists.NOTHING_FITS)
    assert names(page.response) == ["DEATH NOTE"], "aoi's page is theirs"
    await club.press("ren", told(other), ClearFilters)
    assert "Death Note" in names(told(other)) and "zyxwv" not in words(told(other))


async def test_an_empty_page_says_why(club: Club) -> None:
    page = await club.run("aoi", "list", status="Dropped", search="death note")
    assert "**Dropped**" in words(page.response) and "**Watching**" in words(page.response)
    assert ClearFilters in actions(page.response)
    await club.press("aoi", page.response, ClearFilters)
    assert "death note" not in words(page.response) and "**Dropped**" in words(page.response)
    assert ClearFilters not in actions(page.response)
    long = await club.run("aoi", "list", search="y" * 4000)
    assert says(long.response, lists.NOTHING_FITS)


async def test_a_view_that_is_forgotten_is_said_to_be(club: Club) -> None:
    page = await club.run("aoi", "list", genre="Mystery")
    form = await club.press("aoi", page.response, FilterList)
    await club.world.bot.store.database.execute("UPDATE list_views SET used_at = used_at - 2592001")
    await club.press("aoi", page.response, ShowPage)
    assert says(page.response, lists.FORGOTTEN) and await club.world.bot.store.list_views.purge() == 1
    assert len(names(page.response)) == 5
    await club.fill("aoi", form, years="2000s")
    assert not says(page.response, lists.FORGOTTEN) and "2000s" in words(page.response)


async def test_unlinking_takes_what_was_searched_for(club: Club) -> None:
    await club.run("aoi", "list", search="zyxwv")
    await club.run("ren", "list", search="uvwxyz")
    await club.world.bot.linking.unlink(club.world.users["aoi"].id)
    kept = await club.world.bot.store.database.all("SELECT filters FROM list_views")
    assert [row["filters"] for row in kept] == ['{"search":"uvwxyz"}']


async def test_custom_lists_are_chosen_like_statuses(club: Club) -> None:
    club.put(TSUMUGI, DEATH_NOTE, custom_lists=(SHELF,))
    club.put(TSUMUGI, HEROES, custom_lists=(SHELF, HARD_NAME))
    await look_again(club)
    page = await club.run("aoi", "list")
    assert f"{SHELF} (2)" in choices(page.response) and f"{HARD_NAME} (1)" in choices(page.response)
    shelf = _value(page.response, SHELF)
    await club.pick("aoi", page.response, shelf, "musubi:status")
    assert SHELF in words(page.response).splitlines()[0] and len(names(page.response)) == 2
    assert "Completed · 13 / 13" in words(page.response), "statuses are mixed"
    form = await club.press("aoi", page.response, EditSeveral)
    assert len(_options(form.modal, "titles")) == 2
    await club.pick("aoi", page.response, "PAUSED", "musubi:status")
    assert SHELF not in words(page.response).splitlines()[0]
    hard = await club.run("ren", "list", user=club.world.members["aoi"], list=HARD_NAME)
    assert names(hard.response) == ["My Hero Academia"] and "[a](b)" not in _content(hard.response)


async def test_a_custom_list_with_private_entries_alone_is_for_its_owner_alone(club: Club) -> None:
    club.put(TSUMUGI, BEBOP, custom_lists=(SECRET_SHELF,), private=True)
    club.put(TSUMUGI, DIGIMON, custom_lists=(SECRET_SHELF,), hidden_from_status_lists=True)
    club.put(TSUMUGI, ADULT, custom_lists=(SECRET_SHELF,))
    club.put(TSUMUGI, DEATH_NOTE, custom_lists=(SHELF,))
    await look_again(club)
    room, members = club.world.general, club.world.members

    async def offered(who: str, **given: Any) -> list[str]:
        return [one["name"] for one in await members[who].autocomplete(room, "list", "list", "", **given)]

    own = await club.run("aoi", "list", list=SECRET_SHELF)
    assert SECRET_SHELF in words(told(own)) and len(names(told(own))) == 3 and "hidden" in words(told(own))
    assert SECRET_SHELF not in club.public()
    page = await club.run("aoi", "list")
    assert SHELF in str(choices(page.response)) and SECRET_SHELF not in str(choices(page.response))
    assert SECRET_SHELF in await offered("aoi")
    assert await offered("ren", user=members["aoi"]) == [SHELF]
    refused = await club.run("ren", "list", user=members["aoi"], list=SECRET_SHELF)
    nothing = await club.run("ren", "list", user=members["aoi"], list="There is none")
    assert is_alone(refused) and words(told(refused)).replace(SECRET_SHELF, "There is none") == words(told(nothing))
    seen = await club.run("ren", "list", user=members["aoi"], list=SHELF)
    club.put(TSUMUGI, DEATH_NOTE, private=True)
    await look_again(club)
    await club.press("ren", seen.response, ShowPage)
    assert says(seen.response, lists.FORGOTTEN) and SHELF not in words(seen.response)
    assert await offered("ren", user=members["aoi"]) == []
    assert club.forgive() == 2


async def test_while_a_title_airs_the_line_says_how_far_it_is(club: Club) -> None:
    airing = club.stand_in.world.airings.next(DIGIMON)
    assert airing
    page = await club.run("aoi", "list", search="digimon")
    assert f"2 / {airing.episode - 1} out / ?" in words(page.response)
    assert f"**{airing.episode - 3} behind**" in words(page.response)
    assert "hidden" not in words(page.response)


def _view(reply: Any) -> str:
    return next(one for one in ids(reply.response) if one.startswith("musubi:view:")).rpartition(":")[2]


def _value(message: Any, name: str) -> str:
    """What stands for a custom list in the select of statuses."""
    select = next(part for part in components(message) if str(part.get("custom_id", "")).startswith("musubi:status"))
    return next(one["value"] for one in select["options"] if one["label"].startswith(name))


def _options(modal: Any, name: str) -> list[dict[str, Any]]:
    fields = [part["component"] for part in modal["components"]]
    return next(field for field in fields if field["custom_id"] == name)["options"]


def _defaults(modal: Any) -> set[str]:
    """What is picked in the selects of a form."""
    fields = [part["component"] for part in modal["components"]]
    return {one["value"] for field in fields for one in field.get("options", ()) if one.get("default")}


def _content(message: Any) -> str:
    return "\n".join(part["content"] for part in components(message) if "content" in part)
