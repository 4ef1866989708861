"""The direct messages about a link, which make a hijack impossible to miss: it moved, ended, or ends soon."""

from cards import buttons
from cards.card import Card, Colour, moment, plain, row, text
from cards.link import APPS_URL
from i18n import mark, t
from store import Link

MOVED = mark("Another Discord account has linked **{name}** on AniList, so it’s no longer linked to yours.")
NO_LONGER_LINKED = mark("Your Discord account is no longer linked to **{name}** on AniList.")
REMINDERS_END = mark("Your reminders are about to stop")


def moved(lost: Link) -> Card:
    """The notice to the former holder of an AniList account that another Discord account has linked."""
    revoke = t("Wasn’t this you? Revoke Musubi at {url}, then link again.", url=APPS_URL)
    return Card(
        Colour.AMBER,
        text(
            f"🔗 {t(MOVED, name=plain(lost.name))}",
            t("I’ve deleted all data I held about that AniList account."),
            f"-# {revoke}",
        ),
        row(buttons.link()),
    )


def unlinked(link: Link) -> Card:
    return Card(Colour.AMBER, text(f"🔗 {t(NO_LONGER_LINKED, name=plain(link.name))}"), row(buttons.link()))


def ends_soon(link: Link) -> Card:
    ends = t("Your link to {name} ends {time}", name=plain(link.name), time=moment(link.expires_at))
    return Card(
        Colour.AMBER,
        text(f"### {ends}", t("AniList links last a year. Link again now, and everything keeps working.")),
        row(buttons.link()),
    )


def reminders_end() -> Card:
    return Card(
        Colour.AMBER,
        text(
            f"### {t(REMINDERS_END)}",
            t("AniList no longer accepts your link: it was revoked or has expired. Link again to keep your reminders."),
            f"-# {t('Until then I go by the last list I saw, for 30 days at most.')}",
        ),
        row(buttons.link()),
    )
