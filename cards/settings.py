"""The panel of /settings: a server's settings, each with the button that changes it."""

from typing import Literal

import discord
from discord import ui

from cards.card import Card, Colour, button, plain, row, text
from cards.crowd import counted
from cards.feed import ShowFeeds
from cards.ids import Action, OnOff
from cards.languages import server_language
from store import GuildSettings, HiddenMembers


class SwitchSocial(Action, prefix="musubi:settings:social"):
    """A button that shows members' lists, or hides them."""

    wanted: OnOff


class SwitchAdult(Action, prefix="musubi:settings:adult"):
    """A button that allows adult titles, or forbids them. Discord's age restriction holds in any case."""

    wanted: OnOff


class ChooseLanguage(Action, prefix="musubi:settings:language"):
    """A select for the title language of posts."""


class HideMember(Action, prefix="musubi:settings:member"):
    """A select that hides the picked member, or shows them again."""


class ResetSettings(Action, prefix="musubi:settings:reset"):
    """A button that asks before it resets all settings, and the buttons that answer."""

    answer: Literal["yes", "no"] | None = None


LANGUAGES = {"ROMAJI": "Romaji", "ENGLISH": "English", "NATIVE": "Native"}
_NAMED = 25  # hidden members; more names would not fit
_HIDDEN = (
    "Hidden members appear in nothing that others see here, even if they link again. "
    "Who would not appear anyway is not named."
)


def settings_card(
    guild_name: str, settings: GuildSettings, barred: HiddenMembers, *, feeds: int = 0, news: str = ""
) -> Card:
    """`news` is the result of the latest choice."""
    return Card(
        Colour.BLUE,
        text(f"### Settings of {plain(guild_name)}", news or "-# For everybody here, and at once."),
        ui.Separator(),
        _switch("Members’ lists", _social(settings), _turn("Show", "Switch off", SwitchSocial(not settings.is_social))),
        _switch(
            "Adult titles", _adult(settings), _turn("Allow", "Nowhere here", SwitchAdult(not settings.allows_adult))
        ),
        ui.Separator(),
        text(f"**Hidden by admins** · {_names(barred)}", f"-# {_HIDDEN}"),
        ui.ActionRow(
            ui.UserSelect[ui.LayoutView](
                custom_id=HideMember().custom_id, placeholder="Hide a member, or show one again…"
            )
        ),
        text("**Titles in public posts**"),
        ui.ActionRow(_languages(settings.title_language)),
        server_language(settings.language),
        row(button(f"Feeds ({feeds})", ShowFeeds()), button("Reset", ResetSettings(), discord.ButtonStyle.danger)),
    )


def reset_question(guild_name: str) -> Card:
    return Card(
        Colour.RED,
        text(
            f"### Reset everything chosen for {plain(guild_name)}?",
            "Members’ lists are shown to whoever asks, adult titles appear in age-restricted channels, titles are "
            "in romaji, feeds end, and the members you have hidden are shown again. What members chose for "
            "themselves stays.",
        ),
        row(
            button("Reset", ResetSettings("yes"), discord.ButtonStyle.danger),
            button("Keep", ResetSettings("no")),
        ),
    )


def barred_news(discord_id: int, *, is_barred: bool) -> str:
    """The result of hiding a member, or of showing them again; the same words for linked and unlinked members."""
    return f"✓ <@{discord_id}> is {'now' if is_barred else 'no longer'} hidden by admins."


def _switch(name: str, state: tuple[str, str], change: ui.Button[ui.LayoutView]) -> ui.Section[ui.LayoutView]:
    now, meaning = state
    return ui.Section(text(f"**{name}** · {now}", f"-# {meaning}"), accessory=change)


def _social(settings: GuildSettings) -> tuple[str, str]:
    if settings.is_social:
        return "shown", "To members who ask, of members who use Musubi here and have not hidden."
    return "off", "Nothing about other members is shown or compared here."


def _adult(settings: GuildSettings) -> tuple[str, str]:
    if settings.allows_adult:
        return "in age-restricted channels", "Elsewhere only to whoever asked, alone."
    return "nowhere", "Only to whoever asked, alone."


def _turn(on: str, off: str, action: SwitchSocial | SwitchAdult) -> ui.Button[ui.LayoutView]:
    style = discord.ButtonStyle.success if action.wanted else discord.ButtonStyle.secondary
    return button(on if action.wanted else off, action, style)


def _names(barred: HiddenMembers) -> str:
    names = ", ".join(f"<@{discord_id}>" for discord_id in barred.named[:_NAMED])
    others = barred.count - min(len(barred.named), _NAMED)
    if not others:
        return names or "nobody"
    return f"{names} and {others:,} more" if names else counted(others, "person", "people")


def _languages(chosen: str) -> ui.Select[ui.LayoutView]:
    options = [discord.SelectOption(label=name, value=key, default=key == chosen) for key, name in LANGUAGES.items()]
    return ui.Select(custom_id=ChooseLanguage().custom_id, options=options)
