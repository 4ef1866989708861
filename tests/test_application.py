"""The Discord application's Installation page is filled in where it is empty, and nothing of a host's is changed."""

import logging
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord
import msgspec
import pytest

from admin.application import completed, set_up
from admin.discord_api import Application, Page, read_application
from config import Settings, from_texts
from demo import faults
from tests.kit.cases import each
from tests.kit.processes import texts
from tests.kit.services import APPLICATION, Discord

SERVERS: dict[str, Any] = APPLICATION["integration_types_config"]["0"]
PEOPLE: dict[str, Any] = APPLICATION["integration_types_config"]["1"]


def half(*scopes: str, permissions: str | int = "0") -> dict[str, Any]:
    return {"oauth2_install_params": {"scopes": list(scopes), "permissions": permissions}}


def as_told(page: Page) -> dict[str, Any]:
    """The page with its permissions as texts."""
    told = msgspec.to_builtins(page)
    for found in filter(None, told.values()):
        if params := found["oauth2_install_params"]:
            params["permissions"] = str(params["permissions"])
    return told


def filled_in(**application: object) -> Any:
    """The page that Discord would be sent for this application; None where nothing would be sent."""
    told = msgspec.json.encode({**APPLICATION, **application})
    page = completed(read_application(told))
    return msgspec.json.decode(msgspec.json.encode(page and as_told(page)))


@each("page", [None, {}, {"0": {}, "1": {}}, {"0": {}}, {"0": None}, {"0": {"oauth2_install_params": None}}])
def test_an_empty_page_is_filled_in(page: object) -> None:
    assert filled_in(integration_types_config=page) == {"0": SERVERS, "1": PEOPLE}


def test_a_page_that_is_filled_in_stays() -> None:
    assert filled_in() is None


@each(
    ("page", "then"),
    [
        # a half that is off is off on purpose, as the other one is set up
        ({"0": SERVERS}, None),
        ({"1": PEOPLE}, None),
        ({"0": SERVERS, "1": None}, None),
        ({"0": SERVERS, "1": {}}, {"0": SERVERS, "1": PEOPLE}),
        # scopes and permissions beyond ours stay, and permissions that are less too
        ({"0": half("bot", "applications.commands", "identify", permissions="8"), "1": PEOPLE}, None),
        (
            {"0": half("bot", "applications.commands", permissions=0), "1": half("identify", "applications.commands")},
            None,
        ),
        (
            {"0": half("applications.commands", permissions="8"), "1": half("identify")},
            {
                "0": half("applications.commands", "bot", permissions="3080"),
                "1": half("identify", "applications.commands", permissions="0"),
            },
        ),
        # what Discord adds one day
        ({"0": SERVERS, "1": PEOPLE, "2": {}}, None),
    ],
)
def test_what_a_host_has_chosen_stays(page: object, then: object) -> None:
    assert filled_in(integration_types_config=page) == then


def test_a_private_bot_is_left_alone() -> None:
    assert filled_in(bot_public=False, integration_types_config={}) is None


@each(
    ("field", "odd"),
    [
        *(("integration_types_config", odd) for odd in ([], "x", {"0": 1}, {"0": half("bot", permissions="all")})),
        *(("integration_types_config", {"0": {"oauth2_install_params": odd}}) for odd in ([], {}, {"scopes": [None]})),
        *(("bot_public", odd) for odd in (None, 1, "yes")),
    ],
)
def test_a_page_that_can_not_be_read_is_left_alone(field: str, odd: object) -> None:
    assert filled_in(**{"integration_types_config": {}, field: odd}) is None


@each("odd", [None, 1, "x", [], [None], {}, {"x": 1}, True])
def test_an_odd_value_costs_none_of_the_others(odd: object) -> None:
    told: dict[str, Any] = {**APPLICATION, "privacy_policy_url": "https://a.example", "approximate_guild_count": 2}
    for field in told.keys() - {"id", "name"}:
        application = read_application(msgspec.json.encode(told | {field: odd}))
        names = {"installations" if name == "integration_types_config" else name for name in told.keys() - {field}}
        sound = read_application(msgspec.json.encode(told))
        for name in names & set(Application.__struct_fields__):
            assert getattr(application, name) == getattr(sound, name)


def test_the_page_asks_for_the_permissions_of_the_invite() -> None:
    wanted = discord.Permissions(view_channel=True, send_messages=True)
    assert SERVERS["oauth2_install_params"]["permissions"] == str(wanted.value)


class Host:
    def __init__(self, service: Discord) -> None:
        self.service = service

    async def start(self, **settings: str) -> list[str]:
        """What a start says; the settings lead to the stand-in."""
        given: Settings = from_texts(texts(DISCORD_API_URL=self.service.api_url, **settings))
        said: list[str] = []
        async with aiohttp.ClientSession() as session:
            await set_up(session, given, said.append)
        return said

    def requests(self) -> list[str]:
        return [self.service.asked.get_nowait()[0] for _ in range(self.service.asked.qsize())]


@pytest.fixture
async def host() -> AsyncIterator[Host]:
    async with Discord().serve() as service:
        yield Host(service)


async def test_a_second_start_changes_nothing(host: Host) -> None:
    host.service.application["integration_types_config"] = {}
    assert await host.start() == []
    assert host.requests() == ["GET", "PATCH"]
    assert host.service.application["integration_types_config"] == {"0": SERVERS, "1": PEOPLE}
    assert await host.start() == []
    assert host.requests() == ["GET"]


@pytest.mark.parametrize("status", [400, 401, 403, 429, 500])
async def test_a_discord_that_refuses_is_a_line_in_the_log(
    host: Host, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    host.service.status = status
    assert await host.start() == []
    (record,) = caplog.records
    assert record.levelno == logging.WARNING and "could not be filled in. Discord" in record.getMessage()


async def test_a_page_that_discord_does_not_take_is_tried_again_at_the_next_start(
    host: Host, caplog: pytest.LogCaptureFixture
) -> None:
    host.service.application["integration_types_config"] = {}
    host.service.breaks.append(("PATCH", "/applications/@me", faults.html(502)))
    await host.start()
    assert "Discord answered 502" in caplog.text
    await host.start()
    assert host.service.application["integration_types_config"] == {"0": SERVERS, "1": PEOPLE}


async def test_what_only_the_host_can_enter_is_said(host: Host) -> None:
    https = {"PUBLIC_URL": "https://musubi.example.org", "DISCORD_CLIENT_SECRET": "s"}
    pages = f"https://discord.com/developers/applications/{APPLICATION['id']}"
    privacy = f"Privacy Policy URL to enter at {pages}/information: https://musubi.example.org/privacy"
    redirect = f"Redirect to add and save at {pages}/oauth2: https://musubi.example.org/discord"
    assert await host.start(**https) == [privacy, redirect]
    host.service.application["redirect_uris"] = ["https://musubi.example.org/discord"]
    assert await host.start(**https) == [privacy]
    host.service.application["privacy_policy_url"] = "https://elsewhere.example/privacy"
    assert await host.start(**https) == []
