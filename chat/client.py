"""The Discord client: no privileged intent, no unwanted mention, commands that are synced when they have changed."""

import asyncio
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands

from anilist import AniList
from cards.commands import know_commands
from cards.emojis import know_emojis
from cards.host import Host
from chat.activity import ActivityPosts
from chat.commands import CommandTelling, CommandTranslator
from chat.contexts import ListContext
from chat.disambiguation import ask, offer_to_correct
from chat.emojis import EmojiUpload
from chat.episodes import EpisodePosts
from chat.errors import answer_error, answering
from chat.expiry import ExpiryWarnings
from chat.feed_posts import PostMaker
from chat.guild_usage import GuildUsage
from chat.interactions import charge, types_too_fast
from chat.link_ends import LinkEnds
from chat.loops import Loop, Loops, carrying_on, loop_table
from chat.member_cache import MemberCache
from chat.notices import NoticeSender, Teller
from chat.notifications import NotificationTeller
from chat.outcomes import of_interactions, used_command
from chat.posting import Posting
from chat.registry import Registry
from chat.retries import counting_requests, let_others_go_first
from chat.rooms import RoomKeeper
from chat.shards import ShardedBot
from chat.upcoming import TitleTeller
from chat.values import meant
from chat.visible_members import MemberVisibility
from library.cooldown import Cooldown
from library.errors import Ambiguous, InvalidInput
from library.notify.delivery import Delivery
from library.opening import LibraryParts
from linking import Linking
from redaction import Secret
from store import Shards, Store, Topic
from store.feeds import Kind

# The names that discord.py gives to the tasks of commands, buttons and events.
_ANSWERING = ("CommandTree", "discord.py: ")


class Tree(app_commands.CommandTree["Musubi"]):
    """The command tree: turns a command's error, or its timeout, into a sentence or a disambiguation."""

    async def _call(self, interaction: discord.Interaction["Musubi"]) -> None:
        if interaction.type is discord.InteractionType.autocomplete:
            await let_others_go_first(interaction)
            if await types_too_fast(interaction):
                return
        async with answering(interaction, used_command(interaction)):
            charge(interaction)
            await self._run(interaction)

    async def _run(self, interaction: discord.Interaction["Musubi"]) -> None:
        try:
            await super()._call(interaction)
        except InvalidInput as error:  # the value is none of the choices
            await offer_to_correct(interaction, error)
            raise

    def _get_app_command_options(self, data: Any) -> tuple[Any, Any]:
        """Return the command and its options, with the values that are meant. Raises InvalidInput."""
        found: tuple[Any, Any] = super()._get_app_command_options(data)
        command, options = found
        return command, meant(command.parameters, options)

    async def on_error(
        self, interaction: discord.Interaction["Musubi"], error: app_commands.AppCommandError, /
    ) -> None:
        if isinstance(error.__cause__, Ambiguous):
            await ask(interaction, error.__cause__)
            return
        await offer_to_correct(interaction, error.__cause__)
        if interaction.type is not discord.InteractionType.application_command:
            raise error  # a kept command, run by a button or form, which answers the error itself
        await answer_error(interaction, error)

    async def run(self, interaction: discord.Interaction["Musubi"], command: Any) -> None:
        """Run `command` for this interaction, with the options of another interaction. Raises CommandInvokeError."""
        interaction.data = command
        await self._run(interaction)


