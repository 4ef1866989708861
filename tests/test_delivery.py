"""Delivery, on a clock that runs ahead: every notice once, none too early, whatever fails and whenever it stops.

Discord is a postbox that knows messages again by their nonces, as Discord does for some minutes.
"""

import itertools
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from library.notify.delivery import Delivery
from store import Airing, AiringStatus, Entry, Media, Reminder, Store
from store.notices import Overdue
from tests.kit.home import DAY, START, Clock, Home, discord_id, fill
from tests.kit.postbox import Killed, Mortal, Postbox, counted
from tests.kit.shelf import a_title
from tests.kit.stage import Driver

HOUR, MINUTE, WEEK = 3600, 60, 7 * 86400


async def airs(store: Store, times: dict[tuple[int, int], int]) -> None:
    """Titles with the episodes that air, and when."""
    ahead: dict[int, list[Airing]] = {}
    for (media_id, episode), at in times.items():
        ahead.setdefault(media_id, []).append(Airing(media_id, episode, at))
    await store.media.put([title(number) for number in ahead])
    standings = [AiringStatus(number, "RELEASING", 24, tuple(episodes)) for number, episodes in ahead.items()]
    await store.airings.update(list(ahead), standings, (), START - DAY)


def title(number: int) -> Media:
    return a_title(number, media_type="ANIME", next_episode=None, next_airing_at=None, episodes=24)


def watched(media_id: int, progress: int = 0, status: str = "CURRENT") -> Entry:
    return Entry(media_id=media_id, entry_id=media_id, media_type="ANIME", status=status, progress=progress)


async def people(store: Store, lists: dict[int, list[Entry]], wants: Callable[[int], Reminder]) -> None:
    await fill(store, len(lists))
    for number, entries in lists.items():
        await store.entries.replace(discord_id(number), "ANIME", entries, START)
        await store.reminders.put(discord_id(number), wants(number))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.mark.parametrize(("titles", "persons"), [(60, 40), pytest.param(500, 1000, marks=pytest.mark.long)])
