"""A fake Discord on loopback for whole processes: REST API and gateway, enough for a start, a command and an end."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import count
from typing import Any, NamedTuple

import msgspec
from aiohttp import hdrs, web
from discord.utils import time_snowflake

from demo.faults import Fault
from demo.serving import serving
from tests.kit.application_emojis import ApplicationEmojis
from tests.kit.gateway import Gateway, Session
from tests.kit.messages import Messages
from tests.kit.servers import (
    APPLICATION_ID,
    BOT,
    COMMAND,
    MESSAGE,
    PRESS,
    a_user,
    an_interaction,
    called,
    from_menu,
    in_messages,
    in_server,
)

TOKEN = f"{'a' * 24}.{'b' * 6}.{'c' * 38}"
AOI = 400000000000000009
USUAL_TOKEN = "interaction-token"
CLIENT_SECRET = "client-secret-of-this-test"
APPLICATION: dict[str, Any] = {
    "id": APPLICATION_ID,
    "name": "Musubi",
    "description": "",
    "icon": None,
    "bot_public": True,
    "bot_require_code_grant": False,
    "verify_key": "",
    "flags": 0,
    "team": None,
    "owner": {**BOT, "id": "400000000000000000", "username": "admin"},
    "interactions_endpoint_url": None,
    "integration_types_config": {
        "0": {"oauth2_install_params": {"scopes": ["applications.commands", "bot"], "permissions": "3072"}},
        "1": {"oauth2_install_params": {"scopes": ["applications.commands"], "permissions": "0"}},
    },
    "redirect_uris": [],
}


def _gateway_at(host: str) -> str:
    return f"ws://{host}/gateway"


def _json(body: object, status: int = 200) -> web.Response:
    """A JSON response without a charset, like Discord's: discord.py does not parse a body with a charset as JSON."""
    return web.Response(body=msgspec.json.encode(body), status=status, headers={hdrs.CONTENT_TYPE: "application/json"})


async def _message(request: web.Request) -> dict[str, Any]:
    """The message in a request, which stands in a form of its own where files come with it."""
    if request.content_type == "application/json":
        return msgspec.json.decode(await request.read(), type=dict[str, Any])
    return msgspec.json.decode(str((await request.post())["payload_json"]), type=dict[str, Any])


class Heard(NamedTuple):
    """A request about an interaction: "deferred", "answered", or "late" where another acknowledgement was first."""

    at: float
    what: str
    door: str


