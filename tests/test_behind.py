"""/behind: what airs, and the buttons that catch up."""

import msgspec

from cards import behind as cards
from cards.list_buttons import CatchUp, Plus, UndoChange
from cards.pressed import NOT_LISTED
from cards.watched import ADDED
from demo.anilist import TSUMUGI
from library.lists import awaited
from store import Entry, Media
from tests.kit.cases import each
from tests.kit.home import a_link
from tests.kit.lists import DEATH_NOTE, DIGIMON, GROW_UP, LIAR_GAME, Club, ids, is_alone, told
from tests.kit.titles import a_title
from tests.kit.world import says, words


async def test_catching_up_and_taking_it_back(club: Club) -> None:
    club.put(TSUMUGI, GROW_UP, status="CURRENT", progress=8)
    await club.world.env.advance_time(601)
    await club.run("aoi", "behind")
    reply = await club.run("aoi", "behind")
    text = words(reply.response)
    assert not is_alone(reply) and "2" in text.splitlines()[0] and "2" in text.splitlines()[1]
    assert text.index("DIGIMON") < text.index("**25 behind**"), "what airs comes first"
    assert "**41 behind** · ep 44 <t:" in text and "Grow Up Show" in text
    club.asked()
    await club.press("aoi", reply.response, CatchUp)
    assert club.asked() == ["SaveEntry"]
    text = words(reply.response)
    assert "**40 behind**" in text and "✓ **DIGIMON BEATBREAK**" in text and "**3**" in text
    await club.press("aoi", reply.response, UndoChange)
    assert club.entry("aoi", DIGIMON).progress == 2


async def test_private_ones_are_seen_alone_and_stay_so(club: Club) -> None:
    public = await club.run("aoi", "behind")
    assert "LIAR GAME" not in words(public.response)
    await club.answer_alone("aoi")
    alone = await club.run("aoi", "behind")
    assert "LIAR GAME" in words(alone.response)
    await club.press_id("aoi", alone.response, f"musubi:catch:{LIAR_GAME}")
    assert "✓ **LIAR GAME**" in words(alone.response)
    await club.world.env.advance_time(601)
    club.put(TSUMUGI, DIGIMON, private=True)
    pressed = await club.press("aoi", public.response, CatchUp)
    assert is_alone(pressed) and "🔒" in words(told(pressed))
    assert "LIAR GAME" not in club.public() and "**3**" not in club.public()


async def test_a_title_that_is_for_adults_since_is_named_to_nobody_else(club: Club) -> None:
    store = club.world.bot.store
    assert "DIGIMON" in words((await club.run("aoi", "behind")).response)
    known = await store.media.of([DIGIMON])
    await store.media.put([msgspec.structs.replace(known[DIGIMON], is_adult=True)])
    assert "DIGIMON" not in words((await club.run("aoi", "behind")).response)


async def test_the_presser_catches_up_with_their_own(club: Club) -> None:
    reply = await club.run("aoi", "behind")
    before = words(reply.response)
    pressed = await club.press("ren", reply.response, CatchUp)
    assert is_alone(pressed) and says(told(pressed), NOT_LISTED.format(title="DIGIMON BEATBREAK"))
    added = await club.press("ren", told(pressed), Plus)
    assert says(told(added), ADDED) and club.entry("ren", DIGIMON).status == "CURRENT"
    await club.world.restart()
    await club.press("ren", reply.response, CatchUp)
    assert (club.entry("ren", DIGIMON).progress, club.entry("aoi", DIGIMON).progress) == (2, 2)
    assert words(reply.response) == before
    await club.press("aoi", reply.response, CatchUp)
    await club.press_id("aoi", reply.response, "musubi:catch")
    assert "**39 behind**" in words(reply.response)
    direct = await club.world.users["aoi"].slash("behind")
    assert f"musubi:catch:{DIGIMON}:5" in ids(direct.response) and "LIAR GAME" in words(direct.response)
    for media_id in (DIGIMON, LIAR_GAME):
        await club.run("aoi", "edit", title=f"id:{media_id}", status="Dropped")
    await club.run("aoi", "watched", title=f"id:{DEATH_NOTE}", episode=37)
    assert says((await club.run("aoi", "behind")).response, cards.NOTHING_LEFT)


@each(
    ("media", "progress", "said"),
    [
        # the finale makes it FINISHED
        (
            a_title(status="FINISHED", episodes=12),
            11,
            ["### 1 ", "11 / 12 · **1 behind**", "+1 → 12"],
        ),
        (a_title(status="FINISHED", episodes=12), 12, [cards.NOTHING_LEFT]),
        (a_title(status="FINISHED"), 5, [cards.NONE_KNOWN, cards.UNKNOWN, "5 / ? · "]),
        # a break without a date, and on hiatus, of which nobody knows how much is out
        (
            a_title(status="RELEASING", episodes=12),
            5,
            [cards.NONE_KNOWN, "no date"],
        ),
        (a_title(status="HIATUS"), 5, [cards.NONE_KNOWN, "5 / ? · on hiatus"]),
        # the same, where the last episode that aired is known
        (
            a_title(status="HIATUS", next_episode=7, next_airing_at=900),
            5,
            ["### 1 ", "**2 behind** · on hiatus"],
        ),
        (a_title(status="RELEASING", next_episode=7, next_airing_at=900), 7, [cards.CAUGHT_UP, "no date"]),
        (
            a_title(status="RELEASING", next_episode=8, next_airing_at=1100),
            7,
            [cards.CAUGHT_UP, "ep 8 <t:1100"],
        ),
    ],
)
def test_what_nobody_knows_is_not_said(media: Media, progress: int, said: list[str]) -> None:
    entry = Entry(media_id=1, entry_id=1, media_type="ANIME", status="CURRENT", progress=progress)
    card = cards.behind_card(awaited([(entry, media)], 1000), a_link(), as_of=1000, now=1000, is_whole=True)
    text = str(card.to_components()).replace("\\xa0", " ")
    assert [one for one in said if one not in text] == []
    assert (cards.CAUGHT_UP in text) == (cards.CAUGHT_UP in said)
