"""The client of AniList's API: all operations together, and the consent of people by OAuth.

:mod:`anilist.protocol` decides what an answer means, :mod:`anilist.scheduler` when a request goes out. Knows nothing of
Discord, of people or of the store.
"""

from urllib.parse import urlencode

import aiohttp

from anilist.cast_queries import CastQueries
from anilist.circuit import Source
from anilist.errors import Unavailable
from anilist.fairness import Caller, RequestKind
from anilist.load import Load
from anilist.mutations import Mutations
from anilist.protocol import read_grant
from anilist.queries import Queries
from anilist.scheduler import PERSON_WAITS, Scheduler
from anilist.social_queries import SocialQueries
from anilist.transport import Transport
from redaction import Secret
from version import VERSION

USER_AGENT = f"Musubi/{VERSION} (self-hosted Discord bot; unofficial, for AniList)"


class AniList(Queries, Mutations):
    """AniList's GraphQL API and OAuth endpoints, over one session and one request budget.

    Each method is one request; its `caller` says who waits for it. A `token` of None makes the request anonymous.
    `referer` is Musubi's own address: AniList refuses some anonymous requests without one, and posing as AniList would
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
        scheduler: Scheduler | None = None,
    ) -> None:
        headers = {"Accept": "application/json", "Referer": referer, "User-Agent": USER_AGENT}
        scheduler = scheduler or Scheduler()
        super().__init__(Transport(session, headers, on_headers=scheduler.learn), scheduler, api_url)
        self._oauth_url = oauth_url
        self._client_id = client_id
        self._client_secret = client_secret
        self._redirect_uri = redirect_uri
        self.cast = CastQueries(self._execute)
        self.social = SocialQueries(self._execute)

    @property
    def load(self) -> Load:
        return self._scheduler.load

    def stop(self) -> None:
        """Send no more requests, and end those that run: their callers get Stopping."""
        self._scheduler.stop()
        self._transport.stop()

    @property
    def background_a_minute(self) -> int:
        """The most requests that background work sends in a minute, by the limit that AniList announces."""
        return self._scheduler.background_a_minute

    def authorize_url(self, state: str | None) -> str:
        """The address at which a person approves this app.

        `state` is None for the pin page, which redirects to no address.

        The implicit grant sends no ``redirect_uri``: AniList's documentation names none, and uses the registered one.
        """
        query = {"client_id": self._client_id, "response_type": "code" if self._client_secret else "token"}
        if self._client_secret:
            query["redirect_uri"] = self._redirect_uri
        if state:
            query["state"] = state
        return f"{self._oauth_url}/authorize?{urlencode(query)}"

    def hurry(self, caller: Caller, urgent: Caller) -> None:
        """Send the queued requests of this same `caller` object as soon as `urgent` ones.

        Raises RateLimited if that is late.
        """
        self._scheduler.hurry(caller, urgent)

    async def knows_client(self, *, caller: Caller = PERSON_WAITS) -> bool:
        """Whether AniList has an app with this client id and redirect address: its consent page refuses others."""

        async def send() -> bool:
            status, _, _ = await self._transport.send("GET", self.authorize_url(None))
            if status >= 400 and status not in {400, 401}:
                raise Unavailable(f"AniList's consent page answered {status}")
            return status < 400

        return await self._scheduler.run(send, caller, source=Source("authorize"))

    async def exchange(self, code: Secret) -> Secret:
        """Trade a one-time authorization code for an access token (RFC 6749, 4.1.3)."""
        body = {
            "grant_type": "authorization_code",
            "client_id": self._client_id,
            "client_secret": self._client_secret.reveal() if self._client_secret else "",
            "redirect_uri": self._redirect_uri,
            "code": code.reveal(),
        }

        async def send() -> Secret:
            return read_grant(*await self._transport.send("POST", f"{self._oauth_url}/token", body))

        return await self._scheduler.run(send, Caller(kind=RequestKind.LINK), source=Source("token"))
