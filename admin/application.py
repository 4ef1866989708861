"""The checks of the Discord application, and its Installation page.

Musubi fills in the Installation page where it is empty, and leaves there what a host has chosen. The address of the
privacy policy and the sign-in's redirect are for the host to enter: Discord's API shows both, and can't set them.
https://discord.com/developers/docs/resources/application#edit-current-application

Knows nothing of the bot.
"""

import logging
from collections.abc import Callable

import aiohttp

from admin.discord_api import Application, Installation, InstallParams, Page, discord_application, edit_application
from admin.findings import CheckFailed, Finding, Unreachable, well
from admin.sign_in import check_sign_in, redirect_of
from config import Settings
from redaction import one_line

_BY_HAND = "Allow Guild Install and User Install there, with the scopes bot and applications.commands."
_log = logging.getLogger(__name__)

_SERVERS, _PEOPLE = "0", "1"
_VIEW_CHANNEL, _SEND_MESSAGES = 1 << 10, 1 << 11
_NEEDED = {
    _SERVERS: InstallParams(("applications.commands", "bot"), _VIEW_CHANNEL | _SEND_MESSAGES),
    _PEOPLE: InstallParams(("applications.commands",)),
}


def completed(application: Application) -> Page | None:
    """The Installation page with all that Musubi needs; None where nothing is to be changed.

    The host's own scopes and permissions stay. Once a half is set up, the other one is off on purpose. Discord allows
    no install link for a bot that is not public.
    """
    given = application.installations
    if given is None or not application.bot_public:
        return None
    is_empty = not any(half and half.oauth2_install_params for half in given.values())
    on = [kind for kind in _NEEDED if is_empty or given.get(kind) is not None]
    page = given | {kind: _with(_NEEDED[kind], given.get(kind)) for kind in on}
    return page if page != given else None


def _with(needed: InstallParams, half: Installation | None) -> Installation:
    params = half.oauth2_install_params if half else None
    if half is None or params is None:
        return Installation(needed)
    missing = tuple(scope for scope in needed.scopes if scope not in params.scopes)
    if not missing:
        return half
    rights = params.permissions | (needed.permissions if "bot" in missing else 0)
    return Installation(InstallParams((*params.scopes, *missing), rights))


async def set_up(session: aiohttp.ClientSession, settings: Settings, say: Callable[[str], None]) -> None:
    """Fill in the Installation page if something is missing, and say what is left to the host to enter.

    A failure is logged, and the start goes on.
    """
    try:
        application = await discord_application(session, settings)
        if (page := completed(application)) is not None:
            await edit_application(session, settings, integration_types_config=page)
            _log.info("The Installation page of the Discord application lets servers and people add the bot now")
    except CheckFailed as error:
        _log.warning("The Installation page of the Discord application could not be filled in. %s", error)
        return
    for entered in (_privacy_policy(application, settings), redirect_of(application, settings)):
        if entered and not entered.is_well:
            say(entered.mend)


async def check_discord(session: aiohttp.ClientSession, settings: Settings) -> list[Finding]:
    application = await discord_application(session, settings)
    found = [_interactions(application), _installation(application)]
    if (policy := _privacy_policy(application, settings)) is not None:
        found.append(policy)
    try:
        return [*found, *await check_sign_in(session, settings, application)]
    except Unreachable as error:
        return [*found, Finding(str(error))]


def _interactions(application: Application) -> Finding:
    if application.interactions_endpoint_url:
        return Finding(
            f"Discord sends interactions to {one_line(application.interactions_endpoint_url)}, not to this bot",
            "Empty “Interactions Endpoint URL” on the General Information page of your application.",
        )
    count = application.approximate_guild_count
    servers = "" if count is None else f", in {count:,} server{'s' * (count != 1)}"
    return well(f"Discord knows the bot as {application.name}{servers}")


def _installation(application: Application) -> Finding:
    if application.bot_require_code_grant:
        return Finding(
            "Nobody can add the bot: it requires an OAuth2 code grant",
            f"Switch “Requires OAuth2 Code Grant” off at {application.page}/bot.",
        )
    if application.installations is None or application.bot_public is None:
        return well("Discord tells nothing that Musubi can read of the Installation page", _BY_HAND)
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


def _privacy_policy(application: Application, settings: Settings) -> Finding | None:
    """Only an address that others can open is worth naming."""
    if settings.public_url is None or not settings.public_url.startswith("https://"):
        return None
    if application.privacy_policy_url:
        return well(f"The privacy policy is at {one_line(application.privacy_policy_url)}")
    return Finding(
        "The Discord application names no privacy policy, which Discord's terms ask for",
        f"Privacy Policy URL to enter at {application.page}/information: {settings.privacy_url}",
    )
