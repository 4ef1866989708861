"""/together in Discord: what some people, or everybody, could watch or read."""

from cards.list_buttons import PickTitle
from cards.list_errors import LINK_FIRST, NOT_SHOWN, SOMEBODY_NOT_SHOWN
from cards.pages import Where
from cards.together import (
    ALL_PLAN,
    EVERYONE,
    FITTING,
    LOVED_BY,
    MOST_PEOPLE,
    PLANNED_BY,
    WITHOUT_THEM,
    TogetherPage,
    page_of,
)
from cards.visible_members import NOBODY_ELSE, TWO_NEEDED
from library.crowd import TitleFilter
from library.lists import LENGTHS
from store.crowd import FORMATS
from tests.kit.cases import each
from tests.kit.lists import ids, is_alone, options, told
from tests.kit.shelf import a_title
from tests.kit.town import ADULT, LOVED, MANGA, OTHER, PLANNED, Town, listed
from tests.kit.world import actions, components, labels, says, words


def reason(planner: str, lover: str) -> str:
    return f"**Musubi {LOVED}**\n-# {{facts}}\n-# {PLANNED_BY.format(names=planner)} · {LOVED_BY.format(names=lover)}"


async def test_what_all_plan_and_what_some_plan_and_others_loved(town: Town) -> None:
    await town.plan("aoi", PLANNED, LOVED, OTHER)
    await town.plan("kai", PLANNED)
    shown = words((await town.run("aoi", "together", user="kai")).response)
    assert shown.splitlines()[1] == "aoi, kai"
    assert f"**{ALL_PLAN}**\n📺 **Musubi {PLANNED}**\n-# TV · 24 × 23 min · ★ 8.5" in shown
    card = await town.run("aoi", "together", user="ren")
    assert any("TV · 24\u00a0×\u00a023\u00a0min · " in part.get("content", "") for part in components(card.response))
    assert options(card.response, "musubi:open:beside") == [f"Musubi {LOVED}"], "kai's plans are not asked about"
    assert says(card.response, reason("aoi", "ren")) and not says(card.response, ALL_PLAN)


async def test_what_somebody_dropped_or_is_not_out_yet_is_left_out(town: Town) -> None:
    await town.know(a_title(201, status="NOT_YET_RELEASED"))
    for name in ("aoi", "ren"):
        await town.plan(name, PLANNED, 201)
    await town.put("mio", listed(PLANNED, status="DROPPED", score=0))
    assert f"Musubi {PLANNED}" in words((await town.run("aoi", "together", user="ren")).response)
    for people in ({"user": "ren", "user2": "mio"}, {}):
        assert says((await town.run("aoi", "together", **people)).response, FITTING)


async def test_filters(town: Town) -> None:
    movie, long = a_title(203, format="MOVIE", episodes=1, duration=100), a_title(205, episodes=100)
    await town.know(movie, long)
    for name in ("aoi", "ren"):
        await town.plan(name, PLANNED, 203, 205, MANGA)

    async def found(**filters: str) -> list[str]:
        card = await town.run("aoi", "together", user="ren", **filters)
        return options(card.response, "musubi:open:beside")

    assert await found() == [f"Musubi {number}" for number in (PLANNED, 203, 205)]
    assert await found(type="Manga") == [f"Musubi {MANGA}"]
    assert await found(format="MOVIE") == ["Musubi 203"] == await found(length="short")
    assert await found(length="long") == [f"Musubi {PLANNED}", "Musubi 205"]
    card = await town.run("aoi", "together", user="ren", format="MOVIE", length="short")
    assert "movie · short" in words(card.response).lower().splitlines()[2]
    card = await town.run("aoi", "together", user="ren", format="OVA")
    assert "OVA" in words(card.response).splitlines()[2] and "3 titles" in words(card.response)


async def test_everybody_here_is_not_named_in_the_title(town: Town) -> None:
    for name in ("aoi", "ren", "mio", "kai"):
        await town.plan(name, PLANNED)
    await town.plan("kai", LOVED)
    card = await town.run("aoi", "together")
    assert words(card.response).splitlines()[1] == EVERYONE
    assert says(card.response, ALL_PLAN) and says(card.response, reason("kai", "ren"))


