"""The buttons that several cards offer."""

from typing import Annotated, Literal

import discord
from discord import ui

from cards.card import button
from cards.ids import Action, Snowflake, one_of


class StartLink(Action, prefix="musubi:link"):
    """To link: for the first time, again, or again."""


class EnterCode(Action, prefix="musubi:code"):
    """The form for the code, and the button that opens it."""


class RefreshAccount(Action, prefix="musubi:refresh"):
    """The panel again, and AniList is asked."""


class ShowMyList(Action, prefix="musubi:mine:list"):
    """The presser's list, below the card."""


class ShowMyBehind(Action, prefix="musubi:mine:behind"):
    """What the presser is behind with, below the card."""


class ShowMyReminders(Action, prefix="musubi:mine:reminders"):
    """The presser's reminders, below the card."""


class AskUnlink(Action, prefix="musubi:unlink"):
    """The question before unlinking."""


class ConfirmUnlink(Action, prefix="musubi:unlink:yes"):
    """To unlink and delete."""


class KeepLink(Action, prefix="musubi:unlink:no"):
    """To leave it as it is."""


class SwitchReplies(Action, prefix="musubi:replies"):
    """Whether answers are for everybody."""

    public: Annotated[bool, one_of({"public": True, "alone": False})]


class SwitchPictures(Action, prefix="musubi:pictures"):
    """On which ground pictures are drawn."""

    light: Annotated[bool, one_of({"light": True, "dark": False})]


class ExportAccount(Action, prefix="musubi:export"):
    """A file of everything that is held."""


class SwitchEverywhere(Action, prefix="musubi"):
    """Whether others see the person in any server."""

    visible: Annotated[bool, one_of({"show": True, "hide": False})]
    where: Literal["everywhere"] = "everywhere"


class SwitchVisibility(Action, prefix="musubi"):
    """Whether others see the person in one server."""

    visible: Annotated[bool, one_of({"show": True, "hide": False})]
    guild_id: Snowflake


def link(label: str = "Link again") -> ui.Button[ui.LayoutView]:
    return button(label, StartLink(), discord.ButtonStyle.success)


def enter_code() -> ui.Button[ui.LayoutView]:
    return button("Enter code", EnterCode(), discord.ButtonStyle.primary)


def next_steps() -> tuple[ui.Button[ui.LayoutView], ...]:
    """For somebody who has just linked: each answers below the card, which stays."""
    steps = {"My list": ShowMyList(), "What am I behind on?": ShowMyBehind(), "Remind me": ShowMyReminders()}
    return tuple(button(label, action, discord.ButtonStyle.success) for label, action in steps.items())


def back_to_form(action: Action) -> ui.Button[ui.LayoutView]:
    """Opens the form that `action` names."""
    return button("Back to the form", action)


def refresh() -> ui.Button[ui.LayoutView]:
    return button("Refresh", RefreshAccount())


def unlink() -> ui.Button[ui.LayoutView]:
    return button("Unlink", AskUnlink())


def hide(guild_id: int) -> ui.Button[ui.LayoutView]:
    return button("Hide me here", SwitchVisibility(visible=False, guild_id=guild_id))


def show(guild_id: int) -> ui.Button[ui.LayoutView]:
    return button("Show me here", SwitchVisibility(visible=True, guild_id=guild_id))


def hide_everywhere() -> ui.Button[ui.LayoutView]:
    return button("Hide me everywhere", SwitchEverywhere(visible=False))


def show_again() -> ui.Button[ui.LayoutView]:
    """Wherever the person has not hidden."""
    return button("Show me again", SwitchEverywhere(visible=True))


def export() -> ui.Button[ui.LayoutView]:
    return button("Export", ExportAccount())


def pictures(*, light: bool) -> ui.Button[ui.LayoutView]:
    """The other ground than the present one."""
    return button("Dark pictures" if light else "Light pictures", SwitchPictures(light=not light))


def replies(*, public: bool) -> ui.Button[ui.LayoutView]:
    """The other style than the present one."""
    return button("Answer me alone" if public else "Answer in public", SwitchReplies(public=not public))
