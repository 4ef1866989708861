"""The Discord application behind the bot token: its Installation page, its addresses, and the checks of both.

Musubi fills in the Installation page where it is empty, and leaves there what a host has chosen. The address of the
privacy policy and the sign-in's redirect are for the host to enter: Discord's API shows both, and can't set them.
https://discord.com/developers/docs/resources/application#edit-current-application

Knows nothing of the bot.
"""

import logging
from collections.abc import Iterable
from typing import Any

import aiohttp
import msgspec

from admin.findings import CheckFailed, Finding, Unreachable, well
from config import Settings
from redaction import one_line
from version import VERSION

REFUSED_BY_DISCORD = (
    "Discord does not accept DISCORD_TOKEN: reset it on the Bot page of your application and set the new one."
)
DISCORD_UNREACHABLE = "Discord can't be reached: check this machine's network, then try again."

_USER_AGENT = f"DiscordBot (self-hosted Musubi, {VERSION})"
_TIMEOUT = aiohttp.ClientTimeout(total=10, connect=5)
_log = logging.getLogger(__name__)


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

    @property
    def installations(self) -> dict[str, Installation | None]:
        """The halves of the Installation page; a half that is off is absent."""
        return self.integration_types_config or {}


_SERVERS, _PEOPLE = "0", "1"
_VIEW_CHANNEL, _SEND_MESSAGES = 1 << 10, 1 << 11
_NEEDED = {
    _SERVERS: InstallParams(("applications.commands", "bot"), str(_VIEW_CHANNEL | _SEND_MESSAGES)),
    _PEOPLE: InstallParams(("applications.commands",)),
}


def completed(application: Application) -> dict[str, Installation | None] | None:
    """The Installation page with all that Musubi needs; None where nothing is to be changed.

    The host's own scopes and permissions stay. Once a half is set up, the other one is off on purpose. Discord allows
    no install link for a bot that is not public.
    """
    given = application.installations
    is_empty = not any(half and half.oauth2_install_params for half in given.values())
    wanted = {
        kind: _with(needed, given.get(kind))
        for kind, needed in _NEEDED.items()
        if is_empty or given.get(kind) is not None
    }
    return {**given, **wanted} if application.bot_public and {**given, **wanted} != given else None


def _with(needed: InstallParams, half: Installation | None) -> Installation:
    params = half.oauth2_install_params if half else None
    if half is None or params is None:
        return Installation(needed)
    missing = tuple(scope for scope in needed.scopes if scope not in params.scopes)
    if not missing:
        return half
    rights = int(params.permissions) | (int(needed.permissions) if "bot" in missing else 0)
    return Installation(InstallParams((*params.scopes, *missing), str(rights)))


async def set_up(session: aiohttp.ClientSession, settings: Settings) -> list[str]:
    """Fill in the Installation page if something is missing; returns sentences on what is left to the host.

    A failure is logged, and the start goes on.
    """
    try:
        application = await discord_application(session, settings)
        if (page := completed(application)) is not None:
            await _request(session, settings, "PATCH", {"integration_types_config": page})
            _log.info("The Installation page of the Discord application lets servers and people add the bot now")
    except CheckFailed as error:
        _log.warning("The Installation page of the Discord application could not be filled in. %s", error)
        return []
    return [finding.mend for finding in _addresses(application, settings) if not finding.is_well]


async def discord_application(session: aiohttp.ClientSession, settings: Settings) -> Application:
    """The application behind the bot token. Raises :class:`CheckFailed`."""
    application = await _request(session, settings, "GET")
    return msgspec.structs.replace(application, name=one_line(application.name))


async def _request(
    session: aiohttp.ClientSession, settings: Settings, method: str, body: dict[str, Any] | None = None
) -> Application:
    url = f"{settings.discord_api_url}/v10/applications/@me"
    headers = {"Authorization": f"Bot {settings.discord_token.reveal()}", "User-Agent": _USER_AGENT}
    data = msgspec.json.encode(body) if body else None
    try:
        async with session.request(
            method,
            url,
            headers=headers | ({"Content-Type": "application/json"} if body else {}),
            data=data,
            timeout=_TIMEOUT,
            allow_redirects=False,
        ) as response:
            if response.status == 401:
                raise CheckFailed(REFUSED_BY_DISCORD)
            if response.status != 200:
                raise Unreachable(f"Discord answered {response.status}: try again later.")
            return msgspec.json.decode(await response.read(), type=Application)
    except (aiohttp.ClientError, TimeoutError, msgspec.DecodeError) as error:
        raise Unreachable(DISCORD_UNREACHABLE) from error


async def check_discord(session: aiohttp.ClientSession, settings: Settings) -> list[Finding]:
    application = await discord_application(session, settings)
    return [_interactions(application), _installation(application), *_addresses(application, settings)]


def _interactions(application: Application) -> Finding:
    if application.interactions_endpoint_url:
        return Finding(
            f"Discord sends interactions to {application.interactions_endpoint_url}, not to this bot",
            "Empty “Interactions Endpoint URL” on the General Information page of your application.",
        )
    return well(f"Discord knows the bot as {application.name}")


def _installation(application: Application) -> Finding:
    if not application.bot_public:
        return well("Nobody but its owner can add the bot: it is not a public one")
    if completed(application) is not None:
        return Finding(
            "The Installation page of the Discord application lacks what Musubi needs",
            "The next start of Musubi fills it in.",
        )
    halves = {_SERVERS: ("servers", "Guild Install"), _PEOPLE: ("people", "User Install")}
    on = [kind for kind in halves if application.installations.get(kind)]
    off = " and ".join(halves[kind][1] for kind in halves if kind not in on)
    hint = f"If they all should: allow {off} on the Installation page." if off else ""
    return well(f"The bot can be added by {' and by '.join(halves[kind][0] for kind in on)}", hint)


def _addresses(application: Application, settings: Settings) -> Iterable[Finding]:
    """What the host has to enter at Discord, because nobody else can."""
    pages = f"https://discord.com/developers/applications/{application.id}"
    if settings.public_url and settings.public_url.startswith("https://"):
        if application.privacy_policy_url:
            yield well(f"The privacy policy is at {one_line(application.privacy_policy_url)}")
        else:
            yield Finding(
                "The Discord application names no privacy policy, which Discord's terms ask for",
                f"Privacy Policy URL to enter at {pages}/information: {settings.public_url}/privacy",
            )
    if settings.proof == "discord" and application.redirect_uris is not None:
        if settings.sign_in_redirect_uri in application.redirect_uris:
            yield well("Discord sends browsers back from the sign-in")
        else:
            yield Finding(
                "Discord does not know where to send browsers back to from the sign-in",
                f"Redirect to enter at {pages}/oauth2: {settings.sign_in_redirect_uri}",
            )
