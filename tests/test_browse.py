"""/browse in Discord: filters, pages, one tap to plan, what others may see of it, and surprises."""

from typing import Any

import pytest

from cards.browse import NOTHING, NOTHING_LEFT, NOTHING_LISTED
from cards.browse_place import BrowsePlace, ChangeBrowse, FilterBrowse, PlanBrowsed, ShowBrowse, Surprise, UnplanBrowsed
from cards.buttons import StartLink
from cards.list_buttons import UndoChange
from cards.watched import ADDED
from cogs.browse import WRONG_FORMAT
from demo import faults
from demo.anilist import TSUMUGI
from demo.anilist.media import all_media
from library.browse.terms import genre_code
from library.browse.typed_terms import FOR_ADULTS, NEAREST
from library.browse.when import MANGA_HAS_NONE
from tests.kit.lists import Club, ids, is_alone, told
from tests.kit.world import actions, components, says, words

FREE = ""
ISEKAI = {"tag": "Isekai", "sort": "Most popular"}


@pytest.fixture
def club(club: Club) -> Club:
    club.asked()
    return club


def place(message: Any) -> BrowsePlace:
    """What the card browses, by its button for filters."""
    (found,) = [one.place for custom_id in ids(message) if (one := FilterBrowse.parse(custom_id))]
    return found


def plans(message: Any) -> dict[int, str]:
    """The titles of the page by id: the status on the viewer's list, or FREE, where the button plans it."""
    found = [(PlanBrowsed.parse(str(part.get("custom_id", ""))), part) for part in components(message)]
    return {
        one.media_id: str(part["label"]).removeprefix("✓ ") if part.get("disabled") else FREE
        for one, part in found
        if one
    }


def value(message: Any, label: str) -> str:
    """The value of the option that is called so in the select that changes the page."""
    select = next(part for part in components(message) if ChangeBrowse.parse(str(part.get("custom_id", ""))))
    return next(str(option["value"]) for option in select["options"] if option["label"] == label)


async def change(club: Club, name: str, message: Any, label: str) -> Any:
    return await club.pick(name, message, value(message, label), "musubi:browse:change")


def filled(form: Any) -> dict[str, Any]:
    """What stands in the form's fields."""
    parts = {label["component"]["custom_id"]: label["component"] for label in form.modal["components"]}
    values = {name: part.get("value") or _picked(part) for name, part in parts.items()}
    return {name: value for name, value in values.items() if value}


def _picked(part: dict[str, Any]) -> list[str]:
    return [one["value"] for one in part.get("options", ()) if one.get("default")]


async def test_titles_by_tag_genre_and_year_page_by_page(club: Club) -> None:
    reply = await club.run("aoi", "browse", **ISEKAI)
    assert not is_alone(reply) and club.asked() == ["Terms", "Browse"]
    assert words(reply.response).startswith("### 🧭 Popular anime\n**Isekai**") and "page 1" in words(reply.response)
    first = list(plans(reply.response))
    nodes = all_media()
    assert len(first) == 6 and all("Isekai" in {tag["name"] for tag in nodes[one]["tags"]} for one in first)
    await club.world.restart()
    await club.press("aoi", reply.response, ShowBrowse, way="forth")
    assert "page 2" in words(reply.response) and not set(plans(reply.response)) & set(first)
    await club.press("aoi", reply.response, ShowBrowse, way="back")
    assert list(plans(reply.response)) == first and club.asked() == []
    await club.press("aoi", reply.response, ShowBrowse, way="fresh")
    assert club.asked() == [], "a minute ago it was asked"
    await change(club, "aoi", reply.response, "Sort by score")
    assert (place(reply.response).order, club.asked()) == ("score", ["Browse"])
    await change(club, "aoi", reply.response, "✕ Isekai")
    assert place(reply.response) == BrowsePlace(order="score")
    await change(club, "aoi", reply.response, "Show covers")
    assert len(next(part for part in components(reply.response) if "items" in part)["items"]) == 8
    await change(club, "aoi", reply.response, "Browse manga")
    assert place(reply.response).media_type == "MANGA" and "Highest rated manga" in words(reply.response)


