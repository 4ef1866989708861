"""The quiet keeping in step of people's lists with AniList. There is nothing to run or to press."""

from discord.ext import commands, tasks

from chat.client import Musubi
from chat.interactions import carrying_on, end
from library.sync.background import BackgroundSync


class RenewalCog(commands.Cog):
    """A round every five minutes."""

    def __init__(self, bot: commands.Bot, renewal: BackgroundSync) -> None:
        self._bot = bot
        self._renewal = renewal

    async def cog_load(self) -> None:
        self.renew.start()

    async def cog_unload(self) -> None:
        await end(self.renew)

    @tasks.loop(minutes=5)
    async def renew(self) -> None:
        with carrying_on("renew lists"):
            await self._renewal.round()

    @renew.before_loop
    async def _until_ready(self) -> None:
        await self._bot.wait_until_ready()


async def setup(bot: Musubi) -> None:
    await bot.add_cog(RenewalCog(bot, bot.background_sync))
