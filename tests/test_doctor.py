"""doctor: what each check finds, well and not well, and what the subcommand makes of it."""

import re
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest
from aiohttp import web

from admin.checks import Finding, findings
from config import Settings, from_texts
from demo import faults
from demo.anilist import StandIn
from demo.serving import serving
from redaction import Secret
from store import open_store
from tests.kit.processes import NOWHERE, outcome_of, running, texts
from tests.kit.services import TOKEN, Discord

WRONG_TOKEN = TOKEN.replace("a", "x")
CHECKS = ("discord", "anilist", "client", "store", "address")


class Patient:
    """Settings that are all right, until a test makes one of them wrong; Musubi itself is not running."""

    def __init__(self, folder: Path, discord: Discord, anilist: StandIn) -> None:
        self.folder = folder
        self.discord = discord
        self.anilist = anilist
        self.settings = from_texts(
            self.texts(DATA_DIR=str(folder / "data"), SECRET_KEY_FILE=str(folder / "musubi.key"))
        )
        anilist.app.redirect_uri = self.settings.redirect_uri

    def texts(self, **settings: str) -> dict[str, str]:
        services = {"ANILIST_API_URL": self.anilist.api_url, "ANILIST_OAUTH_URL": self.anilist.oauth_url}
        return texts(**services, DISCORD_API_URL=self.discord.api_url, **settings)

    async def found(self, **changes: Any) -> dict[str, Finding]:
        """The findings by what was checked."""
        settings: Settings = msgspec.structs.replace(self.settings, **changes)
        async with aiohttp.ClientSession() as session:
            return dict(zip(CHECKS, await findings(session, settings), strict=False))

    async def make_data(self) -> None:
        async with open_store(self.settings.data_dir, key_file=self.settings.secret_key_file):
            pass


@pytest.fixture
async def patient(tmp_path: Path) -> AsyncIterator[Patient]:
    anilist = StandIn(per_minute=None)
    async with Discord().serve() as discord, anilist.serve():
        yield Patient(tmp_path, discord, anilist)


async def test_what_is_well(patient: Patient) -> None:
    found = await patient.found()
    address = found.pop("address")
    assert not address.is_well  # nobody serves it here
    assert found == {
        "discord": Finding("Discord knows the bot as Musubi", is_well=True),
        "anilist": Finding("AniList answers", is_well=True),
        "client": Finding("AniList knows client 14200", is_well=True),
        "store": Finding(f"There is no data in {patient.folder}/data yet: the first start makes it", is_well=True),
    }
    assert list(patient.folder.iterdir()) == []


async def test_a_wrong_token(patient: Patient) -> None:
    found = await patient.found(discord_token=Secret(WRONG_TOKEN))
    assert found["discord"].text.startswith("Discord does not accept DISCORD_TOKEN: reset it")
    assert not found["discord"].is_well
    assert found["anilist"].is_well and found["client"].is_well


@pytest.mark.parametrize(
    ("status", "sentence"),
    [(503, "Discord answered 503: try again later."), (302, "Discord answered 302: try again later.")],
)
async def test_a_discord_in_trouble(patient: Patient, status: int, sentence: str) -> None:
    patient.discord.status = status
    assert (await patient.found())["discord"] == Finding(sentence)


async def test_a_discord_out_of_reach(patient: Patient) -> None:
    finding = (await patient.found(discord_api_url=NOWHERE))["discord"]
    assert finding == Finding("Discord can't be reached: check this machine's network, then try again.")


async def test_interactions_that_go_elsewhere(patient: Patient) -> None:
    patient.discord.application["interactions_endpoint_url"] = "https://elsewhere.example/interactions"
    finding = (await patient.found())["discord"]
    assert finding.text == "Discord sends interactions to https://elsewhere.example/interactions, not to this bot"
    assert finding.mend.startswith("Empty “Interactions Endpoint URL”")
    assert not finding.is_well


@pytest.mark.parametrize("changes", [{"anilist_client_id": "999"}, {"public_url": "http://localhost:1"}])
async def test_an_unknown_client_or_redirect_url(patient: Patient, changes: dict[str, str]) -> None:
    patient.anilist.app.redirect_uri = "http://localhost:2/callback"
    secret = Secret("secret")
    finding = (await patient.found(anilist_client_secret=secret, **changes))["client"]
    assert not finding.is_well
    settings = msgspec.structs.replace(patient.settings, **changes)
    assert finding.text == (
        f"AniList does not know client {settings.anilist_client_id} with the redirect URL {settings.redirect_uri}"
    )
    assert finding.mend == "Compare both with https://anilist.co/settings/developer, letter by letter."


