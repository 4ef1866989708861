"""What runs out: messages before a link does, and when it ends reminders, each once; and what is remembered goes."""

from collections.abc import Callable

from discord.ext import commands, tasks

from cards import link as cards
from chat.client import Musubi
from chat.interactions import carrying_on, end, write_to
from library.changes.bulk import BulkEditor
from library.changes.deferred import DeferredChanges
from library.changes.editing import Editor
from library.crowd import Crowd
from library.schedule.poll import Poll
from library.sync.list_sync import ListSync
from store import Store

DAYS_AHEAD = (3, 14)


class ExpiryCog(commands.Cog):
    """Looks every hour whose link ends soon or has died, and what is too old to be kept."""

    def __init__(
        self,
        bot: commands.Bot,
        store: Store,
        reader: ListSync,
        editor: Editor,
        bulk: BulkEditor,
        asking: DeferredChanges,
        poll: Poll,
        crowd: Crowd,
        now: Callable[[], int],
    ) -> None:
        self._bot = bot
        self._links = store.links
        self._reminders = store.reminders
        self._reader = reader
        self._editor = editor
        self._bulk = bulk
        self._asking = asking
        self._questions = store.pending_input
        self._poll = poll
        self._crowd = crowd
        self._now = now

    async def cog_load(self) -> None:
        self.warn.start()
        self.forget.start()

    async def cog_unload(self) -> None:
        await end(self.warn, self.forget)

    @tasks.loop(hours=1)
    async def forget(self) -> None:
        with carrying_on("forget what is old"):
            await self._reader.expire()
            await self._editor.expire()
            await self._bulk.expire()
            await self._asking.expire()
            await self._questions.purge()
            await self._poll.expire()
            self._crowd.expire()

    @tasks.loop(hours=1)
    async def warn(self) -> None:
        """Each message is recorded first: a restart in between loses it rather than sending two."""
        with carrying_on("warn of what runs out"):
            for days in DAYS_AHEAD:
                for link in await self._links.due_warnings(days):
                    if await self._links.mark_warned(link.discord_id, days):
                        await write_to(self._bot, link.discord_id, cards.expires_soon(link))
            for discord_id in await self._reminders.ending():
                await self._reminders.tell_end(discord_id, self._now())
                await write_to(self._bot, discord_id, cards.reminders_end())

    @warn.before_loop
    async def _until_ready(self) -> None:
        await self._bot.wait_until_ready()


async def setup(bot: Musubi) -> None:
    rooms = bot.list_sync, bot.editor, bot.bulk, bot.deferred, bot.poll, bot.crowd
    await bot.add_cog(ExpiryCog(bot, bot.store, *rooms, bot.now))
