"""Our own emojis: drawn as SVG, made into PNG (``make emojis``), uploaded where they have changed."""

import asyncio
import hashlib
import io
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import hdrs, web
from discord.ext import tasks
from PIL import Image, PngImagePlugin

from cards.charts.theme import DARK, LIGHT, contrast
from cards.emojis import FOLDER, PLAIN, drawn, emoji, without_ours
from demo import faults
from tests.kit.application_emojis import LIMIT
from tests.kit.browsers import open_browser
from tests.kit.cases import each
from tests.kit.services import Discord
from tests.kit.wired import Wired, open_wired, until

SIZE = 128  # pixels; Discord shows 22 of them beside text, and 48 alone
DRAWN_FROM = "SVG"  # the text in a PNG that has the hash of its SVG


def svg_hash(name: str) -> str:
    return hashlib.sha256((FOLDER / f"{name}.svg").read_bytes()).hexdigest()


async def make() -> None:
    """Make the PNGs of all SVGs."""
    async with open_browser() as browser:
        page = await browser.new_page(viewport={"width": SIZE, "height": SIZE})
        for name in PLAIN:
            await page.set_content(f"<style>body {{ margin: 0 }}</style>{(FOLDER / f'{name}.svg').read_text()}")
            shot = Image.open(io.BytesIO(await page.screenshot(omit_background=True)))
            note = PngImagePlugin.PngInfo()
            note.add_text(DRAWN_FROM, svg_hash(name))
            shot.quantize(64).save(FOLDER / f"{name}.png", optimize=True, pnginfo=note)


def test_every_sign_is_drawn_and_nothing_else() -> None:
    for kind in ("svg", "png"):
        assert {path.stem for path in FOLDER.glob(f"*.{kind}")} == set(PLAIN)
    assert all(0 < len(one.uploaded_name) <= 32 and len(one.png) < 8_000 for one in drawn())


@each("name", PLAIN)
def test_a_picture_is_the_one_of_its_drawing(name: str) -> None:
    """Else: ``make emojis``."""
    with Image.open(FOLDER / f"{name}.png") as picture:
        assert picture.size == (SIZE, SIZE)
        assert picture.text[DRAWN_FROM] == svg_hash(name)  # pyright: ignore[reportAttributeAccessIssue]


@each("name", PLAIN)
def test_it_stands_out_on_dark_and_on_light(name: str) -> None:
    """A third of its marks has WCAG's contrast of 3 to 1 for pictures, as small as beside text, too."""
    with Image.open(FOLDER / f"{name}.png") as picture:
        small = picture.convert("RGBA").resize((22, 22), Image.Resampling.LANCZOS)
    marks = [bytes(pixel[:3]).hex() for pixel in colours(small) if pixel[3] > 128]
    for theme in (DARK, LIGHT):
        seen = [mark for mark in marks if contrast(f"#{mark}", theme.ground) >= 3]
        assert len(seen) > max(20, len(marks) / 3), theme.ground


def colours(picture: Image.Image) -> list[tuple[int, ...]]:
    pixels = [picture.getpixel((x, y)) for x in range(picture.width) for y in range(picture.height)]
    return [pixel for pixel in pixels if isinstance(pixel, tuple)]


def upload(wired: Wired) -> tasks.Loop[Any]:
    return wired.bot.loops.by_task["upload our emojis"]


def all_are_ours() -> bool:
    return all(emoji(name) != sign for name, sign in PLAIN.items())


@asynccontextmanager
async def started(
    folder: Path, patch: pytest.MonkeyPatch, discord: Discord, is_done: Callable[[], object] = all_are_ours
) -> AsyncGenerator[Wired]:
    """Musubi, when it has uploaded its emojis, or has given up."""
    async with open_wired(folder, patch, discord) as wired:
        await until(lambda: bool(is_done()))
        yield wired


