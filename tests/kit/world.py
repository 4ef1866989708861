"""A whole Musubi for tests: the real bot in SimCord, its real web server, and AniList's stand-in, on a shared clock."""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Generator, Iterable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import discord
import simcord
from simcord.components import walk_components

from anilist import RequestQueue, Scheduler
from bot import open_bot, serve_pages
from cards.buttons import EnterCode, StartLink
from cards.emojis import without_ours
from cards.ids import Action
from chat.client import Musubi
from config import Settings
from demo.anilist import CLIENT_ID, TSUMUGI, AniListUser, StandIn
from demo.discord_sign_in import DiscordStandIn
from library.cooldown import Cooldown
from redaction import Secret
from tests.kit.drawing import draw_once
from tests.kit.earlier import WORLD, Earlier, earlier
from tests.kit.languages import locales
from tests.kit.people import linked
from tests.kit.plain_copies import copy_plainly
from tests.kit.ports import free_port
from tests.kit.settling import settle_quickly
from tests.kit.telling import make_once
from tests.kit.template import START, furnish, read_database

copy_plainly()
make_once()
draw_once()


class Clock:
    """SimCord's time in unix seconds, START until there is a SimCord."""

    def __init__(self) -> None:
        self.env: simcord.Env | None = None

    def __call__(self) -> int:
        return int(self.exact())

    def exact(self) -> float:
        return self.env.now().timestamp() if self.env else START


MakeScheduler = Callable[[Clock], Scheduler]


class Answer:
    """The web server's answer."""

    def __init__(self, status: int, body: Any, headers: Any) -> None:
        self.status = status
        self.body = body
        self.headers = headers


