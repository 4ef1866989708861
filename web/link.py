"""The endpoints of the redirect page: preview, link, cancel, progress.

Each answer is one call of :class:`linking.Linking`; nothing is decided here but the shape of a request and how often
one state may be tried.
"""

import hashlib
from collections.abc import Callable
from typing import Final

import msgspec
from aiohttp import web

from linking import Linking, Waiting
from redaction import Secret, one_line
from web.body import json_answer, read_body
from web.limits import Limiter
from web.sign_in import SignInRoutes
from web.texts import button_in_discord

PROGRESS_PATH: Final = "/link/progress"
TRIES_PER_STATE: Final = 5
_SECONDS_OF_A_STATE = 600
_LONGEST_NAME = 50
_QUOTES = dict.fromkeys(map(ord, '“”„‟"\uff02〝〞〟❝❞'), "'")


class _ByState(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    state: Secret


class _Token(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    state: Secret
    grant: Secret = msgspec.field(name="token")


class _Code(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    state: Secret
    grant: Secret = msgspec.field(name="code")


class _ByTicket(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    ticket: Secret


class LinkRoutes:
    """The endpoints that the page calls. `signing_in` is None unless the proof is Discord's sign-in."""

    def __init__(self, linking: Linking, signing_in: SignInRoutes | None, *, now: Callable[[], int]) -> None:
        self._linking = linking
        self._signing_in = signing_in
        self._now = now
        self._tries = Limiter(TRIES_PER_STATE, _SECONDS_OF_A_STATE, now=now)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/link/who", self._who),
            web.post("/link", self._link),
            web.post("/link/cancel", self._cancel),
            web.post(PROGRESS_PATH, self._progress),
        ]

    async def _who(self, request: web.Request) -> web.Response:
        body = await read_body(request, _ByState)
        person, expires_at = await self._linking.preview(body.state)
        return json_answer(
            name=person.name,
            id=str(person.discord_id),
            created_at=person.created_at,
            guild=_as_name(person.guild_name),
            expires_at=expires_at,
            now=self._now(),
            proof=self._linking.proof,
        )

    async def _link(self, request: web.Request) -> web.Response:
        body = await read_body(request, _Token if self._linking.grant == "implicit" else _Code)
        # by its hash, so that the limiter keeps no state that could still be used
        self._tries.admit({hashlib.sha256(body.state.reveal().encode()).hexdigest(): 1})
        waiting = await self._linking.present(body.state, body.grant)
        return self._signing_in.begin(waiting) if self._signing_in else self._show_code(waiting)

    def _show_code(self, waiting: Waiting) -> web.Response:
        return json_answer(
            anilist=waiting.anilist_name,
            name=waiting.person.name,
            code=waiting.code.reveal(),
            enter_code=button_in_discord("enter_code", waiting.person.locale),
            ticket=waiting.ticket.reveal(),
            expires_at=waiting.expires_at,
            now=self._now(),
        )

    async def _cancel(self, request: web.Request) -> web.Response:
        body = await read_body(request, _ByState)
        await self._linking.cancel(body.state)
        return json_answer()

    async def _progress(self, request: web.Request) -> web.Response:
        body = await read_body(request, _ByTicket)
        return json_answer(status=await self._linking.progress(body.ticket))


def _as_name(name: str | None) -> str:
    """A server's name between quotation marks, which it can't close itself; empty without a server.

    Server names are free text, and on this page a sentence in a name would look like ours.
    """
    line = one_line(name or "").translate(_QUOTES)
    return line if len(line) <= _LONGEST_NAME else f"{line[: _LONGEST_NAME - 1]}…"