async def test_a_start_uploads_what_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    discord = Discord()
    assert emoji("watching") == PLAIN["watching"]
    async with started(tmp_path, monkeypatch, discord):
        ids = {name: emoji_id for emoji_id, name in discord.emojis.held.items()}
        for one in drawn():
            assert emoji(one.name) == f"<:{one.uploaded_name}:{ids[one.uploaded_name]}>"
    assert emoji("watching") == PLAIN["watching"], "another bot of this process has its own"
    assert len(discord.emojis.uploads) == len(PLAIN)
    async with started(tmp_path, monkeypatch, discord):
        assert without_ours(emoji("watching")) == PLAIN["watching"] != emoji("watching")
    assert len(discord.emojis.uploads) == len(PLAIN)


async def test_a_changed_picture_replaces_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    discord = Discord()
    others = {"watching", "watching_mu", "host_logo", "watching_mu0badc0de", "my_watching_mu01ab23"}
    for name in ("watching_mu0badc0", "gone_mu123456", *others):
        discord.emojis.add(name)
    for one in drawn():
        if one.name != "watching":
            discord.emojis.add(one.uploaded_name)
    async with started(tmp_path, monkeypatch, discord):
        assert {one.split("_")[0] for one in discord.emojis.uploads} == {"watching"}
        await until(lambda: discord.emojis.names == {*others, *(one.uploaded_name for one in drawn())})


@pytest.mark.parametrize("fault", ["no permission", "no such route", "nonsense", "the limit"])
async def test_without_ours_there_are_plain_signs_and_a_line_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    discord = Discord()
    refusals = {"no permission": 403, "no such route": 404}
    if fault == "the limit":
        for number in range(LIMIT - 1):
            discord.emojis.add(f"other_{number}")
    elif fault == "nonsense":
        discord.breaks.append(("GET", "/emojis", faults.html(200)))
    else:
        discord.breaks.append(("POST", "/emojis", refused(refusals[fault])))
    with caplog.at_level(logging.WARNING, "chat.emojis"):
        async with started(tmp_path, monkeypatch, discord, lambda: caplog.records) as wired:
            assert wired.bot.is_ready()
            assert [emoji(name) for name in PLAIN][1:] == list(PLAIN.values())[1:]
            assert (emoji("watching") != PLAIN["watching"]) == (fault == "the limit"), "there was room for one"
    assert [record.name for record in caplog.records] == ["chat.emojis"]


async def test_what_fails_at_a_start_is_done_later_and_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    discord = Discord()
    discord.breaks.append(("GET", "/emojis", refused(403)))
    async with started(tmp_path, monkeypatch, discord, lambda: "plain signs" in caplog.text) as wired:
        assert emoji("watching") == PLAIN["watching"] and not discord.emojis.uploads
        discord.breaks.clear()
        await upload(wired)()
        assert all_are_ours() and len(discord.emojis.uploads) == len(PLAIN)
        discord.emojis.held.clear()
        await upload(wired)()
        assert not discord.emojis.held, "nothing is asked again"


async def test_a_rate_limit_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    discord = Discord()
    discord.breaks.append(("POST", "/emojis", limited))
    async with started(tmp_path, monkeypatch, discord):
        assert len(discord.emojis.uploads) == len(PLAIN) and emoji("watching") != PLAIN["watching"]


async def test_a_slow_upload_delays_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does it hold up an end."""
    discord = Discord()
    discord.breaks.append(("GET", "/emojis", silent))
    async with asyncio.timeout(60), open_wired(tmp_path, monkeypatch, discord) as wired:
        await wired.watched()
        assert not all_are_ours()


async def limited(_request: web.Request, _proceed: object) -> web.Response:
    body = b'{"message": "You are being rate limited.", "retry_after": 0.01, "global": false}'
    return web.Response(body=body, status=429, headers={hdrs.CONTENT_TYPE: "application/json", "Via": "1.1 google"})


async def silent(_request: web.Request, _proceed: object) -> web.Response:
    await asyncio.Event().wait()
    raise AssertionError


def refused(status: int) -> faults.Fault:
    async def answer(_request: web.Request, _proceed: object) -> web.Response:
        return web.json_response({"message": "no", "code": 50013}, status=status)

    return answer


if __name__ == "__main__":
    asyncio.run(make())
