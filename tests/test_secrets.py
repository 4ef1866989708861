"""S8: whole links with stumbles on the way, and then a search for every secret in log, data folder and Discord."""

import base64
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest

from demo import faults
from demo.anilist import JUNO, TSUMUGI
from redaction import RedactingFormatter, Secret
from tests.kit import engine
from tests.kit.cases import each
from tests.kit.home import everything
from tests.kit.linking import wrong
from tests.kit.world import Answer, World, address, open_world


class Log(logging.Handler):
    """Keeps every line as the admin would see it."""

    def __init__(self, formatter: logging.Formatter) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(formatter)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def log() -> Iterator[Log]:
    """The root's, at DEBUG: all that any logger says."""
    root, log = logging.getLogger(), Log(RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    level = root.level
    root.addHandler(log)
    root.setLevel(logging.DEBUG)
    yield log
    root.setLevel(level)
    root.removeHandler(log)


def disguises(secret: str) -> set[str]:
    """The ways in which a secret could lie around: as it is, url-encoded, in hex, in base64 at any offset."""
    raw = secret.encode()
    encoded = [base64.b64encode(bytes(offset) + raw).decode()[offset and offset + 1 : -4] for offset in range(3)]
    plain = {secret, quote(secret, safe=""), raw.hex(), raw.hex().upper(), *encoded}
    return plain | {one.replace("+", "-").replace("/", "_") for one in encoded}


@each("around", [lambda x: x, lambda x: f"a{x}", lambda x: f"ab{x}b", lambda x: f"abc{x}"])
def test_the_search_sees_through_disguises(around: Any) -> None:
    secret = "canary?>of/this~test"
    text = around(secret).encode()
    for hidden in (
        text.decode(),
        quote(text, safe=""),
        text.hex(),
        base64.b64encode(text).decode(),
        base64.urlsafe_b64encode(text).decode(),
    ):
        assert hits({"canary": secret}, f"before {hidden} after") == ["canary"]


def hits(secrets: dict[str, str], text: str) -> list[str]:
    return [name for name, secret in secrets.items() if any(one in text for one in disguises(secret))]


def contents(folder: Path) -> dict[str, str]:
    return {file.name: file.read_bytes().decode("latin-1") for file in folder.rglob("*") if file.is_file()}


class Flow:
    """Two people link, and every secret that comes up is kept."""

    def __init__(self, world: World) -> None:
        self.world = world
        settings = world.settings
        self.secrets = {"bot token": settings.discord_token.reveal()}
        self.secrets["key"] = settings.secret_key_file.read_text().strip()
        for name in ("anilist_client_secret", "discord_client_secret"):
            if secret := getattr(settings, name):
                self.secrets[name] = secret.reveal()

    async def go(self) -> None:
        for name, person in (("aoi", TSUMUGI), ("ren", JUNO)):
            await self.world.slash(name, "link")
            back = await self.world.approve(address(self.world.dms(name)[-1], "Approve on AniList"), person)
            self.keep(name, {key: back[key] for key in ("access_token", "code", "state") if key in back})
            if "state" in back:
                await self.link(name, back)
            else:
                await self.world.enter_code(name, self.keep(name, {"wrong": "def50200" + "0" * 40}))
                await self.world.enter_code(name, back["code"])
            token = await self.world.bot.store.links.token(self.world.users[name].id)
            assert token
            self.keep(name, {"stored": token.reveal()})
            await self.world.slash(name, "account")

    async def link(self, name: str, back: dict[str, str]) -> None:
        """Link; at first AniList is down, and the first proof is wrong."""
        grant = {"code": back["code"]} if "code" in back else {"token": back["access_token"]}
        asked_first = None if "code" in back else "Viewer"  # not the lists of who has linked before, in the background
        self.world.stand_in.faults.arm(faults.html(), operation=asked_first)
        assert (await self.world.post("/link", state=back["state"], **grant)).status == 503
        answer = await self.world.post("/link", state=back["state"], **grant)
        if "next" in answer.body:
            await self.sign_in(name, answer)
        else:
            self.keep(name, {"shown code": answer.body["code"], "ticket": answer.body["ticket"]})
            await self.world.enter_code(name, wrong(Secret(answer.body["code"])).reveal())
            await self.world.enter_code(name, answer.body["code"])

    async def sign_in(self, name: str, answer: Answer) -> None:
        user: Any = self.world.users[name]
        back = await self.world.approve(answer.body["next"], user)
        self.keep(name, {"sign-in code": back["code"], "sign-in state": back["state"]})
        cookie = answer.headers["Set-Cookie"].partition(";")[0]
        async with (
            aiohttp.ClientSession(headers={"Cookie": cookie, "Origin": str(self.world.settings.public_url)}) as browser,
            browser.post(f"{self.world.settings.public_url}/discord", json=back) as response,
        ):
            assert response.status == 200

    def keep(self, name: str, secrets: dict[str, str]) -> str:
        """Keep `secrets`; returns the last of them."""
        self.secrets |= {f"{name}'s {what}": secret for what, secret in secrets.items()}
        return list(secrets.values())[-1]


def log_as_discord_does(world: World, secrets: dict[str, str]) -> None:
    """Lines that discord.py writes at DEBUG and that SimCord leaves out: requests, and what people have pasted."""
    for request in world.env.http_requests:
        line = "%s %s with %s has returned %s"
        logging.getLogger("discord.http").debug(line, request.method, request.path, json.dumps(request.json), 200)
    for what, secret in secrets.items():
        if what.endswith("code"):
            field = {"value": secret, "type": 4, "id": 2, "custom_id": "musubi:code"}
            event = {"t": "INTERACTION_CREATE", "d": {"data": {"components": [{"type": 18, "component": field}]}}}
            logging.getLogger("discord.gateway").debug("For Shard ID %s: WebSocket Event: %s", None, event)


@pytest.mark.parametrize(
    "ways",
    [{}, {"with_secret": True}, {"with_sign_in": True}, {"with_secret": True, "has_address": False}],
    ids=["implicit", "code", "sign-in", "pin"],
)
async def test_no_secret_gets_out(tmp_path: Path, log: Log, ways: dict[str, Any]) -> None:
    async with open_world(tmp_path, **ways) as world:
        flow = Flow(world)
        await flow.go()
        log_as_discord_does(world, flow.secrets)
        said = [repr(request) for request in world.env.http_requests]
        assert hits(flow.secrets, repr(await everything(world.bot.store.database))) == []
    assert len(flow.secrets) >= 6
    logged = "\n".join(log.lines)
    assert "DEBUG discord.client: Dispatching event interaction" in logged
    assert "web.access: POST /link 200" in logged or not ways.get("has_address", True)
    assert hits(flow.secrets, logged) == []
    kept = contents(world.settings.data_dir)
    assert kept.keys() == {"musubi.lock"} if engine.is_postgresql() else {"musubi.db", "musubi.lock"}
    assert {name: hits(flow.secrets, text) for name, text in kept.items()} == {name: [] for name in kept}
    # The state's one place in Discord is the address on the card.
    states = "|".join(secret for what, secret in flow.secrets.items() if what.endswith("'s state"))
    in_address = re.compile(rf"&state=({states})'")
    assert [hits(flow.secrets, in_address.sub("'", request)) for request in said] == [[]] * len(said)