async def test_adult_titles_are_for_some_places(town: Town) -> None:
    for name in ("aoi", "ren"):
        await town.plan(name, ADULT)
    assert f"Musubi {ADULT}" not in words((await town.run("aoi", "together", user="ren")).response)
    taste = await town.run("aoi", "taste", user="ren")
    beside = await town.press("aoi", taste.response, "musubi:with")
    assert is_alone(beside) and f"Musubi {ADULT}" in words(told(beside))


async def test_pages_and_who_is_gone(town: Town) -> None:
    await town.know(*(a_title(number) for number in range(301, 321, 2)))
    for name in ("aoi", "ren"):
        await town.plan(name, *range(301, 321, 2))
    card = await town.run("aoi", "together", user="ren")
    assert actions(card.response) == {PickTitle, Where, TogetherPage} and "1 / 2" in labels(card.response)
    forth = next(one for one in ids(card.response) if (page := TogetherPage.parse(one)) and page.number == 2)
    second = await town.press("aoi", card.response, forth)
    assert options(second.response, "musubi:open:beside") == ["Musubi 317", "Musubi 319"]
    await town.store.visibility.hide(town.id_of("ren"), town.world.guild.id)
    gone = await town.press("aoi", second.response, "musubi:with")
    assert says(told(gone), SOMEBODY_NOT_SHOWN)


async def test_with_nobody_and_with_strangers(town: Town) -> None:
    assert says(told(await town.run("aoi", "together", user="aoi")), NOBODY_ELSE)
    await town.store.links.delete(town.id_of("kai"))
    assert says(told(await town.run("aoi", "together", user="kai")), NOT_SHOWN.format(name="kai"))
    assert says(told(await town.run("kai", "together", user="ren")), LINK_FIRST)
    assert len(town.world.env.errors) == 3
    assert words((await town.run("kai", "together")).response).splitlines()[1] == EVERYONE


async def test_who_has_not_linked_is_named_and_it_goes_on_without_them(town: Town) -> None:
    for name in ("aoi", "ren", "mio"):
        await town.plan(name, PLANNED)
    await town.store.links.delete(town.id_of("kai"))
    card = (await town.run("aoi", "together", user="ren", user2="kai")).response
    assert words(card).splitlines()[1] == "aoi, ren" and f"Musubi {PLANNED}" in words(card)
    assert "**kai**" in words(card) and says(card, WITHOUT_THEM)
    await town.store.visibility.hide(town.id_of("mio"), town.world.guild.id)
    both = words((await town.run("aoi", "together", user="ren", user2="kai", user3="mio")).response)
    assert "**kai, mio**" in both
    nobody = await town.run("aoi", "together", user="kai", user2="mio")
    assert "**kai, mio**" in words(told(nobody)) and says(told(nobody), TWO_NEEDED)
    await town.move_in("kai", 4)
    await town.press("aoi", card, "musubi:with")
    assert words(card).splitlines()[1] == "aoi, ren, kai" and not says(card, WITHOUT_THEM), "kai has linked meanwhile"
    await town.store.links.delete(town.id_of("kai"))
    again = await town.press("aoi", card, "musubi:with")
    assert f"**<@{town.id_of('kai')}>**" in words(told(again)), "Discord knows the name"
    without_me = words(told(await town.run("kai", "together", user="ren", user2="aoi")))
    assert without_me.splitlines()[1] == "ren, aoi" and "**kai**" in without_me
    assert len(town.world.env.errors) == 1


@each("count", range(MOST_PEOPLE + 1))
def test_buttons_say_who_and_what(count: int) -> None:
    people = [2**63 - 1 - number for number in range(count)]
    for media_type in ("ANIME", "MANGA"):
        for format_ in (None, *FORMATS[1:]):
            for length in (None, *LENGTHS.values()):
                wanted = TitleFilter(media_type=media_type, format=format_, length=length)
                made = page_of(people, wanted, 999, "fresh").custom_id
                page = TogetherPage.parse(made)
                assert page and len(made) <= 100
                assert (page.people, page.wanted, page.number, page.mark) == (people, wanted, 999, "fresh")
