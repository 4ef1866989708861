"""/stats: AniList's statistics in pictures, for oneself, for others, and of two people."""

from typing import Any

import msgspec
import pytest

from anilist import Unavailable, answers
from anilist.decoding import decode
from cards.card import Picture
from cards.charts import ScoreScale
from cards.charts.stats import PictureStyle, Someone, facts_of, pictures_of
from cards.profile import WITH_PRIVATE
from cards.stats import ANYBODY, ONLY_ANILIST, PRIVATE, SAME_PERSON, StatsSubject, stats_card
from cards.stats_buttons import CompareStatsWithMe, ShowStats, StatsPlace
from demo import faults
from demo.anilist import TSUMUGI
from demo.anilist.media import all_media
from library.lists import Audience
from library.stats import Extras, ListStats, StatsGroup, StatsView
from library.stats.answers import both_lists
from library.stats.counting import counted
from store import GuildSettings, Link
from tests.kit.cards import shown as words_of
from tests.kit.home import DAY, START, a_link
from tests.kit.library import REN, Shelves
from tests.kit.lists import HEROES, SLAM_DUNK, Club, is_alone, told
from tests.kit.shelf import a_title, an_entry
from tests.kit.world import actions, components, says

ALONE, OTHERS = Audience(is_owner_alone=True, is_adult=True), Audience(is_owner_alone=False, is_adult=False)
TOTALS = (
    '"count": 3, "meanScore": 81.5, "standardDeviation": 12.5, "minutesWatched": 2880, "episodesWatched": 120,'
    '"chaptersRead": 0, "volumesRead": 0'
)
ODD = (
    '{"User": {"id": 7, "statistics": {"manga": null, "anime": {' + TOTALS + ', "statuses": null, "scores": ['
    'null, {"score": 80, "count": 2}, {"score": null, "count": 9}, {"score": 900, "count": 1}],'
    '"formats": [{"format": "HOLOGRAM", "count": 1, "meanScore": 0}, {"format": "TV", "count": 2, "meanScore": 80}],'
    '"genres": [{"genre": "Hentai", "count": 1, "meanScore": 0}, {"genre": "Drama", "count": -1, "meanScore": 1}],'
    '"tags": [{"count": 1, "meanScore": 50, "tag": {"id": 1, "name": "Cats"}},'
    ' {"count": 1, "meanScore": 50, "tag": {"id": 2, "name": "School", "isAdult": false}}, {"count": 4, "tag": null}],'
    '"staff": [{"count": 2, "meanScore": 1e9, "staff": null},'
    ' {"count": 2, "meanScore": 90, "staff": {"id": 5, "name": {"full": null}}},'
    ' {"count": 1, "meanScore": 90, "staff": {"id": 6, "name": {"full": "Ito"}}}], "studios": []}}}}'
)


def pictures(message: Any) -> list[str]:
    """What they say to who can't see them."""
    return [str(item["description"]) for part in components(message) for item in part.get("items", [])]


def test_an_odd_answer_costs_what_is_odd() -> None:
    both = both_lists(decode(ODD.encode(), answers.StatisticsAnswer).user)
    anime = both.of("ANIME")
    assert anime and both.of("MANGA") is None
    assert (anime.titles, anime.mean, anime.minutes, anime.scores, anime.statuses) == (3, 81.5, 2880, {80: 2}, {})
    assert anime.formats == (StatsGroup("TV", 2, 80),) and anime.studios == () and anime.voices is None
    assert [(one.name, one.is_adult) for one in anime.tags or ()] == [("Cats", True), ("School", False)]
    assert anime.staff == (StatsGroup("Ito", 1, 90, 6),)
    assert anime.genres == (StatsGroup("Hentai", 1, None, None, True),) and anime.for_all_ages().genres == ()
    assert [one.name for one in anime.for_all_ages().tags or ()] == ["School"]


