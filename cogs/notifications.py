"""AniList's notifications: the kinds that a person is told of, and marking all as read there."""

import discord
import msgspec
from discord.ext import commands

from cards import notifications as cards
from cards.commands import command
from cards.notifications import (
    ChooseNotifications,
    OpenNotified,
    ReadNotifications,
    ShowNotifications,
    TryNotifications,
)
from chat.acknowledging import acknowledge_alone, acknowledge_press
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction, show
from chat.registry import button, select
from chat.sending import write_message
from i18n import mark
from library.notify.notifications import KINDS
from library.sync.notifications import NotificationReading
from store import Link

_OTHERS = mark("Use {account} for your own notifications.")


class NotificationsCog(commands.Cog):
    """The panel is for the person alone; what it switches on comes in their direct messages."""

    def __init__(self, bot: discord.Client, lists: ListContext, notifications: NotificationReading) -> None:
        self._bot = bot
        self._lists = lists
        self._notifications = notifications
        self._store = lists.store

    @button(ShowNotifications, acknowledge_alone)
    async def own(self, interaction: Interaction, _pressed: ShowNotifications) -> None:
        """Show the panel, below the card whose button was pressed."""
        await self._show_panel(interaction, await self._lists.link_of(interaction))

    @select(ChooseNotifications, acknowledge_press, others=_OTHERS)
    async def choose(self, interaction: Interaction, _used: ChooseNotifications, picked: str) -> None:
        link, now = await self._lists.link_of(interaction), self._lists.now()
        earlier = (await self._store.notifications.choices(link.discord_id)).kinds
        kinds = {kind: earlier.get(kind, now) for kind in KINDS if kind in picked.split(",")}
        if kinds and not earlier:
            await self._greet(interaction, link)
        await self._store.notifications.choose(link.discord_id, kinds)
        await self._show_panel(interaction, link)

    @select(OpenNotified, acknowledge_alone, others=_OTHERS)
    async def open(self, interaction: Interaction, _used: OpenNotified, picked: str) -> None:
        await self._lists.show_title(interaction, await self._lists.link_of(interaction), int(picked))

    @button(TryNotifications, acknowledge_press, others=_OTHERS)
    async def again(self, interaction: Interaction, _pressed: TryNotifications) -> None:
        link = await self._lists.link_of(interaction)
        await self._greet(interaction, link)
        await self._show_panel(interaction, link)

    @button(ReadNotifications, acknowledge_alone, others=_OTHERS)
    async def read(self, interaction: Interaction, _pressed: ReadNotifications) -> None:
        """Mark all as read in the presser's name; nothing else does."""
        await self._notifications.mark_read(await self._lists.link_of(interaction))
        await show(interaction, cards.read_card())

    async def _greet(self, interaction: Interaction, link: Link) -> None:
        """Try whether Discord delivers; what is known of that stands with the person's reminders."""
        card = cards.greeting(command("remind"), command("account"))
        _, is_closed = await write_message(self._bot, link.discord_id, card, nonce=str(interaction.id))
        reminder = await self._store.reminders.of(link.discord_id)
        closed_at = (reminder.closed_at or self._lists.now()) if is_closed else None
        await self._store.reminders.put(link.discord_id, msgspec.structs.replace(reminder, closed_at=closed_at))

    async def _show_panel(self, interaction: Interaction, link: Link) -> None:
        choices = await self._store.notifications.choices(link.discord_id)
        reminder = await self._store.reminders.of(link.discord_id)
        await show(interaction, cards.notifications_panel(link, choices, reminder))


async def setup(bot: Musubi) -> None:
    await bot.add_cog(NotificationsCog(bot, bot.lists, bot.parts.notifications))
