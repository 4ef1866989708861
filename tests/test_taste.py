"""/taste and /affinity in Discord: two people compared, and everybody ranked."""

from cards.affinity import AffinityPage
from cards.list_buttons import PickTitle
from cards.list_errors import LINK_FIRST, NOT_SHOWN, SOMEBODY_NOT_SHOWN
from cards.taste import ALL_THE_SAME, BOTH, DIFFERENT, FAVOURITES, SIMILAR, TOO_FEW, YOURSELF, CompareTaste
from cards.together import TogetherPage
from cards.toggles import TurnFollow
from cards.visible_members import NOBODY_ELSE
from tests.kit.lists import ids, is_alone, options, told
from tests.kit.shelf import a_title
from tests.kit.town import ADULT, MANGA, SHARED, Town, listed, looks
from tests.kit.world import actions, components, labels, says, words


def ranked(result: object) -> list[str]:
    """The people in the ranking, in its order."""
    return [line.split("**")[1] for line in words(told(result)).splitlines() if line.startswith("`")]


async def test_two_people_are_compared(town: Town) -> None:
    card = await town.run("aoi", "taste", user="ren")
    said = words(card.response)
    assert "aoi" in said and "ren" in said and "+100%" in said.splitlines()[0]
    assert said.splitlines()[1].count("12 ") == 2, "titles in common, and scored by both"
    assert says(card.response, f"**{SIMILAR}**") and not says(card.response, f"**{DIFFERENT}**")
    assert actions(card.response) == {PickTitle, TogetherPage, AffinityPage, CompareTaste, TurnFollow}
    (picture,) = [part for part in components(card.response) if part["type"] == 12]
    assert "Shared scores" not in str(picture) and "aoi and ren" in str(picture), "described in words"
    apart = await town.run("aoi", "taste", user="mio")
    assert "−100%" in words(apart.response).splitlines()[0]
    assert says(apart.response, f"**{DIFFERENT}**")


async def test_the_picture_has_the_names_of_the_card_or_such_as_can_be_drawn(town: Town) -> None:
    for name, nick in (("aoi", "Zoë ★ 結び"), ("ren", "مرحبا")):
        town.world.guild.remove_member(town.world.members[name])
        town.world.members[name] = town.world.guild.add_member(town.world.users[name], nick=nick)
    card = await town.run("aoi", "taste", user="ren")
    assert "Zoë ★ 結び" in words(card.response) and "مرحبا" in words(card.response)
    (picture,) = [part for part in components(card.response) if part["type"] == 12]
    assert "Zoë ★ 結び and Ren" in str(picture)


async def test_scores_are_in_the_format_of_who_looks(town: Town) -> None:
    await town.store.database.execute(
        "UPDATE links SET score_format = 'POINT_5' WHERE discord_id = :one", one=town.id_of("aoi")
    )
    assert "★★★★☆ · ★★★★☆" in words((await town.run("aoi", "taste", user="ren")).response)
    assert "★" not in words((await town.run("ren", "taste", user="aoi")).response)


async def test_scores_that_read_the_same_are_no_disagreement(town: Town) -> None:
    await town.store.database.execute(
        "UPDATE links SET score_format = 'POINT_3' WHERE discord_id = :one", one=town.id_of("aoi")
    )
    for name, score in (("aoi", 65), ("ren", 100)):
        await town.put(name, listed(1, score=score))
    assert "🙂 · 🙂 **Musubi 1**" not in words((await town.run("aoi", "taste", user="ren")).response)
    assert "` 10  6.5` **Musubi 1**" in words((await town.run("ren", "taste", user="aoi")).response)


async def test_favourites_of_both_are_named_if_all_may_see_them(town: Town) -> None:
    for name, favourites in (("aoi", [5, 3, ADULT, 1, 7]), ("ren", [1, ADULT, 3, 9, 5])):
        await town.put(name, listed(ADULT))
        await town.store.favourites.replace(town.id_of(name), favourites)
    await town.put("ren", listed(1, private=True))
    shown = (await town.run("aoi", "taste", user="ren")).response
    assert says(shown, FAVOURITES)
    favourites = [line for line in words(shown).splitlines() if line.startswith("❤️")]
    assert favourites == ["❤️ **Musubi 5**", "❤️ **Musubi 3**"]
    assert "2 favourites in common" in words(shown)
    await town.store.favourites.replace_named(
        town.id_of("aoi"), {"STUDIO": {4: "@everyone [x](https://e.e)", 2: "K"}, "STAFF": {7: "A"}}
    )
    await town.store.favourites.replace_named(
        town.id_of("ren"), {"STUDIO": {4: "old name", 7: "A"}, "CHARACTER": {2: "K"}}
    )
    shown = words((await town.run("aoi", "taste", user="ren")).response)
    assert "3 favourites in common" in shown and "Staff" not in shown and "Characters" not in shown
    assert r"-# Studios: \@everyone \[x\]\(https\:\/\/e\.e\)" in shown


async def test_a_manga_is_told_from_the_anime_of_the_same_name(town: Town) -> None:
    await town.know(a_title(MANGA, romaji="Musubi 1"))
    for name in ("aoi", "ren"):
        await town.put(name, listed(MANGA, score=90))
    assert "`  9    9` **Musubi 1** · " in words((await town.run("aoi", "taste", user="ren")).response)


