"""Air times through the client, against the stand-in."""

from anilist.airing import AiringNodes, AiringTitle
from anilist.enums import MediaStatus
from anilist.library import NextAiring
from demo.anilist.airing import WEEK
from tests.kit.visitor import Visitor

EUREKA, MADOKA, BEBOP = 103303, 133007, 1  # on air, episode 8 of 13 is next; a film to come; finished


async def test_what_is_ahead_of_several_titles_is_one_request(visitor: Visitor) -> None:
    titles = {title.id: title for title in (await visitor.anilist.airing([EUREKA, MADOKA, BEBOP, 999_999_999])).titles}
    assert {number: (title.status, title.episodes) for number, title in titles.items()} == {
        EUREKA: (MediaStatus.RELEASING, 13),
        MADOKA: (MediaStatus.NOT_YET_RELEASED, 1),
        BEBOP: (MediaStatus.FINISHED, 26),
    }
    assert [(one.episode, one.airing_at) for one in titles[EUREKA].ahead] == [
        (one.episode, one.airing_at) for one in visitor.stand_in.world.airings.of(EUREKA)[7:]
    ]
    assert titles[BEBOP].ahead == []
    assert len(visitor.stand_in.requests) == 1


async def test_the_next_episode_is_among_those_ahead_however_many_there_are(visitor: Visitor) -> None:
    airings, now = visitor.stand_in.world.airings, visitor.clock()
    airings.put_on_air(EUREKA, 1, now + WEEK, last=40)
    airings.move(EUREKA, 40, now + 60)
    (title,) = (await visitor.anilist.airing([EUREKA])).titles
    assert [one.episode for one in title.ahead] == [40, *range(1, 26)]


def test_an_episode_that_anilist_has_twice_airs_when_it_does_first() -> None:
    first, next_week, later = (NextAiring(episode=one, airing_at=at) for one, at in ((5, 60), (5, WEEK), (6, WEEK)))
    nodes = AiringNodes([later, next_week, first, next_week])
    title = AiringTitle(EUREKA, MediaStatus.RELEASING, 13, first, nodes)
    assert title.ahead == [first, later]


async def test_the_schedule_of_some_time_comes_in_its_order_and_page_by_page(visitor: Visitor) -> None:
    now = visitor.clock()
    first = await visitor.anilist.schedule(now - 1, now + WEEK, 1)
    second = await visitor.anilist.schedule(now - 1, now + WEEK, 2)
    assert (len(first.episodes), first.has_next, second.has_next) == (50, True, False)
    episodes = [*first.episodes, *second.episodes]
    times = [one.airing_at for one in episodes]
    assert times == sorted(times) and now <= times[0] and times[-1] < now + WEEK
    assert {one.media.id for one in episodes if one.media} >= {EUREKA, MADOKA}
