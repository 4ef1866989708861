"""/anime and /manga: a title's card, for whoever asks."""

import discord

from cards import entries, list_buttons
from cards.disambiguation import SEVERAL
from cards.errors import OUR_FAULT, UNAVAILABLE
from cards.list_buttons import AddTitle, GiveScore, OpenEditor, Plus, RefreshTitle, Rewatch, TurnFavourite
from cards.media import NOT_ANSWERING
from cards.title.tabs import ShowTab
from demo import faults
from tests.kit.cases import each
from tests.kit.lists import (
    ADULT,
    BEBOP,
    DEATH_NOTE,
    NARUTO,
    SLAM_DUNK,
    UNRELEASED,
    Club,
    is_alone,
    options,
    told,
)
from tests.kit.shelf import an_entry
from tests.kit.titles import a_title
from tests.kit.world import actions, labels, says, words

ADULT_TITLE = "Angel Blade Punish"


def test_what_airs_next_is_an_episode_unless_there_is_but_one() -> None:
    series = a_title(episodes=12, next_episode=5, next_airing_at=2000)
    movie = a_title(episodes=1, next_episode=1, next_airing_at=2000)
    assert [entries.next_airing(one, 1000) for one in (series, movie)] == ["ep 5 <t:2000:R>", "<t:2000:R>"]


async def test_a_card_says_what_it_is_and_what_i_have_of_it(club: Club) -> None:
    card = await club.run("aoi", "anime", title="deth note")
    text = words(card.response)
    assert not is_alone(card) and "### [DEATH NOTE](" in text and "||" in text
    assert "TV · Fall 2006 · " in text and "37 × 23 min" in text and "**Watching** · 12 / 37 · " in text
    assert "\n▰▰▱▱▱▱▱▱\n" in text
    acting = {Plus, GiveScore, OpenEditor, TurnFavourite, RefreshTitle, ShowTab}
    assert actions(card.response) == acting and {"AniList", "Trailer"} <= set(labels(card.response))
    english = await club.run("ren", "anime", title=f"id:{DEATH_NOTE}")
    assert "### [Death Note](" in words(english.response) and "30 / 37" in words(english.response)
    manga = await club.run("ren", "manga", title=f"id:{SLAM_DUNK}")
    assert "31 volumes · 276 chapters" in words(manga.response) and AddTitle in actions(manga.response)
    waiting = await club.run("aoi", "anime", title=f"id:{UNRELEASED}")
    assert not {Plus, AddTitle, Rewatch} & actions(waiting.response)


async def test_a_card_says_how_old_it_is_and_refresh_asks_anilist(club: Club) -> None:
    await club.run("aoi", "anime", title=f"id:{DEATH_NOTE}")
    as_of = club.world.clock()
    await club.world.env.advance_time(60)
    club.put(club.people["aoi"], DEATH_NOTE, progress=20)
    club.asked()
    card = await club.run("aoi", "anime", title=f"id:{DEATH_NOTE}")
    assert "12 / 37" in words(card.response) and f"<t:{as_of}" in words(card.response) and not club.asked()
    now = club.world.clock()
    card = await club.press_id("aoi", card.response, "musubi:latest")
    assert "20 / 37" in words(told(card)) and f"<t:{now}" in words(told(card))
    assert club.asked() == ["Media"]


async def test_while_anilist_is_down_what_is_remembered_is_shown(club: Club) -> None:
    await club.run("aoi", "list")
    lists_of = club.world.clock()
    await club.world.env.advance_time(60)
    club.stand_in.faults.share(faults.html(), 1.0)
    for title in (f"id:{NARUTO}", f"id:{DEATH_NOTE}"):
        card = (await club.run("aoi", "anime", title=title)).response
        assert says(card, NOT_ANSWERING) and f"<t:{lists_of}" in words(card)
    assert "12 / 37" in words(card)
    reply = await club.run("aoi", "anime", title="id:1735")
    assert says(told(reply), UNAVAILABLE), "nothing is known of it"
    assert club.forgive() == 1


