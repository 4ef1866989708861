"""The master key: made once, kept apart, refused when it is not safe or not right, and changed without losing a row."""

import base64
import secrets
import shutil
from pathlib import Path

import pytest

from redaction import Secret
from store import KeyMissing, KeyRing, KeyUnusable, KeyWrong, StoreError, Unwritable, files, open_store, rotate
from tests.kit import engine
from tests.kit.home import Home, a_link, a_token, fill, sqlite


def new_key() -> str:
    return secrets.token_urlsafe(32)


def write(file: Path, text: str, mode: int = 0o600) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    file.chmod(mode)


async def filled(home: Home) -> str:
    """Two people are linked; returns the key file's text."""
    async with home.open() as store:
        await fill(store, 2)
    return home.key_file.read_text()


async def refusal(home: Home, key_text: Secret | None = None) -> StoreError:
    """Why the store does not open. Nothing must have changed by asking."""
    before = {path: path.read_bytes() for path in home.root.rglob("*") if path.is_file()}
    with pytest.raises(StoreError) as caught:
        async with home.open(key_text=key_text):
            pass
    after = {path: path.read_bytes() for path in home.root.rglob("*") if path.is_file()}
    assert {path: after[path] for path in before} == before
    assert home.key_file in before or not home.key_file.is_file(), "no key was made"
    return caught.value


async def still_there(home: Home, key_text: Secret | None = None) -> bool:
    async with home.open(key_text=key_text) as store:
        return [await store.links.token(a_link(n).discord_id) for n in (1, 2)] == [a_token(1), a_token(2)]


async def test_the_first_start_makes_a_private_key_and_later_ones_keep_it(home: Home) -> None:
    text = await filled(home)
    assert home.key_file.stat().st_mode & 0o777 == 0o600
    assert home.key_file.parent.stat().st_mode & 0o777 == 0o700
    assert len(base64.urlsafe_b64decode(text.strip() + "=")) == 32
    assert await still_there(home)
    assert home.key_file.read_text() == text


def test_a_key_that_another_process_has_just_made_is_kept(home: Home) -> None:
    write(home.key_file, "theirs")
    with pytest.raises(Unwritable):
        files.create(home.key_file, b"ours")
    assert home.key_file.read_text() == "theirs"


async def test_two_homes_have_two_keys(tmp_path: Path) -> None:
    assert await filled(Home(tmp_path / "one")) != await filled(Home(tmp_path / "two"))


async def test_a_lost_key_is_not_replaced(home: Home) -> None:
    text = await filled(home)
    home.key_file.unlink()
    error = await refusal(home)
    assert isinstance(error, KeyMissing)
    assert "put it back" in str(error)
    write(home.key_file, text)
    assert await still_there(home)


async def test_a_lost_key_is_not_replaced_after_the_last_unlink_either(home: Home) -> None:
    async with home.open():
        pass
    home.key_file.unlink()
    assert isinstance(await refusal(home), KeyMissing)


async def test_tokens_without_a_canary_are_not_given_a_new_one(home: Home) -> None:
    await filled(home)
    async with home.open() as store:
        await store.database.execute("DELETE FROM canary")
    home.key_file.unlink()
    assert "restore a backup" in str(await refusal(home))


async def test_another_key_is_refused(home: Home) -> None:
    text = await filled(home)
    write(home.key_file, new_key())
    error = await refusal(home)
    assert isinstance(error, KeyWrong)
    assert "put it back" in str(error)
    write(home.key_file, text)
    assert await still_there(home)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o620, 0o601])
async def test_a_key_that_others_can_read_is_refused(home: Home, mode: int) -> None:
    await filled(home)
    home.key_file.chmod(mode)
    error = await refusal(home)
    assert isinstance(error, KeyUnusable)
    assert f"chmod 600 {home.key_file}" in str(error)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        secrets.token_urlsafe(31),
        secrets.token_urlsafe(33),
        new_key()[:-1] + "!",
        new_key()[:20] + "é" + new_key()[21:],
        f"{new_key()}\nnonsense",
        "\0" * 43,
    ],
    ids=["empty", "blank", "short", "long", "sign", "letter", "second", "zeros"],
)
@pytest.mark.parametrize("sealed", [True, False])
async def test_a_damaged_key_is_refused(home: Home, text: str, sealed: bool) -> None:
    if sealed:
        await filled(home)
    write(home.key_file, text)
    error = await refusal(home)
    assert isinstance(error, KeyUnusable)
    assert "secrets.token_urlsafe(32)" in str(error)
    assert not text.strip() or text.strip() not in str(error), "the key is not shown"


