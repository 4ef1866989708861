"""`/metrics`: what it tells and to whom; and that it tells of nobody."""

import asyncio
import re
import socket
from collections.abc import AsyncGenerator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import msgspec
import pytest
from prometheus_client import generate_latest

import web.metrics
from admin.checks import check_metrics
from admin.findings import Finding, well
from anilist import RateLimited, Unavailable
from bot import open_bot, serve_metrics
from cards.list_buttons import GiveScore, Plus
from chat.errors import _outcome
from chat.outcomes import OUTCOME, counted, of_interactions
from chat.retries import IS_ACKNOWLEDGED, CameTwice, NotTaken
from config import SettingsError
from demo.anilist import JUNO, TSUMUGI
from library.errors import NoTitle, OutcomeUnknown, TooFast
from store import Reminder, Unwritable
from tally import Tally
from tests.kit.cases import each
from tests.kit.exporter import DOCUMENTED_VALUES, Exporter, exporting, families, read, settings_in
from tests.kit.home import sqlite
from tests.kit.lists import DIGIMON, Club, airs
from tests.kit.ports import free_port
from tests.kit.template import furnish
from version import VERSION
from web.metrics import _Collected, _histogram
from web.pauses import Pauses, watching


@pytest.fixture
async def exporter(tmp_path: Path) -> AsyncGenerator[Exporter]:
    async with exporting(settings_in(tmp_path)) as exporter:
        yield exporter


async def test_it_answers_before_the_login(exporter: Exporter) -> None:
    samples = await exporter.samples()
    assert samples["musubi_info", VERSION] == 1
    assert samples["musubi_discord_connected",] == samples["musubi_servers",] == samples["musubi_links",] == 0
    assert samples["musubi_database_size_bytes",] >= sqlite(exporter.bot.store).path.stat().st_size > 0
    assert samples["musubi_anilist_budget_limit",] == 28
    assert samples["process_open_fds",] > 3
    assert ("musubi_renewal_people",) not in samples, "no round has looked yet"
    assert ("musubi_activity_poll_on",) not in samples, "nor heard anything"


