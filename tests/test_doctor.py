"""doctor: what each check finds, well and not well, and what the subcommand makes of it."""

import re
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest
from aiohttp import web

from admin import proxy_note
from admin.checks import _found, findings
from admin.feeds import finding as paused_finding
from admin.findings import Finding, well
from admin.machine import check_open_files
from config import Settings, from_texts
from demo import faults
from demo.anilist import StandIn
from demo.serving import serving
from redaction import Secret
from store import Pause, Reminder, due_lists_beside, open_store, paused_feeds_beside
from store.database import Database, unix_time
from tests.kit.home import discord_id, fill
from tests.kit.ports import free_port
from tests.kit.processes import NOWHERE, outcome_of, running, texts
from tests.kit.services import APPLICATION, CLIENT_SECRET, TOKEN, Discord

WRONG_TOKEN = TOKEN.replace("a", "x")
HOUR = 3600
CHECKS = ("discord", "anilist", "client", "store", "address", "copies")


class Patient:
    """Settings that are all right, until a test makes one of them wrong; Musubi itself is not running."""

    def __init__(self, folder: Path, discord: Discord, anilist: StandIn) -> None:
        self.folder = folder
        self.discord = discord
        self.anilist = anilist
        self.settings = from_texts(
            self.texts(DATA_DIR=str(folder / "data"), SECRET_KEY_FILE=str(folder / "musubi.key"))
        )
        self.secret_files: list[Path] = []
        anilist.app.redirect_uri = self.settings.redirect_uri

    def texts(self, **settings: str) -> dict[str, str]:
        services = {"ANILIST_API_URL": self.anilist.api_url, "ANILIST_OAUTH_URL": self.anilist.oauth_url}
        return texts(**services, DISCORD_API_URL=self.discord.api_url, **settings)

    async def found(self, **changes: Any) -> dict[str, Finding]:
        """The first finding by what was checked."""
        return {name: findings[0] for name, findings in (await self.all_found(**changes)).items()}

    async def all_found(self, **changes: Any) -> dict[str, list[Finding]]:
        settings: Settings = msgspec.structs.replace(self.settings, **changes)
        async with aiohttp.ClientSession() as session:
            *of_services, machine = await findings(session, settings, self.secret_files)
        return dict(zip(CHECKS, of_services, strict=False)) | {"machine": machine}

    async def make_data(self) -> None:
        async with open_store(self.settings.data_dir, key_file=self.settings.secret_key_file):
            pass


@pytest.fixture
async def patient(tmp_path: Path) -> AsyncIterator[Patient]:
    anilist = StandIn(per_minute=None)
    async with Discord().serve() as discord, anilist.serve():
        yield Patient(tmp_path, discord, anilist)