class Discord:
    """Knows a single bot and records its requests; delivers direct messages only if it `takes_messages`."""

    def __init__(self) -> None:
        self.url = ""
        self.application = dict(APPLICATION)
        self.status = 200  # of every REST answer
        self.speaks = asyncio.Event()  # until it is set, requests wait for their answers
        self.speaks.set()
        self.takes_messages = False
        self.gateway = Gateway(TOKEN, BOT)
        self.gateway.on_ready = lambda: self.asked.put_nowait(("READY", ""))
        self.seconds_to_take_commands = 0.0
        self.commands: dict[str, dict[str, Any]] = {}  # by name, as it was told of them
        self.emojis = ApplicationEmojis()
        self.asked: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
        self.may_answer_callbacks = asyncio.Event()
        self.may_answer_callbacks.set()
        self.heard: dict[str, list[Heard]] = {}  # by interaction token
        self.acknowledgements: dict[str, dict[str, Any]] = {}  # by interaction token: the first callback
        self.shown: dict[str, dict[str, Any]] = {}  # by interaction token: its answer
        self.sent: dict[str, list[dict[str, Any]]] = {}  # by interaction token: the follow-up messages
        self.messages = Messages()
        self.posted = self.messages.by_channel
        self.deleted: list[tuple[str, str]] = []  # the channels and ids of messages
        self.breaks: list[tuple[str, str, Fault]] = []  # method, path, and the fault for their next request
        self._acknowledged: set[str] = set()
        self._ids = count(1)

    @property
    def api_url(self) -> str:
        return f"{self.url}/api"

    @asynccontextmanager
    async def serve(self) -> AsyncGenerator["Discord", None]:
        async with serving(self._app(), 0) as self.url:
            self.gateway.url = _gateway_at(self.url.partition("://")[2])
            yield self
            self.speaks.set()
            self.gateway.end()

    @asynccontextmanager
    async def door(self) -> AsyncGenerator[str]:
        """Serve at another address, too, by which one process is told from others; yields the address."""
        async with serving(self._app(), 0) as url:
            yield url

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[self._guard])
        app.add_routes(
            [
                web.get("/api/v10/applications/@me", self._application),
                web.patch("/api/v10/applications/@me", self._edit_application),
                web.get("/api/v10/oauth2/applications/@me", self._application),
                web.post("/api/oauth2/token", self._token),
                web.get("/api/v10/users/@me", self._me),
                web.put("/api/v10/applications/{id}/commands", self._commands),
                *self.emojis.routes(),
                web.get("/api/v10/gateway/bot", self._shards),
                web.post("/api/v10/users/@me/channels", self._open_messages),
                web.post("/api/v10/channels/{id}/messages", self._posted),
                web.patch("/api/v10/channels/{id}/messages/{message}", self._changed_message),
                web.delete("/api/v10/channels/{id}/messages/{message}", self._deleted_message),
                web.post("/api/v10/interactions/{id}/{token}/callback", self._callback),
                web.patch("/api/v10/webhooks/{id}/{token}/messages/@original", self._edited),
                web.post("/api/v10/webhooks/{id}/{token}", self._followed_up),
                web.delete("/api/v10/webhooks/{id}/{token}/messages/@original", self._deleted),
                web.get("/gateway", self.gateway.connect),
            ]
        )
        return app

    async def slash(self, name: str, *, user_id: int = AOI, token: str = USUAL_TOKEN, **options: str) -> dict[str, Any]:
        """Run a command in the direct messages; its answers are kept under `token`. Returns the event."""
        given = [{"name": key, "type": 3, "value": value} for key, value in options.items()]
        data = {"id": "1", "name": name, "type": 1, "options": given}
        return await self.interact(COMMAND, data, in_messages(a_user(user_id)), token)

    async def press(self, message: dict[str, Any], custom_id: str, *, user_id: int, token: str) -> dict[str, Any]:
        """Press a button on an answer in the person's direct messages."""
        below = {"message": {**MESSAGE, "flags": 32768, "components": message["components"]}}
        data = {"custom_id": custom_id, "component_type": 2}
        return await self.interact(PRESS, data, in_messages(a_user(user_id)) | below, token)

    async def run(self, path: str, options: dict[str, Any], *, guild_id: int, token: str) -> None:
        """Run a command as Discord knows it, in a server."""
        command = self.commands[path.split(maxsplit=1)[0]]
        await self.interact(COMMAND, called(command, path, options), in_server(guild_id, a_user(AOI)), token)

    async def choose(self, name: str, target: dict[str, Any], *, guild_id: int, token: str) -> None:
        """Choose a command in the menu of a user or of a message."""
        data = from_menu(self.commands[name], target)
        await self.interact(COMMAND, data, in_server(guild_id, a_user(AOI)), token)

    async def interact(self, kind: int, data: dict[str, Any], where: dict[str, Any], token: str) -> dict[str, Any]:
        return await self.deliver(an_interaction(self.new_id(), kind, data, where, token))

    def new_id(self) -> int:
        """An id for an interaction of this moment."""
        return time_snowflake(datetime.now(UTC)) + next(self._ids)

    async def deliver(self, event: dict[str, Any], to: Session | None = None) -> dict[str, Any]:
        """Send an interaction to every session of its shard, or `to` one alone."""
        if to:
            await to.tell("INTERACTION_CREATE", event)
        else:
            await self.gateway.tell("INTERACTION_CREATE", event)
        return event

    async def was_asked(self, method: str, path_end: str) -> None:
        """Wait for that request; earlier requests are dropped."""
        async with asyncio.timeout(60):
            while True:
                asked = await self.asked.get()
                if asked[0] == method and asked[1].endswith(path_end):
                    return

    @web.middleware
    async def _guard(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.asked.put_nowait((request.method, request.path))
        await self.speaks.wait()
        if self.status != 200:
            return _json({"message": "no", "code": 0}, status=self.status)
        has_token = "/interactions/" in request.path or "/webhooks/" in request.path
        needs_none = has_token or request.path in {"/gateway", "/api/oauth2/token"}
        if not needs_none and request.headers.get(hdrs.AUTHORIZATION) != f"Bot {TOKEN}":
            return _json({"message": "401: Unauthorized", "code": 0}, status=401)
        for at, (method, path_end, fault) in enumerate(self.breaks):
            if request.method == method and request.path.endswith(path_end):
                del self.breaks[at]
                return await fault(request, lambda: handler(request))
        return await handler(request)

    async def _application(self, _: web.Request) -> web.Response:
        return _json(self.application)

    async def _edit_application(self, request: web.Request) -> web.Response:
        """Discord replaces the Installation page as a whole, and takes none of a bot that is not public."""
        body = await request.json()
        if set(body) != {"integration_types_config"} or not self.application["bot_public"]:
            return _json({"message": "Invalid Form Body", "code": 50035}, status=400)
        for half in body["integration_types_config"].values():
            params = half["oauth2_install_params"]
            params["permissions"] = f"{params['permissions']:d}"  # taken as a number, told as a text
        self.application |= body
        return _json(self.application)

    async def _token(self, request: web.Request) -> web.Response:
        """A token for the application itself; its secret is :data:`CLIENT_SECRET`."""
        form = await request.post()
        assert (form["grant_type"], form["client_id"]) == ("client_credentials", APPLICATION_ID)
        is_right = form["client_secret"] == CLIENT_SECRET
        return _json({"access_token": "x"}) if is_right else _json({"error": "invalid_client"}, status=401)

    async def _me(self, _: web.Request) -> web.Response:
        return _json(BOT)

    async def _commands(self, request: web.Request) -> web.Response:
        more: dict[str, Any] = {"application_id": APPLICATION_ID, "version": "1", "default_member_permissions": None}
        await asyncio.sleep(self.seconds_to_take_commands)
        commands = [{"id": str(at), "description": "", **more, **one} for at, one in enumerate(await request.json(), 1)]
        self.commands = {one["name"]: one for one in commands}
        return _json(commands)

    async def _shards(self, request: web.Request) -> web.Response:
        left, concurrency = self.gateway.sessions_left, self.gateway.concurrency
        limit = {"total": 1000, "remaining": left, "reset_after": 3_600_000, "max_concurrency": concurrency}
        return _json({"url": _gateway_at(request.host), "shards": self.gateway.shards, "session_start_limit": limit})

    async def _open_messages(self, request: web.Request) -> web.Response:
        person = {"id": (await request.json())["recipient_id"], "username": "", "discriminator": "0", "avatar": None}
        return _json({"id": person["id"], "type": 1, "recipients": [person], "last_message_id": None})

    async def _posted(self, request: web.Request) -> web.Response:
        if not self.takes_messages:
            return _json({"message": "Cannot send messages to this user", "code": 50007}, status=403)
        return _json(self.messages.take(request.match_info["id"], await _message(request), request.host))

    async def _changed_message(self, request: web.Request) -> web.Response:
        where = request.match_info
        return _json(self.messages.change(where["id"], where["message"], await _message(request)))

    async def _callback(self, request: web.Request) -> web.Response:
        body, interaction_id = await request.json(), request.match_info["id"]
        is_late = interaction_id in self._acknowledged
        self._hear(request, "late" if is_late else "deferred" if body["type"] in {5, 6} else "answered")
        self._acknowledged.add(interaction_id)
        self.acknowledgements.setdefault(request.match_info["token"], body)
        await self.may_answer_callbacks.wait()
        if is_late:
            return _json({"message": "Interaction has already been acknowledged.", "code": 40060}, status=400)
        return _json({"interaction": {"id": interaction_id, "type": 2}})

    async def _edited(self, request: web.Request) -> web.Response:
        self._hear(request, "answered")
        self.shown[request.match_info["token"]] = await _message(request)
        return _json(MESSAGE)

    async def _followed_up(self, request: web.Request) -> web.Response:
        self._hear(request, "answered")
        self.sent.setdefault(request.match_info["token"], []).append(await _message(request))
        return _json(MESSAGE)

    async def _deleted_message(self, request: web.Request) -> web.Response:
        self.deleted.append((request.match_info["id"], request.match_info["message"]))
        return web.Response(status=204)

    async def _deleted(self, _: web.Request) -> web.Response:
        return web.Response(status=204)

    def _hear(self, request: web.Request, what: str) -> None:
        self.heard.setdefault(request.match_info["token"], []).append(Heard(time.monotonic(), what, request.host))
