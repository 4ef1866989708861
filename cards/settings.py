"""The panel of /settings: a server's settings, each with the button that changes it."""

from typing import Literal

import discord
from discord import ui

from cards.card import Card, Colour, button, plain, row, text
from cards.feed_buttons import ShowFeeds
from cards.ids import Action, OnOff
from cards.languages import AS_THE_SERVER, server_language
from i18n import listed, mark, number, t, tc, tn
from store import GuildSettings, HiddenMembers


class SwitchSocial(Action, prefix="musubi:settings:social"):
    """A button that shows members' lists, or hides them."""

    wanted: OnOff


class SwitchAdult(Action, prefix="musubi:settings:adult"):
    """A button that allows adult titles, or forbids them. Discord's age restriction holds in any case."""

    wanted: OnOff


class ChooseTitleLanguage(Action, prefix="musubi:settings:language"):
    """A select for the title language of posts."""


class HideMember(Action, prefix="musubi:settings:member"):
    """A select that hides the picked member, or shows them again."""


class ResetSettings(Action, prefix="musubi:settings:reset"):
    """A button that asks before it resets all settings, and the buttons that answer."""

    answer: Literal["yes", "no"] | None = None


TITLE_LANGUAGES = {
    "ROMAJI": mark("Titles in feeds: romaji"),
    "ENGLISH": mark("Titles in feeds: English"),
    "NATIVE": mark("Titles in feeds: native"),
}
RESET = mark("✓ All settings are back to the defaults.")
HIDDEN = mark("✓ {member} is now hidden by the admins.")
SHOWN = mark("✓ {member} is no longer hidden by the admins.")
_NAMED = 25  # hidden members; more names would not fit


def settings_card(
    guild_name: str, settings: GuildSettings, barred: HiddenMembers, *, feeds: int = 0, news: str = ""
) -> Card:
    """`news` is the result of the latest choice."""
    title = t("Settings for {server}", server=plain(guild_name))
    return Card(
        Colour.BLUE,
        text(f"### {title}", news or f"-# {t('Changes apply to everyone here right away.')}"),
        ui.Separator(),
        _social(settings),
        _adult(settings),
        ui.Separator(),
        _hidden(barred),
        ui.ActionRow(
            ui.UserSelect[ui.LayoutView](custom_id=HideMember().custom_id, placeholder=t("Hide or show a member…"))
        ),
        ui.Separator(),
        text(f"**{t('Language')}**"),
        server_language(settings.language),
        ui.ActionRow(_title_languages(settings.title_language)),
        row(
            button(t("Feeds ({count})", count=number(feeds)), ShowFeeds()),
            button(t("Reset"), ResetSettings(), discord.ButtonStyle.danger),
        ),
    )


def reset_question(guild_name: str) -> Card:
    lines = (
        t("Members’ lists are shown again."),
        t("Adult titles appear in age-restricted channels."),
        t(AS_THE_SERVER),
        t("Titles in feeds are in romaji."),
        t("All feeds end."),
        t("Members you’ve hidden are shown again."),
    )
    return Card(
        Colour.RED,
        text(
            f"### {t('Reset all settings of {server}?', server=plain(guild_name))}",
            *(f"- {line}" for line in lines),
            f"-# {t('Members keep what they chose for themselves.')}",
        ),
        row(
            button(t("Reset"), ResetSettings("yes"), discord.ButtonStyle.danger),
            button(t("Keep settings"), ResetSettings("no")),
        ),
    )


def barred_news(discord_id: int, *, is_barred: bool) -> str:
    """The result of hiding a member, or of showing them again; the same words for linked and unlinked members."""
    said = HIDDEN if is_barred else SHOWN
    return t(said, member=f"<@{discord_id}>")


def _social(settings: GuildSettings) -> ui.Item[ui.LayoutView]:
    name = t("Members’ lists")
    if settings.is_social:
        small = t("Everyone here can see and compare the lists of members who share them.")
        return _switch(name, tc("members’ lists are", "shown"), small, t("Hide"), SwitchSocial(wanted=False))
    small = t("Nobody can see or compare other members’ lists here.")
    return _switch(name, tc("members’ lists are", "hidden"), small, t("Show"), SwitchSocial(wanted=True))


def _adult(settings: GuildSettings) -> ui.Item[ui.LayoutView]:
    name = t("Adult titles")
    if settings.allows_adult:
        small = t("Elsewhere, only the person who asks for one sees it.")
        return _switch(
            name,
            tc("adult titles are shown", "in age-restricted channels"),
            small,
            t("Never show"),
            SwitchAdult(wanted=False),
        )
    small = t("Only the person who asks for one sees it.")
    return _switch(name, tc("adult titles are", "never shown"), small, t("Allow"), SwitchAdult(wanted=True))


def _switch(
    name: str, state: str, small: str, label: str, action: SwitchSocial | SwitchAdult
) -> ui.Section[ui.LayoutView]:
    style = discord.ButtonStyle.success if action.wanted else discord.ButtonStyle.secondary
    return ui.Section(text(f"**{name}** · {state}", f"-# {small}"), accessory=button(label, action, style))


def _hidden(barred: HiddenMembers) -> ui.Item[ui.LayoutView]:
    return text(
        f"**{t('Hidden by the admins')}** · {_names(barred)}",
        f"-# {t('Hidden members appear nowhere in this server, even if they link again.')}",
        f"-# {t('Members who are hidden or unlinked anyway aren’t listed.')}",
    )


def _names(barred: HiddenMembers) -> str:
    names = [f"<@{discord_id}>" for discord_id in barred.named[:_NAMED]]
    others = barred.count - len(names)
    if names:
        return listed(names, more=others)
    return tn("{count} member", "{count} members", others) if others else t("nobody")


def _title_languages(chosen: str) -> ui.Select[ui.LayoutView]:
    options = [
        discord.SelectOption(label=t(name), value=key, default=key == chosen) for key, name in TITLE_LANGUAGES.items()
    ]
    return ui.Select(custom_id=ChooseTitleLanguage().custom_id, options=options)