async def test_what_is_well(patient: Patient) -> None:
    found = await patient.all_found()
    (address,) = found.pop("address")
    assert not address.is_well  # nobody serves it here
    assert found == {
        "discord": [well("Discord knows the bot as Musubi"), well("The bot can be added by servers and by people")],
        "anilist": [well("AniList answers; of 28 requests a minute 1 are used")],
        "client": [well("AniList knows client 14200")],
        "store": [well(f"There is no data in {patient.folder}/data yet: the first start makes it")],
        "machine": [well("Nobody else on this machine can read files with secrets"), check_open_files()],
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


@pytest.mark.parametrize(("count", "said"), [(0, ", in 0 servers"), (1, ", in 1 server"), (2431, ", in 2,431 servers")])
async def test_how_many_servers_there_are(patient: Patient, count: int, said: str) -> None:
    patient.discord.application["approximate_guild_count"] = count
    assert (await patient.found())["discord"] == well(f"Discord knows the bot as Musubi{said}")


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


async def test_a_minute_of_anilists_that_is_nearly_used_up(patient: Patient) -> None:
    """By this machine's address, whoever has asked: the running Musubi, too."""
    patient.anilist.limit.per_minute = 30
    for _ in range(25):
        patient.anilist.limit.take()
    finding = (await patient.found())["anilist"]
    assert finding.is_well and re.search(r"of 28 requests a minute 2[4-8] are used$", finding.text)
    assert finding.mend.startswith("Members wait for their turn")


async def test_an_anilist_out_of_reach(patient: Patient) -> None:
    found = await patient.found(anilist_api_url=NOWHERE, anilist_oauth_url=NOWHERE)
    assert found["anilist"].text == "AniList could not be reached (ClientConnectorError)."
    assert found["client"] == Finding(
        "Whether AniList knows client 14200 can't be told: AniList could not be reached (ClientConnectorError)"
    )


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


@pytest.mark.parametrize(
    ("application", "begins", "mends"),
    [
        ({"integration_types_config": {}}, "✗ The Installation page", "The next start of Musubi fills it in."),
        ({"bot_public": False}, "✓ Nobody but its owner can add the bot", ""),
        (
            {"bot_require_code_grant": True},
            "✗ Nobody can add the bot",
            f"Switch “Requires OAuth2 Code Grant” off at https://discord.com/developers/applications/{APPLICATION['id']}/bot.",
        ),
        (
            {"integration_types_config": {"1": APPLICATION["integration_types_config"]["1"]}},
            "✓ The bot can be added by people",
            "If they all should: allow Guild Install on the Installation page.",
        ),
    ],
)
async def test_the_installation_page(patient: Patient, application: dict[str, Any], begins: str, mends: str) -> None:
    patient.discord.application |= application
    page = (await patient.all_found())["discord"][1]
    assert f"{'✓' if page.is_well else '✗'} {page.text}".startswith(begins)
    assert page.mend == mends


async def test_the_addresses_that_the_host_enters_at_discord(patient: Patient) -> None:
    changes = {"public_url": "https://localhost:1", "discord_client_secret": Secret("wrong")}
    found = (await patient.all_found(**changes))["discord"][2:]
    assert [finding.is_well for finding in found] == [False, False, False]
    assert found[0].mend.endswith(": https://localhost:1/privacy")
    assert found[1].text == "Discord does not accept DISCORD_CLIENT_SECRET"
    assert found[2].mend.endswith(": https://localhost:1/discord")
    changes["discord_client_secret"] = Secret(CLIENT_SECRET)
    patient.discord.application |= {
        "privacy_policy_url": "https://a.example/\u202ep",
        "redirect_uris": ["https://localhost:1/discord"],
    }
    found = (await patient.all_found(**changes))["discord"][2:]
    assert found == [
        well("The privacy policy is at https://a.example/p"),
        well("Discord accepts DISCORD_CLIENT_SECRET"),
        well("Discord sends browsers back from the sign-in"),
    ]


async def test_a_sign_in_that_can_not_be_checked_costs_no_other_finding(patient: Patient) -> None:
    patient.discord.breaks.append(("POST", "/oauth2/token", faults.html(503)))
    found = (await patient.all_found(discord_client_secret=Secret(CLIENT_SECRET)))["discord"]
    assert found[0] == well("Discord knows the bot as Musubi")
    assert found[-1] == Finding("Discord answered 503 to DISCORD_CLIENT_SECRET: try again later.")


async def test_an_application_told_in_an_odd_way_is_no_outage(patient: Patient) -> None:
    patient.discord.application |= {"integration_types_config": None, "redirect_uris": None, "privacy_policy_url": None}
    assert (await patient.found())["discord"] == well("Discord knows the bot as Musubi")
    patient.discord.application |= {"integration_types_config": 7, "redirect_uris": {}, "bot_public": "yes"}
    known, page = (await patient.all_found())["discord"]
    assert known == well("Discord knows the bot as Musubi")
    assert page.is_well and page.text.startswith("Discord tells nothing that Musubi can read")


async def test_a_proxy_that_is_not_trusted(patient: Patient) -> None:
    """The running Musubi notes it; the doctor finds it by a request of its own, through the proxy."""
    await patient.make_data()
    folder = patient.settings.data_dir
    proxy_note.write(folder, ["192.168.1.7", "172.18.0.1"])
    neighbour, found = (await patient.all_found(trusted_proxies=(ip_network("10.0.0.0/8"),)))["address"][1:]
    assert neighbour.mend == "If your reverse proxy is there: TRUSTED_PROXIES=10.0.0.0/8,192.168.1.7"
    assert found.text.startswith("Requests come through 172.18.0.1, which TRUSTED_PROXIES does not name")
    assert found.mend == "If your reverse proxy is there: TRUSTED_PROXIES=10.0.0.0/8,172.18.0.1"
    proxy_note.write(folder, ["172.18.0.1"])
    found = (await patient.all_found(trusted_proxies=(ip_network("172.16.0.0/12"),)))["address"][1]
    assert found == Finding("TRUSTED_PROXIES has changed since Musubi started", "Restart Musubi.")
    proxy_note.clear(folder)
    assert len((await patient.all_found())["address"]) == 1


async def test_without_an_address_none_is_checked(patient: Patient) -> None:
    assert list(await patient.found(public_url=None)) == ["discord", "anilist", "client", "store", "machine"]


async def test_data_that_opens(patient: Patient) -> None:
    await patient.make_data()
    found = (await patient.found())["store"]
    assert found == Finding(f"The data in {patient.folder}/data opens with its key; linked accounts: 0", is_well=True)


async def test_data_in_use(patient: Patient) -> None:
    async with open_store(patient.settings.data_dir, key_file=patient.settings.secret_key_file):
        found = (await patient.found())["store"]
    assert found == Finding(f"The data in {patient.folder}/data is in use: Musubi is running", is_well=True)


async def test_lists_that_anilists_limit_keeps_from_being_read_once_a_day(patient: Patient) -> None:
    """Also beside a Musubi that runs."""
    async with open_store(patient.settings.data_dir, key_file=patient.settings.secret_key_file) as store:
        await fill(store, 1)
        await store.reminders.put(discord_id(1), Reminder(is_on=True))
        assert len((await patient.all_found())["store"]) == 1
        await copy_link(store.database, 17_640)
        (_, finding) = (await patient.all_found())["store"]
    assert finding.text == (
        "The lists of 17,641 of 17,641 people are older than a day, the oldest 0 hours; "
        "AniList's limit lets Musubi read 17,640 people's a day"
    )
    assert finding.mend.startswith("Nobody can raise that limit: switch members’ lists off in `/settings`")


async def test_lists_that_are_made_up_for_after_a_stop(patient: Patient) -> None:
    async with open_store(patient.settings.data_dir, key_file=patient.settings.secret_key_file) as store:
        await fill(store, 1)
        await store.reminders.put(discord_id(1), Reminder(is_on=True))
        for media_type in ("ANIME", "MANGA"):
            await store.entries.replace(discord_id(1), media_type, [], unix_time() - 30 * HOUR)
        await copy_link(store.database, 800)
    _, finding = (await patient.all_found())["store"]
    assert finding.text.startswith("The lists of 801 of 801 people are older than a day, the oldest 30 hours; ")
    assert finding.mend.startswith("After a stop Musubi makes up for it, in 2 hours or more. If it stays so: Nobody")


async def test_feeds_whose_posts_discord_refuses(patient: Patient) -> None:
    async with open_store(patient.settings.data_dir, key_file=patient.settings.secret_key_file) as store:
        since = unix_time() - 20 * 60
        for channel in range(1, 6):
            feed = await store.feeds.open(77, channel, "episodes", is_all=True, opened_by=1, at=since)
            await store.feed_pauses.put(Pause(feed.id, since + channel, since + 900, 50013))
        (_, found) = (await patient.all_found())["store"]
        paused = await paused_feeds_beside(patient.settings.data_dir)
    assert [one.channel_id for one in paused] == [1, 2, 3, 4, 5] and found.text.endswith("and 2 more")
    said = paused_finding(paused, since + 20 * 60)
    assert "channel 1 of server 77 for 19 minutes (Discord's code 50013); channel 2" in said.text
    assert said.mend == found.mend and "tries again for a day" in said.mend
    assert "for 0 minutes" in paused_finding(paused, since - 60).text, "the clock was put back"


async def test_a_running_musubi_of_an_older_release_tells_no_age(tmp_path: Path) -> None:
    file = tmp_path / "musubi.db"
    with closing(sqlite3.connect(file)) as database:
        database.executescript("CREATE TABLE migrations (number, name, applied_at); CREATE TABLE links (discord_id)")
    async with due_lists_beside(file.parent) as due_lists:
        assert due_lists is None
    assert await paused_feeds_beside(file.parent) == []


async def copy_link(database: Database, times: int) -> None:
    """Other people with the link, the reminders and no list of the first."""
    columns = [row["name"] for row in await database.all("PRAGMA table_info(links)")][2:]
    numbers = "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :times)"
    listed = ", ".join(columns)
    async with database.transaction() as transaction:
        await transaction.execute(
            f"INSERT INTO links (discord_id, anilist_id, {listed}) {numbers} SELECT n, n, {listed} FROM links, numbers",
            times=times,
        )
        await transaction.execute(
            "INSERT INTO reminders (discord_id, is_on, is_all, hours_later, only_caught_up)"
            " SELECT discord_id, 1, 1, 0, 0 FROM links WHERE discord_id <= :times",
            times=times,
        )


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


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"secret_key": Secret("abc")}, "SECRET_KEY must hold keys of 32 bytes"),
        ({"secret_key_file": "data/musubi.key"}, "The key file {folder}/data/musubi.key lies inside the data folder"),
        ({"secret_key_file": "file/musubi.key"}, "{folder}/file can't be written (Not a directory)"),
        ({"data_dir": "file/data"}, "{folder}/file/data can't be written (Not a directory)"),
    ],
)
async def test_what_a_first_start_would_refuse(patient: Patient, wrong: dict[str, Any], text: str) -> None:
    (patient.folder / "file").touch()
    wrong = {name: patient.folder / value if isinstance(value, str) else value for name, value in wrong.items()}
    finding = (await patient.found(**wrong))["store"]
    assert finding.text.startswith(text.format(folder=patient.folder)) and not finding.is_well
    assert [path.name for path in patient.folder.iterdir()] == ["file"]  # nothing was made


