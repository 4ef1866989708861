"""Discord's sign-in as the proof: begun after Link, ended at ``/discord`` in the same browser.

The cookie proves that the browser is the same: the state in the address must equal the state in the cookie
(RFC 6749, 10.12). Knows nothing of AniList.
"""

import hmac
from typing import Final

import msgspec
from aiohttp import web
from yarl import URL

from linking import Linking, Waiting
from redaction import Secret
from web.body import json_answer, read_body
from web.discord import DiscordSignIn
from web.troubles import OTHER_BROWSER, Refused

SECONDS_TO_SIGN_IN: Final = 600


class _Return(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    state: Secret
    code: Secret


class SignInRoutes:
    """The endpoints that send the browser to Discord and take it back."""

    def __init__(self, linking: Linking, discord: DiscordSignIn, *, public_url: str) -> None:
        self._linking = linking
        self._discord = discord
        self._secure = URL(public_url).scheme == "https"
        self._cookie = "__Host-sign-in" if self._secure else "sign-in"  # browsers take the prefix over https only

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/discord", self._finish)]

    def begin(self, waiting: Waiting) -> web.Response:
        """The page's next address, and the cookie by which the returning browser is recognised."""
        answer = json_answer(
            anilist=waiting.anilist_name,
            name=waiting.person.name,
            next=self._discord.authorize_url(waiting.sign_in),
        )
        self._set_cookie(answer, waiting.sign_in, SECONDS_TO_SIGN_IN)
        return answer

    async def _finish(self, request: web.Request) -> web.Response:
        body = await read_body(request, _Return)
        begun = Secret(request.cookies.get(self._cookie, ""))
        if not _same(begun, body.state):
            raise Refused(OTHER_BROWSER)
        linked = await self._linking.confirm_sign_in(begun, await self._discord.user_id(body.code))
        answer = json_answer(anilist=linked.link.name, name=linked.attempt.discord_name)
        self._set_cookie(answer, Secret(""), 0)
        return answer

    def _set_cookie(self, answer: web.Response, value: Secret, max_age: int) -> None:
        answer.set_cookie(
            self._cookie,
            value.reveal(),
            max_age=max_age,
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="Strict",
        )


def _same(begun: Secret, state: Secret) -> bool:
    """Whether both states are equal, and not empty; in constant time."""
    cookie = begun.reveal().encode(errors="surrogateescape")
    return bool(cookie) and hmac.compare_digest(cookie, state.reveal().encode())
