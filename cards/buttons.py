"""The buttons that several cards offer."""

from typing import Annotated, Literal

import discord
from discord import ui

from cards.card import button, link_button
from cards.ids import Action, Snowflake, one_of
from i18n import mark, t

APPROVE = mark("Approve on AniList")
ENTER_CODE = mark("Enter code")
LINK = mark("Link AniList")
LINK_AGAIN = mark("Link again")
START_AGAIN = mark("Start again")
UNLINK = mark("Unlink")


class StartLink(Action, prefix="musubi:link"):
    """A button that starts a link: the first one, a renewal, or another account."""


class EnterCode(Action, prefix="musubi:code"):
    """The code form, and the button that opens it."""


class RefreshAccount(Action, prefix="musubi:refresh"):
    """A button that fetches the account from AniList, and shows the panel again."""


class ShowMyList(Action, prefix="musubi:mine:list"):
    """A button that shows the presser's list below the card."""


class ShowMyBehind(Action, prefix="musubi:mine:behind"):
    """A button that shows the titles the presser is behind on, below the card."""


class ShowMyReminders(Action, prefix="musubi:mine:reminders"):
    """A button that shows the presser's reminders below the card."""


class AskUnlink(Action, prefix="musubi:unlink"):
    """A button that asks before unlinking."""


class ConfirmUnlink(Action, prefix="musubi:unlink:yes"):
    """A button that unlinks, and deletes the person's data."""


class KeepLink(Action, prefix="musubi:unlink:no"):
    """A button that keeps the link."""


class SwitchReplies(Action, prefix="musubi:replies"):
    """A button that makes answers public, or ephemeral."""

    public: Annotated[bool, one_of({"public": True, "alone": False})]


class SwitchPictures(Action, prefix="musubi:pictures"):
    """A button that sets the ground of pictures, light or dark."""

    light: Annotated[bool, one_of({"light": True, "dark": False})]


class ExportAccount(Action, prefix="musubi:export"):
    """A button that sends a file of all data that Musubi holds about the person."""


class SwitchEverywhere(Action, prefix="musubi"):
    """A button that sets the person's visibility in all servers."""

    visible: Annotated[bool, one_of({"show": True, "hide": False})]
    where: Literal["everywhere"] = "everywhere"


class SwitchVisibility(Action, prefix="musubi"):
    """A button that sets the person's visibility in one server."""

    visible: Annotated[bool, one_of({"show": True, "hide": False})]
    guild_id: Snowflake


def approve(url: str) -> ui.Button[ui.LayoutView]:
    return link_button(t(APPROVE), url)


def link(label: str = LINK_AGAIN) -> ui.Button[ui.LayoutView]:
    return button(t(label), StartLink(), discord.ButtonStyle.success)


def enter_code() -> ui.Button[ui.LayoutView]:
    return button(t(ENTER_CODE), EnterCode(), discord.ButtonStyle.success)


def next_steps() -> tuple[ui.Button[ui.LayoutView], ...]:
    """The first steps after a link: each answer comes below the card, which stays."""
    return (
        button(t("My list"), ShowMyList(), discord.ButtonStyle.success),
        button(t("What I’m behind on"), ShowMyBehind()),
        button(t("Remind me"), ShowMyReminders()),
    )


def reminders() -> ui.Button[ui.LayoutView]:
    return button(t("Reminders"), ShowMyReminders())


def back_to_form(action: Action) -> ui.Button[ui.LayoutView]:
    """A button that opens the form of `action`."""
    return button(t("Back to the form"), action, discord.ButtonStyle.success)


def refresh() -> ui.Button[ui.LayoutView]:
    return button(t("Refresh"), RefreshAccount())


def unlink() -> ui.Button[ui.LayoutView]:
    return button(t(UNLINK), AskUnlink())


def hide(guild_id: int) -> ui.Button[ui.LayoutView]:
    return button(t("Hide me here"), SwitchVisibility(visible=False, guild_id=guild_id))


def show(guild_id: int) -> ui.Button[ui.LayoutView]:
    return button(t("Show me here"), SwitchVisibility(visible=True, guild_id=guild_id))


def hide_everywhere() -> ui.Button[ui.LayoutView]:
    return button(t("Hide me everywhere"), SwitchEverywhere(visible=False))


def show_again() -> ui.Button[ui.LayoutView]:
    """Shows the person again, except in servers where they are hidden separately."""
    return button(t("Show me again"), SwitchEverywhere(visible=True))


def export() -> ui.Button[ui.LayoutView]:
    return button(t("Export my data"), ExportAccount())


def pictures(*, light: bool) -> ui.Button[ui.LayoutView]:
    """A button for the other ground; `light` is the present setting."""
    label = t("Dark pictures") if light else t("Light pictures")
    return button(label, SwitchPictures(light=not light))


def replies(*, public: bool) -> ui.Button[ui.LayoutView]:
    """A button for the other visibility of replies; `public` is the present setting."""
    label = t("Reply privately") if public else t("Reply in channel")
    return button(label, SwitchReplies(public=not public))
