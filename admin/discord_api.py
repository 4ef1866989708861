"""What Discord's REST API says of the application behind the bot token. Knows no check.

https://discord.com/developers/docs/resources/application
"""

from typing import Annotated, Any, TypeVar

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
_NULL = msgspec.Raw(b"null")
_T = TypeVar("_T")
TIMEOUT = aiohttp.ClientTimeout(total=10, connect=5)


class InstallParams(msgspec.Struct, frozen=True):
    """The scopes and permissions that Discord asks for, when somebody adds the bot by its profile.

    Discord tells permissions as a text, and takes them as a number.
    """

    scopes: tuple[str, ...]
    permissions: int = 0


class Installation(msgspec.Struct, frozen=True):
    """One half of the Installation page: for servers, or for people."""

    oauth2_install_params: InstallParams | None = None


Page = dict[str, Installation | None]  # a half that is off is absent


class Application(msgspec.Struct, frozen=True):
    """The application of a bot token, as Discord describes it. What is not told, or in an odd way, is None."""

    id: str
    name: str
    interactions_endpoint_url: str | None = None
    bot_public: bool | None = None
    bot_require_code_grant: bool | None = None
    installations: Page | None = None
    privacy_policy_url: str | None = None
    redirect_uris: tuple[str, ...] | None = None
    approximate_guild_count: int | None = None

    @property
    def page(self) -> str:
        """Where its owner sets it up."""
        return f"https://discord.com/developers/applications/{self.id}"


class _Answer(msgspec.Struct, frozen=True):
    """Discord's answer: without an id and a name it is none, and all else is read part by part."""

    id: Annotated[str, msgspec.Meta(pattern=r"^\d{1,20}\Z")]  # it goes into addresses
    name: str
    interactions_endpoint_url: msgspec.Raw = _NULL
    bot_public: msgspec.Raw = _NULL
    bot_require_code_grant: msgspec.Raw = _NULL
    integration_types_config: msgspec.Raw = _NULL
    privacy_policy_url: msgspec.Raw = _NULL
    redirect_uris: msgspec.Raw = _NULL
    approximate_guild_count: msgspec.Raw = _NULL


def read_application(answer: bytes) -> Application:
    """The application in Discord's JSON. Raises DecodeError."""
    told = msgspec.json.decode(answer, type=_Answer)
    page = told.integration_types_config
    return Application(
        id=told.id,
        name=one_line(told.name),
        interactions_endpoint_url=_part(told.interactions_endpoint_url, str),
        bot_public=_part(told.bot_public, bool),
        bot_require_code_grant=_part(told.bot_require_code_grant, bool),
        installations={} if page == _NULL else _part(page, Page, strict=False),
        privacy_policy_url=_part(told.privacy_policy_url, str),
        redirect_uris=_part(told.redirect_uris, tuple[str, ...]),
        approximate_guild_count=_part(told.approximate_guild_count, int),
    )


def _part(raw: msgspec.Raw, kind: type[_T], *, strict: bool = True) -> _T | None:
    try:
        return msgspec.json.decode(raw, type=kind, strict=strict)
    except msgspec.DecodeError:
        return None


async def discord_application(session: aiohttp.ClientSession, settings: Settings) -> Application:
    """The application behind the bot token. Raises :class:`CheckFailed`."""
    return await _request(session, settings, "GET", None)


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
            return read_application(await response.read())
    except (aiohttp.ClientError, TimeoutError, msgspec.DecodeError) as error:
        raise Unreachable(DISCORD_UNREACHABLE) from error


async def edit_application(session: aiohttp.ClientSession, settings: Settings, **fields: object) -> None:
    """Change `fields` of the application. Raises :class:`CheckFailed`."""
    await _request(session, settings, "PATCH", fields)
