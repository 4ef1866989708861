"""/remind: which new episodes a person is told of, and when; and the buttons on the reminders."""

import discord
import msgspec
from discord import app_commands
from discord.ext import commands

from cards import remind as cards
from cards import reminder as reminder_cards
from cards.buttons import ShowMyReminders
from cards.remind import ChooseDelay, ChooseHour, ChooseUpcoming, SwitchReminders
from cards.reminder import RemindOfTitle, SnoozeNotice, SwitchAllReminders
from cards.upcoming import Choice, ChooseTitleNews, stopped_card, told_again_card
from chat.acknowledging import acknowledge_alone, acknowledge_press
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import MAY_BE_TURNED, Interaction, show
from chat.options import OwnAnime, Zone
from chat.registry import button, select
from chat.sending import write_message
from i18n import mark
from library.opening import LibraryParts
from library.rules.time_zones import zone_named
from store import Link, Reminder

_DAYS_MISSED = 7 * 86400
_WANTED: dict[Choice, bool | None] = {"stop": False, "none": None, "want": True}
_OTHERS = mark("Use {remind} for your own reminders.")


class RemindCog(commands.Cog):
    """The panel is for the person alone; reminders are in their direct messages."""

    def __init__(self, bot: discord.Client, lists: ListContext, parts: LibraryParts) -> None:
        self._bot = bot
        self._lists = lists
        self._parts = parts
        self._store = lists.store

    @app_commands.command(description=mark("Get a DM when a show you watch has a new episode"))
    @app_commands.describe(
        title=mark("Turn reminders for this title on or off (default: show all your settings)"),
        zone=mark("Your time zone, such as Europe/Berlin, for reminders and all dates"),
    )
    async def remind(self, interaction: Interaction, title: OwnAnime | None = None, zone: Zone | None = None) -> None:
        await acknowledge_alone(interaction)
        link = await self._lists.link_of(interaction)
        if zone is not None:
            await self._choose(link, zone=zone_named(zone, "zone"))
        if title is None:
            await self._show_panel(interaction, link)
        else:
            media_id = await self._parts.finder.find(link, title, "ANIME")
            wanted = not await self._parts.reminders.is_told(link, media_id)
            interaction.extras[MAY_BE_TURNED] = True
            await self._tell(interaction, link, media_id, wanted=wanted)

    @button(ShowMyReminders, acknowledge_alone)
    async def own(self, interaction: Interaction, _pressed: ShowMyReminders) -> None:
        """Show the panel, below the card whose button was pressed."""
        await self._show_panel(interaction, await self._lists.link_of(interaction))

    @button(SwitchReminders, acknowledge_press, others=_OTHERS)
    async def switch(self, interaction: Interaction, pressed: SwitchReminders) -> None:
        link = await self._lists.link_of(interaction)
        reminder = await self._store.reminders.of(link.discord_id)
        match pressed.what:
            case "on" | "again":
                await self._switch_on(link, reminder, nonce=str(interaction.id))
            case "off":
                await self._choose(link, is_on=False)
            case "all" | "chosen" as which:
                await self._choose(link, is_all=which == "all")
            case which:
                await self._choose(link, only_caught_up=which == "caught")
        await self._show_panel(interaction, link)

    @select(ChooseDelay, acknowledge_press, others=_OTHERS)
    async def pick_when(self, interaction: Interaction, _used: ChooseDelay, picked: str) -> None:
        link, hours = await self._lists.link_of(interaction), int(picked)
        await self._choose(link, hours_later=min(max(hours, 0), max(cards.HOURS_LATER)), digest_hour=None)
        await self._show_panel(interaction, link)

    @select(ChooseHour, acknowledge_press, others=_OTHERS)
    async def pick_hour(self, interaction: Interaction, _used: ChooseHour, picked: str) -> None:
        link, hour = await self._lists.link_of(interaction), int(picked)
        await self._choose(link, digest_hour=hour % 24)
        await self._show_panel(interaction, link)

    @select(ChooseUpcoming, acknowledge_press, others=_OTHERS)
    async def pick_upcoming(self, interaction: Interaction, _used: ChooseUpcoming, picked: str) -> None:
        link = await self._lists.link_of(interaction)
        await self._parts.reminders.choose_upcoming(link, picked.split(","))
        await self._show_panel(interaction, link)

    @button(ChooseTitleNews, acknowledge_press, others=_OTHERS)
    async def choose_title_news(self, interaction: Interaction, pressed: ChooseTitleNews) -> None:
        link = await self._lists.link_of(interaction)
        media = await self._parts.library.media(link, pressed.media_id)
        before = (await self._store.reminders.titles(link.discord_id)).get(media.id)
        await self._store.reminders.want(link.discord_id, media.id, is_wanted=_WANTED[pressed.choice])
        if pressed.choice == "stop":
            await show(interaction, stopped_card(media, link, "want" if before else "none"))
        else:
            await show(interaction, told_again_card(media, link))

    @button(SnoozeNotice, acknowledge_press, others=_OTHERS)
    async def snooze(self, interaction: Interaction, pressed: SnoozeNotice) -> None:
        link, now = await self._lists.link_of(interaction), self._lists.now()
        notice_id, hours = pressed.notice_id, pressed.hours
        until = now + hours * 3600
        if hours and await self._store.notices.snooze(notice_id, link.discord_id, until):
            await show(interaction, reminder_cards.snoozed_card(notice_id, until))
        else:
            was_there = await self._store.notices.let_be(notice_id, link.discord_id, now)
            await show(interaction, reminder_cards.let_be_card(notice_id, was_there=was_there))

    @button(RemindOfTitle, acknowledge_press, others=_OTHERS)
    async def stop(self, interaction: Interaction, pressed: RemindOfTitle) -> None:
        link = await self._lists.link_of(interaction)
        await self._tell(interaction, link, pressed.media_id, wanted=pressed.wanted)

    @button(SwitchAllReminders, acknowledge_press, others=_OTHERS)
    async def stop_all(self, interaction: Interaction, pressed: SwitchAllReminders) -> None:
        link, is_on = await self._lists.link_of(interaction), pressed.wanted
        await self._choose(link, is_on=is_on)
        await show(interaction, reminder_cards.all_card(is_on=is_on))

    async def _choose(self, link: Link, **choice: object) -> None:
        reminder = await self._store.reminders.of(link.discord_id)
        await self._parts.reminders.put(link, msgspec.structs.replace(reminder, **choice))

    async def _switch_on(self, link: Link, reminder: Reminder, *, nonce: str) -> None:
        """Switch reminders on.

        A greeting shows whether Discord delivers; if Discord fails, the first reminder shows it.
        """
        _, is_closed = await write_message(self._bot, link.discord_id, reminder_cards.greeting(), nonce=nonce)
        closed_at = reminder.closed_at or self._lists.now()
        await self._choose(link, is_on=True, closed_at=closed_at if is_closed else None)

    async def _tell(self, interaction: Interaction, link: Link, media_id: int, *, wanted: bool) -> None:
        media = await self._parts.library.media(link, media_id)
        await self._parts.reminders.tell(link, media_id, wanted=wanted)
        reminder = await self._store.reminders.of(link.discord_id)
        await show(interaction, reminder_cards.title_card(media, link, is_told=wanted, reminder=reminder))

    async def _show_panel(self, interaction: Interaction, link: Link) -> None:
        reminder, now = await self._store.reminders.of(link.discord_id), self._lists.now()
        said = await self._store.reminders.titles(link.discord_id)
        media = await self._parts.library.cached_media(list(said))
        panel = cards.remind_panel(
            link,
            reminder,
            wanted=[media[one] for one, is_wanted in said.items() if is_wanted and one in media],
            stopped=[media[one] for one, is_wanted in said.items() if not is_wanted and one in media],
            missed=await self._store.notices.missed(link.discord_id, now - _DAYS_MISSED),
            now=now,
        )
        await show(interaction, panel)


async def setup(bot: Musubi) -> None:
    await bot.add_cog(RemindCog(bot, bot.lists, bot.parts))