class Musubi(ShardedBot):
    """The bot: carries the opened parts to each feature's ``setup``, which alone takes them from here."""

    def __init__(
        self,
        *,
        store: Store,
        linking: Linking,
        anilist: AniList,
        parts: LibraryParts,
        session: aiohttp.ClientSession,
        features: Iterable[ModuleType],
        host: tuple[str | None, str | None],
        now: Callable[[], int],
        shards: Shards | None = None,
    ) -> None:
        super().__init__(leases=store.leases, shards=shards, **_options())
        self.cooldown = Cooldown(at_once=20, a_second=1)
        self.keystrokes = Cooldown(at_once=40, a_second=8)
        self.interactions = of_interactions()
        self.store = store
        self.linking = linking
        self.anilist = anilist
        self.parts = parts
        self.member_cache = MemberCache(self, store.members, now)
        self.visible_members = MemberVisibility(self, store, parts.list_sync, self.member_cache, now)
        self.lists = ListContext(store, parts, now)
        self.session = session
        self.host = Host(*host)
        self.registry = Registry(parts.gone.current)
        self._features = features
        self.now = now
        self.activity_posts = ActivityPosts(
            self, store, parts.activity_lines, parts.missing_activities, self.member_cache, now
        )
        self.delivery = self._delivery()
        self.rooms = RoomKeeper(self, store, self.member_cache, now, self.own_shards)
        self._commands = CommandTelling(self.tree, store)
        self.loops = Loops(self, store.leases, self._loop_table())
        self.is_set_up = False  # whether Discord has answered the login, and the features are there
        self.begun = dict[int, None]()  # the latest interactions, in their order: Discord may send an event twice
        self._known_shards = set[int]()  # those that have told of their servers
        self._is_leaving = False

    async def setup_hook(self) -> None:
        await self.store.guilds.load()
        await self.store.languages.load()
        await self.tree.set_translator(CommandTranslator())
        usage = GuildUsage(self, self.store, self.member_cache, self.now)
        self.add_listener(usage.used, "on_interaction")
        self.add_listener(usage.heard, "on_interaction")
        self.linking.subscribe(usage.linked)
        self.linking.subscribe(LinkEnds(self, self.store, self.parts).show)
        for module in self._features:
            await module.setup(self)
        self.loops.start(with_discord=self.has_gateway)
        self.is_set_up = True
        if self.has_gateway:
            await self._commands.tell(self.application_id)
        else:
            know_commands((await self.store.commands.told()).ids)

    async def close(self) -> None:
        await self.loops.end()
        know_emojis({})
        await super().close()

    async def add_cog(self, cog: commands.Cog, /, **where: Any) -> None:
        await super().add_cog(cog, **where)
        self.registry.add(cog)

    async def on_interaction(self, interaction: discord.Interaction["Musubi"]) -> None:
        await self.registry.take(interaction)

    def earlier_reply(self, token: Secret) -> discord.Interaction["Musubi"]:
        """The interaction with that token, whichever process has answered it: its reply can be edited."""
        data: Any = {
            "id": 0,
            "type": discord.InteractionType.application_command.value,
            "token": token.reveal(),
            "version": 1,
            "application_id": self.application_id,
            "attachment_size_limit": 0,
        }
        reply: Any = discord.Interaction(data=data, state=self._connection)
        return reply

    @property
    def invite_url(self) -> str:
        """Where an admin adds this bot to a server; it asks for no permission beyond sending messages."""
        permissions = discord.Permissions(view_channel=True, send_messages=True)
        assert self.application_id is not None
        return discord.utils.oauth_url(
            self.application_id, permissions=permissions, scopes=("bot", "applications.commands")
        )

    async def works(self) -> bool:
        """Whether Discord and the store can be used at this moment."""
        return self.is_connected() and await self.store.works()

    def lets_others_answer(self, interaction: discord.Interaction["Musubi"]) -> bool:
        """Whether another process with the same shard, where there is one, should answer.

        This one has just begun, and does not know all servers yet; or it is about to end.
        """
        is_new = self.shard_of(interaction.guild_id) not in self._known_shards
        return self.store.database.is_shared and (is_new or self._is_leaving)

    async def let_end(self, *, seconds: float) -> None:
        """Wait at most `seconds` for the handlers that run, and for the cancelled tasks that still clean up."""
        if ending := self._answering():
            await asyncio.wait(ending, timeout=seconds)

    async def finish(self, *, seconds: float) -> None:
        """Wait like `let_end`, before all is closed; people who wait for AniList too long are told of the restart.

        Work that goes on even then is cancelled: it would use parts that are closed next.
        """
        self._is_leaving = True
        await self.let_end(seconds=seconds * 2 / 3)
        self.anilist.stop()
        await self.let_end(seconds=seconds / 3)
        left = self._answering()
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def _answering(self) -> set[asyncio.Task[Any]]:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        return {task for task in others if task.cancelling() or task.get_name().startswith(_ANSWERING)}

    def _delivery(self) -> Delivery:
        episodes = EpisodePosts(self.parts.feeds, self.member_cache)
        makers: dict[Kind, PostMaker] = {"episodes": episodes, "activity": self.activity_posts}
        posting = Posting(self, self.store, makers, self.now)
        notifications = NotificationTeller(self.store)
        titles = TitleTeller(self.store.links, self.parts.title_news, self.now)
        tellers: dict[Topic, Teller] = {"notification": notifications.tell, "title": titles.tell}
        reminders = self.parts.reminders
        sender = NoticeSender(self, self.store, reminders, posting, tellers, notifications.unread, self.now)
        return Delivery(self.store.notices, sender.send, self.now, self.own_shards)

    def _loop_table(self) -> Iterable[Loop]:
        return loop_table(
            store=self.store,
            linking=self.linking,
            parts=self.parts,
            delivery=self.delivery,
            rooms=self.rooms,
            activity_posts=self.activity_posts,
            warnings=ExpiryWarnings(self, self.store, self.now),
            emojis=EmojiUpload(self, self.store),
            commands=self._commands,
        )

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:
        """Dispatch nothing once closed: discord.py's late "ready" comes from a task that outlives the connection."""
        if not self.is_closed():
            super().dispatch(event_name, *args, **kwargs)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Forget the data of a server that has removed the bot."""
        self.member_cache.forget(guild.id)
        await self.store.guilds.forget(guild.id)

    async def on_shard_ready(self, shard_id: int) -> None:
        """Forget the data of the shard's servers that removed the bot while the shard was away, too."""
        self._known_shards.add(shard_id)
        self.drop_left_behind(shard_id)
        with carrying_on("forget servers that are gone"):
            for guild_id in self.gone(shard_id, await self.store.guilds.known()):
                await self.store.guilds.forget(guild_id)


def _options() -> dict[str, Any]:
    """What the bot asks of Discord and allows: no privileged intent, no mention; commands wherever people are."""
    return {
        "command_prefix": commands.when_mentioned,
        "help_command": None,
        "intents": discord.Intents(guilds=True),
        "tree_cls": Tree,
        "http_trace": counting_requests(),
        "allowed_mentions": discord.AllowedMentions.none(),
        "allowed_installs": app_commands.AppInstallationType(guild=True, user=True),
        "allowed_contexts": app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
    }
