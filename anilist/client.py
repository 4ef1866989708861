"""The one door to AniList over HTTP. What an answer means is decided in :mod:`anilist.protocol`.

Knows nothing of Discord, of people or of what is remembered.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

import aiohttp

from anilist.answers import PingAnswer, Viewer, ViewerAnswer
from anilist.errors import Unavailable
from anilist.protocol import question, read_answer, read_grant
from redaction import Secret

USER_AGENT = "Musubi/0.1.0 (self-hosted Discord bot; unofficial, for AniList)"
_TIMEOUT = aiohttp.ClientTimeout(total=10, connect=3)
_MAX_ANSWER_BYTES = 2 * 1024 * 1024

Answer = tuple[int, Mapping[str, str], bytes]


class AniList:
    """AniList's GraphQL API and OAuth endpoints, over one session.

    `referer` is our own address: AniList refuses some anonymous requests without one, and posing as AniList would
    be dishonest. Every method raises the errors of :mod:`anilist.errors`.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        api_url: str,
        oauth_url: str,
        client_id: str,
        client_secret: Secret | None,
        redirect_uri: str,
        referer: str,
    ) -> None:
        self._session = session
        self._api_url = api_url
        self._oauth_url = oauth_url
        self._client_id = client_id
        self._client_secret = client_secret
        self._redirect_uri = redirect_uri
        self._headers = {"Accept": "application/json", "Referer": referer, "User-Agent": USER_AGENT}

    def authorize_url(self, state: str | None) -> str:
        """Where a person approves this app. `state` is None for the pin page, which returns to nobody.

        The implicit grant sends no ``redirect_uri``: AniList's documentation names none, and uses the registered one.
        """
        query = {"client_id": self._client_id, "response_type": "code" if self._client_secret else "token"}
        if self._client_secret:
            query["redirect_uri"] = self._redirect_uri
        if state:
            query["state"] = state
        return f"{self._oauth_url}/authorize?{urlencode(query)}"

    async def viewer(self, token: Secret) -> Viewer:
        """Whose token this is. One request."""
        body = {"query": question("viewer")}
        answer = await self._post(self._api_url, body, {"Authorization": f"Bearer {token.reveal()}"})
        return read_answer(*answer, ViewerAnswer).viewer

    async def ping(self) -> None:
        """Whether AniList answers at all: returns, or raises why not. One request, in nobody's name."""
        read_answer(*await self._post(self._api_url, {"query": question("ping")}, {}), PingAnswer)

    async def knows_client(self) -> bool:
        """Whether AniList has an app with our client id and redirect address: its consent page refuses others."""
        status, _, _ = await self._send("GET", self.authorize_url(None), None, {})
        if status >= 400 and status not in {400, 401}:
            raise Unavailable(f"AniList's consent page answered {status}")
        return status < 400

    async def exchange(self, code: Secret) -> Secret:
        """Trade a one-time authorization code for an access token (RFC 6749, 4.1.3)."""
        body = {
            "grant_type": "authorization_code",
            "client_id": self._client_id,
            "client_secret": self._client_secret.reveal() if self._client_secret else "",
            "redirect_uri": self._redirect_uri,
            "code": code.reveal(),
        }
        return read_grant(*await self._post(f"{self._oauth_url}/token", body, {}))

    async def _post(self, url: str, body: Mapping[str, object], headers: Mapping[str, str]) -> Answer:
        return await self._send("POST", url, body, headers)

    async def _send(
        self, method: str, url: str, body: Mapping[str, object] | None, headers: Mapping[str, str]
    ) -> Answer:
        request = self._session.request(
            method, url, json=body, headers={**self._headers, **headers}, timeout=_TIMEOUT, allow_redirects=False
        )
        try:
            async with request as response:
                return response.status, response.headers, await _limited(response)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unavailable(f"AniList could not be reached ({type(error).__name__})") from None


async def _limited(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > _MAX_ANSWER_BYTES:
            raise Unavailable("AniList answered more than 2 MB")
    return bytes(body)
