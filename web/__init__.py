"""The web server's pages for a browser: the redirect page, health, metrics and privacy.

Knows HTTP. Knows neither Discord's bot side nor SQL; the rules of a link are in :mod:`linking`.
"""

from web.discord import DiscordSignIn
from web.server import create_app, serve

__all__ = ["DiscordSignIn", "create_app", "serve"]