async def test_a_week_of_airing(tmp_path: Path, clock: Clock, titles: int, persons: int) -> None:
    chance = random.Random(titles)
    async with Home(tmp_path).open(clock) as store:
        times = {
            (number, 5): START + chance.randrange(MINUTE, WEEK - 2 * DAY) // 300 * 300
            for number in range(1, titles + 1)
        }
        await airs(store, times)
        lists = {
            number: [watched(one, 4) for one in chance.sample(range(1, titles + 1), 20)]
            for number in range(1, persons + 1)
        }
        wants = [Reminder(is_on=True), Reminder(is_on=True, hours_later=6), Reminder(is_on=True, digest_hour=20)]
        await people(store, lists, lambda number: wants[number % 3])
        postbox = Postbox(store, clock)
        delivery = Delivery(store.notices, postbox.post, clock)
        await delivery.round()
        for _ in range(WEEK // 300):
            clock.now += 300
            await delivery.round()
        expected = {(discord_id(number), one.media_id, 5) for number, entries in lists.items() for one in entries}
        assert counted(postbox) == Counter(expected)
        for at, (_, media_id, _) in postbox.told:
            assert times[media_id, 5] <= at <= times[media_id, 5] + DAY + 300
        clock.now += 31 * DAY
        await delivery.expire()
        assert await store.database.all("SELECT * FROM notices") == []


async def test_a_round_that_finds_nothing_is_one_statement(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Home(tmp_path).open(clock) as store:
        await airs(store, {(1, 4): START + HOUR})
        await people(store, {1: [watched(1, 3)]}, lambda _: Reminder(is_on=True, hours_later=6))
        postbox, driver = Postbox(store, clock), Driver(monkeypatch)
        rounds = list[int]()
        for clock.now in (START, START + HOUR // 2, START + HOUR, START + 2 * HOUR, START + 7 * HOUR):
            before = driver.asked
            await Delivery(store.notices, postbox.post, clock).round()
            rounds.append(driver.asked - before)
        first, idle, airing, waiting, due = rounds
        least = 3 if store.database.is_shared else 1  # with the begin and the end of its transaction
        assert idle == waiting == least and min(first, airing, due) > least
        assert counted(postbox) == Counter([(discord_id(1), 1, 4)])


TROUBLES = st.sampled_from(["", "", "", "refused", "lost on the way", "lost on the way back", "killed"])


@settings(max_examples=settings().max_examples // 4)
@example([], [True, *[False] * 5, True, True], [61], random.Random(0))
@given(
    troubles=st.lists(TROUBLES, max_size=40),
    deaths=st.lists(st.booleans(), max_size=40),
    pauses=st.lists(st.integers(15, 90), min_size=1, max_size=30),
    chance=st.randoms(use_true_random=False),
)
async def test_once_whatever_fails_and_whenever_it_stops(
    tmp_path_factory: pytest.TempPathFactory,
    troubles: list[str],
    deaths: list[bool],
    pauses: list[int],
    chance: random.Random,
) -> None:
    clock, left, dying = Clock(), iter(troubles), iter(deaths)
    async with Home(tmp_path_factory.mktemp("home")).open(clock) as store:
        times = {(number, episode): START + chance.randrange(1, 26) * 30 for number in (1, 3, 5) for episode in (4, 5)}
        await airs(store, times)
        wants = [Reminder(is_on=True), Reminder(is_on=True, digest_hour=(START // HOUR + 1) % 24, zone="Etc/UTC")]
        await people(
            store, {number: [watched(one, 3) for one in (1, 3, 5)] for number in (1, 2, 3)}, lambda one: wants[one % 2]
        )
        postbox = Postbox(store, clock, lambda: next(left, ""))
        await Delivery(store.notices, postbox.post, clock).round()
        for pause in itertools.cycle(pauses):
            try:
                await Delivery(Mortal(store, lambda: next(dying, False)), postbox.post, clock).round()
            except* Killed:
                pass
            clock.now += pause
            if clock.now >= START + 40 * MINUTE:
                break
        lost = await store.database.all("SELECT discord_id, media_id, episode FROM notices WHERE state = 'lost'")
        unknown = {(row["discord_id"], row["media_id"], row["episode"]) for row in lost}
        expected = {(discord_id(who), *what) for who in (1, 2, 3) for what in times}
        assert counted(postbox) | Counter(unknown) == Counter(expected), "told once, or noted that nobody can know"
        doubts = {"lost on the way", "lost on the way back", "killed"} & set(troubles)
        assert not unknown or doubts or any(deaths), "lost only where nobody could know"
        for at, (_, media_id, episode) in postbox.told:
            assert at >= times[media_id, episode or 0]


async def test_what_was_missed_for_an_hour_is_noted_and_not_told(tmp_path: Path, clock: Clock) -> None:
    async with Home(tmp_path).open(clock) as store:
        await airs(store, {(1, 4): START + MINUTE, (3, 4): START + 3 * HOUR})
        await people(store, {1: [watched(1, 3), watched(3, 3)]}, lambda _: Reminder(is_on=True))
        postbox = Postbox(store, clock)
        await Delivery(store.notices, postbox.post, clock).round()
        clock.now = START + 3 * HOUR + MINUTE
        await Delivery(store.notices, postbox.post, clock).round()
        assert set(counted(postbox)) == {(discord_id(1), 3, 4)}
        assert await store.notices.missed(discord_id(1), START) == 1


async def test_each_notice_is_counted_once_when_its_end_is_known(tmp_path: Path, clock: Clock) -> None:
    async with Home(tmp_path).open(clock) as store:
        await airs(store, {(1, 4): START + MINUTE, (3, 4): START + 20 * MINUTE, (5, 4): START + 3 * HOUR})
        await people(store, {1: [watched(one, 3) for one in (1, 3, 5)]}, lambda _: Reminder(is_on=True))
        troubles = iter(["refused", "", *["lost on the way"] * 9])
        delivery = Delivery(store.notices, Postbox(store, clock, lambda: next(troubles)).post, clock)
        await delivery.round()
        clock.now += 2 * MINUTE
        await delivery.round()  # Discord does not take it
        assert await store.notices.overdue(clock.now + 5) == Overdue(1, MINUTE + 5)
        assert len(delivery.tally.counts) == 10 and not +delivery.tally.counts
        clock.now += 5 * MINUTE
        await delivery.round()
        assert +delivery.tally.counts == {("reminder", "sent"): 1}
        assert delivery.tally.buckets["reminder",] == [0, 0, 0, 1, 0, 0, 0]
        assert delivery.tally.seconds["reminder",] == 6 * MINUTE
        assert await store.notices.overdue(clock.now) == Overdue(0, 0)
        for clock.now in (START + 21 * MINUTE, START + 26 * MINUTE):  # nobody knows whether Discord has it
            await delivery.round()
        await store.entries.replace(discord_id(1), "ANIME", [watched(5, 4)], clock.now)
        clock.now = START + 3 * HOUR + MINUTE
        await delivery.round()
        ends = {("reminder", end): 1 for end in ("sent", "lost", "needless")}
        assert +delivery.tally.counts == ends


async def test_what_may_have_been_taken_is_lost_rather_than_told_twice(tmp_path: Path, clock: Clock) -> None:
    async with Home(tmp_path).open(clock) as store:
        await airs(store, {(1, 4): START + MINUTE})
        await people(store, {1: [watched(1, 3)]}, lambda _: Reminder(is_on=True))
        postbox = Postbox(store, clock, iter(["killed", ""]).__next__)
        await Delivery(store.notices, postbox.post, clock).round()
        clock.now += MINUTE
        with pytest.RaisesGroup(Killed, allow_unwrapped=True):
            await Delivery(Mortal(store, lambda: bool(postbox.told)), postbox.post, clock).round()
        clock.now += 5 * MINUTE
        await Delivery(store.notices, postbox.post, clock).round()
        assert counted(postbox).total() == 1
        assert await store.notices.missed(discord_id(1), START) == 1


async def test_it_is_not_tried_again_when_discord_may_have_forgotten_the_first_try(
    tmp_path: Path, clock: Clock
) -> None:
    async with Home(tmp_path).open(clock) as store:
        await airs(store, {(1, 4): START + MINUTE})
        await people(store, {1: [watched(1, 3)]}, lambda _: Reminder(is_on=True))
        troubles = iter(["lost on the way back", *["lost on the way"] * 3, *[""] * 9])
        postbox = Postbox(store, clock, lambda: next(troubles))
        for _ in range(8):
            await Delivery(store.notices, postbox.post, clock).round()
            clock.now += MINUTE
        assert counted(postbox).total() == 1


async def test_a_failure_that_is_certain_does_not_forget_one_that_is_not(tmp_path: Path, clock: Clock) -> None:
    async with Home(tmp_path).open(clock) as store:
        await airs(store, {(1, 4): START + MINUTE})
        await people(store, {1: [watched(1, 3)]}, lambda _: Reminder(is_on=True))
        troubles = iter(["lost on the way back", *["refused"] * 8, *[""] * 9])
        postbox = Postbox(store, clock, lambda: next(troubles))
        for _ in range(12):
            await Delivery(store.notices, postbox.post, clock).round()
            clock.now += MINUTE // 2
        assert counted(postbox).total() == 1


async def test_what_was_too_late_is_told_when_it_airs_later_after_all(tmp_path: Path, clock: Clock) -> None:
    """Musubi was away when it was delayed, and knew only the old time."""
    async with Home(tmp_path).open(clock) as store:
        await airs(store, {(1, 4): START + MINUTE})
        await people(store, {1: [watched(1, 3)]}, lambda _: Reminder(is_on=True))
        await store.feeds.open(9, 9, "episodes", is_all=False, opened_by=1, at=START)
        await store.feeds.choose(1, 1, is_chosen=True)
        postbox = Postbox(store, clock)
        await Delivery(store.notices, postbox.post, clock).round()
        clock.now = START + 3 * HOUR
        await Delivery(store.notices, postbox.post, clock).round()
        assert counted(postbox).total() == 0
        await airs(store, {(1, 4): START + DAY})
        clock.now = START + DAY + 5 * MINUTE
        await Delivery(store.notices, postbox.post, clock).round()
        assert counted(postbox) == Counter([(discord_id(1), 1, 4), (None, 1, 4)])


async def test_a_letter_that_may_have_been_taken_is_never_taken_apart(tmp_path: Path, clock: Clock) -> None:
    """Its oldest notice is due for an hour before Discord says what became of the letter."""
    async with Home(tmp_path).open(clock) as store:
        await airs(store, {(1, 4): START + MINUTE, (1, 5): START + 50 * MINUTE})
        await people(store, {1: [watched(1, 3)]}, lambda _: Reminder(is_on=False))
        await store.feeds.open(9, 9, "episodes", is_all=False, opened_by=1, at=START)
        await store.feeds.choose(1, 1, is_chosen=True)
        troubles = iter(["refused", "lost on the way back", "lost on the way back"])
        postbox = Postbox(store, clock, lambda: next(troubles, ""))
        await Delivery(store.notices, postbox.post, clock).round()
        for after in (6 * MINUTE, 62 * MINUTE, 63 * MINUTE + 30, 64 * MINUTE, 70 * MINUTE):
            clock.now = START + after
            await Delivery(store.notices, postbox.post, clock).round()
        assert counted(postbox) == Counter({(None, 1, 4): 1, (None, 1, 5): 1})
