"""What airs: the poll that keeps air times true."""

from discord.ext import commands, tasks

from cogs.client import Musubi
from cogs.interactions import carrying_on, end
from library.airing import Poll


class Airing(commands.Cog):
    """Looks every five minutes what is to be asked."""

    def __init__(self, bot: commands.Bot, poll: Poll) -> None:
        self._bot = bot
        self._poll = poll

    async def cog_load(self) -> None:
        self.ask.start()

    async def cog_unload(self) -> None:
        await end(self.ask)

    @tasks.loop(minutes=5)
    async def ask(self) -> None:
        with carrying_on("ask what airs"):
            await self._poll.round()

    @ask.before_loop
    async def _until_ready(self) -> None:
        await self._bot.wait_until_ready()


async def setup(bot: Musubi) -> None:
    await bot.add_cog(Airing(bot, bot.poll))