async def test_the_form_sets_all_filters_and_a_wrong_one_leads_back_to_it(club: Club) -> None:
    reply = await club.run("aoi", "browse", genre="Romance", format="TV")
    opened = await club.press("aoi", reply.response, FilterBrowse)
    assert filled(opened) == {"genres": ["Romance"], "format": ["TV"]}
    sent = {"genres": ["Comedy", "Fantasy"], "tags": "isekai", "when": "Fall 2021", "format": ["TV"], "country": ["JP"]}
    await club.fill("aoi", opened, **sent)
    found = place(reply.response)
    assert (found.genres, found.year, found.season) == ((genre_code("Comedy"), genre_code("Fantasy")), 2021, "FALL")
    assert (found.format, found.country, len(found.tags)) == ("TV", "JP", 1)
    assert "**Comedy · Fantasy · Isekai · TV · Fall 2021 · Japan**" in words(reply.response).replace("\u00a0", " ")
    await change(club, "aoi", reply.response, "✕ All filters")
    assert place(reply.response) == BrowsePlace()
    opened = await club.press("aoi", reply.response, FilterBrowse)
    wrong = await club.fill("aoi", opened, tags="Isekay, School")
    assert is_alone(wrong) and says(told(wrong), NEAREST) and "Isekai" in words(told(wrong))
    again = await club.press("aoi", told(wrong), FilterBrowse)
    assert filled(again) == {"tags": "Isekay, School"}


async def test_filters_that_no_title_can_pass_are_a_sentence(club: Club) -> None:
    assert says(told(await club.run("aoi", "browse", genre="Romence")), NEAREST)
    assert says(told(await club.run("aoi", "browse", genre="Hentai")), FOR_ADULTS)
    assert says(told(await club.run("aoi", "browse", type="Manga", season="Fall")), MANGA_HAS_NONE)
    assert says(told(await club.run("aoi", "browse", type="Anime", format="Novel")), WRONG_FORMAT["MANGA"])
    novels = await club.run("aoi", "browse", format="Novel")
    assert place(novels.response).media_type == "MANGA" and plans(novels.response)
    assert says(told(await club.run("aoi", "browse", year=1950)), NOTHING)
    this_fall = await club.run("aoi", "browse", season="Fall")
    assert place(this_fall.response).year == 2026
    assert club.forgive() == 4


async def test_what_others_see_tells_nothing_of_what_is_kept_private(club: Club) -> None:
    popular = list(plans((await club.run("aoi", "browse", sort="Most popular")).response))
    public, private = popular[0], popular[1]
    for one in popular[2:]:
        club.put(TSUMUGI, one, status="DROPPED")
    club.put(TSUMUGI, public, status="PLANNING")
    club.put(TSUMUGI, private, status="PLANNING", private=True)
    await club.world.env.advance_time(601)
    for _ in range(2):
        await club.run("aoi", "list")
    seen = await club.run("aoi", "browse", sort="Most popular", show="Not on my list")
    assert not is_alone(seen) and private in plans(seen.response) and public not in plans(seen.response)
    assert set(plans(seen.response).values()) == {FREE} and "not on aoi’s list" in words(seen.response)
    planned = await club.run("aoi", "browse", show="On my Planning list")
    assert public in plans(planned.response) and private not in plans(planned.response)
    assert set(plans(planned.response).values()) == {FREE} and "✓ Planning" in words(planned.response)
    everything = await club.run("aoi", "browse", sort="Most popular")
    assert "✓" not in words(everything.response)
    beside = await change(club, "ren", planned.response, "Only titles not on my list")
    assert is_alone(beside) and place(told(beside)).show == "new", "Ren's, and for Ren alone"
    assert place(planned.response).show == "planned"
    await club.answer_alone("aoi")
    alone = await club.run("aoi", "browse", sort="Most popular", show="Not on my list")
    assert is_alone(alone) and private not in plans(alone.response) and "not on your list" in words(alone.response)
    mine = await club.run("aoi", "browse", show="On my Planning list")
    assert {public: "Planning", private: "Planning"}.items() <= plans(mine.response).items()


