"""The card that a server gets once, when it has added Musubi: the first steps of its admins and its members."""

from discord import ui

from cards import buttons
from cards.card import Card, Colour, button, row, small, text
from cards.commands import command
from cards.feed_buttons import ShowFeeds, ShowSettings
from cards.host import Host, policy
from i18n import t


def welcome_card(host: Host) -> Card:
    """Everybody in the channel sees it; the buttons for admins answer nobody else."""
    return Card(
        Colour.BLUE,
        text(
            f"### {t('Hello! I’m Musubi.')}",
            t("I bring your AniList lists to this server: update them here, and see what others watch."),
        ),
        ui.Separator(visible=False),
        text(
            f"**{t('For everyone')}**",
            t("{link} links your AniList account.", link=command("link")),
            t("{help} shows what I can do.", help=command("help")),
        ),
        ui.Separator(visible=False),
        text(
            f"**{t('For admins')}**",
            t("{settings} sets what I show here.", settings=command("settings")),
            t("{feed} posts new episodes in a channel.", feed=command("feed")),
        ),
        row(
            buttons.link(buttons.LINK),
            button(t("Settings"), ShowSettings(beside=True)),
            button(t("Feeds"), ShowFeeds(beside=True)),
        ),
        text(small(t("Unofficial, for AniList"), policy(host))),
    )