async def test_too_little_in_common_and_always_the_same_score(town: Town) -> None:
    few = (await town.run("aoi", "taste", user="kai")).response
    assert "%" not in words(few) and words(few).splitlines()[1].count("3 ") == 2 and says(few, TOO_FEW)
    await town.put("kai", *(listed(number, score=70) for number in SHARED))
    assert says((await town.run("aoi", "taste", user="kai")).response, ALL_THE_SAME)
    await town.move_in("new", 9)
    nothing = await town.run("aoi", "taste", user="new")
    assert words(nothing.response).splitlines()[1].count("0 ") == 2
    assert not [part for part in components(nothing.response) if part["type"] == 12], "nothing to draw"


async def test_who_hides_is_as_if_they_had_not_linked(town: Town) -> None:
    await town.store.visibility.hide(town.id_of("ren"), town.world.guild.id)
    await town.store.links.delete(town.id_of("kai"))
    for name in ("ren", "kai"):
        card = await town.run("aoi", "taste", user=name)
        assert words(told(card)) == NOT_SHOWN.format(name=name) and is_alone(card)
    assert len(town.world.env.errors) == 2


async def test_with_oneself_and_without_a_link(town: Town) -> None:
    assert says(told(await town.run("aoi", "taste", user="aoi")), YOURSELF)
    await town.store.links.delete(town.id_of("aoi"))
    assert says(told(await town.run("aoi", "taste", user="ren")), LINK_FIRST)
    assert town.world.env.errors


async def test_who_is_hidden_compares_for_themselves_alone(town: Town) -> None:
    await town.store.visibility.hide(town.id_of("aoi"), town.world.guild.id)
    assert is_alone(await town.run("aoi", "taste", user="ren"))
    assert is_alone(await town.run("aoi", "affinity"))


async def test_adult_titles_are_named_where_they_may_be(town: Town) -> None:
    for name, score in (("aoi", 100), ("ren", 20)):
        await town.put(name, listed(ADULT, score=score))
    name = f"Musubi {ADULT}"
    assert name not in words((await town.run("aoi", "taste", user="ren")).response)
    alone = await town.world.members["aoi"].context_menu(town.world.general, "Compare taste", town.world.members["ren"])
    assert is_alone(alone) and name in words(told(alone))


async def test_everybody_is_ranked(town: Town) -> None:
    card = await town.run("aoi", "affinity")
    assert ranked(card) == ["ren", "mio"]
    assert " 3 " in words(card.response).splitlines()[2] and "kai (3)" in words(card.response)
    assert options(card.response, "musubi:compare") == ["ren", "mio", "kai"]
    beside = await town.pick("aoi", card.response, "musubi:compare", town.id_of("mio"))
    assert is_alone(beside) and says(told(beside), BOTH.format(first="aoi", second="mio"))
    theirs = await town.pick("ren", card.response, "musubi:compare", town.id_of("mio"))
    assert says(told(theirs), BOTH.format(first="ren", second="mio")), "whoever picks compares themselves"
    everybody = await town.press("ren", told(theirs), "musubi:affinity")
    assert "ren" in words(told(everybody)).splitlines()[0]


async def test_a_long_ranking_has_pages(town: Town) -> None:
    for number in range(10, 20):
        await town.move_in(f"more{number}", number)
        scores = {one: 20 + one * number % 80 for one in SHARED}
        await town.put(f"more{number}", *(listed(one, score=score) for one, score in scores.items()))
    first = await town.run("aoi", "affinity")
    assert len(ranked(first)) == 10 and "1 / 2" in labels(first.response)
    before = ranked(first)
    second = await town.press("aoi", first.response, f"musubi:affinity:{town.id_of('aoi')}:2")
    assert len(ranked(second)) == 2 and not set(ranked(second)) & set(before)
    assert "`11. " in words(second.response)


async def test_alone_it_takes_two(town: Town) -> None:
    await town.leave_alone("aoi")
    assert says(told(await town.run("aoi", "affinity")), NOBODY_ELSE)
    assert town.world.env.errors


async def test_who_is_gone_is_gone_from_the_next_page(town: Town) -> None:
    card = await town.run("aoi", "affinity")
    await town.store.links.delete(town.id_of("ren"))
    again = await town.press("aoi", card.response, f"musubi:affinity:{town.id_of('aoi')}:1:fresh")
    assert ranked(again) == ["mio"]
    await town.store.visibility.hide_everywhere(town.id_of("aoi"))
    pressed = await town.press("mio", again.response, f"musubi:affinity:{town.id_of('aoi')}:1:fresh")
    assert words(told(pressed)) == SOMEBODY_NOT_SHOWN


async def test_buttons_outlive_a_restart(town: Town) -> None:
    card = await town.run("aoi", "taste", user="ren")
    shown = looks(card)
    await town.world.restart()
    again = await town.press("aoi", card.response, "musubi:taste")
    assert looks(again) == shown
    assert all(len(one) <= 100 for one in ids(again.response))
