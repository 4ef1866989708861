"""Tokens at rest: readable nowhere, openable only where they were put, and damage is told."""

import base64
import logging
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from redaction import Secret
from store import KeyRing, KeyWrong, SealBroken, backup, restore, rotate
from store.seal import SealedColumn, seal, unseal
from tests.kit.cases import each
from tests.kit.home import LIMIT, Home, a_link, a_token, an_attempt, fill, sqlite

TOKEN = Secret("canary secret/of+somebody?~ü" * 20)
PLACE = SealedColumn("links", "token", 1, 2)


def a_ring(*letters: str) -> KeyRing:
    text = " ".join(base64.urlsafe_b64encode(letter.encode() * 32).decode() for letter in letters)
    return KeyRing.load(file=Path("none"), text=Secret(text), may_create=False)


def guises(secret: bytes) -> Iterator[bytes]:
    """The ways in which a secret shows in files and logs."""
    yield secret
    yield secret.hex().encode()
    yield secret.hex().upper().encode()
    yield quote(secret, safe="").encode()
    for shift in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            # Whatever stands before the secret shifts its base64; without the ends the middle is the same.
            yield encode(bytes(shift) + secret)[4:-4]


def found(secrets: list[bytes], text: bytes) -> list[bytes]:
    """Which 24 bytes of which guise are in `text`."""
    parts = (guise[at : at + 24] for secret in secrets for guise in guises(secret) for at in range(0, 400, 8))
    return [part for part in parts if len(part) == 24 and part in text]


def test_the_search_finds_what_it_is_for() -> None:
    secret = TOKEN.reveal().encode()
    for guise in guises(secret):
        assert found([secret], b"before" + guise + b"after")
    assert found([secret], base64.b64encode(b"x" + secret))
    assert not found([secret], seal(a_ring("a"), TOKEN, PLACE))


async def test_no_secret_is_in_any_file_or_log(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "aiosqlite")
    async with home.open() as store:
        await store.links.save(a_link(1), TOKEN)
        await store.attempts.begin(an_attempt(), **LIMIT)
        assert await store.links.token(a_link(1).discord_id) == TOKEN
        await store.links.save(a_link(2), a_token(2))
        await sqlite(store).backup(home.data / "backups" / "inside.db")
        await backup(home.data, home.data / "backups" / "outside.db")
        secrets = [TOKEN.reveal().encode(), a_token(2).reveal().encode()]
        secrets.append(base64.urlsafe_b64decode(home.key_file.read_text().strip() + "="))
        files = home.files()
    await rotate(home.data, home.key_file)
    secrets.append(base64.urlsafe_b64decode(home.key_file.read_text().strip() + "="))
    await restore(home.data / "backups" / "inside.db", home.data)
    assert {path.name for path in files} >= {"musubi.db", "musubi.db-wal", "inside.db", "outside.db"}
    assert all(len(secret) >= 32 for secret in secrets)
    for content in [*files.values(), *home.files().values(), caplog.text.encode()]:
        assert found(secrets, content) == []


def test_what_is_sealed_opens_at_its_place() -> None:
    ring = a_ring("a")
    blobs = [seal(ring, TOKEN, PLACE) for _ in range(2)]
    assert [unseal(ring, blob, PLACE) for blob in blobs] == [TOKEN, TOKEN]
    assert blobs[0] != blobs[1], "the nonce is new each time"


@each(
    "place",
    [
        SealedColumn("links", "token", 1, 3),
        SealedColumn("links", "token", 3, 2),
        SealedColumn("links", "token", 12, 0),
        SealedColumn("links", "other", 1, 2),
        SealedColumn("other", "token", 1, 2),
    ],
)
def test_it_opens_nowhere_else(place: SealedColumn) -> None:
    ring = a_ring("a")
    with pytest.raises(SealBroken, match="restore a backup"):
        unseal(ring, seal(ring, TOKEN, PLACE), place)


def test_it_opens_with_its_own_key_only() -> None:
    blob = seal(a_ring("a"), TOKEN, PLACE)
    assert unseal(a_ring("b", "a"), blob, PLACE) == TOKEN
    assert blob[1:9] == a_ring("a", "b").newest_id
    with pytest.raises(KeyWrong):
        unseal(a_ring("b", "c"), blob, PLACE)


def test_every_flipped_bit_is_noticed() -> None:
    ring = a_ring("a")
    blob = seal(ring, Secret("token"), PLACE)
    for bit in range(len(blob) * 8):
        flipped = bytearray(blob)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises((SealBroken, KeyWrong)):
            unseal(ring, bytes(flipped), PLACE)


def test_every_shortening_is_noticed() -> None:
    ring = a_ring("a")
    blob = seal(ring, Secret("token"), PLACE)
    for length in range(len(blob)):
        with pytest.raises((SealBroken, KeyWrong)):
            unseal(ring, blob[:length], PLACE)


async def test_swapped_rows_open_for_neither(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 3)
        one, two = a_link(1).discord_id, a_link(2).discord_id
        tokens = {row["discord_id"]: row["token"] for row in await store.database.all("SELECT * FROM links")}
        for person, other in ((one, two), (two, one)):
            await store.database.execute(
                "UPDATE links SET token = :token WHERE discord_id = :person", token=tokens[other], person=person
            )
        for person in (one, two):
            with pytest.raises(SealBroken):
                await store.links.token(person)
        assert await store.links.token(a_link(3).discord_id) == a_token(3)


@pytest.mark.parametrize("column", ["discord_id", "anilist_id"])
async def test_a_token_does_not_follow_a_row_to_another_account(home: Home, column: str) -> None:
    async with home.open() as store:
        await fill(store, 1)
        changed = a_link(**{column: 99})
        await store.database.execute(f"UPDATE links SET {column} = 99")
        with pytest.raises(SealBroken):
            await store.links.token(changed.discord_id)


async def test_damaged_tokens_harm_nobody_else(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 3)
        await store.database.execute(
            "UPDATE links SET token = :token WHERE discord_id = :person", token=b"\0", person=a_link(1).discord_id
        )
    async with home.open() as store:
        with pytest.raises(SealBroken):
            await store.links.token(a_link(1).discord_id)
        assert await store.links.of(a_link(1).discord_id) == a_link(1)
        assert await store.links.token(a_link(2).discord_id) == a_token(2)
        await store.links.save(a_link(1), a_token(1))
        assert await store.links.token(a_link(1).discord_id) == a_token(1), "linking again mends it"
