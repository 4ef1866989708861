"""The menu “Find title”: what a message is about."""

from typing import Any

from cards.card import plain
from cards.disambiguation import DID_YOU_MEAN, SEVERAL
from cards.errors import UNAVAILABLE
from cards.list_buttons import OpenTitle
from cards.list_errors import NO_TITLE, NOTHING_MENTIONED
from cards.subjects import LINKED
from demo import faults
from demo.anilist.cast import CAT, cast
from demo.anilist.media import all_media
from demo.anilist.studios import studios
from library.finding.finder import NO_TITLE_LINK
from library.titles.mentions import Mentions, mentioned
from store import Subject
from tests.kit.cases import each
from tests.kit.lists import ADULT, BEBOP, DEATH_NOTE, HEROES, SLAM_DUNK, Club, is_alone, options, told
from tests.kit.world import says, words

MAL = "https://myanimelist.net"


@each(
    ("text", "ids", "mal"),
    [
        ("see https://anilist.co/anime/1535/DEATH-NOTE/ !", [1535], []),
        ("<http://www.anilist.co/manga/30051> https://anilist.co/anime/1", [30051, 1], []),
        ("[this](https://anilist.co/anime/1535) https://anilist.co/anime/1535/x", [1535], []),
        (f"{MAL}/anime/1535/Death_Note and {MAL}/manga/51", [], [("ANIME", 1535), ("MANGA", 51)]),
        (" ".join(f"https://anilist.co/anime/{number}" for number in range(1, 9)), [1, 2, 3, 4, 5], []),
        ("https://anilist.co.evil.example/anime/1 https://anilist.co/user/1", [], []),
        ("https://anilist.co/anime/1 https://anilist.co/staff/5", [1], []),
    ],
)
def test_links(text: str, ids: list[int], mal: list[tuple[str, int]]) -> None:
    found = mentioned(text)
    assert (found.media_ids, found.mal) == (ids, mal)
    assert not (ids or mal) or found.names == []


def test_links_to_people_and_studios() -> None:
    text = "https://anilist.co/staff/95061/Yuu <https://www.anilist.co/STUDIO/11> https://anilist.co/character/40#x"
    found = mentioned(f"{text} {text} “Naruto”")
    assert found == Mentions([], [], [], [Subject(95061, "STAFF"), Subject(11, "STUDIO"), Subject(40, "CHARACTER")])