@pytest.mark.parametrize(
    ("fault", "text", "mend"),
    [
        (faults.disabled(), f"AniList answered 403. It says: “{faults.DISABLED}”", "Try again later"),
        (faults.too_many_requests(retry_after=1), "AniList answers, and asks to slow down", "Wait 1 s."),
        (faults.too_many_requests(retry_after=None), "AniList answers, and asks to slow down", "Wait 60 s."),
        (faults.html(502), "AniList answered 502 with something unreadable.", "Try again later"),
        (faults.half_json, "AniList answered 200 with something unreadable.", "Try again later"),
        (faults.reset_before, "AniList could not be reached (ServerDisconnectedError).", "Try again later"),
    ],
)
async def test_an_anilist_in_trouble(patient: Patient, fault: faults.Fault, text: str, mend: str) -> None:
    patient.anilist.faults.share(fault, 1)
    finding = (await patient.found())["anilist"]
    assert finding.text == text
    assert finding.mend.startswith(mend)
    assert not finding.is_well


async def test_an_anilist_out_of_reach(patient: Patient) -> None:
    found = await patient.found(anilist_api_url=NOWHERE, anilist_oauth_url=NOWHERE)
    assert found["anilist"].text == "AniList could not be reached (ClientConnectorError)."
    assert found["client"] == Finding("AniList could not be reached (ClientConnectorError)")


async def test_an_address_that_leads_elsewhere(patient: Patient) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text="It works!")

    app = web.Application()
    app.add_routes([web.get("/healthz", answer)])
    async with serving(app, 0) as address:
        finding = (await patient.found(public_url=address))["address"]
    assert finding.text == f"{address}/healthz answers 200, and not as Musubi would"
    assert finding.mend.startswith("Is Musubi running, and does your reverse proxy pass")
    assert not finding.is_well


async def test_an_address_where_nobody_answers(patient: Patient) -> None:
    address = patient.settings.public_url
    finding = (await patient.found())["address"]
    assert finding.text == f"{address}/healthz can't be reached (ClientConnectorError)"
    assert finding.mend.startswith(f"Is Musubi running, and does your reverse proxy pass {address} to 127.0.0.1:")
    assert not finding.is_well


async def test_without_an_address_none_is_checked(patient: Patient) -> None:
    assert list(await patient.found(public_url=None)) == ["discord", "anilist", "client", "store"]


async def test_data_that_opens(patient: Patient) -> None:
    await patient.make_data()
    found = (await patient.found())["store"]
    assert found == Finding(f"The data in {patient.folder}/data opens with its key; linked accounts: 0", is_well=True)


async def test_data_in_use(patient: Patient) -> None:
    async with open_store(patient.settings.data_dir, key_file=patient.settings.secret_key_file):
        found = (await patient.found())["store"]
    assert found == Finding(f"The data in {patient.folder}/data is in use: Musubi is running", is_well=True)


async def test_a_lost_key(patient: Patient) -> None:
    await patient.make_data()
    patient.settings.secret_key_file.unlink()
    finding = (await patient.found())["store"]
    assert finding.text.startswith(f"The key file {patient.folder}/musubi.key is missing")
    assert not finding.is_well
    assert not patient.settings.secret_key_file.exists()


async def test_a_key_without_its_data(patient: Patient) -> None:
    await patient.make_data()
    shutil.rmtree(patient.settings.data_dir)
    finding = (await patient.found())["store"]
    assert (
        finding.text
        == f"There is no database in {patient.folder}/data, but its key {patient.folder}/musubi.key is there"
    )
    assert not finding.is_well


async def test_damaged_data(patient: Patient) -> None:
    await patient.make_data()
    with closing(sqlite3.connect(patient.settings.data_dir / "musubi.db", isolation_level=None)) as database:
        database.execute("UPDATE canary SET sealed = zeroblob(40)")
    assert not (await patient.found())["store"].is_well


async def test_all_is_well_beside_a_running_musubi(patient: Patient) -> None:
    given = patient.texts()
    patient.anilist.app.redirect_uri = f"{given['PUBLIC_URL']}/callback"
    async with running(patient.folder, given, patient.discord.url):
        outcome = await outcome_of(patient.folder, given, "doctor")
    assert (outcome.code, outcome.err) == (0, "")
    lines = outcome.out.splitlines()
    assert len(lines) == 6
    assert all(line.startswith("✓ ") for line in lines)
    assert f"{given['PUBLIC_URL']} leads to Musubi" in lines[-1]


async def test_what_is_to_be_mended_gives_exit_code_1_and_no_secret(patient: Patient) -> None:
    secrets = {name: f"canary-of-{name}" for name in ("ANILIST_CLIENT_SECRET", "DISCORD_CLIENT_SECRET")}
    secrets |= {"SECRET_KEY": "A" * 43, "DISCORD_TOKEN": WRONG_TOKEN}
    outcome = await outcome_of(patient.folder, patient.texts(**secrets, LOG_LEVEL="DEBUG"), "doctor")
    assert outcome.code == 1
    assert re.findall(r"^[✓✗]", outcome.out, re.MULTILINE) == ["✓", "✗", "✓", "✗", "✓", "✗"]
    assert "\n  → Compare both with" in outcome.out
    assert not any(secret in outcome.out + outcome.err for secret in secrets.values())