def test_the_store_counts_in_the_groups_of_anilist() -> None:
    made = {"episodes": 12, "duration": 24, "country": "JP", "genres": ("Drama",), "started": 20110406}
    media = [
        a_title(1, **made),
        a_title(3, **made | {"format": "MOVIE", "episodes": 1}),
        a_title(5, **made | {"started": None, "season_year": 2015, "episodes": None}),
        a_title(7, **made),
    ]
    entries = [
        an_entry(1, status="COMPLETED", progress=12, repeat=0, score=90),
        an_entry(3, status="CURRENT", progress=1, repeat=0, score=70),
        an_entry(5, status="PAUSED", progress=2, repeat=0, score=0),
        an_entry(7, status="PLANNING", progress=0, repeat=0, score=0),
    ]
    stats = counted(list(zip(entries, media, strict=True)), "ANIME")
    assert (stats.titles, stats.mean, stats.deviation, stats.episodes, stats.seen) == (4, 80, 10, 15, 3)
    assert stats.genres == (StatsGroup("Drama", 3, 80),) and stats.countries == (StatsGroup("JP", 3, 80),)
    assert stats.lengths == (StatsGroup("7-16", 1, 90), StatsGroup("1", 1, 70))
    assert stats.released == (StatsGroup("2011", 2, 80), StatsGroup("2015", 1))
    assert stats.started == (StatsGroup("2024", 3, 80),) and stats.tags is None and stats.staff is None


def test_two_people_are_compared_by_what_is_known_of_both() -> None:
    base = counted([(an_entry(1, status="COMPLETED", score=80), a_title(1))], "ANIME")
    formats = (StatsGroup("TV", 10),)
    many = tuple(StatsGroup(f"Tag {number}", 3) for number in range(20))
    one = Someone("aoi", msgspec.structs.replace(base, formats=formats, tags=(StatsGroup("Rare", 9), *many[:19])))
    other = Someone("ren", msgspec.structs.replace(base, formats=formats, tags=many))
    genres, tags = (draw() for draw in pictures_of("genres", "ANIME", [one, other], LOOK))
    assert genres.described_as == "Genres, aoi first, then ren: Drama: 10%, 10%; Slice of Life: 10%, 10%."
    assert "Rare" not in tags.described_as and "Tag 19" not in tags.described_as and "Tag 0: 30%" in tags.described_as
    assert pictures_of("people", "ANIME", [one, other], LOOK) == []


LOOK = PictureStyle(ScoreScale("POINT_10_DECIMAL"), is_light=False)


def test_long_ago_is_one_column() -> None:
    base = counted([(an_entry(1, status="COMPLETED", score=80), a_title(1))], "ANIME")
    years = tuple(StatsGroup(str(year), year - 1960) for year in range(1961, 2027))
    someone = Someone("aoi", msgspec.structs.replace(base, released=years, started=()))
    (picture,) = (draw() for draw in pictures_of("years", "ANIME", [someone], LOOK))
    assert picture.described_as.startswith("aoi’s release years: < 1997: 666, 1997: 37, ")


def test_the_big_numbers_are_in_the_viewers_format() -> None:
    stats = both_lists(decode(ODD.encode(), answers.StatisticsAnswer).user).of("ANIME")
    assert stats
    said = {name: dict(facts_of(stats, "ANIME", ScoreScale(name))) for name in ("POINT_100", "POINT_5", "POINT_10")}
    assert said["POINT_100"]["mean score"] == "81.5" and said["POINT_100"]["deviation"] == "12.5"
    assert said["POINT_5"]["deviation"] == "0.6 ★" and said["POINT_10"]["deviation"] == "1.25"
    assert said["POINT_10"]["days"] == "2.0" and said["POINT_10"]["scored"] == "2"


def test_a_short_legend_leaves_no_gap() -> None:
    def height(*statuses: str) -> int:
        stats = msgspec.structs.replace(counted([], "ANIME"), titles=9, statuses=dict.fromkeys(statuses, 3))
        (draw,) = pictures_of("overview", "ANIME", [Someone("aoi", stats)], LOOK)
        return int.from_bytes(draw().png[20:24], "big")  # of the PNG's header

    three = ("COMPLETED", "CURRENT", "PLANNING")
    assert height(*three) == height("DROPPED") < height(*three, "PAUSED")


def test_how_much_is_planned_is_said_where_it_is_known() -> None:
    def said(planned_amount: int) -> str:
        view = StatsView(counted([], "MANGA"), START, "anilist", Extras(planned=2, planned_amount=planned_amount))
        place, picture = StatsPlace(a_link().discord_id, "MANGA"), Picture("chart.png", b"", "a chart")
        return words_of(stats_card([StatsSubject(a_link(), "Aoi", view)], place, [picture], None, is_whole=True))

    assert "chapters" not in said(0) and "30 chapters" in said(30).replace("\u00a0", " ")