async def test_the_log_is_not_filled_by_asking(exporter: Exporter, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    await exporter.ask()
    await exporter.ask(path="/")
    assert [record.getMessage() for record in caplog.records if record.name == "web.access"] == ["GET /{any} 404"]


async def test_it_needs_no_web_server(tmp_path: Path) -> None:
    pin = msgspec.structs.replace(settings_in(tmp_path), public_url=None)
    async with exporting(pin) as exporter:
        assert (await exporter.ask())[0] == 200


async def test_a_busy_world_is_counted_and_nobody_is_named(club: Club) -> None:
    world, settings = club.world, msgspec.structs.replace(club.world.settings, metrics_port=free_port())
    await airs(club, DIGIMON)
    async with serve_metrics(world.bot, settings):
        exporter = Exporter(world.bot, settings)
        reply = await club.run("aoi", "watched", title="DEATH NOTE")
        await club.press("ren", reply.response, Plus)
        shown = await club.press("aoi", reply.response, GiveScore)
        await club.fill("aoi", shown, score="no score")
        await club.run("aoi", "watched", title="Elfen Lied Canary")
        await club.run("ren", "server top")
        await world.members["aoi"].autocomplete(world.general, "watched", "title", "death canary")
        link = await world.bot.store.links.of(world.users["aoi"].id)
        assert link
        await world.bot.parts.reminders.put(link, Reminder(is_on=True))
        await world.env.advance_time(60)
        await world.env.advance_time(600)
        _, text = await exporter.ask()
    club.forgive()
    samples = read(text)
    ended = {key[1:]: count for key, count in samples.items() if key[0] == "musubi_interactions_total"}
    assert ended == {
        ("command", "watched", "answered"): 1,
        ("command", "watched", "refused"): 1,
        ("command", "server top", "answered"): 1,
        ("autocomplete", "watched", "answered"): 1,
        ("button", "Plus", "answered"): 1,
        ("button", "GiveScore", "answered"): 1,
        ("form", "GiveScore", "answered"): 1,
    }
    assert samples["musubi_interaction_duration_seconds_count", "command", "watched"] == 2
    assert 0 < samples["musubi_interaction_duration_seconds_sum", "command", "watched"] < 60
    assert samples["musubi_notices_total", "reminder", "sent"] == 1
    assert samples["musubi_notice_lateness_seconds_bucket", "reminder", "60.0"] == 1
    assert samples["musubi_renewal_people_limit",] > samples["musubi_renewal_people",] == 2
    assert samples["musubi_renewal_overdue_people",] == 0
    assert samples["musubi_activity_poll_on",] == 1 and samples["musubi_activity_poll_people",] == 2
    assert samples["musubi_activity_poll_seconds",] < 600 and samples["musubi_activity_polled_total", "new"] > 0
    assert samples["musubi_links",] == 2 and samples["musubi_servers",] == 1

    names = {*world.users, "Anime Club", "general", "DEATH NOTE", "canary", TSUMUGI.name, JUNO.name}
    ids = {one.id for one in (*world.users.values(), world.guild, world.general)}
    assert not [canary for canary in {*names, *map(str, ids)} if re.search(rf"\b{canary}\b", text, re.IGNORECASE)]
    commands = {one.qualified_name for one in world.bot.tree.walk_commands()}
    actions = {route.action.__name__ for route in world.bot.registry.routes}
    values = {value for family in families(text) for sample in family.samples for value in sample.labels.values()}
    assert values <= {*commands, *actions, *DOCUMENTED_VALUES}


def answered(status: int) -> Any:
    return SimpleNamespace(status=status, reason="")


@each(
    ("extras", "is_done", "word"),
    [
        ({}, True, "answered"),
        ({IS_ACKNOWLEDGED: True}, False, "answered"),
        ({}, False, "undelivered"),
        ({OUTCOME: "bug"}, True, "bug"),
    ],
)
def test_without_an_answer_nothing_counts_as_answered(extras: dict[str, Any], is_done: bool, word: str) -> None:
    """discord.py only logs what goes wrong with an autocomplete."""
    client, response = SimpleNamespace(interactions=of_interactions()), SimpleNamespace(is_done=lambda: is_done)
    interaction: Any = SimpleNamespace(client=client, extras=dict(extras), response=response)
    with counted(interaction, ("autocomplete", "list")):
        pass
    assert client.interactions.counts == {("autocomplete", "list", word): 1}


async def test_the_doctor_finds_it(exporter: Exporter) -> None:
    async with aiohttp.ClientSession() as session:
        found = await check_metrics(session, msgspec.structs.replace(exporter.settings, metrics_host="0.0.0.0"))
        assert found == well(f"{exporter.url}/metrics is there for Prometheus")
        nobody = msgspec.structs.replace(exporter.settings, metrics_host="::1", metrics_port=free_port())
        found = await check_metrics(session, nobody)
    url = f"http://[::1]:{nobody.metrics_port}/metrics"
    assert found == Finding(f"{url} can't be reached (ClientConnectorError)", "Is Musubi running?")


@each(
    ("error", "word"),
    [
        (NoTitle("x", None, own_only=False), "refused"),
        (TooFast(1), "refused"),
        (RateLimited(60), "limited"),
        (Unavailable("500"), "anilist"),
        (OutcomeUnknown(), "anilist"),
        (TimeoutError(), "slow"),
        (NotTaken(), "undelivered"),
        (discord.HTTPException(answered(502), ""), "undelivered"),
        (discord.NotFound(answered(404), {"code": 10062}), "undelivered"),
        (CameTwice(), "repeated"),
        (Unwritable(), "disk"),
    ],
)
def test_an_error_has_a_word_that_is_documented(error: Exception, word: str) -> None:
    interaction: Any = SimpleNamespace(extras={})
    assert _outcome(interaction, error) == word
    assert {word, "bug", "answered", "cancelled"} <= DOCUMENTED_VALUES


async def test_there_is_nothing_else(exporter: Exporter) -> None:
    for method, path in [
        ("GET", "/"),
        ("GET", "/healthz"),
        ("GET", "/metrics/"),
        ("POST", "/metrics"),
        ("OPTIONS", "/metrics"),
    ]:
        assert await exporter.ask(method, path) == (404, "There is nothing here but /metrics.\n")
    assert await exporter.ask("HEAD") == (404, "")


async def test_without_the_setting_nothing_runs(tmp_path: Path) -> None:
    settings = msgspec.structs.replace(settings_in(tmp_path), metrics_port=None)
    await furnish(settings.data_dir, settings.secret_key_file)
    async with open_bot(settings) as bot:
        before = asyncio.all_tasks()
        async with serve_metrics(bot, settings):
            assert asyncio.all_tasks() == before


async def test_a_port_that_is_taken(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    with socket.create_server(("127.0.0.1", settings.metrics_port or 0)), pytest.raises(SettingsError) as raised:
        async with exporting(settings):
            pass
    sentence = "METRICS_HOST and METRICS_PORT are taken: is another Musubi running? Set METRICS_PORT to a free one."
    assert str(raised.value) == sentence


async def test_a_slow_database_keeps_no_other_number_waiting(
    exporter: Exporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web.metrics, "_SECONDS_TO_READ", 0)
    monkeypatch.setattr(exporter.bot.store.links, "count", asyncio.Event().wait)  # a short read would take no time
    samples = await exporter.samples()
    assert ("musubi_links",) not in samples
    assert samples["musubi_servers",] == 0


async def test_the_database_is_asked_once_however_many_ask(exporter: Exporter, monkeypatch: pytest.MonkeyPatch) -> None:
    count, counted = exporter.bot.store.links.count, list[int]()

    async def counting() -> int:
        counted.append(await count())
        return counted[-1]

    monkeypatch.setattr(exporter.bot.store.links, "count", counting)
    await asyncio.gather(*(exporter.samples() for _ in range(5)))
    assert counted == [0]


def test_a_duration_counts_up_to_its_bound() -> None:
    tally = Tally(1.0, 3.0, known=[("never",)])
    for seconds in (0.0, 1.0, 1.1, 3.0, 9.0):
        tally.time("list", seconds=seconds)
    assert (tally.buckets["list",], tally.seconds["list",]) == ([2, 2, 1], 14.1)
    text = generate_latest(_Collected([_histogram("wait", "Time.", tally, "name")])).decode()
    assert [value for key, value in read(text).items() if key[0] == "musubi_wait_seconds_bucket"] == [2, 4, 5]
    assert tally.counts == {("never",): 0}


def test_the_longest_pause_of_the_last_minute_counts() -> None:
    pauses = Pauses()
    assert pauses.longest == 0
    for now, seconds in [(0, 0.1), (10, 0.7), (20, 0.2), (30, 0.4), (69, 0)]:
        pauses.note(seconds, now)
        assert pauses.longest == max(0.1 if now < 10 else 0.7, 0)
    pauses.note(0, 70)
    assert pauses.longest == 0.4
    pauses.note(0, 90)
    assert pauses.longest == 0


async def test_a_loop_that_stands_still_is_late(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = asyncio.get_running_loop()
    clock = [loop.time()]
    monkeypatch.setattr(loop, "time", lambda: clock[0])
    with watching() as pauses:
        await asyncio.sleep(0)  # the watch is set
        clock[0] += 7
        for _ in range(5):
            await asyncio.sleep(0)
        assert pauses.longest == pytest.approx(6.9)