async def test_a_folder_for_copies_that_can_not_be_made(patient: Patient) -> None:
    (patient.folder / "file").touch()
    for folder, is_well in ((patient.folder / "copies", True), (patient.folder / "file" / "copies", False)):
        finding = (await patient.found(backup_dir=folder))["copies"]
        assert (str(folder) in finding.text, finding.is_well) == (True, is_well)


async def test_a_place_that_the_doctor_may_not_look_into_costs_no_other_finding(patient: Patient) -> None:
    place = patient.folder / ("x" * 300)  # refused to root, too
    found = await patient.found(data_dir=place)
    assert found["store"] == Finding(
        f"{place}/musubi.db can't be used (File name too long)", "Run the doctor as the user of Musubi."
    )
    assert found["discord"].is_well and not found["machine"].is_well


async def test_a_time_out_is_taken_for_no_file() -> None:
    async def late() -> Finding:
        raise TimeoutError("nobody answers")

    with pytest.raises(TimeoutError, match="nobody answers"):
        await _found(late())


async def test_damaged_data(patient: Patient) -> None:
    await patient.make_data()
    with closing(sqlite3.connect(patient.settings.data_dir / "musubi.db", isolation_level=None)) as database:
        database.execute("UPDATE canary SET sealed = zeroblob(40)")
    assert not (await patient.found())["store"].is_well


