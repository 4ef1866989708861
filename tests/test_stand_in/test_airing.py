"""Episodes air as time passes: weekly, on the world's clock, and otherwise where a test says so."""

from itertools import pairwise

from demo.anilist import StandIn
from demo.anilist.airing import WEEK, ScheduledAiring
from demo.anilist.media import all_media
from tests.kit.cases import each
from tests.kit.stand_in_clients import START, Api, Clock

EUREKA, PIECE, MADOKA = 103303, 21, 133007  # episode 8 of 13 is next; 1126 of nobody knows how many; a film
NEXT = "{ Media(id: %d) { status(version: 2) nextAiringEpisode { episode airingAt timeUntilAiring media { id } } } }"


def first_of(stand_in: StandIn, media_id: int) -> ScheduledAiring:
    airing = stand_in.world.airings.next(media_id)
    assert airing
    return airing


def test_the_recorded_episode_lies_ahead_within_a_week_and_the_others_around_it(stand_in: StandIn) -> None:
    for node in all_media().values():
        if recorded := node["nextAiringEpisode"]:
            airing = first_of(stand_in, node["id"])
            assert airing.episode == recorded["episode"] and START < airing.airing_at <= START + WEEK
            assert (airing.airing_at - recorded["airingAt"]) % WEEK == 0
    episodes = stand_in.world.airings.of(EUREKA)
    assert [one.episode for one in episodes] == list(range(1, 14))
    assert {b.airing_at - a.airing_at for a, b in pairwise(episodes)} == {WEEK}
    assert len({airing.id for airing in stand_in.world.airings.all()}) == len(stand_in.world.airings.all())


async def test_an_episode_airs_and_the_next_one_is_next(api: Api, stand_in: StandIn, clock: Clock) -> None:
    clock.time = first_of(stand_in, EUREKA).airing_at - 1
    media = (await api.ask(NEXT % EUREKA)).body["data"]["Media"]
    assert media["nextAiringEpisode"]["episode"] == 8 and media["nextAiringEpisode"]["timeUntilAiring"] == 1
    assert media["nextAiringEpisode"]["media"]["id"] == EUREKA
    clock.time += 1
    media = (await api.ask(NEXT % EUREKA)).body["data"]["Media"]
    assert media["nextAiringEpisode"]["episode"] == 9 and media["nextAiringEpisode"]["timeUntilAiring"] == WEEK


async def test_a_title_begins_goes_on_and_is_finished(api: Api, stand_in: StandIn, clock: Clock) -> None:
    said: list[tuple[str, bool]] = []
    for media_id, week in ((EUREKA, 5), (EUREKA, 6), (MADOKA, 0), (MADOKA, 1), (PIECE, 500)):
        clock.time = START + week * WEEK
        media = (await api.ask(NEXT % media_id)).body["data"]["Media"]
        said.append((media["status"], media["nextAiringEpisode"] is not None))
    assert said == [
        *[("RELEASING", True), ("FINISHED", False)],
        *[("NOT_YET_RELEASED", True), ("FINISHED", False)],
        ("RELEASING", True),
    ]
    clock.time = START
    found = f"{{ Page {{ media(id_in: [{EUREKA}, {MADOKA}], status: NOT_YET_RELEASED) {{ id }} }} }}"
    assert (await api.ask(found)).body["data"]["Page"]["media"] == [{"id": MADOKA}]


async def test_episodes_are_delayed_moved_and_cancelled(stand_in: StandIn) -> None:
    airings = stand_in.world.airings
    at = {one.episode: one.airing_at for one in airings.of(EUREKA)}
    airings.delay(EUREKA, 9, 3600)
    airings.move(EUREKA, 11, at[11] - 60)
    airings.cancel(EUREKA, 12)
    moved = {one.episode: one.airing_at - at[one.episode] for one in airings.of(EUREKA) if one.episode > 7}
    assert moved == dict(zip((8, 9, 10, 11, 13), (0, 3600, 3600, -60, 3600), strict=True))


@each(
    ("arguments", "episodes"),
    [
        ("sort: EPISODE_DESC, episode_greater: 11", [13, 12]),
        ("sort: TIME, notYetAired: true", [8, 9, 10, 11, 12, 13]),
        ("sort: TIME_DESC, notYetAired: false, episode_not_in: [1, 2, 3]", [7, 6, 5, 4]),
        (f"sort: TIME, airingAt_greater: {START}, airingAt_lesser: {START + 2 * WEEK}", [8, 9]),
        ("episode_in: [3, 40]", [3]),
        ("episode: 3, mediaId_not: 103303", []),
    ],
)
async def test_schedules_are_found(api: Api, arguments: str, episodes: list[int]) -> None:
    answer = await api.ask(
        f"{{ Page {{ airingSchedules(mediaId_in: [{EUREKA}], {arguments}) {{ episode mediaId }} }} }}"
    )
    assert [one["episode"] for one in answer.body["data"]["Page"]["airingSchedules"]] == episodes


async def test_a_page_holds_fifty_of_them(api: Api) -> None:
    ask = "{ Page(page: %d) { pageInfo { hasNextPage } airingSchedules(mediaId: 21) { episode } } }"
    first, last = [(await api.ask(ask % page)).body["data"]["Page"] for page in (1, 23)]
    assert len(first["airingSchedules"]) == 50 and first["pageInfo"]["hasNextPage"]
    assert [one["episode"] for one in last["airingSchedules"]][:2] == [1101, 1102]


async def test_a_titles_own_schedule_has_twenty_five_a_page(api: Api) -> None:
    ask = "{ Media(id: 21) { airingSchedule(notYetAired: %s, page: 2) { nodes { episode } } } }"
    for not_yet, episodes in (("true", []), ("false", list(range(26, 51)))):
        nodes = (await api.ask(ask % not_yet)).body["data"]["Media"]["airingSchedule"]["nodes"]
        assert [one["episode"] for one in nodes] == episodes


async def test_a_test_puts_titles_of_its_own_on_air(api: Api, stand_in: StandIn, clock: Clock) -> None:
    stand_in.world.airings.put_on_air(999_999, 1, START + 5, last=2)
    ask = "{ Page { airingSchedules(mediaId: 999999) { episode airingAt media { id } } } }"
    found = (await api.ask(ask)).body["data"]["Page"]["airingSchedules"]
    assert found == [{"episode": n, "airingAt": START + 5 + (n - 1) * WEEK, "media": None} for n in (1, 2)]
