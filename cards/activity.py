"""What members do on their lists: the post about it, and the choice of each member to share it."""

import discord

from cards import list_buttons
from cards.card import Card, Colour, button, pictured, plain, row, text
from cards.crowd import called
from cards.events import changed
from cards.ids import Action, OnOff, Snowflake
from cards.media import colour_of, cover_of
from cards.pages import title_select
from i18n import mark, t
from library.notify.feeds import MemberChange


class ShareActivity(Action, prefix="musubi:share"):
    """A button that starts or stops the posts about a person's changes in a server."""

    guild_id: Snowflake
    wanted: OnOff


OPENED = mark(
    "Members who opt in share their list updates here: status and progress, a few minutes later. Never private "
    "entries, scores or notes."
)
SHARING = mark("✓ Your list updates are now shared in **{server}**.")
NOT_SHARING = mark("✓ Your list updates are no longer shared in **{server}**.")


def activity_post(changes: list[MemberChange], names: dict[int, str], language: str) -> Card:
    """The changes of several members, person by person; a single title has its cover beside them."""
    said = [_changes(discord_id, name, changes, language) for discord_id, name in names.items()]
    titles = {one.media.id: one.media for one in changes}
    if len(titles) > 1:
        return Card(Colour.BLUE, *map(text, filter(None, said)), *title_select(titles.values(), language))
    (media,) = titles.values()
    body = pictured(text(*said), media.cover_url, cover_of(media, language))
    return Card(colour_of(media), body, row(list_buttons.title(media.id)))


def _changes(discord_id: int, name: str, changes: list[MemberChange], language: str) -> str:
    """A person's name, and their changes a line each; empty without any."""
    made = [one for one in changes if one.discord_id == discord_id]
    lines = [changed(one.media, one.before, one.after, language) for one in made]
    return "\n".join([f"**{called(name)}**", *lines]) if lines else ""


def activity_opened(guild_id: int) -> Card:
    """The first post of an activity feed in its channel."""
    share = button(t("Share my updates"), ShareActivity(guild_id, wanted=True), discord.ButtonStyle.success)
    return Card(Colour.BLUE, text(f"### {t('List updates')}", t(OPENED)), row(share))


def sharing_card(guild_id: int, guild_name: str, *, is_on: bool) -> Card:
    """The answer to a person who agrees to posts about their changes, or no longer agrees."""
    if is_on:
        stop = button(t("Stop sharing"), ShareActivity(guild_id, wanted=False))
        small = f"-# {t('Hidden and private entries are never shared.')}"
        return Card(Colour.GREEN, text(t(SHARING, server=plain(guild_name)), small), row(stop))
    again = button(t("Share my updates"), ShareActivity(guild_id, wanted=True))
    return Card(Colour.BLUE, text(t(NOT_SHARING, server=plain(guild_name))), row(again))