async def test_one_request_a_day_and_what_a_token_shows_is_kept_apart(shelves: Shelves, link: Link) -> None:
    anime = shelves.stand_in.world.lists.of(TSUMUGI.id, "ANIME")
    shelves.put(TSUMUGI, anime[0].media_id, private=True)
    seen = [entry for entry in shelves.stand_in.world.lists.of(TSUMUGI.id, "ANIME") if not entry.private]
    own = await shelves.parts.stats.of(link, "ANIME", ALONE)
    public = await shelves.parts.stats.of(link, "ANIME", OTHERS)
    assert (own.stats.titles, public.stats.titles) == (len(anime), len(seen)) and len(seen) < len(anime)
    assert shelves.asked() == ["Statistics", "Statistics"]
    await shelves.parts.stats.of(link, "MANGA", ALONE)
    await shelves.parts.stats.of(link, "MANGA", OTHERS)
    shelves.clock.now += DAY - 1
    assert (await shelves.parts.stats.of(link, "ANIME", OTHERS)).as_of == public.as_of and shelves.asked() == []
    shelves.clock.now += 1
    await shelves.parts.stats.of(link, "ANIME", OTHERS)
    assert shelves.asked() == ["Statistics"]
    await shelves.store.links.delete(link.discord_id)
    assert await shelves.store.cached_stats.of(link.discord_id, is_own=True) is None
    assert await shelves.store.cached_stats.of(link.discord_id, is_own=False) is None


async def test_while_anilist_does_not_tell(shelves: Shelves, link: Link) -> None:
    """An older answer serves, else the list that is known; a private profile's list is counted as others may see it."""
    known = await shelves.parts.stats.of(link, "ANIME", OTHERS)
    shelves.clock.now += DAY
    shelves.stand_in.faults.arm(faults.status(503), times=20)
    older = await shelves.parts.stats.of(link, "ANIME", OTHERS)
    assert (older.source, older.as_of, older.stats) == ("older", known.as_of, known.stats)
    silent = await shelves.parts.stats.of(link, "ANIME", ALONE)
    assert silent.source == "silent" and silent.stats.tags is None
    assert silent.stats.titles == len(shelves.stand_in.world.lists.of(TSUMUGI.id, "ANIME"))
    stranger = await shelves.link(REN, shelves.stand_in.people[1])
    with pytest.raises(Unavailable):
        await shelves.parts.stats.of(stranger, "ANIME", OTHERS)
    shelves.stand_in.faults.clear()
    shelves.clock.now += DAY
    shelves.stand_in.world.change_settings(TSUMUGI.id, private_profile=True)
    private = await shelves.parts.stats.of(link, "ANIME", OTHERS)
    assert private.source == "private" and private.stats.titles == len(
        await shelves.store.shown.of_person(link.discord_id, "ANIME")
    )
    assert (await shelves.parts.stats.of(link, "ANIME", ALONE)).source == "anilist"


@pytest.mark.parametrize(("media_type", "title"), [("ANIME", HEROES), ("MANGA", SLAM_DUNK)])
async def test_a_running_rewatch_counts_everywhere_as_at_anilist(
    shelves: Shelves, link: Link, media_type: str, title: int
) -> None:
    def amounts(stats: ListStats) -> tuple[int, int, int]:
        return stats.episodes + stats.chapters, stats.minutes, stats.volumes

    for repeat in (0, 2):
        shelves.put(TSUMUGI, title, status="REPEATING", progress=3, progress_volumes=0, repeat=repeat)
        await shelves.parts.list_sync.sync_list(link, media_type)
        profile = await shelves.parts.profiles.of(link, media_type, ALONE)
        told = await shelves.parts.stats.of(link, media_type, ALONE, max_age=0)
        await shelves.store.cached_stats.expire(shelves.clock.now + 1)
        shelves.stand_in.faults.arm(faults.status(503), times=20)
        counted_here = await shelves.parts.stats.of(link, media_type, ALONE)
        shelves.stand_in.faults.clear()
        assert (told.source, counted_here.source) == ("anilist", "silent")
        assert amounts(told.stats) == amounts(counted_here.stats) == (profile.units, profile.minutes, profile.volumes)


