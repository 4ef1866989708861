"""What Discord's REST API says of the application behind the bot token. Knows no check.

https://discord.com/developers/docs/resources/application
"""

from typing import Any

import aiohttp
import msgspec

from admin.findings import CheckFailed, Unreachable
from config import Settings
from redaction import one_line
from version import VERSION

REFUSED_BY_DISCORD = (
    "Discord does not accept DISCORD_TOKEN: reset it on the Bot page of your application and set the new one."
)
DISCORD_UNREACHABLE = "Discord can't be reached: check this machine's network, then try again."

_USER_AGENT = f"DiscordBot (self-hosted Musubi, {VERSION})"
TIMEOUT = aiohttp.ClientTimeout(total=10, connect=5)


class InstallParams(msgspec.Struct, frozen=True):
    """The scopes and permissions that Discord asks for, when somebody adds the bot by its profile."""

    scopes: tuple[str, ...]
    permissions: str | int = "0"


class Installation(msgspec.Struct, frozen=True):
    """One half of the Installation page: for servers, or for people."""

    oauth2_install_params: InstallParams | None = None


class Application(msgspec.Struct, frozen=True):
    """The application of a bot token, as Discord describes it."""

    id: str
    name: str
    interactions_endpoint_url: str | None = None
    bot_public: bool = True
    integration_types_config: dict[str, Installation | None] | None = None
    privacy_policy_url: str | None = None
    redirect_uris: tuple[str, ...] | None = None
    approximate_guild_count: int | None = None

    @property
    def page(self) -> str:
        """Where its owner sets it up."""
        return f"https://discord.com/developers/applications/{self.id}"

    @property
    def installations(self) -> dict[str, Installation | None]:
        """The halves of the Installation page; a half that is off is absent."""
        return self.integration_types_config or {}


async def discord_application(session: aiohttp.ClientSession, settings: Settings) -> Application:
    """The application behind the bot token. Raises :class:`CheckFailed`."""
    application = await _request(session, settings, "GET", None)
    return msgspec.structs.replace(application, name=one_line(application.name))


async def _request(
    session: aiohttp.ClientSession, settings: Settings, method: str, body: dict[str, Any] | None
) -> Application:
    url = f"{settings.discord_api_url}/v10/applications/@me"
    headers = {
        "Authorization": f"Bot {settings.discord_token.reveal()}",
        "User-Agent": _USER_AGENT,
        "Content-Type": "application/json",
    }
    data = msgspec.json.encode(body) if body else None
    try:
        async with session.request(
            method, url, headers=headers, data=data, timeout=TIMEOUT, allow_redirects=False
        ) as response:
            if response.status == 401:
                raise CheckFailed(REFUSED_BY_DISCORD)
            if response.status != 200:
                raise Unreachable(f"Discord answered {response.status}: try again later.")
            return msgspec.json.decode(await response.read(), type=Application)
    except (aiohttp.ClientError, TimeoutError, msgspec.DecodeError) as error:
        raise Unreachable(DISCORD_UNREACHABLE) from error


async def edit_application(session: aiohttp.ClientSession, settings: Settings, **fields: object) -> None:
    """Change `fields` of the application. Raises :class:`CheckFailed`."""
    await _request(session, settings, "PATCH", fields)
