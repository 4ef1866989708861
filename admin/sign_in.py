"""The checks of Discord's sign-in in browsers: its secret, and its redirect. Knows nothing of the pages."""

import aiohttp

from admin.discord_api import DISCORD_UNREACHABLE, TIMEOUT, Application
from admin.findings import Finding, Unreachable, well
from config import Settings


def redirect_of(application: Application, settings: Settings) -> Finding | None:
    """Whether Discord knows the address to which it sends browsers back; None without the sign-in."""
    if settings.proof != "discord" or application.redirect_uris is None:
        return None
    if settings.sign_in_redirect_uri in application.redirect_uris:
        return well("Discord sends browsers back from the sign-in")
    return Finding(
        "Discord does not know where to send browsers back to from the sign-in",
        f"Redirect to add and save at {application.page}/oauth2: {settings.sign_in_redirect_uri}",
    )


async def check_sign_in(session: aiohttp.ClientSession, settings: Settings, application: Application) -> list[Finding]:
    """The findings of the secret and then of the redirect; none without the sign-in. Raises Unreachable."""
    if settings.proof != "discord":
        return []
    redirect = redirect_of(application, settings)
    return [await _secret(session, settings, application), *([redirect] if redirect else [])]


async def _secret(session: aiohttp.ClientSession, settings: Settings, application: Application) -> Finding:
    """Ask for a token of the application's own, which is forgotten: Discord gives it for the right secret alone."""
    assert settings.discord_client_secret is not None
    form = {
        "grant_type": "client_credentials",
        "scope": "identify",
        "client_id": application.id,
        "client_secret": settings.discord_client_secret.reveal(),
    }
    url = f"{settings.discord_api_url}/oauth2/token"
    try:
        async with session.post(url, data=form, timeout=TIMEOUT, allow_redirects=False) as response:
            status = response.status
    except (aiohttp.ClientError, TimeoutError) as error:
        raise Unreachable(DISCORD_UNREACHABLE) from error
    if status == 401:
        return Finding(
            "Discord does not accept DISCORD_CLIENT_SECRET",
            f"Copy it from {application.page}/oauth2, or reset it there.",
        )
    if status != 200:
        raise Unreachable(f"Discord answered {status} to DISCORD_CLIENT_SECRET: try again later.")
    return well("Discord accepts DISCORD_CLIENT_SECRET")