async def test_one_tap_plans_for_whoever_presses(club: Club) -> None:
    public = await club.run("aoi", "browse", **ISEKAI)
    first, second = list(plans(public.response))[:2]
    pressed = await club.press("ren", public.response, PlanBrowsed, media_id=first)
    assert is_alone(pressed) and says(told(pressed), ADDED) and UndoChange in actions(told(pressed))
    assert club.entry("ren", first).status == "PLANNING" and club.entry("aoi", first) is None
    await club.answer_alone("aoi")
    alone = await club.run("aoi", "browse", show="Not on my list", **ISEKAI)
    await club.press("aoi", alone.response, PlanBrowsed, media_id=second)
    assert club.entry("aoi", second).status == "PLANNING" and second not in plans(alone.response)
    assert says(alone.response, ADDED)
    await club.press("aoi", alone.response, UnplanBrowsed)
    assert club.entry("aoi", second) is None and second in plans(alone.response)


async def test_without_a_link_one_may_look_and_is_asked_for_a_link_where_a_list_is_meant(club: Club) -> None:
    club.world.users["kei"] = club.world.env.create_user("kei")
    club.world.members["kei"] = club.world.guild.add_member(club.world.users["kei"])
    page = await club.run("kei", "browse")
    assert len(plans(told(page))) == 6
    assert actions(told(await club.run("kei", "browse", show="Not on my list"))) == {StartLink}
    assert actions(told(await change(club, "kei", told(page), "Only titles I plan"))) == {StartLink}
    assert club.forgive() == 1
    opened = await club.press("kei", told(page), Surprise)
    assert is_alone(opened) and Surprise in actions(told(opened))


async def test_a_surprise_is_one_of_those_that_are_browsed(club: Club) -> None:
    page = await club.run("aoi", "browse", genre="Sports")
    before = words(page.response)
    opened = await club.press("aoi", page.response, Surprise)
    sports = {one for one, node in all_media().items() if "Sports" in node["genres"]}
    (shown,) = [one.shown for custom_id in ids(told(opened)) if (one := Surprise.parse(custom_id))]
    assert is_alone(opened) and shown in sports and club.entry("aoi", shown) is None and words(page.response) == before
    again = await club.press("aoi", told(opened), Surprise)
    (other,) = [one.shown for custom_id in ids(told(again)) if (one := Surprise.parse(custom_id))]
    assert other in sports - {shown}
    none = await club.run("aoi", "browse", year=1950, show="On my list")
    assert says(none.response, NOTHING_LISTED)
    assert says(told(await club.press("aoi", none.response, Surprise)), NOTHING_LEFT)


async def test_genres_and_tags_complete_themselves(club: Club) -> None:
    async def offered(option: str, typed: str) -> list[str]:
        found = await club.world.members["aoi"].autocomplete(club.world.general, "browse", option, typed)
        return [choice["value"] for choice in found]

    assert (await offered("genre", "Comedy, rom"))[0] == "Comedy, Romance"
    assert (await offered("tag", "ise"))[0] == "Isekai" and "Virginity" not in await offered("tag", "vir")
    assert club.asked() == ["Terms"]
    await club.world.bot.store.database.execute("DELETE FROM cached_answers")
    club.stand_in.faults.arm(faults.html(), times=9, operation="Terms")
    assert await offered("genre", "rom") == ["Romance"] and await offered("tag", "ise") == []
    club.forgive()
