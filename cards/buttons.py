"""The buttons that several cards offer, and the ``custom_id`` by which each is recognised."""

import re

import discord
from discord import ui

from cards.card import button

LINK = "musubi:link"
CODE = "musubi:code"
REFRESH = "musubi:refresh"
MY_LIST = "musubi:mine:list"
MY_BEHIND = "musubi:mine:behind"
MY_REMINDERS = "musubi:mine:reminders"
UNLINK = "musubi:unlink"
UNLINK_YES = "musubi:unlink:yes"
UNLINK_NO = "musubi:unlink:no"
REPLIES = re.compile(r"musubi:replies:(?P<style>public|alone)")
PICTURES = re.compile(r"musubi:pictures:(?P<ground>light|dark)")
EXPORT = "musubi:export"
EVERYWHERE = re.compile(r"musubi:(?P<action>hide|show):everywhere")
VISIBILITY = re.compile(r"musubi:(?P<action>hide|show):(?P<guild_id>[0-9]{1,20})")


def link(label: str = "Link again") -> ui.Button[ui.LayoutView]:
    return button(label, LINK, discord.ButtonStyle.success)


def enter_code() -> ui.Button[ui.LayoutView]:
    return button("Enter code", CODE, discord.ButtonStyle.primary)


def next_steps() -> tuple[ui.Button[ui.LayoutView], ...]:
    """For somebody who has just linked: each answers below the card, which stays."""
    steps = {"My list": MY_LIST, "What am I behind on?": MY_BEHIND, "Remind me": MY_REMINDERS}
    return tuple(button(label, custom_id, discord.ButtonStyle.success) for label, custom_id in steps.items())


def back_to_form(custom_id: str) -> ui.Button[ui.LayoutView]:
    """Opens the form that `custom_id` names."""
    return button("Back to the form", custom_id)


def refresh() -> ui.Button[ui.LayoutView]:
    return button("Refresh", REFRESH)


def unlink() -> ui.Button[ui.LayoutView]:
    return button("Unlink", UNLINK)


def hide(guild_id: int) -> ui.Button[ui.LayoutView]:
    return button("Hide me here", f"musubi:hide:{guild_id}")


def show(guild_id: int) -> ui.Button[ui.LayoutView]:
    return button("Show me here", f"musubi:show:{guild_id}")


def hide_everywhere() -> ui.Button[ui.LayoutView]:
    return button("Hide me everywhere", "musubi:hide:everywhere")


def show_again() -> ui.Button[ui.LayoutView]:
    """Wherever the person has not hidden."""
    return button("Show me again", "musubi:show:everywhere")


def export() -> ui.Button[ui.LayoutView]:
    return button("Export", EXPORT)


def pictures(*, light: bool) -> ui.Button[ui.LayoutView]:
    """The other ground than the present one."""
    return button(
        *(("Dark pictures", "musubi:pictures:dark") if light else ("Light pictures", "musubi:pictures:light"))
    )


def replies(*, public: bool) -> ui.Button[ui.LayoutView]:
    """The other style than the present one."""
    return (
        button("Answer me alone", "musubi:replies:alone")
        if public
        else button("Answer in public", "musubi:replies:public")
    )
