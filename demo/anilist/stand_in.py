"""The stand-in AniList, put together: API, OAuth and site on one address, with a handle on every part for tests."""

import secrets
import time
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from demo.anilist.acts import Acts
from demo.anilist.dashboard import Dashboard
from demo.anilist.graphql_api import GraphQLApi
from demo.anilist.limit import Limit
from demo.anilist.oauth import PATH, App, OAuth, mint_code
from demo.anilist.people import PEOPLE, AniListUser
from demo.anilist.schema import schema
from demo.anilist.site import Site, faces
from demo.anilist.tokens import Tokens, rsa_key
from demo.anilist.world import AniListWorld
from demo.codes import Codes
from demo.faults import Faults
from demo.serving import serving
from demo.traffic import RequestLog, watched
from demo.visitors import Visitors

CLIENT_ID = "14200"
REDIRECT_URI = "http://localhost:8080/callback"


class StandIn:
    """An AniList on this machine, with one registered app.

    The login page offers `people`; the `others` sign in elsewhere. The `lively` act on AniList as time passes. A
    `client_secret` of None is replaced by a random secret. `site_url` is the address in avatars and links, if it
    differs from the served address. `per_minute` None switches the request limit off. All data survives from one
    :meth:`serve` to the next.
    """

    def __init__(
        self,
        *,
        now: Callable[[], int] = lambda: int(time.time()),
        client_id: str = CLIENT_ID,
        client_secret: str | None = None,
        app_name: str = "Musubi",
        redirect_uri: str = REDIRECT_URI,
        site_url: str | None = None,
        per_minute: int | None = 30,
        people: Iterable[AniListUser] = PEOPLE,
        others: Iterable[AniListUser] = (),
        lively: Sequence[AniListUser] = (),
    ) -> None:
        self.app = App(client_id, client_secret or secrets.token_urlsafe(30), app_name, redirect_uri)
        visitors = tuple(people)
        self.world = AniListWorld([*visitors, *others], now=now)
        self._acts = Acts(self.world, lively)
        self.tokens = Tokens(self.world.people, now=now)
        self.limit = Limit(per_minute, now=now)
        self.faults = Faults()
        self.requests = RequestLog(now=now)
        self._public_url = site_url
        self._visitors = Visitors(
            "AniList", cookie="stand_in_anilist", faces=lambda: faces(self.world.people[one.id] for one in visitors)
        )
        self._codes = Codes(now=now, mint=mint_code)
        self._oauth = OAuth(self.app, self.tokens, self._codes, self._visitors)

    @property
    def people(self) -> tuple[AniListUser, ...]:
        return tuple(self.world.people.values())

    @property
    def site_url(self) -> str:
        return self.world.site_url

    @property
    def api_url(self) -> str:
        return self.world.site_url

    @property
    def oauth_url(self) -> str:
        return f"{self.world.site_url}{PATH}"

    @property
    def pin_url(self) -> str:
        """The redirect address of an app without its own; goes into ``app.redirect_uri``."""
        return f"{self.oauth_url}/pin"

    def token_for(self, person: AniListUser, *, algorithm: str = "RS256", believed: bool = False, **claims: Any) -> str:
        """A token as after consent, or a deliberately wrong token.

        `claims` replace the token's own (``aud="999"``, ``exp=1``, ``sub="7"``); None leaves a claim out. A `believed`
        token opens `person`'s account all the same, so that only Musubi's own checks can stop it.
        """
        return self.tokens.mint(person.id, self.app.client_id, algorithm=algorithm, believed=believed, **claims)

    def code_for(self, person: AniListUser) -> str:
        """A one-time code as after consent."""
        return self._codes.issue(person.id, self.app.redirect_uri)

    def revoke(self, token: str) -> None:
        """Revoke the token, as if the person had revoked the app."""
        self.tokens.revoke(token)

    @asynccontextmanager
    async def serve(self, port: int = 0) -> AsyncGenerator[str]:
        """Serve on loopback and yield the address. The schema and the key are slow, so they are made first."""
        schema()
        rsa_key()
        async with serving(self._web(), port) as url:
            self.world.site_url = self._public_url or url
            yield url

    @web.middleware
    async def _caught_up(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self._acts.catch_up()
        return await handler(request)

    def _web(self) -> web.Application:
        api = GraphQLApi(self.world, self.tokens, self.faults, self.limit, self.requests)
        token = watched("token", self._oauth.token, log=self.requests, faults=self.faults)
        app = web.Application(middlewares=[self._caught_up])
        app.add_routes(Dashboard(self.world, self._visitors).routes())
        app.add_routes(Site(self.world, self.app, self.tokens, self._oauth, self._visitors).routes())
        app.add_routes(
            [
                web.post("/", api.handle),
                web.get(f"{PATH}/authorize", self._oauth.authorize),
                web.post(f"{PATH}/authorize", self._oauth.decide),
                web.get(f"{PATH}/pin", self._oauth.pin),
                web.post(f"{PATH}/token", token),
            ]
        )
        return app
