"""AniList's OAuth: consent, both grants, the pin page.

AniList runs Laravel Passport on league/oauth2-server 7.3 or older, so errors and redirects are worded as league does.
https://docs.anilist.co/guide/auth/ and RFC 6749, 4.1 and 4.2.
"""

import secrets
from collections.abc import Mapping
from urllib.parse import urlencode

import msgspec
from aiohttp import web

from demo import pages
from demo.anilist.tokens import LIFETIME, Tokens
from demo.codes import CodeRefused, Codes
from demo.pages import Face
from demo.token_request import read_token_request
from demo.visitors import Visitors, redirect

PATH = "/api/v2/oauth"
_PIN_SCRIPT = """
const field = document.querySelector("textarea");
const granted = new URLSearchParams(location.search).get("code")
  ?? new URLSearchParams(location.hash.slice(1)).get("access_token");
field.value = granted ?? "";
document.querySelector("button").onclick = ({target}) => {
  field.select();
  target.textContent = document.execCommand("copy") ? "Copied" : "Selected: copy it now";
};
"""


class App(msgspec.Struct):
    """The app registered at the stand-in. `always_asks`: the consent page comes again after an approval."""

    client_id: str
    client_secret: str
    name: str
    redirect_uri: str
    always_asks: bool = False


class OAuth:
    """The authorization server for one app."""

    def __init__(self, app: App, tokens: Tokens, codes: Codes, visitors: Visitors) -> None:
        self._app = app
        self._tokens = tokens
        self._codes = codes
        self._visitors = visitors
        self.approved: set[int] = set()

    async def authorize(self, request: web.Request) -> web.Response:
        """GET: to the login page, to the consent page, or straight back for an app that is approved already."""
        if wrong := self._unfit(request.query):
            return wrong
        login = f"/login?apiVersion=v2&{request.query_string}"
        person = self._visitors.of(request)
        if person is None:
            return redirect(login)
        if person.id in self.approved and not self._app.always_asks:
            return self._granted(person, request.query)
        return pages.consent(
            "AniList",
            person,
            app=self._app.name,
            wants="It could read and change almost everything on your account, for a year.",
            action=str(request.rel_url),
            elsewhere=login,
            words=("Approve", "Deny"),
        )

    async def decide(self, request: web.Request) -> web.Response:
        """The POST of the consent page."""
        if wrong := self._unfit(request.query):
            return wrong
        person = self._visitors.of(request)
        if person is None:
            return redirect(f"/login?apiVersion=v2&{request.query_string}")
        if (await request.post()).get("answer") != "approve":
            return self._back(request.query, {"error": "access_denied"})
        self.approved.add(person.id)
        return self._granted(person, request.query)

    async def pin(self, _request: web.Request) -> web.Response:
        """The page that shows code or token to people, for apps without an address of their own."""
        body = '<p>Copy this and paste it into the app.</p><textarea readonly aria-label="Pin"></textarea>'
        return pages.page("AniList", "Authorize pin", f"{body}<button>Copy</button>", script=_PIN_SCRIPT)

    async def token(self, request: web.Request) -> web.Response:
        """POST: exchange a one-time code for an access token."""
        given = await read_token_request(request)
        if given.get("grant_type") != "authorization_code":
            return _unsupported_grant()
        if not self._is_app(given):
            return _invalid_client()
        try:
            user_id = self._codes.redeem(given.get("code", ""), given.get("redirect_uri"))
        except CodeRefused as error:
            return _invalid_request(str(error))
        return web.json_response(
            {
                "token_type": "Bearer",
                "expires_in": LIFETIME,
                "access_token": self._tokens.mint(user_id, self._app.client_id),
            },
            headers={"Cache-Control": "no-store"},
        )

    def _unfit(self, query: Mapping[str, str]) -> web.Response | None:
        """The answer to an invalid request; it never leads back to the app."""
        if query.get("response_type") not in {"token", "code"} or "client_id" not in query:
            return _unsupported_grant()
        is_known = query["client_id"] == self._app.client_id
        is_registered = query.get("redirect_uri", self._app.redirect_uri) == self._app.redirect_uri
        return None if is_known and is_registered else _invalid_client()

    def _granted(self, person: Face, query: Mapping[str, str]) -> web.Response:
        if query["response_type"] == "code":
            return self._back(query, {"code": self._codes.issue(person.id, query.get("redirect_uri"))})
        token = self._tokens.mint(person.id, self._app.client_id)
        return self._back(query, {"access_token": token, "token_type": "Bearer", "expires_in": str(LIFETIME)})

    def _back(self, query: Mapping[str, str], parameters: Mapping[str, str]) -> web.Response:
        """Redirect to the app, by query for the code grant and by fragment for the implicit grant; state comes last."""
        state = {"state": query["state"]} if "state" in query else {}
        mark = "?" if query["response_type"] == "code" else "#"
        return redirect(f"{self._app.redirect_uri}{mark}{urlencode({**parameters, **state})}")

    def _is_app(self, given: Mapping[str, str]) -> bool:
        return (
            given.get("client_id") == self._app.client_id
            and secrets.compare_digest(given.get("client_secret", "").encode(), self._app.client_secret.encode())
            and given.get("redirect_uri", self._app.redirect_uri) == self._app.redirect_uri
        )


def mint_code() -> str:
    """A long hexadecimal code, like league's encrypted codes."""
    return "def50200" + secrets.token_hex(360)


def _unsupported_grant() -> web.Response:
    return web.json_response(
        {
            "error": "unsupported_grant_type",
            "message": "The authorization grant type is not supported by the authorization server.",
            "hint": "Check that all required parameters have been provided",
        },
        status=400,
    )


def _invalid_client() -> web.Response:
    return web.json_response({"error": "invalid_client", "message": "Client authentication failed"}, status=401)


def _invalid_request(hint: str) -> web.Response:
    return web.json_response(
        {
            "error": "invalid_request",
            "message": "The request is missing a required parameter, includes an invalid parameter value, "
            "includes a parameter more than once, or is otherwise malformed.",
            "hint": hint,
        },
        status=400,
    )