async def test_private_entries_and_adult_titles(club: Club) -> None:
    for title in ("Cowboy Bebop", f"id:{BEBOP}"):
        card = await club.run("aoi", "anime", title=title)
        assert is_alone(card) and "🔒" in words(told(card))
        assert not (title.startswith("id:") and card.followups), "nobody saw Musubi think"
    assert not is_alone(await club.run("ren", "anime", title=f"id:{BEBOP}")), "it is aoi's entry that is private"
    for name, title in (("aoi", f"id:{ADULT}"), ("aoi", ADULT_TITLE), ("ren", f"id:{ADULT}")):
        card = await club.run(name, "anime", title=title)
        assert is_alone(card) and ADULT_TITLE in words(told(card))
        assert not (title.startswith("id:") and card.followups), "nobody saw Musubi think"
    assert ADULT_TITLE not in club.public()
    assert "Angel Blade" in words((await club.world.users["aoi"].slash("anime", title=f"id:{ADULT}")).response)
    club.restrict(to_adults=True)
    card = await club.run("aoi", "anime", title=f"id:{ADULT}")
    assert not is_alone(card)
    club.restrict(to_adults=False)
    pressed = await club.press("aoi", card.response, Plus)
    assert is_alone(pressed), "the channel is no longer for adults"


async def test_several_titles_fit(club: Club) -> None:
    asked = await club.run("aoi", "manga", title="naruto")
    assert is_alone(asked) and says(told(asked), SEVERAL)
    assert options(told(asked), "musubi:which") == ["NARUTO", "NARUTO"]
    await club.world.restart()
    picked = await club.pick("aoi", told(asked), 30011, "musubi:which")
    assert "700 chapters" in words(told(picked)) and not is_alone(picked), "as if it had been picked at once"
    for command, more in (("rate", {"score": "8"}), ("add", {}), ("edit", {}), ("favourite", {})):
        asked = await club.run("aoi", command, title="naruto", **more)
        assert is_alone(asked) and says(told(asked), SEVERAL), command
    english = await club.run("ren", "manga", title="naruto")
    assert options(told(english), "musubi:which") == ["Naruto", "NARUTO"], "ren reads English titles"
    assert SEVERAL not in club.public() and club.forgive() == 6


async def test_nothing_fits(club: Club) -> None:
    for command in ("anime", "manga", "watched", "read", "add", "remove", "favourite", "edit"):
        reply = await club.run("aoi", command, title="qqqq zzzz 12345")
        assert is_alone(reply) and told(reply).components, command
        assert not says(told(reply), OUR_FAULT), command
    assert club.public() == "" and club.forgive() == 8


async def test_the_autocomplete_knows_the_person(club: Club) -> None:
    async def offered(name: str, command: str, typed: str) -> list[str]:
        member, general = club.world.members[name], club.world.general
        return [one["name"] for one in await member.autocomplete(general, command, "title", typed)]

    assert (await offered("aoi", "watched", ""))[0].startswith("DEATH NOTE")
    assert (await offered("ren", "anime", "deth"))[0].startswith("Death Note")
    assert [one.split(" ·")[0] for one in await offered("aoi", "remove", "naruto")] == ["NARUTO"]
    assert all(len(one) <= 100 for one in await offered("aoi", "add", ""))


async def test_somebody_without_a_link_may_look(club: Club) -> None:
    await club.world.bot.linking.unlink(club.world.users["ren"].id)
    card = await club.run("ren", "anime", title="DEATH NOTE")
    assert "DEATH NOTE" in words(told(card)) and "Watching" not in words(told(card))
    adult = await club.run("ren", "anime", title=f"id:{ADULT}")
    assert is_alone(adult)


@each(
    ("next_episode", "airs_at", "style"),
    [
        (None, None, discord.ButtonStyle.success),
        (5, 200, discord.ButtonStyle.success),
        (4, 200, discord.ButtonStyle.secondary),
        (4, 99, discord.ButtonStyle.success),
    ],
)
def test_one_more_is_green_when_it_is_out(
    next_episode: int | None, airs_at: int | None, style: discord.ButtonStyle
) -> None:
    media = a_title(status="RELEASING", next_episode=next_episode, next_airing_at=airs_at)
    button = list_buttons.plus(an_entry(progress=3), media, now=100)
    assert button and (button.label, button.style) == ("+1 → 4", style)
