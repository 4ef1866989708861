"""The stand-in's home page: a person's list, what everybody does, and what AniList's editors may do.

It stands for AniList's site, so that one sees in the demo how a change there reaches Musubi. Knows no GraphQL.
"""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from demo import pages
from demo.anilist import dashboard_page as page
from demo.anilist.lists import MediaList, total
from demo.anilist.media import all_media
from demo.anilist.people import AniListUser
from demo.anilist.refusals import Refusal
from demo.anilist.saving import saved
from demo.anilist.saying import delete_activity, may_see, toggle_follow, toggle_like
from demo.anilist.world import AniListWorld
from demo.visitors import Visitors, redirect

PREQUEL, SEQUEL = 120120, 178083  # the demo's AniList learns of the sequel when it is announced
_DATED = 3 * 86400
_SHOWN = 6  # titles that are watched
_RECENT = 20
Deed = Callable[[AniListWorld, AniListUser, Mapping[str, str]], object]


class Dashboard:
    """The home page of whoever is signed in, and the forms on it."""

    def __init__(self, world: AniListWorld, visitors: Visitors) -> None:
        self._world = world
        self._visitors = visitors

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.home),
            web.get("/edit", self.edit),
            web.get(r"/activity/{id:\d+}", self.activity),
            *(web.post(f"/{name}", self._doing(deed)) for name, deed in _DEEDS.items()),
        ]

    async def home(self, request: web.Request) -> web.Response:
        me, world = self._me(request), self._world
        if me is None:
            return page.welcome()
        everything = reversed(world.activities.all.values())
        recent = [one for one in everything if may_see(world, me, one)][:_RECENT]
        watching = sorted(_watched(world, me), key=lambda entry: -entry.updated_at)[:_SHOWN]
        return page.home(world, me, watching, recent, (PREQUEL, SEQUEL))

    async def activity(self, request: web.Request) -> web.Response:
        """An activity has no page of its own: it is among the latest."""
        return redirect(f"/#{request.match_info['id']}")

    async def edit(self, request: web.Request) -> web.Response:
        """The form of one title, chosen by ``media``."""
        me, chosen = self._me(request), request.query.get("media", "")
        if me is None:
            return redirect("/login")
        if not chosen.isdecimal() or not self._world.editors.has(int(chosen)):
            return pages.message("AniList", "404", "There is no such title.", status=404)
        return page.edit(all_media()[int(chosen)], self._world.lists.entry_for(me.id, int(chosen)))

    def _doing(self, deed: Deed) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            me = self._me(request)
            if me is None:
                return redirect("/login")
            given = {name: str(value) for name, value in (await request.post()).items()}
            try:
                deed(self._world, me, given)
            except (Refusal, KeyError, ValueError):
                return pages.message("AniList", "That did not work", "Go back and try again.", status=400)
            return redirect("/")

        return handle

    def _me(self, request: web.Request) -> AniListUser | None:
        visitor = self._visitors.of(request)
        return self._world.people.get(visitor.id) if visitor else None


def _watched(world: AniListWorld, me: AniListUser) -> list[MediaList]:
    entries = [entry for kind in ("ANIME", "MANGA") for entry in world.lists.of(me.id, kind)]
    return [entry for entry in entries if entry.status in {"CURRENT", "REPEATING"}]


def next_part(world: AniListWorld, me: AniListUser, media_id: int) -> MediaList:
    """Watch or read the next part of a title; the last one completes it. Raises Refusal."""
    entry, last = world.lists.entry_for(me.id, media_id), total(all_media()[media_id])
    progress = (entry.progress if entry else 0) + 1
    done = {"status": "COMPLETED"} if last and progress >= last else {}
    return saved(world, me, {"mediaId": media_id, "progress": min(progress, last or progress), **done})


def _save(world: AniListWorld, me: AniListUser, given: Mapping[str, str]) -> None:
    numbers = {"mediaId": "media", "progress": "progress", "scoreRaw": "score"}
    values: dict[str, object] = {name: int(given[field] or 0) for name, field in numbers.items()}
    saved(world, me, {**values, "status": given["status"], "private": given.get("private") == "yes"})


def _delete(world: AniListWorld, me: AniListUser, given: Mapping[str, str]) -> None:
    delete_activity(world, me, int(given["id"]))


def _announce(world: AniListWorld, _me: AniListUser, _given: Mapping[str, str]) -> None:
    """The next step of the sequel: announced, dated, begun."""
    sequel = all_media()[SEQUEL]
    if not world.editors.has(SEQUEL):
        world.editors.announce(PREQUEL, SEQUEL)
    elif world.airings.next(SEQUEL) is None:
        world.editors.date(SEQUEL, world.now() + _DATED)
    elif world.editors.status(sequel) == "NOT_YET_RELEASED":
        world.editors.begin(SEQUEL)


def _switch(world: AniListWorld, _me: AniListUser, _given: Mapping[str, str]) -> None:
    world.answers_many_users = not world.answers_many_users


_DEEDS: dict[str, Deed] = {
    "next": lambda world, me, given: next_part(world, me, int(given["media"])),
    "save": _save,
    "like": lambda world, me, given: toggle_like(world, me, int(given["id"]), "ACTIVITY"),
    "follow": lambda world, me, given: toggle_follow(world, me, int(given["user"])),
    "delete": _delete,
    "announce": _announce,
    "answers": _switch,
}
