"""Tokens that wait for their proof, in rows: sealed, used once, saved once, deleted to the last byte."""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec
import pytest

from redaction import Secret
from store import PendingLink, SealBroken, Store
from tests.kit.home import (
    LIMIT,
    START,
    Clock,
    Home,
    a_link,
    a_pending_link,
    a_token,
    an_attempt,
    discord_id,
    everything,
)

GRANT = Secret("grant-of-the-browser")
PENDING = a_pending_link(an_attempt())
PERSON = PENDING.attempt.discord_id


async def wait(store: Store, pending: PendingLink = PENDING) -> None:
    await store.attempts.begin(pending.attempt, **LIMIT)
    assert await store.pending_links.add(pending, GRANT, most=9) == "added"


async def test_it_is_found_by_all_that_people_bring(home: Home) -> None:
    async with home.open() as store:
        await wait(store)
        rows, known = store.pending_links, PENDING.attempt.state_hash
        assert [await rows.of(PERSON), await rows.by_sign_in(PENDING.sign_in)] == [PENDING, PENDING]
        assert await rows.by_grant(known, GRANT) == PENDING
        assert await rows.waits_for(PERSON) and await rows.waits_of(known)
        assert await rows.progress(PENDING.ticket) == "waiting"
        other = Secret("another")
        assert [await rows.of(1), await rows.by_sign_in(other), await rows.by_grant(known, other)] == [None] * 3
        assert await rows.by_grant(b"another", GRANT) is None
        assert not await rows.waits_for(1) and not await rows.waits_of(b"another")
        assert await rows.progress(other) == "ended"


async def test_nothing_of_it_can_be_read(home: Home) -> None:
    secret = (GRANT, PENDING.token, PENDING.code, PENDING.ticket, PENDING.sign_in, Secret(PENDING.link.name))
    async with home.open() as store:
        await wait(store)
        texts = [*home.files().values(), repr(await everything(store.database)).encode()]
        assert [one for one in secret if any(one.reveal().encode() in text for text in texts)] == []
        assert str(PENDING.token.reveal()) not in str(await store.personal_data.everything(PERSON))


async def test_it_is_its_persons_alone(home: Home) -> None:
    async with home.open() as store:
        await wait(store)
        await wait(store, a_pending_link(an_attempt(2, person=2)))
        (one, two) = [row["sealed"] for row in await store.database.all("SELECT sealed FROM pending_links")]
        swap = "UPDATE pending_links SET sealed = CASE WHEN sealed = :one THEN :two ELSE :one END"
        await store.database.execute(swap, one=one, two=two)
        for person in (PERSON, discord_id(2)):
            with pytest.raises(SealBroken):
                await store.pending_links.of(person)


async def test_an_attempt_is_used_once(home: Home) -> None:
    async with home.open() as store:
        await wait(store)
        another = msgspec.structs.replace(PENDING, ticket=Secret("2"), sign_in=Secret("3"))
        assert await store.pending_links.add(another, GRANT, most=9) == "attempt has ended"
        assert await store.attempts.end(PENDING.attempt.state_hash) is None
        assert await store.pending_links.of(PERSON) == PENDING


async def test_without_room_the_attempt_stays_live(home: Home) -> None:
    clock = Clock()
    async with home.open(clock) as store:
        await wait(store)
        late = an_attempt(2, person=2, expires_at=START + 9999)
        await store.attempts.begin(late, **LIMIT)
        assert await store.pending_links.add(a_pending_link(late), GRANT, most=1) == "no room"
        assert await store.attempts.live(late.state_hash) == late
        clock.now = PENDING.expires_at
        assert await store.pending_links.add(a_pending_link(late), GRANT, most=1) == "added"


async def begin_anew(store: Store) -> None:
    await store.attempts.begin(an_attempt(2), **LIMIT)


async def end(store: Store) -> None:
    assert await store.attempts.end_used(PENDING.attempt)
    assert not await store.attempts.end_used(PENDING.attempt)


async def type_wrong_codes(store: Store) -> None:
    assert await store.attempts.count_wrong(PENDING.attempt.state_hash, most=1) == 0


async def unlink(store: Store) -> None:
    await store.links.delete(PERSON)


async def be_displaced(store: Store) -> None:
    await store.links.save(a_link(1), a_token())
    await store.links.save(a_link(2, anilist_id=a_link(1).anilist_id), a_token(2))


async def expire(store: Store) -> None:
    await store.database.execute("UPDATE pending_links SET expires_at = :now", now=store.now())
    await store.pending_links.expire()


@pytest.mark.parametrize("way", [begin_anew, end, type_wrong_codes, unlink, be_displaced, expire])
async def test_however_it_ends_no_byte_stays(home: Home, way: Callable[[Store], Awaitable[None]]) -> None:
    async with home.open() as store:
        await wait(store)
        (row,) = await store.database.all("SELECT sealed FROM pending_links")
        parts = [row["sealed"][at : at + 16] for at in range(0, len(row["sealed"]) - 16, 16)]
        await way(store)
        assert await store.pending_links.of(PERSON) is None
        assert await store.pending_links.progress(PENDING.ticket) == "ended"
        await store.scrubs.round()
        assert [path for path, text in home.files().items() if any(part in text for part in parts)] == []


async def test_of_many_at_once_one_saves_it_and_the_page_is_told(home: Home) -> None:
    clock = Clock()
    async with home.open(clock) as store:
        await wait(store)
        until = START + 60
        saved = await asyncio.gather(
            *(store.pending_links.save(PENDING, PENDING.link, told_until=until) for _ in range(9))
        )
        assert [one is None for one in saved].count(False) == 1
        assert await store.links.token(PERSON) == PENDING.token
        assert await store.pending_links.of(PERSON) is None
        assert await store.attempts.count_wrong(PENDING.attempt.state_hash, most=5) is None
        clock.now = until - 1
        await store.pending_links.expire()
        assert await store.pending_links.progress(PENDING.ticket) == "linked"
        clock.now = until
        assert await store.pending_links.progress(PENDING.ticket) == "ended"
        await store.pending_links.expire()
        assert await store.database.all("SELECT 1 FROM pending_links") == []


async def test_what_is_told_outlives_the_next_attempt(home: Home) -> None:
    async with home.open() as store:
        await wait(store)
        await store.pending_links.save(PENDING, PENDING.link, told_until=START + 60)
        await wait(store, a_pending_link(an_attempt(2), ticket=Secret("2"), sign_in=Secret("3")))
        assert await store.pending_links.progress(PENDING.ticket) == "linked"
        assert await store.pending_links.progress(Secret("2")) == "waiting"


async def test_a_token_that_needs_no_proof_uses_its_attempt_up(home: Home) -> None:
    async with home.open() as store:
        attempt = an_attempt()
        await store.attempts.begin(attempt, **LIMIT)
        saved = await asyncio.gather(
            *(store.pending_links.save_at_once(attempt.state_hash, a_link(), a_token()) for _ in range(9))
        )
        assert [one is None for one in saved].count(False) == 1
        assert await store.pending_links.add(PENDING, GRANT, most=9) == "attempt has ended"
