"""What one process changes, others know within moments: stores on one PostgreSQL, each with a memory of its own."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from pathlib import Path
from typing import cast

import aiohttp
import msgspec
import pytest

from anilist import AniList
from library.crowd import CrowdCache
from library.opening import LibraryParts, open_library
from library.titles.index import TitleIndex
from store import GoneTitle, GuildSettings, Link, Store, Unwritable, open_store, postgresql
from store.postgresql_driver import PostgreSQLStatements
from store.signals import Topic
from tests.kit import engine
from tests.kit.home import START, a_link, a_token, discord_id, fill
from tests.kit.postgresql import END_LISTENING
from tests.kit.shelf import a_title, an_entry

ONE, TWO = discord_id(1), discord_id(2)
HERE, THERE = 77, 78

Process = Callable[[], Awaitable[Store]]


@pytest.fixture
async def process(tmp_path: Path) -> AsyncGenerator[Process]:
    """Opens the store of another process each time."""
    url, numbers, key_file = engine.new_database(), count(), tmp_path / "musubi.key"

    async def opened() -> Store:
        folder = tmp_path / f"data{next(numbers)}"
        opening = open_store(folder, key_file=key_file, database_url=url, now=lambda: START)
        return await stack.enter_async_context(opening)

    async with AsyncExitStack() as stack:
        yield opened


@pytest.fixture
async def ours(process: Process) -> Store:
    return await process()


@pytest.fixture
async def theirs(ours: Store, process: Process) -> Store:
    return await process()


class Ear:
    """Hears what a process has taken into its memory; None is everything."""

    def __init__(self, store: Store, topic: Topic) -> None:
        self.heard = asyncio.Queue[int | None]()
        (subscription,) = (one for one in store.signals._subscriptions if one.topic == topic)
        self._subscriber = subscription._subscriber
        subscription._subscriber = self._hear

    async def _hear(self, key: int | None) -> None:
        await self._subscriber(key)
        await self.heard.put(key)

    async def next(self) -> int | None:
        return await asyncio.wait_for(self.heard.get(), 60)


async def listening(store: Store, topic: Topic) -> Ear:
    """An ear of a process that was just opened."""
    ear = Ear(store, topic)
    assert await ear.next() is None, "it looks at everything once it listens"
    return ear


async def test_a_servers_settings_are_heard(ours: Store, theirs: Store) -> None:
    ear = await listening(theirs, "guilds")
    await ours.guilds.put(HERE, GuildSettings(allows_adult=False, language="fr"))
    assert await ear.next() == HERE
    assert (theirs.guilds.allows_adult(HERE), theirs.guilds.language(HERE)) == (False, "fr")
    assert (theirs.guilds.allows_adult(THERE), theirs.guilds.language(THERE)) == (True, None)
    await theirs.guilds.put(HERE, GuildSettings(language="pl"))
    for end in (ours.guilds.reset, ours.guilds.forget):
        await ours.guilds.put(HERE, GuildSettings(allows_adult=False, language="ja"))
        assert await ear.next() == HERE
        assert not theirs.guilds.allows_adult(HERE)
        await end(HERE)
        assert await ear.next() == HERE
        assert (theirs.guilds.allows_adult(HERE), theirs.guilds.language(HERE)) == (True, None)
    assert ear.heard.empty(), "each change is heard once, and one's own is not"


async def test_a_persons_language_is_heard_and_its_end_too(ours: Store, theirs: Store) -> None:
    ear = await listening(theirs, "languages")
    await fill(ours, 2)
    for language in ("ja", "pl"):
        await ours.languages.choose(ONE, language)
        assert await ear.next() == ONE
        assert theirs.languages.chosen(ONE) == language
    await ours.languages.choose(ONE, None)
    assert await ear.next() == ONE
    assert theirs.languages.chosen(ONE) is None
    for end in (ours.links.delete(ONE), ours.links.save(a_link(2, anilist_id=a_link(1).anilist_id), a_token(2))):
        await ours.links.save(a_link(1), a_token(1))
        await ours.languages.choose(ONE, "fr")
        assert await ear.next() == ONE
        assert theirs.languages.chosen(ONE) == "fr"
        await end
        assert await ear.next() == ONE
        assert theirs.languages.chosen(ONE) is None, "nothing is remembered of who has unlinked"
    assert ear.heard.empty()


async def test_the_language_of_somebodys_discord_is_what_was_heard_last_anywhere(ours: Store, theirs: Store) -> None:
    ear = await listening(theirs, "languages")
    await fill(ours, 1)
    await theirs.languages.hear(ONE, "de")
    await ours.languages.hear(ONE, "fr")
    assert await ear.next() == ONE
    await theirs.languages.hear(ONE, "de")
    assert await ours.languages.for_messages(ONE) == "de"
    assert ear.heard.empty()


async def test_what_is_not_committed_is_not_heard(ours: Store, theirs: Store) -> None:
    ear = await listening(theirs, "guilds")
    with pytest.raises(ZeroDivisionError):
        async with ours.guilds._changing(HERE):
            _ = 1 / 0
    assert ours.guilds.language(HERE) is None
    await ours.guilds.put(THERE, GuildSettings())
    assert await ear.next() == THERE


async def test_who_hides_is_missing_from_the_next_answer_elsewhere(ours: Store, theirs: Store) -> None:
    await fill(ours, 2)
    for person in (ONE, TWO):
        await ours.members.record_use(person, HERE, START)
    hiding = (
        (ours.visibility.hide(ONE, HERE), ours.visibility.show(ONE, HERE)),
        (ours.visibility.hide_everywhere(ONE), ours.visibility.show_again(ONE)),
        (ours.members.hide(ONE, HERE, is_hidden=True), ours.members.hide(ONE, HERE, is_hidden=False)),
    )
    for hide, show in hiding:
        assert await theirs.members.shown(HERE) == [ONE, TWO]
        await hide
        assert await theirs.members.shown(HERE) == [TWO]
        assert not await theirs.members.is_shown(ONE, HERE)
        await show
    await ours.guilds.put(HERE, GuildSettings(is_social=False))
    assert not (await theirs.guilds.of(HERE)).is_social


async def test_an_entry_that_became_private_elsewhere_is_in_no_copy(ours: Store, theirs: Store) -> None:
    await fill(ours, 2)
    copies = CrowdCache(theirs.crowd, TitleIndex(), lambda: START)
    public = an_entry(1, private=False, hidden=False)
    for at, change in enumerate(({"private": True}, {"hidden": True}), start=1):
        for person in (ONE, TWO):
            await ours.entries.put(person, public, START + at)
        before = await copies.lists([ONE, TWO])
        assert [len(entries) for entries in before.values()] == [12, 12]
        await ours.entries.put(ONE, msgspec.structs.replace(public, **change), START + at)
        assert await copies.lists([ONE, TWO]) == {ONE: b"", TWO: before[TWO]}
        assert (await copies.lists([TWO]))[TWO] is before[TWO], "and nobody else is read again"


@asynccontextmanager
async def library(store: Store) -> AsyncGenerator[LibraryParts]:
    """A library that asks AniList for nothing."""
    names = ("api_url", "oauth_url", "client_id", "redirect_uri", "referer")
    nobody = cast("aiohttp.ClientSession", None)
    anilist = AniList(nobody, client_secret=None, **dict.fromkeys(names, ""))
    async with open_library(anilist, store, lambda: START) as parts:
        await parts.title_loading.wait()
        yield parts


async def offered(parts: LibraryParts, typed: str, link: Link | None = None) -> list[str]:
    return [choice.label for choice in await parts.finder.suggest(link, typed, None)]


async def test_a_title_that_was_learnt_elsewhere_is_found(ours: Store, theirs: Store) -> None:
    await listening(theirs, "guilds")
    async with library(ours) as here, library(theirs) as there:
        ear = Ear(theirs, "titles")
        steps = (
            (a_title(1, romaji="Kusuriya", english=None), True, "kusuriya", ["Kusuriya · TV 2026"]),
            (a_title(1, romaji="Kusuriya", english="Apothecary"), False, "apothecary", ["Kusuriya · TV 2026"]),
            (a_title(3, romaji="Secretly"), False, "secretly", []),
            (a_title(3, romaji="Secretly"), True, "secretly", ["Secretly · TV 2026"]),
        )
        for title, is_public, typed, labels in steps:
            await here.titles.store([title], is_public=is_public)
            await ear.next()
            assert await offered(there, typed) == labels
        await here.titles.store([a_title(5, romaji="Later")])
        await ear.next()
        await here.titles.publish(5)
        await ear.next()
        assert await offered(there, "later") == ["Later · TV 2026"]


async def test_a_title_that_went_elsewhere_leads_to_its_successor(ours: Store, theirs: Store) -> None:
    await listening(theirs, "guilds")
    async with library(ours) as here, library(theirs) as there:
        ear = Ear(theirs, "gone_titles")
        await here.gone.put(GoneTitle(1, 2, ("Kusuriya",), START), lists_as_of=START)
        await ear.next()
        assert there.gone.current(1) == 2


async def test_whoever_follows_elsewhere_is_told_anew_here(ours: Store, theirs: Store) -> None:
    await listening(theirs, "guilds")
    async with library(ours) as here, library(theirs) as there:
        ear = Ear(theirs, "follows")
        there.followed._answers |= {(ONE, 1, START, 5): 1, (TWO, 2, START, 5): 2}
        await here.followed.changed(ONE)
        assert await ear.next() == ONE
        assert [key[0] for key in there.followed._answers] == [TWO]
        await theirs.signals.look()
        assert await ear.next() is None and there.followed._answers, "each minute would be too often to ask AniList"


async def test_titles_that_are_as_they_were_are_not_read_again(ours: Store, theirs: Store) -> None:
    first, many = await ours.media.latest_news(), [a_title(number) for number in range(1, 4)]
    await ours.media.put(many, is_public=True)
    news, ids = await theirs.media.news(first)
    assert sorted(ids) == [1, 2, 3]
    same = [msgspec.structs.replace(one, popularity=2 * (one.popularity or 0), episodes=99, seen_at=9) for one in many]
    await theirs.media.put(same, is_public=True)
    assert await ours.media.news(news) == (news, [])
    changes = ({"romaji": None}, {"native": "題"}, {"synonyms": ()}, {"is_adult": True}, {"popularity": 10**6})
    for change in changes:
        await theirs.media.put([same[0], same[1], msgspec.structs.replace(same[2], **change)])
        last, news = news, await theirs.media.latest_news()
        assert await ours.media.news(last) == (news, [3]), change
        same[2] = msgspec.structs.replace(same[2], **change)


async def test_what_was_not_heard_is_found_by_the_next_look(
    ours: Store, theirs: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    guilds, languages = Ear(theirs, "guilds"), Ear(theirs, "languages")
    assert (await guilds.next(), await languages.next()) == (None, None), "the look at the beginning is over"
    await fill(ours, 1)
    monkeypatch.setattr(PostgreSQLStatements, "notify", lost)
    async with library(theirs) as there:
        await ours.guilds.put(HERE, GuildSettings(allows_adult=False))
        await ours.languages.choose(ONE, "ja")
        await ours.media.put([a_title(1, romaji="Kusuriya")], is_public=True)
        assert (theirs.guilds.allows_adult(HERE), theirs.languages.chosen(ONE)) == (True, None)
        await theirs.signals.look()
        assert (theirs.guilds.allows_adult(HERE), theirs.languages.chosen(ONE)) == (False, "ja")
        assert await offered(there, "kusuriya") == ["Kusuriya · TV 2026"]


async def lost(_statements: PostgreSQLStatements, _channel: str, _payload: str) -> None:
    """A notification that goes nowhere."""


async def test_after_a_lost_connection_everything_is_read_again(
    ours: Store, theirs: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "_SECONDS_BETWEEN_TRIES", 0)
    ear = await listening(theirs, "guilds")
    await ours.database.execute("INSERT INTO guilds VALUES (:here, 1, 0, 'ROMAJI', NULL)", here=HERE)  # and no signal
    assert theirs.guilds.allows_adult(HERE)
    await ours.database.all(END_LISTENING)
    assert await ear.next() is None
    assert not theirs.guilds.allows_adult(HERE)
    await ours.guilds.put(HERE, GuildSettings())
    assert await ear.next() == HERE
    assert theirs.guilds.allows_adult(HERE)


async def test_nothing_falls_between_the_first_read_and_the_first_signal(ours: Store, process: Process) -> None:
    numbers = count(1)

    async def change() -> int:
        number = next(numbers)
        await ours.guilds.put(number, GuildSettings(allows_adult=False))
        await ours.media.put([a_title(number)], is_public=True)
        return number

    async def change_on() -> None:
        while not is_over:
            await change()

    for _ in range(3):
        is_over = False
        changing = asyncio.create_task(change_on())
        begun = await process()
        async with library(begun) as parts:
            await begun.guilds.load()
            is_over = True
            await changing
            guilds, titles, last = Ear(begun, "guilds"), Ear(begun, "titles"), await change()
            while last not in begun.guilds._chosen:
                await guilds.next()
            while last not in parts.titles._catalogue:
                await titles.next()
            assert begun.guilds._chosen.keys() == set(range(1, last + 1))
            assert len(parts.titles._catalogue.public) == last


async def test_what_is_no_signal_is_a_look(ours: Store, theirs: Store) -> None:
    ear = await listening(theirs, "guilds")
    for payload in (
        *("", "guilds", "[]", "\N{SNOWMAN}" * 900, '{"more": ' + "[" * 7900),
        *(f'{{"sender": "a", "topic": "guilds", "key": {key}}}' for key in ('"b"', 2**63, -(10**400))),
    ):
        async with ours.database.transaction() as transaction:
            await transaction.execute("INSERT INTO guilds VALUES (:here, 1, 0, 'ROMAJI', NULL)", here=HERE)
            await transaction.notify("musubi", payload)
        assert await ear.next() is None
        assert not theirs.guilds.allows_adult(HERE)
        await ours.guilds.reset(HERE)
        assert await ear.next() == HERE
    for payload in ('{"sender": "a", "topic": "of a later release"}', '{"sender": "a", "topic": "guilds", "more": 1}'):
        async with ours.database.transaction() as transaction:
            await transaction.notify("musubi", payload)
    assert await ear.next() is None
    assert ear.heard.empty()


async def test_no_subscriber_waits_for_another(ours: Store, theirs: Store) -> None:
    is_told = asyncio.Event()
    theirs.signals.subscribe("titles", lambda _: is_told.wait())
    ear = await listening(theirs, "guilds")
    await ours.media.put([a_title(1)])
    await ours.guilds.put(HERE, GuildSettings(allows_adult=False))
    assert await ear.next() == HERE
    assert not is_told.is_set()
    is_told.set()


async def test_an_error_ends_no_listening(ours: Store, theirs: Store, caplog: pytest.LogCaptureFixture) -> None:
    faults, is_told = [Unwritable("the disk is full"), ZeroDivisionError()], asyncio.Event()

    async def fail(_key: int | None) -> None:
        if faults:
            raise faults.pop()
        is_told.set()

    theirs.signals.subscribe("titles", fail)
    while not is_told.is_set():
        await ours.media.put([a_title(1)])
    assert {type(one.exc_info) for one in caplog.records} == {type(None), tuple}
    assert all("another process has changed" in message for message in caplog.messages)