class World:
    """Two people and Musubi in a server, with AniList's stand-in."""

    def __init__(self, stand_in: StandIn, clock: Clock, settings: Settings, scheduler: MakeScheduler) -> None:
        self.stand_in = stand_in
        self.clock = clock
        self.settings = settings
        self._scheduler = scheduler
        self.bot: Musubi
        self.env: simcord.Env
        self.guild: simcord.GuildHandle
        self.general: simcord.ChannelHandle
        self.users: dict[str, simcord.UserHandle] = {}
        self.members: dict[str, simcord.MemberActor] = {}
        self._process = AsyncExitStack()

    async def start(self, before: Earlier | None) -> None:
        files = self.settings.data_dir, self.settings.secret_key_file
        if before:
            before.furnish(*files, self.stand_in.site_url)
        else:
            await furnish(*files)
        await self._open()
        self.env = simcord.Env(self.bot, settle_timeout=60, shard_count=1)
        settle_quickly(self.env)
        for name, days in (("aoi", 1800), ("ren", 12)):
            self.env.backend.advance_clock(START - days * 86400 - self.env.now().timestamp())
            self.users[name] = self.env.create_user(name)
        self.env.backend.advance_clock(START - self.env.now().timestamp())
        self.guild = self.env.create_guild("Anime Club")
        if before:
            before.tell(self.env.backend)
        await self.env.start()
        self.clock.env = self.env
        self.general = self.guild.create_text_channel("general")
        self.members = {name: self.guild.add_member(user) for name, user in self.users.items()}
        await self._serve()

    async def restart(self, settings: Settings | None = None) -> None:
        """Stop Musubi and start it again on the same data."""
        await self._process.aclose()
        self.settings = settings or self.settings
        await self._open()
        await self.env.restart_bot(self.bot)
        await self._serve()

    async def stop(self) -> None:
        await self.bot.finish(seconds=1)  # as a stop of the process does
        await self._process.aclose()
        await self.env.shutdown()
        self.env._raise_errors_since(self.env._errors_acknowledged)

    def left(self) -> Earlier:
        """What it has left, once it is stopped."""
        return Earlier(
            database=read_database(self.settings.data_dir),
            key=self.settings.secret_key_file.read_bytes(),
            site=self.stand_in.site_url.encode(),
            commands=self.env.backend.commands,
            emojis=self.env.backend.application_emojis,
            tokens=self.stand_in.tokens._given,
        )

    async def post(self, path: str, **body: object) -> Answer:
        """Post as the page's script does, from Musubi's own origin."""
        assert self.settings.public_url
        headers = {"Origin": self.settings.public_url, "Sec-Fetch-Site": "same-origin"}
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.settings.public_url + path, json=body, headers=headers) as response,
        ):
            return Answer(response.status, await response.json(), response.headers)

    def set_locale(self, name: str, locale: str) -> None:
        """Set the language of the person's Discord."""
        locales(self.env.backend)[self.users[name].id] = locale

    def set_server_locale(self, locale: str) -> None:
        """Set the language of the server on Discord."""
        self.env.backend.edit_guild(self.guild.id, {"preferred_locale": locale})

    async def slash(self, name: str, command: str) -> simcord.InteractionResult:
        return await self.members[name].slash(self.general, command)

    async def press(
        self, name: str, reply: simcord.InteractionResult, button: type[Action], **fields: object
    ) -> simcord.InteractionResult:
        """Press a button on an answer in the server: see :func:`by`."""
        assert reply.response
        return await self.members[name].click(reply.response, **by(reply.response, button, **fields))

    def dms(self, name: str) -> list[discord.Message]:
        """Musubi's direct messages to the person, oldest first."""
        return self.users[name].dm_channel.history()

    def close_dms(self, name: str, code: int = 50007) -> None:
        path = f"/channels/{self.users[name].dm_channel.id}/messages"
        self.env.inject_error("POST", path, status=403, code=code, message="Cannot send messages", times=None)

    async def begin(self, name: str) -> str:
        """Run /link in the server; returns the state in the card's address."""
        await self.slash(name, "link")
        return state_in(self.dms(name)[-1])

    async def present(self, state: str, person: AniListUser = TSUMUGI) -> Answer:
        """Approve at AniList as `person`, come back, and press Link."""
        return await self.post("/link", state=state, token=self.stand_in.token_for(person))

    async def enter_code(self, name: str, code: str, card: Any = None) -> simcord.InteractionResult:
        """Press Enter code on the card in the direct messages, and type `code`."""
        user = self.users[name]
        shown = await user.click(card or card_of(self.dms(name)), **by(card or card_of(self.dms(name)), EnterCode))
        return await user.submit_modal(shown, {"musubi:code": code})

    async def enter_code_bare(self, name: str, code: str) -> Any:
        """Press Enter code and type `code`; returns the answer, also when no form opens."""
        user = self.users[name]
        shown = await user.click(card_of(self.dms(name)), **by(card_of(self.dms(name)), EnterCode))
        if shown.modal is None:
            return shown.response
        return (await user.submit_modal(shown, {"musubi:code": code})).followups[-1]

    async def approve(self, url: str, person: AniListUser) -> dict[str, str]:
        """Approve at AniList as a browser does; returns the parameters of the redirect."""
        cookies = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(cookie_jar=cookies) as browser:
            async with browser.get(url) as login:
                action = login.url
            async with browser.post(action, data={"person": str(person.id)}) as consent:
                action = consent.url
            async with browser.post(action, data={"answer": "approve"}, allow_redirects=False) as back:
                home = urlsplit(back.headers["Location"])
                return {key: values[0] for key, values in parse_qs(home.query or home.fragment).items()}

    async def settle_in(self, name: str, person: AniListUser = TSUMUGI) -> None:
        """Store the person's link without the flow, record them as a member, and sync their lists."""
        bot, user = self.bot, self.users[name]
        link = linked(person, user.id, self.clock())
        await bot.store.links.save(link, Secret(self.stand_in.token_for(person)))
        await bot.store.members.record_use(user.id, self.guild.id, self.clock())
        await bot.store.members.mark_told(user.id, self.guild.id)
        await bot.store.languages.hear(user.id, "en-US")
        await bot.parts.list_sync.start_sync(link, whole=True)
        await self.env.settle()

    async def link(self, name: str, person: AniListUser = TSUMUGI) -> None:
        """Link from /link to the code, for tests that begin with a link."""
        await self.slash(name, "link")
        await self.finish_link(name, person)

    async def link_again(self, name: str, person: AniListUser = TSUMUGI) -> None:
        reply = await self.slash(name, "link")
        await self.press(name, reply, StartLink)
        await self.finish_link(name, person)

    async def finish_link(self, name: str, person: AniListUser = TSUMUGI) -> None:
        """Link from the card in the direct messages on."""
        answer = await self.present(state_in(self.dms(name)[-1]), person)
        await self.enter_code(name, answer.body["code"])

    @contextmanager
    def all_at_once(self) -> Generator[None]:
        """Calls inside don't wait for the work that they begin; ``env.settle`` waits for it later."""
        settle = self.env._settle_internal
        self.env._settle_internal = _no_wait
        yield
        self.env._settle_internal = settle

    async def _open(self) -> None:
        self.bot = await self._process.enter_async_context(
            open_bot(self.settings, now=self.clock, connector=unpooled(), scheduler=self._scheduler(self.clock))
        )
        self.bot.cooldown = self.bot.keystrokes = Cooldown(at_once=10**6, a_second=10**6)

    async def _serve(self) -> None:
        with self.env.time_context():
            await self._process.enter_async_context(serve_pages(self.bot, self.settings))


async def _no_wait(**_how: object) -> None:
    return


def unpooled() -> aiohttp.TCPConnector:
    """A connector without keep-alive: SimCord waits for kept connections of the bot's tasks."""
    return aiohttp.TCPConnector(force_close=True)


def unhurried(clock: Clock) -> Scheduler:
    """A request budget on the test's clock, larger than any test needs."""
    return Scheduler(RequestQueue(per_minute=10_000, gap=0, monotonic=clock, sleep=asyncio.sleep))


