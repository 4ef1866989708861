"""Telling what is new, as a loop: who is to be told of what is :mod:`library.notify.delivery`'s."""

import logging
from collections.abc import Callable

from discord.ext import commands, tasks

from cards.remind import reminder_card
from chat.client import Musubi
from chat.interactions import carrying_on, end
from chat.posting import Posting
from chat.sending import write_message
from library.notify.delivery import Delivery
from library.notify.notices import Batch, Outcome
from library.notify.reminders import PersonReminders
from store import Store, StoreError

_log = logging.getLogger(__name__)


class NoticesCog(commands.Cog):
    """A round every minute."""

    def __init__(
        self, bot: commands.Bot, reminding: PersonReminders, posting: Posting, store: Store, now: Callable[[], int]
    ) -> None:
        self._bot = bot
        self._reminding = reminding
        self._posting = posting
        self._reminders = store.reminders
        self._now = now
        self._delivery = Delivery(store.notices, self._post, now)

    async def cog_load(self) -> None:
        self.tell.start()
        self.forget.start()

    async def cog_unload(self) -> None:
        await end(self.tell, self.forget)

    @tasks.loop(minutes=1)
    async def tell(self) -> None:
        with carrying_on("tell what is new"):
            await self._delivery.round()

    @tasks.loop(hours=1)
    async def forget(self) -> None:
        with carrying_on("forget what was told"):
            await self._delivery.expire()

    @tell.before_loop
    async def _until_ready(self) -> None:
        await self._bot.wait_until_ready()

    async def _post(self, letter: Batch) -> Outcome:
        try:
            if letter.feed_id:
                return await self._posting.post(letter.feed_id, letter)
            return await self._remind(letter.discord_id or 0, letter)
        except StoreError as error:
            _log.error("Could not tell what is new; trying that again. %s", error)
            return Outcome.LATER
        except Exception:  # noqa: BLE001  (one letter that can't be written must not hold up the others)
            _log.exception("Could not tell what is new; not trying that again")
            return Outcome.REFUSED

    async def _remind(self, discord_id: int, letter: Batch) -> Outcome:
        news = await self._reminding.news(letter)
        if not news:
            return Outcome.NEEDLESS
        became, is_closed = await write_message(self._bot, discord_id, reminder_card(news), nonce=letter.nonce)
        if is_closed:
            await self._reminders.close(discord_id, self._now())
        return became


async def setup(bot: Musubi) -> None:
    posting = Posting(bot, bot.store, bot.feeds, bot.member_cache, bot.now)
    await bot.add_cog(NoticesCog(bot, bot.reminders, posting, bot.store, bot.now))
