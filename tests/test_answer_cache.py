"""AniList's public answers in the cache: how long they are fresh, when old ones serve, and which are none."""

from collections.abc import AsyncGenerator

import msgspec
import pytest
import pytest_asyncio

from anilist import NotFound, RateLimited, Unavailable
from library.answer_cache import DAY, AnswerCache, AnswerKind
from store import CachedAnswer, Store, cached_answers
from tests.kit.home import START, Clock, Home


class Tale(msgspec.Struct, frozen=True):
    words: list[str]


class Other(msgspec.Struct, frozen=True):
    pages: int


TALES = AnswerKind("tale", Tale, seconds=60, stays=2 * DAY)


class Teller:
    """A source that counts how often it was asked; it answers with that number, or raises its `error`."""

    def __init__(self) -> None:
        self.asked = 0
        self.error: Exception | None = None

    async def __call__(self) -> Tale:
        self.asked += 1
        if self.error:
            raise self.error
        return Tale([str(self.asked)])


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture
async def store(home: Home) -> AsyncGenerator[Store]:
    async with home.open() as store:
        yield store


@pytest.fixture
def cache(store: Store, clock: Clock) -> AnswerCache:
    return AnswerCache(store.cached_answers, clock)


async def test_an_answer_is_fetched_once_until_it_is_old(cache: AnswerCache, clock: Clock) -> None:
    teller = Teller()
    for seconds, asked in ((0, 1), (59, 1), (1, 2)):
        clock.now += seconds
        told = await cache.get(TALES, "hare", teller)
        assert (told.value, told.is_unanswered, teller.asked) == (Tale([str(asked)]), False, asked)
        assert told.as_of == (START if asked == 1 else clock.now)
    assert (await cache.get(TALES, "hare", teller, max_age=0)).value == Tale(["3"])
    assert (await cache.get(TALES, "tortoise", teller)).value == Tale(["4"]), "each name has its own"


@pytest.mark.parametrize("error", [Unavailable("away"), RateLimited(5)])
async def test_an_old_answer_serves_while_anilist_does_not(cache: AnswerCache, clock: Clock, error: Exception) -> None:
    teller = Teller()
    await cache.get(TALES, "hare", teller)
    teller.error, clock.now = error, clock.now + DAY
    told = await cache.get(TALES, "hare", teller)
    assert (told.value, told.as_of, told.is_unanswered) == (Tale(["1"]), START, True)
    with pytest.raises(type(error)):
        await cache.get(TALES, "tortoise", teller)
    clock.now += DAY
    with pytest.raises(type(error)):
        await cache.get(TALES, "hare", teller)


async def test_an_error_of_another_kind_is_raised_and_never_cached(cache: AnswerCache, clock: Clock) -> None:
    teller = Teller()
    await cache.get(TALES, "hare", teller)
    teller.error, clock.now = NotFound("gone"), clock.now + 60
    with pytest.raises(NotFound):
        await cache.get(TALES, "hare", teller)
    teller.error = None
    assert (await cache.get(TALES, "hare", teller)).value == Tale(["3"])


async def test_an_answer_in_another_releases_shape_is_none(cache: AnswerCache) -> None:
    await cache.put(AnswerKind("tale", Other, seconds=60), "hare", Other(7), START)
    assert await cache.cached(TALES, "hare") is None
    assert (await cache.get(TALES, "hare", Teller())).value == Tale(["1"])


async def test_a_later_answer_stays(cache: AnswerCache, clock: Clock) -> None:
    clock.now += 10
    await cache.put(TALES, "hare", Tale(["later"]), START + 10)
    await cache.put(TALES, "hare", Tale(["earlier"]), START)
    assert await cache.get(TALES, "hare", Teller()) == await cache.cached(TALES, "hare")
    told = await cache.cached(TALES, "hare")
    assert told is not None
    assert told.value == Tale(["later"])


async def test_answers_survive_a_restart(home: Home, clock: Clock) -> None:
    async with home.open() as store:
        await AnswerCache(store.cached_answers, clock).get(TALES, "hare", Teller())
    async with home.open() as store:
        told = await AnswerCache(store.cached_answers, clock).cached(TALES, "hare")
        assert told is not None
        assert told.value == Tale(["1"])


async def test_what_is_of_no_use_is_deleted_and_of_too_many_the_oldest(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cached_answers, "_MOST_OF_A_KIND", 2)
    answers = store.cached_answers
    for kind, name, asked_at, until in (
        *(("tale", f"{number}", START - number, START + 100) for number in range(4)),
        ("song", "old", START - 50, START + 100),
        ("song", "past", START, START),
    ):
        await answers.put(kind, name, CachedAnswer("{}", asked_at), until=until)
    await answers.expire(START)
    rows = await store.database.all("SELECT kind, name FROM cached_answers ORDER BY kind, name")
    assert [(row["kind"], row["name"]) for row in rows] == [("song", "old"), ("tale", "0"), ("tale", "1")]
