"""A browser's sign-in: a cookie with a demo person's id, and the page on which a visitor chooses a person.

There is nothing to protect here, so the cookie is not signed. Its name differs from service to service, because
cookies don't tell ports apart.
"""

from collections.abc import Callable, Iterable

from aiohttp import web

from demo import pages
from demo.pages import Face


class Visitors:
    """The browsers that visit `service`."""

    def __init__(self, service: str, *, cookie: str, faces: Callable[[], Iterable[Face]]) -> None:
        self._service = service
        self._cookie = cookie
        self._faces = faces

    def of(self, request: web.Request) -> Face | None:
        """The person that the browser is signed in as; None before the sign-in."""
        return self._face(request.cookies.get(self._cookie))

    def choose(self, request: web.Request) -> web.Response:
        """The page that shows everybody; it posts to its own address."""
        return pages.choose(self._service, self._faces(), str(request.rel_url))

    async def sign_in(self, request: web.Request, onward: str) -> web.Response:
        """The POST of that page, answered by a redirect to `onward`."""
        face = self._face((await request.post()).get("person"))
        if face is None:
            return pages.message(self._service, "Nobody has that name", "Go back and choose again.", status=400)
        response = redirect(onward)
        response.set_cookie(self._cookie, str(face.id), httponly=True, samesite="Lax", path="/")
        return response

    def _face(self, person_id: object) -> Face | None:
        return next((face for face in self._faces() if str(face.id) == person_id), None)


def redirect(location: str) -> web.Response:
    """A redirect of our own: aiohttp's would encode the fragment a second time."""
    return web.Response(status=303, headers={"Location": location, "Cache-Control": "no-store"})