@each(
    ("text", "names"),
    [
        ("cowboy bebop", ["cowboy bebop"]),
        ('Has anybody seen “Cowboy Bebop” or "Monster"?', ["Cowboy Bebop", "Monster"]),
        ("「鋼の錬金術師」を見た", ["鋼の錬金術師"]),
        ("rec: {Monster} [One Piece] **Naruto**", ["Monster", "One Piece", "Naruto"]),
        ("[Steins;Gate](https://example.org/x) rules", ["Steins;Gate"]),
        ("||*Naruto*|| <@123>", ["Naruto"]),
        ("https://example.org", []),
        ("x" * 81, []),
        ("what a long message this is, in which nobody has put any title into any kind of quotes at all", []),
        ("“Naruto” “Naruto” 'a'", ["Naruto"]),
        ("", []),
        ("?!", []),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    assert mentioned(text) == Mentions([], [], names, [])


async def find(club: Club, text: str, name: str = "aoi") -> Any:
    message = await club.world.members["ren"].send(club.world.general, text)
    return await club.world.members[name].context_menu(club.world.general, "Find title", message)


async def test_one_title_is_shown_to_who_asked_alone(club: Club) -> None:
    club.asked()
    reply = await find(club, "https://anilist.co/anime/1535/DEATH-NOTE")
    assert is_alone(reply) and "12 / 37" in words(told(reply)) and "DEATH NOTE" in words(told(reply))
    assert club.asked() == ["Media"], "its description was not known"
    assert says(told(await find(club, "Watch **death note**!")), SEVERAL), "its manga is known since its card is"
    assert "Watching** · 2 / " in words(told(await find(club, "Watch **digimon beatbreak**!"))).replace("\u00a0", " ")
    assert "Cowboy Bebop" in words(told(await find(club, f"https://anilist.co/anime/{BEBOP}"))), "aoi's private entry"
    assert is_alone(await find(club, f"https://anilist.co/anime/{ADULT}"))
    assert "[Spirited Away]" in words(told(await find(club, "Sen to Chihiro no Kamikakushi", "ren")))


async def test_myanimelist_is_asked_for_once(club: Club) -> None:
    mal_id = all_media()[SLAM_DUNK]["idMal"]
    club.asked()
    for _ in range(2):
        reply = await find(club, f"{MAL}/manga/{mal_id}/Slam_Dunk")
        assert "275 / 276" in words(told(reply))
    assert club.asked() == ["ByMal"]
    nothing = await find(club, f"{MAL}/anime/987654321")
    assert is_alone(nothing) and says(told(nothing), NOTHING_MENTIONED)
    assert club.forgive() == 1


async def test_several_are_offered(club: Club) -> None:
    reply = await find(
        club, f"https://anilist.co/anime/{DEATH_NOTE} {MAL}/anime/21459 https://anilist.co/anime/{HEROES}"
    )
    assert is_alone(reply) and len(options(told(reply), "musubi:open")) >= 2
    await club.pick("aoi", told(reply), DEATH_NOTE, "musubi:open")
    assert "12 / 37" in words(told(reply))
    named = await find(club, "“boku no hero academia” and “naruto”")
    assert "NARUTO" in str(options(told(named), "musubi:open"))
    unclear = await find(club, "boku no")
    assert says(told(unclear), SEVERAL)
    weak = await find(club, "“digmn btbrek”")
    assert (
        says(told(weak), DID_YOU_MEAN) and "**DIGIMON BEATBREAK**" in words(told(weak)) and says(told(weak), NO_TITLE)
    )
    await club.press("aoi", told(weak), OpenTitle)
    assert "NARUTO" not in words(told(await find(club, "“death note” and “narut nothing”"))), "not beside what fits"


async def test_a_message_full_of_links_costs_three_requests_at_most(club: Club) -> None:
    links = [f"https://anilist.co/anime/{number}" for number in range(900_000_001, 900_000_006)]
    mal = [f"{MAL}/anime/{number}" for number in range(900_000_001, 900_000_004)]
    for text in (" ".join(links), " ".join(mal + links), " ".join(f"“nothing at all {at}”" for at in range(5))):
        club.asked()
        await find(club, text)
        assert len(club.asked()) == 3, text
    club.forgive()


async def test_a_card_that_would_be_the_fourth_request_is_offered(club: Club) -> None:
    mal_id = all_media()[SLAM_DUNK]["idMal"]
    links = f"{MAL}/manga/{mal_id} {MAL}/anime/900000001 {MAL}/anime/900000002"
    for text, name in ((links, "Slam Dunk"), ("“death note” “nothing at all 1” “nothing at all 2”", "Death Note")):
        club.asked()
        found = await find(club, text, "ren")
        assert says(told(found), DID_YOU_MEAN) and f"**{name}**" in words(told(found))
        assert len(club.asked()) <= 3
        assert f"[{name}]" in words(told(await club.press("ren", told(found), OpenTitle)))


async def test_what_anilist_does_not_know_is_left_out(club: Club) -> None:
    gone = "https://anilist.co/anime/999999999"
    one_left = await find(club, f"{gone} https://anilist.co/anime/{DEATH_NOTE}")
    assert "12 / 37" in words(told(one_left))
    assert says(told(await find(club, f"{gone}1 {gone}")), NOTHING_MENTIONED)
    assert club.forgive() == 1


async def test_nothing_and_trouble_are_one_sentence(club: Club) -> None:
    for text in ("qwxzvkj!", "https://example.org"):
        nothing = await find(club, text)
        assert is_alone(nothing) and says(told(nothing), NOTHING_MENTIONED)
    club.stand_in.faults.arm(faults.html())
    trouble = await find(club, f"{MAL}/anime/5")
    assert says(told(trouble), UNAVAILABLE)
    assert club.forgive() == 3


async def test_a_card_of_musubi_s_own(club: Club) -> None:
    card = await club.run("ren", "anime", title=f"id:{DEATH_NOTE}")
    found = await club.world.members["aoi"].context_menu(club.world.general, "Find title", card.response)
    assert is_alone(found) and "12 / 37" in words(told(found))


async def test_links_to_people_and_studios_open_their_cards(club: Club) -> None:
    studio = min(studios().all.values(), key=lambda one: one.id)
    club.asked()
    reply = await find(club, f"who is https://anilist.co/character/{CAT}/Kurage ?")
    assert is_alone(reply) and plain(str(cast().characters[CAT].name.full)) in words(told(reply))
    assert club.asked() == ["Character"]
    text = f"https://anilist.co/studio/{studio.id} https://anilist.co/character/{CAT} https://anilist.co/anime/1535"
    mixed = told(await find(club, text))
    assert says(mixed, LINKED)
    assert options(mixed, "musubi:subject") == ["DEATH NOTE", studio.name, cast().characters[CAT].name.full]
    await club.pick("aoi", mixed, f"studio:{studio.id}", "musubi:subject")
    assert words(mixed).startswith(f"### [{plain(studio.name)}]")
    gone = await find(club, "https://anilist.co/staff/999999999 https://anilist.co/studio/999999998")
    assert says(told(gone), NOTHING_MENTIONED)
    anime = await club.run("aoi", "anime", title=f"https://anilist.co/studio/{studio.id}")
    assert words(anime.response).startswith(f"### [{plain(studio.name)}]")
    watched = await club.run("aoi", "watched", title=f"https://anilist.co/studio/{studio.id}")
    assert is_alone(watched) and says(told(watched), NO_TITLE_LINK) and club.forgive() == 2