@asynccontextmanager
async def open_world(
    folder: Path,
    *,
    has_address: bool = True,
    with_secret: bool = False,
    with_sign_in: bool = False,
    per_minute: int | None = None,
    scheduler: MakeScheduler = unhurried,
    others: Iterable[AniListUser] = (),
    before: str | None = WORLD,
) -> AsyncGenerator[World]:
    """Choose the grant by `with_secret` and `has_address`, the proof by `with_sign_in`.

    AniList takes `per_minute` requests a minute, and knows `others` besides the usual people. It is the next start
    after the run `before`, or the very first one.
    """
    clock, port = Clock(), free_port()
    stand_in = StandIn(now=clock, per_minute=per_minute, client_secret="anilist secret of this test", others=others)
    discord_stand_in = DiscordStandIn([], now=clock)
    async with stand_in.serve(), discord_stand_in.serve():
        settings = Settings(
            discord_token=Secret("discord.token.of-this-test"),
            discord_client_secret=Secret(discord_stand_in.app.client_secret) if with_sign_in else None,
            anilist_client_id=CLIENT_ID,
            anilist_client_secret=Secret(stand_in.app.client_secret) if with_secret else None,
            public_url=f"http://localhost:{port}" if has_address else None,
            port=port,
            data_dir=folder / "data",
            secret_key_file=folder / "musubi.key",
            anilist_api_url=stand_in.api_url,
            anilist_oauth_url=stand_in.oauth_url,
            discord_api_url=discord_stand_in.api_url,
        )
        stand_in.app.redirect_uri = settings.redirect_uri
        world = World(stand_in, clock, settings, scheduler)
        try:
            await world.start(earlier(before))
            discord_stand_in.people = {user.id: name for name, user in world.users.items()}
            discord_stand_in.app.client_id = str(world.bot.application_id)
            discord_stand_in.app.redirect_uri = settings.sign_in_redirect_uri
            yield world
        finally:
            await world.stop()


def components(message: Any) -> Iterator[dict[str, Any]]:
    """Every component of a message or a response, as Discord's JSON."""
    return walk_components([part if isinstance(part, dict) else part.to_dict() for part in message.components])


def words(message: Any) -> str:
    """All the text on a card, with ordinary spaces for non-breaking ones, and plain signs for emojis of ours."""
    text = "\n".join(str(part["content"]) for part in components(message) if "content" in part)
    return without_ours(text).replace("\u00a0", " ")


def labels(message: Any) -> list[str]:
    return [str(part["label"]) for part in components(message) if part.get("label")]


def by(message: Any, button: type[Action], **fields: object) -> dict[str, str]:
    """The id, as SimCord takes it, of the first button on the message that is a `button` with these `fields`."""
    ids = [str(part["custom_id"]) for part in components(message) if part.get("custom_id")]
    read = ((one, button.parse(one)) for one in ids)
    fits = (one for one, it in read if it and all(getattr(it, name) == value for name, value in fields.items()))
    found = next(fits, None)
    assert found, f"no {button.__name__} with {fields} among {ids}"
    return {"custom_id": found}


def actions(message: Any) -> set[type[Action]]:
    """The typed ids of the buttons and selects on a message, by their classes."""
    ids = [str(part["custom_id"]) for part in components(message) if part.get("custom_id")]
    return {action for action in declared(Action) for one in ids if action.parse(one)}


def says(message: Any, said: str) -> bool:
    """Whether a card says the message `said` of the code, whatever stands in its placeholders and is escaped there."""
    return re.search(pattern(said), words(message).replace("\\", ""), re.DOTALL) is not None


def pattern(said: str) -> str:
    """A regular expression for the message `said` of the code; each ``{placeholder}`` stands for any text."""
    texts = re.split(r"\{\w+\}", said.replace("\u00a0", " ").replace("\\", ""))
    return ".+?".join(map(re.escape, texts))


def declared(action: type[Action]) -> set[type[Action]]:
    """All kinds of `action` that the cards declare."""
    return {action, *(one for kind in action.__subclasses__() for one in declared(kind))} - {Action}


def address(message: Any, label: str) -> str:
    return next(str(part["url"]) for part in components(message) if part.get("label") == label)


def state_in(card: Any) -> str:
    urls = [str(part["url"]) for part in components(card) if part.get("url")]
    return next(state for url in urls for state in parse_qs(urlsplit(url).query).get("state", ()))


def card_of(messages: list[discord.Message]) -> discord.Message:
    """The last card that asks for a code."""
    return next(message for message in reversed(messages) if EnterCode in actions(message))


def gateway(world: World) -> Any:
    """The shard that sees the world's server."""
    return world.bot._get_websocket(world.guild.id)


async def silent(*_arguments: object, **_named: object) -> None:
    raise ConnectionResetError