async def test_all_is_well_beside_a_running_musubi(patient: Patient) -> None:
    given = patient.texts(METRICS_PORT=str(free_port()))
    patient.anilist.app.redirect_uri = f"{given['PUBLIC_URL']}/callback"
    async with running(patient.folder, given, patient.discord.url):
        outcome = await outcome_of(patient.folder, given, "doctor")
        async with aiohttp.ClientSession(headers={"X-Forwarded-For": "203.0.113.7"}) as proxy:
            await proxy.get(f"{given['PUBLIC_URL']}/healthz")
        behind_a_proxy = await outcome_of(patient.folder, given, "doctor")
    assert "→ If your reverse proxy is there: TRUSTED_PROXIES=127.0.0.1\n" in behind_a_proxy.out
    assert behind_a_proxy.code == 1
    assert (outcome.code, outcome.err) == (0, "")
    lines = outcome.out.splitlines()
    assert len(lines) == 11
    assert all(line.startswith("✓ ") for line in lines)
    assert f"✓ {given['PUBLIC_URL']} leads to Musubi" in lines
    assert f"✓ http://127.0.0.1:{given['METRICS_PORT']}/metrics is there for Prometheus" in lines


async def test_what_is_to_be_mended_gives_exit_code_1_and_no_secret(patient: Patient) -> None:
    secrets = {name: f"canary-of-{name}" for name in ("ANILIST_CLIENT_SECRET", "DISCORD_CLIENT_SECRET")}
    secrets |= {"SECRET_KEY": "A" * 43, "DISCORD_TOKEN": WRONG_TOKEN}
    outcome = await outcome_of(patient.folder, patient.texts(**secrets, LOG_LEVEL="DEBUG"), "doctor")
    assert outcome.code == 1
    assert re.findall(r"^[✓✗]", outcome.out, re.MULTILINE) == [*"✓✗✓✗✓✗✓✓"]
    assert "\n  → Compare both with" in outcome.out
    assert not any(secret in outcome.out + outcome.err for secret in secrets.values())
