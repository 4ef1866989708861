"""This bot's host, for people: their privacy policy, and how to reach them."""

import msgspec

from anilist.shapes import is_address
from cards.card import plain
from i18n import t


class Host(msgspec.Struct, frozen=True):
    """Each is None where the host has not set it."""

    privacy_url: str | None = None
    contact: str | None = None


def policy(host: Host) -> str:
    """The privacy policy as a link; empty where browsers can't reach this Musubi."""
    return f"[{t('Privacy policy')}]({host.privacy_url})" if host.privacy_url else ""


def contact(host: Host) -> str:
    """A sentence on how to reach the host; empty where they have not said it."""
    if host.contact is None:
        return ""
    shown = host.contact if is_address(host.contact) else plain(host.contact)
    return t("Contact this bot’s host: {contact}", contact=shown)