async def test_a_key_inside_the_data_folder_is_refused(home: Home) -> None:
    home.data.mkdir()
    (home.root / "way").symlink_to(home.data)
    for file in (home.data / "musubi.key", home.data / "keys" / "musubi.key", home.root / "way" / "musubi.key"):
        with pytest.raises(KeyUnusable, match="inside the data folder"):
            async with open_store(home.data, key_file=file):
                pass
        assert not file.exists()


async def test_a_key_that_is_a_folder_is_refused(home: Home) -> None:
    home.key_file.mkdir(parents=True)
    assert isinstance(await refusal(home), KeyUnusable)


async def test_keys_from_the_environment_come_before_the_file(home: Home) -> None:
    key = new_key()
    async with home.open(key_text=Secret(key)) as store:
        await fill(store, 2)
    assert not home.key_file.exists()
    assert await still_there(home, Secret(f" {key}= \n"))
    assert await still_there(home, Secret(f"{new_key()}, {key}"))
    assert isinstance(await refusal(home), KeyMissing)
    assert isinstance(await refusal(home, Secret(new_key())), KeyWrong)
    assert isinstance(await refusal(home, Secret("short")), KeyUnusable)


async def test_what_is_sealed_meanwhile_is_sealed_with_the_newest_key(home: Home) -> None:
    old, new = new_key(), new_key()
    async with home.open(key_text=Secret(old)) as store:
        await store.links.save(a_link(1), a_token(1))
    async with home.open(key_text=Secret(f"{new} {old}")) as store:
        await store.links.save(a_link(2), a_token(2))
    assert isinstance(await refusal(home, Secret(new)), KeyWrong), "the older key is still needed"
    assert await still_there(home, Secret(f"{new} {old}"))


async def rotated(home: Home, key_text: Secret | None = None) -> str:
    return await rotate(home.data, home.key_file, key_text, engine.url_of(home.data))


async def test_rotating_leaves_one_new_key_that_opens_everything(home: Home) -> None:
    old = await filled(home)
    said = await rotated(home)
    assert "2 tokens" in said
    new = home.key_file.read_text()
    assert new != old and len(new.split()) == 1 and new.strip() not in said
    assert home.key_file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in home.key_file.parent.iterdir()] == [home.key_file.name]
    assert await still_there(home)
    write(home.key_file, old)
    assert isinstance(await refusal(home), KeyWrong)


async def test_where_there_is_no_data_the_key_stays(home: Home) -> None:
    """The data may be in another folder, and nothing but this key opens it."""
    async with home.open() as store:
        await fill(store, 1)
    key = home.key_file.read_bytes()
    with pytest.raises(Unwritable, match=r"There is no database in .*elsewhere: set DATA_DIR"):
        await rotate(home.root / "elsewhere", home.key_file)
    assert home.key_file.read_bytes() == key
    assert not (home.root / "elsewhere").exists()


async def test_rotating_needs_the_key_that_there_is(home: Home) -> None:
    await filled(home)
    home.key_file.unlink()
    with pytest.raises(KeyMissing):
        await rotated(home)
    assert not home.key_file.exists()


async def test_rotating_keys_from_the_environment_takes_the_first_one_of_two(home: Home) -> None:
    old, new = new_key(), new_key()
    async with home.open(key_text=Secret(old)) as store:
        await fill(store, 2)
    with pytest.raises(KeyUnusable, match="put a new one and a space before it"):
        await rotated(home, Secret(old))
    assert "2 tokens" in await rotated(home, Secret(f"{new} {old}"))
    assert not home.key_file.exists()
    assert await still_there(home, Secret(new))
    assert isinstance(await refusal(home, Secret(old)), KeyWrong)


def test_each_purpose_has_a_key_of_its_own() -> None:
    one, other = (KeyRing.load(file=Path("none"), text=Secret(new_key()), may_create=False) for _ in range(2))
    derived = {ring.derive(purpose) for ring in (one, other) for purpose in ("state", "seal", "id")}
    assert len(derived) == 6
    assert all(len(key) == 32 for key in derived)
    assert one.derive("state") == one.derive("state")


def test_a_key_ring_does_not_show_its_keys() -> None:
    key = new_key()
    ring = KeyRing.load(file=Path("none"), text=Secret(key), may_create=False)
    shown = f"{ring} {ring!r} {ring.newest_id!r}"
    assert key not in shown
    assert str(base64.urlsafe_b64decode(key + "=")) not in shown


async def test_an_empty_database_beside_a_key_is_said(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    async with home.open() as store:
        sqlite(store)
        await fill(store, 1)
    async with home.open():
        pass
    assert caplog.records == []
    shutil.rmtree(home.data)
    async with home.open():
        pass
    (record,) = caplog.records
    assert str(home.database) in record.getMessage() and str(home.key_file) in record.getMessage()
    assert "run `python bot.py restore FILE`" in record.getMessage()
