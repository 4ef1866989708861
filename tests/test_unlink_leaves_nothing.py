"""After /unlink, and the next scrub, there is no byte of the person in the database, its log and its index."""

import random
from pathlib import Path

import pytest

from redaction import Secret
from tests.kit.home import LIMIT, Home, a_link, everything, sqlite
from tests.kit.traces import Person, move_in, varint


def left(files: dict[Path, bytes], person: Person, sealed: bytes) -> list[tuple[str, bytes]]:
    return [(path.name, trace) for path, text in files.items() for trace in person.traces(sealed) if trace in text]


def batched(people: list[Person], size: int) -> list[list[Person]]:
    return [people[at : at + size] for at in range(0, len(people), size)]


@pytest.mark.parametrize("people", [45, pytest.param(400, marks=pytest.mark.long)])
async def test_unlinking_leaves_no_trace(tmp_path: Path, people: int) -> None:
    home = Home(tmp_path)
    chance = random.Random(people)
    async with home.open() as store:
        everybody = [Person(chance) for _ in range(people)]
        sealed = {person.discord_id: await move_in(store, person) for person in everybody}
        assert len({name for name, _ in left(home.files(), everybody[-1], sealed[everybody[-1].discord_id])}) > 0
        chance.shuffle(everybody)
        for leaving in batched(everybody[: people // 3], 10):
            for person in leaving:
                await store.links.delete(person.discord_id)
            await store.scrubs.round()
            files = home.files()
            assert [left(files, person, sealed[person.discord_id]) for person in leaving] == [[]] * len(leaving)
        assert await store.links.count() == people - people // 3
        assert (await store.members.hidden_by_admins(77)).count == people, (
            "who is hidden stays so, and is nobody that can be named"
        )
        await sqlite(store).verify()
        for person in everybody[people // 3 :]:
            assert await store.links.token(person.discord_id) == person.token


async def test_every_trace_that_is_looked_for_was_there(tmp_path: Path) -> None:
    home = Home(tmp_path)
    person = Person(random.Random(0))
    async with home.open() as store:
        sealed = await move_in(store, person)
        everywhere = b"".join(home.files().values())
        missing = [trace for trace in person.traces(sealed) if trace not in everywhere]
    token = person.token.reveal().encode()
    rows = {varint(person.discord_id), varint(person.change_id)}
    spellings = {way for n in person.numbers for way in (str(n).encode(), varint(n))} - rows
    assert {trace for trace in missing if trace not in token} <= spellings
    assert len(varint(person.discord_id)) == 9 and varint(300) == b"\x82\x2c" and varint(127) == b"\x7f"


async def test_an_attempt_alone_goes_too(tmp_path: Path) -> None:
    home = Home(tmp_path)
    person = Person(random.Random(0))
    async with home.open() as store:
        before = await everything(store.database)
        await store.attempts.begin(person.attempt, **LIMIT)
        assert await store.links.delete(person.discord_id) is None
        await store.scrubs.round()
        assert await everything(store.database) | {"link_starts": []} == before
        assert left(home.files(), person, b"") == []


async def test_whoever_is_displaced_leaves_nothing_either(tmp_path: Path) -> None:
    home = Home(tmp_path)
    old, new = Person(random.Random(1)), Person(random.Random(2))
    async with home.open() as store:
        sealed = await move_in(store, old)
        new.anilist_id = old.anilist_id
        await store.links.save(new.link, new.token)
        await store.scrubs.round()
        assert {trace for _, trace in left(home.files(), old, sealed)} <= set(new.traces(b""))


async def test_the_token_before_a_new_one_is_gone(tmp_path: Path) -> None:
    home = Home(tmp_path)
    person = Person(random.Random(1))
    async with home.open() as store:
        sealed = await move_in(store, person)
        await store.links.save(person.link, Secret("short"))
        await store.scrubs.round()
        parts = [sealed[at : at + 16] for at in range(0, len(sealed) - 16, 16)]
        assert [path for path, text in home.files().items() if any(part in text for part in parts)] == []


async def test_the_lists_of_the_account_before_are_gone(tmp_path: Path) -> None:
    home = Home(tmp_path)
    old, new = Person(random.Random(1)), Person(random.Random(2))
    async with home.open() as store:
        sealed = await move_in(store, old)
        await store.links.save(a_link(discord_id=old.discord_id, anilist_id=new.anilist_id), new.token)
        numbers = [old.change_id, old.entry_id, old.media_id]
        kept = {old.words["notes"].encode(), old.words["shelf"].encode(), old.words["mark"].encode()}
        kept |= {trace for n in numbers for trace in (str(n).encode(), n.to_bytes(8, "big"), varint(n))}
        await store.scrubs.round()
        assert kept & {trace for _, trace in left(home.files(), old, sealed)} == set()
