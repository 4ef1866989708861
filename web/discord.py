"""Discord's sign-in in the browser, by OAuth's authorization code grant.

https://discord.com/developers/docs/topics/oauth2. Asks for the scope ``identify`` and forgets the token at once.
Knows nothing of linking.

SignInError
├── SignInFailed        Discord refuses the one-time code: begin again
└── SignInUnavailable   Discord gave no usable answer: say so, try later
"""

import asyncio
import logging
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlencode

import aiohttp
import msgspec

from redaction import Secret, decoded_secret

_TIMEOUT = aiohttp.ClientTimeout(total=10, connect=3)
_MAX_ANSWER_BYTES = 64 * 1024
log = logging.getLogger(__name__)


class SignInError(Exception):
    """Base of the reasons why the browser's Discord account is not known."""


class SignInFailed(SignInError):
    """Discord refuses the one-time code: it is used, expired or foreign."""


class SignInUnavailable(SignInError):
    """Discord gave no usable answer."""


class _Grant(msgspec.Struct, frozen=True):
    access_token: Secret


class _User(msgspec.Struct, frozen=True):
    id: str


_Answer = TypeVar("_Answer", _Grant, _User)


class DiscordSignIn:
    """Discord's OAuth endpoints below `api_url`, over one session. Discord tells the `client_id` at the login."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        api_url: str,
        client_id: Callable[[], str],
        client_secret: Secret,
        redirect_uri: str,
    ) -> None:
        self._session = session
        self._api_url = api_url
        self._client_id = client_id
        self._client_secret = client_secret
        self._redirect_uri = redirect_uri

    def authorize_url(self, state: Secret) -> str:
        """The address at which Discord asks the person to sign in."""
        query = {
            "client_id": self._client_id(),
            "redirect_uri": self._redirect_uri,
            "response_type": "code",
            "scope": "identify",
            "state": state.reveal(),
        }
        return f"{self._api_url}/oauth2/authorize?{urlencode(query)}"

    async def user_id(self, code: Secret) -> int:
        """The Discord id of the person whose browser brought `code`. Raises SignInFailed, SignInUnavailable."""
        try:
            async with asyncio.timeout(_TIMEOUT.total):
                user = await self._me(await self._exchange(code))
            return int(user.id)
        except (aiohttp.ClientError, TimeoutError, msgspec.DecodeError, ValueError) as error:
            # No cause: a log of it could hold the request with its code and secret.
            raise SignInUnavailable(f"Discord gave no usable answer ({type(error).__name__})") from None

    async def _exchange(self, code: Secret) -> Secret:
        form = {
            "grant_type": "authorization_code",
            "code": code.reveal(),
            "redirect_uri": self._redirect_uri,
            "client_id": self._client_id(),
            "client_secret": self._client_secret.reveal(),
        }
        # a redirect would send the code and our secret elsewhere
        async with self._session.post(
            f"{self._api_url}/oauth2/token", data=form, timeout=_TIMEOUT, allow_redirects=False
        ) as response:
            if response.status == 400:
                raise SignInFailed("Discord refuses the one-time code")
            return (await _read(response, _Grant)).access_token

    async def _me(self, token: Secret) -> _User:
        async with self._session.get(
            f"{self._api_url}/users/@me",
            headers={"Authorization": f"Bearer {token.reveal()}"},
            timeout=_TIMEOUT,
            allow_redirects=False,
        ) as response:
            return await _read(response, _User)


async def _read(response: aiohttp.ClientResponse, shape: type[_Answer]) -> _Answer:
    if response.status == 401:
        log.error("Discord does not accept DISCORD_CLIENT_SECRET: sign-ins fail until it is set right")
    if response.status != 200:
        raise SignInUnavailable(f"Discord answered {response.status}")
    body = bytearray()
    async for chunk in response.content.iter_chunked(16 * 1024):
        body += chunk
        if len(body) > _MAX_ANSWER_BYTES:
            raise SignInUnavailable("Discord answered more than it should")
    return msgspec.json.decode(body, type=shape, dec_hook=decoded_secret)
