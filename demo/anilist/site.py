"""The few pages of AniList's site that a link needs: login, settings, profiles, and made-up pictures.

:mod:`demo.anilist.dashboard` has its home page.
"""

from collections.abc import Iterable, Mapping
from html import escape

from aiohttp import web

from demo import pages
from demo.anilist.cast import Character, Staff, cast
from demo.anilist.cast.persons import portrait
from demo.anilist.media import all_media
from demo.anilist.oauth import PATH, App, OAuth
from demo.anilist.people import AniListUser
from demo.anilist.posters import poster
from demo.anilist.refusals import Refusal
from demo.anilist.tokens import Tokens
from demo.anilist.world import AniListWorld
from demo.pages import Face
from demo.pictures import picture
from demo.visitors import Visitors, redirect

_SERVICE = "AniList"
_SETTINGS = "/settings/apps"


class Site:
    """The stand-in's pages for browsers, OAuth's aside."""

    def __init__(self, world: AniListWorld, app: App, tokens: Tokens, oauth: OAuth, visitors: Visitors) -> None:
        self._world = world
        self._app = app
        self._tokens = tokens
        self._oauth = oauth
        self._visitors = visitors

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/login", self.login),
            web.post("/login", self.sign_in),
            web.get(_SETTINGS, self.settings),
            web.post(_SETTINGS, self.revoke),
            web.get("/user/{user}", self.profile),
            web.get(r"/avatar/{id:\d+}.png", self.avatar),
            web.get(r"/cover/{id:\d+}.png", self.cover),
            web.get(r"/character/{id:\d+}.png", self.character),
            web.get(r"/staff/{id:\d+}.png", self.staff),
        ]

    async def login(self, request: web.Request) -> web.Response:
        return self._visitors.choose(request)

    async def sign_in(self, request: web.Request) -> web.Response:
        """Redirect to the consent page that sent the browser here, with its query, or to the home page."""
        query = request.query_string.removeprefix("apiVersion=v2&")
        return await self._visitors.sign_in(request, f"{PATH}/authorize?{query}" if query else "/")

    async def settings(self, request: web.Request) -> web.Response:
        """The page of approved apps, where a person revokes an approval."""
        visitor = self._visitors.of(request)
        if visitor is None:
            return redirect("/login")
        if visitor.id not in self._oauth.approved:
            return pages.message(_SERVICE, "Apps", f"{visitor.name} has approved no apps.")
        body = f'<form method="post" class="row"><b>{escape(self._app.name)}</b><button>Revoke App</button></form>'
        return pages.page(_SERVICE, "Apps", f"<p>Approved by {escape(visitor.name)}:</p>{body}")

    async def revoke(self, request: web.Request) -> web.Response:
        if visitor := self._visitors.of(request):
            self._oauth.approved.discard(visitor.id)
            self._tokens.revoke_all(visitor.id)
        return redirect(_SETTINGS)

    async def profile(self, request: web.Request) -> web.Response:
        """A profile by name or by id, as at AniList."""
        given = request.match_info["user"]
        visitor = self._visitors.of(request)
        viewer = self._world.people.get(visitor.id) if visitor else None
        try:
            person = self._world.person(int(given) if given.isdecimal() else None, given, seen_by=viewer)
        except Refusal:
            return pages.message(_SERVICE, "404", "There is no such user, or their profile is private.", status=404)
        counts = " · ".join(
            f"{len(self._world.lists.of(person.id, kind))} {kind.lower()}" for kind in ("ANIME", "MANGA")
        )
        body = f'<p class="who"><img src="/avatar/{person.id}.png" alt="" width="96" height="96">'
        return pages.page(_SERVICE, person.name, f"{body}<span>{escape(person.note)}<small>{counts}</small></span></p>")

    async def avatar(self, request: web.Request) -> web.Response:
        person = self._world.people.get(int(request.match_info["id"]))
        if person is None:
            raise web.HTTPNotFound
        return _png(picture(str(person.id), person.colour))

    async def cover(self, request: web.Request) -> web.Response:
        media_id = int(request.match_info["id"])
        if media_id not in all_media():
            raise web.HTTPNotFound
        return _png(poster(media_id))

    async def character(self, request: web.Request) -> web.Response:
        return _portrait(cast().characters, request)

    async def staff(self, request: web.Request) -> web.Response:
        return _portrait(cast().staff, request)


def faces(people: Iterable[AniListUser]) -> list[Face]:
    """The people as the login page shows them."""
    return [Face(who.id, who.name, f"/avatar/{who.id}.png", who.note) for who in people]


def _portrait(people: Mapping[int, Character] | Mapping[int, Staff], request: web.Request) -> web.Response:
    who = people.get(int(request.match_info["id"]))
    picture = portrait(who) if who else None
    if picture is None:
        raise web.HTTPNotFound
    return _png(picture)


def _png(content: bytes) -> web.Response:
    return web.Response(body=content, content_type="image/png", headers={"Cache-Control": "max-age=86400"})
