"""A stand-in for Discord's OAuth sign-in (scope ``identify``).

https://discord.com/developers/docs/topics/oauth2. Knows nothing of the rest of Discord.
"""

import secrets
import time
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from urllib.parse import urlencode

import msgspec
from aiohttp import hdrs, web

from demo import pages
from demo.codes import CodeRefused, Codes
from demo.faults import Faults
from demo.pages import Face
from demo.pictures import portrait
from demo.serving import serving
from demo.token_request import read_token_request
from demo.traffic import RequestLog, watched
from demo.visitors import Visitors, redirect

CLIENT_ID = "930000000000000001"
REDIRECT_URI = "http://localhost:8080/discord"
_SERVICE = "Discord"
_TOKEN_LIFETIME = 604_800
_DENIED = {
    "error": "access_denied",
    "error_description": "The resource owner or authorization server denied the request",
}


class DiscordApp(msgspec.Struct):
    """The application registered at the stand-in."""

    client_id: str
    client_secret: str
    name: str
    redirect_uri: str


class DiscordStandIn:
    """Discord's authorize page, token endpoint and ``/users/@me``, for `people` given as (id, username).

    A `client_secret` of None is replaced by a random secret. The operations of `faults` and `requests` are ``token``
    and ``me``.
    """

    def __init__(
        self,
        people: Iterable[tuple[int, str]],
        *,
        now: Callable[[], int] = lambda: int(time.time()),
        client_id: str = CLIENT_ID,
        client_secret: str | None = None,
        app_name: str = "Musubi",
        redirect_uri: str = REDIRECT_URI,
    ) -> None:
        self.app = DiscordApp(client_id, client_secret or secrets.token_urlsafe(24), app_name, redirect_uri)
        self.people = dict(people)
        self.faults = Faults()
        self.requests = RequestLog(now=now)
        self.api_url = ""
        self._codes = Codes(now=now, mint=lambda: secrets.token_urlsafe(22))
        self._tokens: dict[str, int] = {}
        self._visitors = Visitors(_SERVICE, cookie="stand_in_discord", faces=self._faces)

    @asynccontextmanager
    async def serve(self, port: int = 0) -> AsyncGenerator[str]:
        """Serve on loopback and yield the address, which is ``DISCORD_API_URL``."""
        log, faults = self.requests, self.faults
        app = web.Application()
        app.add_routes(
            [
                web.get("/oauth2/authorize", self._authorize),
                web.post("/oauth2/authorize", self._decide),
                web.get("/login", self._login),
                web.post("/login", self._sign_in),
                web.post("/oauth2/token", watched("token", self._token, log=log, faults=faults)),
                web.get("/users/@me", watched("me", self._me, log=log, faults=faults)),
                web.get(r"/avatar/{id:\d+}.png", self._avatar),
            ]
        )
        async with serving(app, port) as self.api_url:
            yield self.api_url

    def token_for(self, user_id: int) -> str:
        """An access token, as if the person had consented."""
        token = secrets.token_urlsafe(22)
        self._tokens[token] = user_id
        return token

    def code_for(self, user_id: int) -> str:
        """A one-time code, as if the person had consented."""
        return self._codes.issue(user_id, self.app.redirect_uri)

    async def _authorize(self, request: web.Request) -> web.Response:
        """The consent page, after the choice of a person."""
        if wrong := self._unfit(request.query):
            return wrong
        login = f"/login?{request.query_string}"
        face = self._visitors.of(request)
        if face is None:
            return redirect(login)
        return pages.consent(
            _SERVICE,
            face,
            app=self.app.name,
            wants="It would learn who you are: your username, your avatar, nothing else.",
            action=str(request.rel_url),
            elsewhere=login,
            words=("Authorize", "Cancel"),
        )

    async def _decide(self, request: web.Request) -> web.Response:
        if wrong := self._unfit(request.query):
            return wrong
        face = self._visitors.of(request)
        if face is None:
            return redirect(f"/login?{request.query_string}")
        is_approved = (await request.post()).get("answer") == "approve"
        answer = {"code": self.code_for(face.id)} if is_approved else _DENIED
        state = {"state": request.query["state"]} if "state" in request.query else {}
        return redirect(f"{self.app.redirect_uri}?{urlencode({**answer, **state})}")

    def _unfit(self, query: Mapping[str, str]) -> web.Response | None:
        """The page for an invalid request; it never leads back to the app."""
        wrong = {
            "client_id": query.get("client_id") != self.app.client_id,
            "redirect_uri": query.get("redirect_uri") != self.app.redirect_uri,
            "response_type": query.get("response_type") != "code",
            "scope": query.get("scope") != "identify",
        }
        for name in (name for name, is_wrong in wrong.items() if is_wrong):
            return pages.message(_SERVICE, f"Invalid OAuth2 {name}", "Nothing was done.", status=400)
        return None

    async def _login(self, request: web.Request) -> web.Response:
        return self._visitors.choose(request)

    async def _sign_in(self, request: web.Request) -> web.Response:
        return await self._visitors.sign_in(request, f"/oauth2/authorize?{request.query_string}")

    async def _token(self, request: web.Request) -> web.Response:
        given = await read_token_request(request)
        if (given.get("client_id"), given.get("client_secret")) != (self.app.client_id, self.app.client_secret):
            return web.json_response({"error": "invalid_client"}, status=401)
        if given.get("grant_type") != "authorization_code":
            return web.json_response({"error": "unsupported_grant_type"}, status=400)
        try:
            user_id = self._codes.redeem(given.get("code", ""), given.get("redirect_uri"))
        except CodeRefused:
            refused = {"error": "invalid_grant", "error_description": 'Invalid "code" in request.'}
            return web.json_response(refused, status=400)
        token = {"access_token": self.token_for(user_id), "refresh_token": secrets.token_urlsafe(22)}
        return web.json_response({"token_type": "Bearer", "expires_in": _TOKEN_LIFETIME, "scope": "identify", **token})

    async def _me(self, request: web.Request) -> web.Response:
        user_id = self._tokens.get(request.headers.get(hdrs.AUTHORIZATION, "").removeprefix("Bearer "))
        if user_id is None:
            return web.json_response({"message": "401: Unauthorized", "code": 0}, status=401)
        name = self.people[user_id]
        user = {"id": str(user_id), "username": name, "global_name": None, "discriminator": "0", "avatar": None}
        return web.json_response(user)

    async def _avatar(self, request: web.Request) -> web.Response:
        user_id = int(request.match_info["id"])
        return web.Response(body=portrait(user_id), content_type="image/png")

    def _faces(self) -> list[Face]:
        return [Face(user_id, name, f"/avatar/{user_id}.png", f"@{name}") for user_id, name in self.people.items()]