async def test_others_see_what_anybody_sees_and_the_owner_alone_more(club: Club) -> None:
    public = await club.run("aoi", "stats")
    anime = club.stand_in.world.lists.of(TSUMUGI.id, "ANIME")
    shown = [entry for entry in anime if not entry.private]
    assert not is_alone(public) and says(public.response, ANYBODY)
    assert f"titles: {len(shown)}," in pictures(public.response)[0] and CompareStatsWithMe in actions(public.response)
    await club.answer_alone("aoi")
    alone = await club.run("aoi", "stats")
    assert CompareStatsWithMe not in actions(told(alone)), "nobody else could press it"
    assert is_alone(alone) and says(told(alone), WITH_PRIVATE) and not says(told(alone), ANYBODY)
    assert f"titles: {len(anime)}," in pictures(told(alone))[0]


async def test_adult_genres_are_named_where_adult_titles_are(club: Club) -> None:
    club.restrict(to_adults=False)
    for media_id in (node["id"] for node in all_media().values() if "Hentai" in node["genres"]):
        club.put(TSUMUGI, media_id, status="COMPLETED", score=70)
    await club.run("aoi", "stats")
    page = await club.run("ren", "stats", user=club.world.members["aoi"])
    shown = await club.pick("ren", page.response, "genres", "musubi:statstheme")
    assert "Hentai" not in pictures(told(shown))[0] and "Mystery" in pictures(told(shown))[0]
    club.restrict(to_adults=True)
    shown = await club.pick("ren", page.response, "genres", "musubi:statstheme")
    assert "Hentai" in pictures(told(shown))[0]


async def test_two_people_and_whoever_presses(club: Club) -> None:
    aoi, ren = club.world.members["aoi"], club.world.members["ren"]
    page = await club.run("aoi", "stats", **{"with": ren})
    club.asked()
    assert not is_alone(page) and pictures(page.response)[0].startswith("Anime, aoi first, then ren: titles: ")
    await club.pick("aoi", page.response, "scores", "musubi:statstheme")
    assert pictures(page.response)[0].startswith("Scores, aoi first, then ren: ")
    await club.press("aoi", page.response, ShowStats, place=StatsPlace(club.world.users["ren"].id, "ANIME", "scores"))
    assert pictures(page.response)[0].startswith("ren has scored nothing")
    beside = await club.press("ren", page.response, CompareStatsWithMe)
    assert is_alone(beside) and says(told(beside), SAME_PERSON)
    own = await club.run("aoi", "stats")
    beside = await club.press("ren", own.response, CompareStatsWithMe)
    assert is_alone(beside) and pictures(told(beside))[0].startswith("Anime, aoi first, then ren: ")
    assert pictures(own.response)[0].startswith("aoi’s anime: ") and club.asked() == []
    same = await club.run("ren", "stats", user=aoi, **{"with": aoi})
    assert is_alone(same) and says(told(same), SAME_PERSON)


async def test_refresh_is_the_owners_and_not_at_once(club: Club) -> None:
    page = await club.run("aoi", "stats")
    club.asked()
    await club.press("aoi", page.response, ShowStats, fresh=True)
    assert club.asked() == []
    await club.world.env.advance_time(601)
    club.asked()
    await club.press("ren", page.response, ShowStats, fresh=True)
    assert "Statistics" not in club.asked()
    await club.press("aoi", page.response, ShowStats, fresh=True)
    assert "Statistics" in club.asked()


async def test_who_hides_and_whose_profile_is_private(club: Club) -> None:
    aoi = club.world.users["aoi"].id
    page = await club.run("ren", "stats", user=club.world.members["aoi"])
    club.stand_in.world.change_settings(TSUMUGI.id, private_profile=True)
    await club.world.bot.store.database.execute("DELETE FROM cached_stats")
    private = await club.run("ren", "stats", user=club.world.members["aoi"])
    assert says(private.response, PRIVATE) and "titles: " in pictures(private.response)[0]
    none = await club.pick("ren", private.response, "people", "musubi:statstheme")
    assert says(told(none), ONLY_ANILIST) and pictures(told(none)) == []
    await club.world.bot.store.visibility.hide(aoi, club.world.guild.id)
    for refused in (
        await club.run("ren", "stats", user=club.world.members["aoi"]),
        await club.run("ren", "stats", **{"with": club.world.members["aoi"]}),
        await club.press("ren", page.response, ShowStats, place=StatsPlace(aoi, "MANGA")),
    ):
        assert is_alone(refused) and pictures(told(refused)) == []
    await club.world.bot.store.guilds.put(club.world.guild.id, GuildSettings(is_social=False))
    assert pictures(told(await club.run("ren", "stats", **{"with": club.world.members["aoi"]}))) == []
    club.forgive()
