"""What people do, and what it asks of AniList: counted cold and warm, and written down in ``docs/budget.md``."""

from collections import Counter
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import discord
import msgspec

from cards.browse_place import Surprise
from cards.buttons import ExportAccount
from cards.character import CharacterPlace, RefreshCharacter, ShowCharacter
from cards.custom_lists import (
    AskDeleteCustomList,
    DeleteCustomList,
    MakeCustomList,
    OpenCustomList,
    RenameCustomList,
    ShowCustomLists,
    key_of,
)
from cards.follows import ShowFollows
from cards.ids import Action
from cards.list_buttons import EditSeveral, PickTitle, Plus, RefreshTitle, ShowFollowed, UndoChange
from cards.list_selects import ShowPage
from cards.remind import SwitchReminders
from cards.replies import ReplyTo, UndoReply
from cards.say import SayIt, UnsayIt
from cards.season import SeasonPlace, ShowSeason
from cards.staff import ShowWork, StaffPlace
from cards.studio import ShowStudioWorks, StudioPlace
from cards.thumbs import CastVote, PickPair
from cards.title.tabs import ShowTab
from cards.toggles import TurnFollow, TurnLike
from cards.who import WhoPage
from demo.anilist import JUNO, TSUMUGI
from demo.anilist.cast import CAT, VOICE, cast
from demo.anilist.lists import total
from demo.anilist.media import all_media
from demo.anilist.relations import relations
from demo.anilist.saving import saved
from demo.anilist.studios import studios
from store import Recommendation, Reminder
from tests.kit.calls import post_activity
from tests.kit.exports import anime, export
from tests.kit.lists import ids
from tests.kit.world import World, by, components, open_world

DOCUMENT = Path(__file__).parent.parent / "docs" / "budget.md"
REWRITE = "make budget"
TEN_MINUTES = 601

HEAD = f"""# What everything asks of AniList

AniList takes 30 requests a minute, from all of Musubi's people together. `tests/test_budget.py` holds this table and
counts; when it has changed, `{REWRITE}` writes this page anew.

*Warm* is as usual, *cold* as the last column says. Nobody waits for what is asked *meanwhile*. A `Collection` is a
list, or 500 entries of a longer one; anime and manga are one each. *Edit several* asks once for all that change in the
same way: completing titles of 12 and of 24 episodes is two, and so is an Undo back to two different states.

| what | cold | warm | cold is when |
|---|---|---|---|
"""

UNKNOWN = "the title was never heard of"
UNREAD = "the lists were never read"
OLD = "the entry was looked at ten minutes ago"
STALE = "the list was looked at ten minutes ago"
SAVE_SEVERAL = ("SaveEntries",)
LISTS = ("Collection", "Collection")
CHANGES = ("Changes",)
LOOK, SAVE, DELETE, TOGGLE = ("Media",), ("SaveEntry",), ("DeleteEntry",), ("ToggleFavourite",)
FAVOURITE = ("Favourite",)


class Cost(NamedTuple):
    """The questions to AniList, in their order; after the `cold` ones those of `meanwhile`. None is never."""

    cold: tuple[str, ...]
    warm: tuple[str, ...] | None
    cold_is_when: str
    meanwhile: tuple[str, ...] = ()


FINDING = {
    "finish a link": Cost(("Viewer",), None, "always", meanwhile=LISTS),
    "autocomplete, own titles": Cost((), (), "just linked"),
    "autocomplete, any title": Cost(("Search",), (), "few known titles begin so, and nobody has typed it before"),
    "`/anime`, picked": Cost(LOOK, (), UNKNOWN),
    "`/anime`, typed": Cost(("Search", "Media"), (), "no known title is called so"),
    "`/anime`, Refresh": Cost(LOOK, LOOK, "always"),
    "the tab Story of a title": Cost(("Franchise",), (), "titles around it are not known; of large franchises again"),
    "`/list`": Cost(LISTS, (), UNREAD),
    "`/list`, filtered or searched": Cost(LISTS, (), UNREAD),
    "`/list`, later": Cost((), None, STALE, meanwhile=("Changes",)),
    "`/list`, Refresh": Cost(("Collection",), ("Collection",), "always; of more than 500 entries only `Changes`"),
    "`/behind`": Cost(LISTS, (), UNREAD),
    "`/airing`": Cost(("Schedule",) * 2, (), "nobody asked for that day (of UTC: two for most people) in six hours"),
    "`/airing`, mine": Cost(LISTS, (), UNREAD),
    "air times, for every 50 titles": Cost(("Airing",), (), "once an hour"),
    "what comes next, for everybody together": Cost(
        ("Upcoming", "Upcoming"),
        (),
        "four times a day, of the newest 50 anime and manga, and once a day of each 50 that are to come (some 25); of "
        "each 50 that are on a break or have begun once a day, that begin within a day every three hours; only while "
        "somebody wants to be told",
    ),
    "lists that others may see, each person's": Cost(
        CHANGES,
        (),
        "once a day, while background work's half of the minute is enough, and in the hour before a reminder that is "
        "told only while caught up, when by memory they are not; once a week the lists are read whole",
    ),
    "AniList’s notifications, each person's": Cost(
        CHANGES, (), "once an hour, only of those who chose some; none where their lists were read anyway"
    ),
    "AniList’s notifications, Mark as read": Cost(("ReadNotifications",), ("ReadNotifications",), "always"),
    "titles that AniList has merged or deleted, for everybody together": Cost(
        ("MediaIds",), (), "somebody is told of one, or one isn't found; up to 45 titles"
    ),
    "what members do, for every 500 of them": Cost(
        ("Activities", *CHANGES),
        ("Activities",),
        "every five minutes; up to four `Activities` where much was done, and one `Changes` for each member who did "
        "something elsewhere than in Musubi",
    ),
    "`/feed`, `/settings`": Cost((), (), "always"),
    "rooms of episodes, and who is let in by their list": Cost((), (), "always"),
    "`/remind`": Cost((), (), "always"),
    "`/season`": Cost(("Browse",), (), "nobody looked at these 48 titles in six hours"),
    "`/browse`": Cost(("Browse",), (), "nobody browsed these 48 titles in six hours"),
    "`/browse`, by tag": Cost(("Browse", "Terms"), (), "the same, and nobody needed a tag for a week"),
    "`/browse`, not on my list": Cost(
        ("Browse",), (), "the same; twice where most of the 48 are on the list, and then it says how far it looked"
    ),
    "`/browse`, on my list": Cost(("Browse",), (), "not looked at for ten minutes"),
    "`/browse`, Surprise me": Cost(("Media",), None, "always; sometimes one `Browse` more"),
    "`/random`": Cost(LISTS[:1] + LOOK, (), f"{UNREAD}, nor the card shown", meanwhile=LISTS[1:]),
}
CHANGING = {
    "`/watched`": Cost(LOOK + SAVE, SAVE, OLD),
    "+1": Cost(LOOK + SAVE, SAVE, OLD),
    "`/edit`": Cost(LOOK + SAVE, SAVE, f"{OLD}, for progress"),
    "`/edit`, editor": Cost(LOOK, (), OLD),
    "`/rate`": Cost(LOOK + SAVE, SAVE, UNKNOWN),
}
TAKING_BACK = {
    "Write about it": Cost(("Texts", "SaveText"), ("Texts", "SaveText"), "always; the form asks nothing"),
    "Write about it, Undo": Cost(("DeleteActivity",), ("DeleteActivity",), "always"),
    "`/add`": Cost(LOOK + SAVE, SAVE, UNKNOWN),
    "`/season`, Plan": Cost(LOOK + SAVE, SAVE, "the list was looked at ten minutes ago"),
    "Undo": Cost(LOOK + SAVE, SAVE, OLD),
    "Edit several, preview": Cost(("Changes",), (), STALE),
    "Edit several, Apply": Cost(("Changes", *SAVE_SEVERAL), SAVE_SEVERAL, STALE),
    "Edit several, Undo": Cost(("Changes", *SAVE_SEVERAL), SAVE_SEVERAL, STALE),
    "`/remove`": Cost(LOOK + DELETE, DELETE, OLD),
    "`/favourite`": Cost(LOOK + TOGGLE, LOOK + TOGGLE, "always"),
    "`/favourite` of a character, person or studio": Cost(FAVOURITE + TOGGLE, FAVOURITE + TOGGLE, "always"),
}
CUSTOM_LISTS = {
    "`/custom-lists`": Cost(LISTS, (), UNREAD),
    "New custom list": Cost(("ListOptions", "UpdateLists"), None, "always"),
    "Rename a custom list, of up to 15 titles": Cost(
        ("ListOptions", "UpdateLists", "SaveEach", "DeleteList", "Viewer"),
        None,
        "always; one `SaveEach` more for each 15 titles, up to 60",
        meanwhile=LISTS[:1],
    ),
    "Delete a custom list": Cost(("DeleteList", "Viewer"), None, "always", meanwhile=LISTS[:1]),
}
LOOKED_AT = "the entries were looked at ten minutes ago; for every 15 titles"
IMPORTING = {
    "`/import`, preview": Cost(("ByMalIds",), (), "nobody has imported these titles for a week; for every 50 titles"),
    "`/import`, Start": Cost(("Entries", "SaveEach"), ("SaveEach",), LOOKED_AT),
    "`/import`, Undo": Cost(("Entries", "SaveEach"), ("SaveEach",), LOOKED_AT),
}
COMPARING: dict[str, tuple[str, dict[str, str]]] = {
    "`/taste`": ("taste", {"user": "ren"}),
    "`/affinity`": ("affinity", {}),
    "`/together`": ("together", {"user": "ren"}),
    "`/recommend`": ("recommend", {}),
    "`/server top`": ("server top", {}),
    "`/server watching`": ("server watching", {}),
    "`/server members`": ("server members", {}),
}
TOGETHER = dict.fromkeys(COMPARING, Cost((), (), f"{UNREAD}, and what is remembered has to do"))
NEVER_SEEN = "nobody looked at these 25 titles in six hours"
CAST = {
    "autocomplete, a character": Cost(
        ("CharacterSearch",), (), "nobody has typed it, or all of its beginning, in a week"
    ),
    "autocomplete, a person": Cost(("StaffSearch",), (), "likewise"),
    "`/character`, typed": Cost(("CharacterSearch",), (), "nobody has typed it in a day"),
    "`/character`, picked": Cost(("Character",), (), NEVER_SEEN),
    "`/character`, further pages": Cost(("Character",), (), f"{NEVER_SEEN}: two or three pages"),
    "`/character`, Refresh": Cost(("Character",), ("Character",), "always; the titles shown may need two"),
    "`/staff`, picked": Cost(("Staff",), (), NEVER_SEEN),
    "`/staff`, staff roles": Cost((), (), "they come with the voice roles"),
    "autocomplete, a studio": Cost(("StudioSearch",), (), "likewise"),
    "`/studio`, picked": Cost(("Studio",), (), NEVER_SEEN),
    "`/studio`, another order, or 25 more titles": Cost(("Studio",), (), NEVER_SEEN),
    "“Find title”, links to characters, people and studios": Cost(
        ("Character", "Studio"), (), f"{NEVER_SEEN}; three at most"
    ),
}
HERE = {
    "“Find title”, a link to MyAnimeList": Cost(("ByMal",), (), "nobody has asked for it since the start"),
    "`/profile`, `/list` by name": Cost(
        ("PublicList",), (), "nobody looked at this account in an hour; one for each 500 entries, four at most"
    ),
    "`/profile`": Cost(LISTS, (), UNREAD),
    "`/stats`": Cost(("Statistics",), (), "nobody looked at that person’s for a day"),
    "`/stats` of two": Cost(("Statistics",) * 2, (), "nobody looked at either’s for a day"),
    "the other tabs of a title": Cost((), (), "always: all of it came with the card"),
    "“People I follow” on a title": Cost(("Following",), (), "the person has not asked about this title for an hour"),
    "`/following`": Cost(("Follows",), (), "the person has not asked for an hour; one for each fifty people"),
    "`/following`, followers": Cost(("Follows",), (), "likewise"),
    "Follow": Cost(("Follow", "ToggleFollow"), ("Follow",), "it is not so yet; an Undo is two as well"),
    "Like": Cost(("Like", "ToggleLike"), ("Like",), "likewise"),
    "Reply": Cost(("SaveReply",), ("SaveReply",), "always; one more where an answer was lost"),
    "Reply, Undo": Cost(("DeleteReply",), ("DeleteReply",), "always"),
    "`/recommend`, opening a vote": Cost(("Recommendation",), ("Recommendation",), "always"),
    "`/recommend`, voting": Cost(("SaveRecommendation",), ("SaveRecommendation",), "always"),
    "`/account`, Export": Cost((), (), "always"),
    "`/who`": Cost(LOOK, (), UNKNOWN),
    "`/who`, Refresh": Cost(
        (),
        (),
        "no list was renewed in the server for ten minutes; one request for each of ten people whose lists were read "
        "an hour ago, or ten minutes ago where what members do on AniList isn't heard",
        CHANGES,
    ),
}
TRILOGY = 21087  # the first of three: its card tells the third by its id alone
ONLY_SPORT = "Sports"  # of this genre there is one title in Tsumugi's plans


class Aoi:
    """Somebody linked, and what was asked for what they did."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.asked: dict[tuple[str, str], tuple[str, ...]] = {}
        self.mine = world.stand_in.world.lists.of(TSUMUGI.id, "ANIME")

    async def cold(self, what: str, doing: Coroutine[Any, Any, Any]) -> Any:
        return await self._count(what, "cold", doing)

    async def warm(self, what: str, doing: Coroutine[Any, Any, Any]) -> Any:
        return await self._count(what, "warm", doing)

    async def _count(self, what: str, when: str, doing: Coroutine[Any, Any, Any]) -> Any:
        self.world.stand_in.requests.clear()
        result = await doing
        assert not self.world.env.errors
        # What is asked at the same time comes in any order.
        self.asked[what, when] = tuple(sorted(seen.operation for seen in self.world.stand_in.requests))
        return result

    async def slash(self, command: str, **options: Any) -> Any:
        return await self.world.members["aoi"].slash(self.world.general, command, **options)

    async def as_admin(self, command: str, **options: Any) -> Any:
        world, manages = self.world, discord.Permissions(manage_guild=True)
        role = world.guild.create_role("Moderator", permissions=manages)
        admin = world.guild.add_member(world.env.create_user(f"admin of {command}"), roles=[role])
        return await admin.slash(world.general, command, **options)

    async def complete(self, command: str, typed: str, name: str = "aoi", *, option: str = "title") -> Any:
        offered = await self.world.members[name].autocomplete(self.world.general, command, option, typed)
        assert offered
        return offered

    async def press(self, reply: Any, button: type[Action], **fields: object) -> Any:
        return await self.world.press("aoi", reply, button, **fields)

    async def click(self, message: Any, button: type[Action]) -> Any:
        return await self.world.members["aoi"].click(message, **by(message, button))

    async def pick(self, reply: Any, select: Action, value: str) -> Any:
        return await self.world.members["aoi"].select(reply.response, [value], custom_id=select.custom_id)

    async def press_id(self, reply: Any, custom_id: str) -> Any:
        return await self.world.members["aoi"].click(reply.response, custom_id=custom_id)

    def new_on(self, page: Any) -> list[str]:
        """The buttons that plan what is not on the list yet."""
        listed = {str(entry.media_id) for entry in self.mine}
        plans = [one for one in ids(page.response) if one.startswith("musubi:plan:")]
        return [one for one in plans if one.split(":")[2] not in listed]

    async def wait(self) -> None:
        await self.world.env.advance_time(TEN_MINUTES)

    async def forget_lists(self) -> None:
        await self.world.bot.store.entries.expire(self.world.clock() + 1)

    async def let_an_hour_pass(self) -> None:
        """For the poll of air times; an hour itself takes SimCord seconds."""
        await self.world.bot.parts.poll.round()
        await self.world.bot.store.database.execute("UPDATE polls SET heard_at = heard_at - 3600")

    async def want_what_comes_next(self) -> None:
        now = self.world.clock()
        await self.world.bot.store.reminders.put(
            self.world.members["aoi"].user.id, Reminder(is_on=True, sequels_since=now)
        )

    async def want_notifications(self) -> None:
        """Their lists were read a while ago, so nobody rests."""
        self.world.bot.parts.background_sync._rests.clear()
        store = self.world.bot.store
        await store.notifications.choose(self.world.members["aoi"].user.id, {"likes": self.world.clock()})
        await store.database.execute("UPDATE links SET lists_at = 1")

    async def mark_read(self) -> None:
        link = await self.world.bot.store.links.of(self.world.members["aoi"].user.id)
        assert link
        await self.world.bot.parts.notifications.mark_read(link)

    async def change_on_site(self) -> None:
        """Another title is planned on AniList's site."""
        saved(self.world.stand_in.world, TSUMUGI, {"mediaId": int(self.strangers()[0]), "status": "PLANNING"})

    async def let_a_day_pass(self) -> None:
        """For the renewal of lists."""
        database = self.world.bot.store.database
        await database.execute("UPDATE lists SET full_at = full_at - 86401, delta_at = NULL")
        await database.execute("UPDATE entries SET read_at = read_at - 86401")
        await database.execute("UPDATE cached_stats SET asked_at = asked_at - 86401")

    def strangers(self) -> list[int]:
        """Anime that Musubi has not heard of, and does not hear of with another one."""
        listed = {entry.media_id for entry in self.mine}
        known = listed | {media_id for media_id, others in relations().items() if others}
        return [node["id"] for node in all_media().values() if node["type"] == "ANIME" and node["id"] not in known]

    def watching(self) -> list[str]:
        """What has enough episodes left, picked."""
        left = {one.media_id: (total(all_media()[one.media_id]) or 0) - one.progress for one in self.mine}
        return [f"id:{one.media_id}" for one in self.mine if one.status == "CURRENT" and left[one.media_id] > 9]


@asynccontextmanager
async def somebody(folder: Path) -> AsyncGenerator[Aoi]:
    async with open_world(folder) as world:
        aoi = Aoi(world)
        await aoi.cold("finish a link", world.link("aoi"))
        yield aoi


def expected(part: dict[str, Cost]) -> dict[tuple[str, str], tuple[str, ...]]:
    cold = {(what, "cold"): tuple(sorted(cost.cold + cost.meanwhile)) for what, cost in part.items()}
    return cold | {(what, "warm"): tuple(sorted(cost.warm)) for what, cost in part.items() if cost.warm is not None}


def romaji(media_id: int) -> str:
    return all_media()[media_id]["title"]["romaji"]


async def test_finding_and_looking(tmp_path: Path) -> None:
    async with somebody(tmp_path) as aoi:
        await aoi.cold("autocomplete, own titles", aoi.complete("watched", "d"))
        await aoi.warm("autocomplete, own titles", aoi.complete("watched", "de"))
        unknown, *_, unheard, other = aoi.strangers()
        await aoi.cold("autocomplete, any title", aoi.complete("anime", romaji(unknown)))
        await aoi.warm("autocomplete, any title", aoi.complete("anime", romaji(unknown).lower(), name="ren"))
        await aoi.cold("`/anime`, picked", aoi.slash("anime", title=f"id:{unheard}"))
        card = await aoi.warm("`/anime`, picked", aoi.slash("anime", title=f"id:{unheard}"))
        for count in (aoi.warm, aoi.cold):
            await count("`/anime`, Refresh", aoi.press(card, RefreshTitle))
        card = await aoi.slash("anime", title=f"id:{TRILOGY}")
        for count in (aoi.cold, aoi.warm):
            await count("the tab Story of a title", aoi.pick(card, ShowTab(TRILOGY), "story"))
        await aoi.cold("`/anime`, typed", aoi.slash("anime", title=romaji(other)))
        await aoi.warm("`/anime`, typed", aoi.slash("anime", title=romaji(other)))
        for command in ("list", "behind"):
            await aoi.forget_lists()
            await aoi.cold(f"`/{command}`", aoi.slash(command))
            await aoi.warm(f"`/{command}`", aoi.slash(command))
        await aoi.forget_lists()
        for count in (aoi.cold, aoi.warm):
            await count("`/list`, filtered or searched", aoi.slash("list", genre="Drama", search="zyx"))
        await aoi.forget_lists()
        await aoi.cold("`/airing`, mine", aoi.slash("airing", mine=True))
        await aoi.warm("`/airing`, mine", aoi.slash("airing", mine=True))
        await aoi.cold("`/airing`", aoi.slash("airing"))
        await aoi.warm("`/airing`", aoi.slash("airing"))
        page = await aoi.cold("`/season`", aoi.slash("season", season="Summer", year=2026))
        await aoi.warm(
            "`/season`",
            aoi.press(
                page,
                ShowSeason,
                place=SeasonPlace(year=2026, season="SUMMER", order="popularity", format="ALL", view="list", number=2),
            ),
        )
        await browsing(aoi)
        await aoi.cold("`/feed`, `/settings`", aoi.as_admin("feed", kind="New episodes"))
        await aoi.warm("`/feed`, `/settings`", aoi.as_admin("settings"))
        for count in (aoi.cold, aoi.warm):
            await count("rooms of episodes, and who is let in by their list", aoi.world.bot.rooms.round())
        panel = await aoi.cold("`/remind`", aoi.slash("remind"))
        await aoi.warm("`/remind`", aoi.press(panel, SwitchReminders))
        await aoi.let_an_hour_pass()
        await aoi.cold("air times, for every 50 titles", aoi.world.bot.parts.poll.round())
        await aoi.warm("air times, for every 50 titles", aoi.world.bot.parts.poll.round())
        await aoi.want_what_comes_next()
        await aoi.cold("what comes next, for everybody together", aoi.world.bot.parts.upcoming.round())
        await aoi.warm("what comes next, for everybody together", aoi.world.bot.parts.upcoming.round())
        await aoi.let_a_day_pass()
        await aoi.cold("lists that others may see, each person's", aoi.world.bot.parts.background_sync.round())
        await aoi.warm("lists that others may see, each person's", aoi.world.bot.parts.background_sync.round())
        await aoi.want_notifications()
        await aoi.cold("AniList’s notifications, each person's", aoi.world.bot.parts.background_sync.round())
        await aoi.warm("AniList’s notifications, each person's", aoi.world.bot.parts.background_sync.round())
        for when in (aoi.cold, aoi.warm):
            await when("AniList’s notifications, Mark as read", aoi.mark_read())
        aoi.world.bot.parts.gone.suspects.add(aoi.mine[0].media_id)
        for when in (aoi.cold, aoi.warm):
            gone = aoi.world.bot.parts.gone_titles.round()
            await when("titles that AniList has merged or deleted, for everybody together", gone)
        await aoi.let_a_day_pass()
        await aoi.change_on_site()
        await aoi.cold("what members do, for every 500 of them", aoi.world.bot.parts.activity_poll.round())
        await aoi.warm("what members do, for every 500 of them", aoi.world.bot.parts.activity_poll.round())
        await aoi.forget_lists()
        await aoi.cold("`/random`", aoi.slash("random", genre=ONLY_SPORT))
        await aoi.warm("`/random`", aoi.slash("random", genre=ONLY_SPORT))
        await aoi.wait()
        page = await aoi.cold("`/list`, later", aoi.slash("list"))
        await aoi.warm("`/list`, Refresh", aoi.press(page, ShowPage, fresh=True))
        await aoi.wait()
        await aoi.cold("`/list`, Refresh", aoi.press(page, ShowPage, fresh=True))
        assert aoi.asked == expected(FINDING)


async def browsing(aoi: Aoi) -> None:
    for show, what in {"Everything": "", "Not on my list": ", not on my list", "On my list": ", on my list"}.items():
        options = {"show": show, "genre": "Fantasy", "sort": "Newest" if show == "Not on my list" else "Trending"}
        await aoi.cold(f"`/browse`{what}", aoi.slash("browse", **options))
        await aoi.warm(f"`/browse`{what}", aoi.slash("browse", **options))
    page = await aoi.cold("`/browse`, by tag", aoi.slash("browse", tag="Isekai", genre="Comedy"))
    await aoi.warm("`/browse`, by tag", aoi.slash("browse", tag="Isekai", genre="Comedy"))
    await aoi.cold("`/browse`, Surprise me", aoi.press(page, Surprise))


async def test_changing(tmp_path: Path) -> None:
    async with somebody(tmp_path) as aoi:
        del aoi.asked["finish a link", "cold"]
        title = aoi.watching()[0]
        reply = await aoi.warm("`/watched`", aoi.slash("watched", title=title))
        await aoi.warm("+1", aoi.press(reply, Plus))
        await aoi.wait()
        reply = await aoi.cold("`/watched`", aoi.slash("watched", title=title))
        await aoi.wait()
        await aoi.cold("+1", aoi.press(reply, Plus))
        await aoi.warm("`/edit`", aoi.slash("edit", title=title, progress=1))
        await aoi.warm("`/edit`, editor", aoi.slash("edit", title=title))
        await aoi.wait()
        await aoi.cold("`/edit`", aoi.slash("edit", title=title, progress=2))
        await aoi.wait()
        await aoi.cold("`/edit`, editor", aoi.slash("edit", title=title))
        await aoi.cold("`/rate`", aoi.slash("rate", title=f"id:{aoi.strangers()[0]}", score="8"))
        await aoi.warm("`/rate`", aoi.slash("rate", title=title, score="8"))
        assert aoi.asked == expected(CHANGING)


async def test_putting_on_a_list_and_taking_back(tmp_path: Path) -> None:
    async with somebody(tmp_path) as aoi:
        del aoi.asked["finish a link", "cold"]
        unknown, unheard, *_ = aoi.strangers()
        page = await aoi.slash("season", season="Fall", year=2026)
        first, second, *_ = aoi.new_on(page)
        await aoi.warm("`/season`, Plan", aoi.press_id(page, first))
        await aoi.wait()
        await aoi.cold("`/season`, Plan", aoi.press_id(page, second))
        await aoi.cold("`/add`", aoi.slash("add", title=f"id:{unknown}"))
        await aoi.slash("anime", title=f"id:{unheard}")
        await aoi.warm("`/add`", aoi.slash("add", title=f"id:{unheard}"))
        changed = await aoi.slash("rate", title=f"id:{unknown}", score="8")
        await aoi.warm("Undo", aoi.press(changed, UndoChange))
        done = await aoi.slash("add", title=f"id:{unknown}", status="Completed")
        for number, when in enumerate((aoi.cold, aoi.warm)):
            form = await aoi.press(done, SayIt)
            sending = aoi.world.members["aoi"].submit_modal(form, {"text": f"Loved it {number} times"})
            posted = await when("Write about it", sending)
            await when("Write about it, Undo", aoi.press(posted, UnsayIt))
        changed = await aoi.slash("rate", title=f"id:{unknown}", score="9")
        await aoi.wait()
        await aoi.cold("Undo", aoi.press(changed, UndoChange))
        await edit_several(aoi)
        await aoi.warm("`/remove`", aoi.slash("remove", title=f"id:{unknown}"))
        await aoi.wait()
        await aoi.cold("`/remove`", aoi.slash("remove", title=f"id:{unheard}"))
        await aoi.warm("`/favourite`", aoi.slash("favourite", title=f"id:{unheard}"))
        await aoi.cold("`/favourite`", aoi.slash("favourite", title=f"id:{aoi.strangers()[2]}"))
        for when in (aoi.cold, aoi.warm):
            named = aoi.slash("favourite", title=f"https://anilist.co/studio/{min(studios().all)}")
            await when("`/favourite` of a character, person or studio", named)
        assert aoi.asked == expected(TAKING_BACK)


async def test_comparing(tmp_path: Path) -> None:
    async with somebody(tmp_path) as aoi:
        del aoi.asked["finish a link", "cold"]
        await aoi.world.link("ren", JUNO)
        for what, (command, options) in COMPARING.items():
            people = {key: aoi.world.users[name] for key, name in options.items()}
            await aoi.warm(what, aoi.slash(command, **people))
        await aoi.forget_lists()
        for what, (command, options) in COMPARING.items():
            people = {key: aoi.world.users[name] for key, name in options.items()}
            await aoi.cold(what, aoi.slash(command, **people))
        assert aoi.asked == expected(TOGETHER)


async def test_characters_and_staff(tmp_path: Path) -> None:
    async with somebody(tmp_path) as aoi:
        del aoi.asked["finish a link", "cold"]
        await aoi.cold("autocomplete, a character", aoi.complete("character", "kurag", option="name"))
        await aoi.warm("autocomplete, a character", aoi.complete("character", "Kurage", "ren", option="name"))
        await aoi.cold("autocomplete, a person", aoi.complete("staff", "kotoha", option="name"))
        await aoi.warm("autocomplete, a person", aoi.complete("staff", "kotoha", "ren", option="name"))
        card = await aoi.cold("`/character`, picked", aoi.slash("character", name=f"id:{CAT}"))
        await aoi.warm("`/character`, picked", aoi.slash("character", name=f"id:{CAT}"))
        await aoi.cold("`/character`, typed", aoi.slash("character", name="kurage"))
        await aoi.warm("`/character`, typed", aoi.slash("character", name="kurage"))
        for number, count in ((2, aoi.warm), (3, aoi.cold), (4, aoi.warm)):
            place = CharacterPlace(CAT, number=number)
            await count("`/character`, further pages", aoi.press(card, ShowCharacter, place=place, way="forth"))
        for count in (aoi.cold, aoi.warm):
            await count("`/character`, Refresh", aoi.press(card, RefreshCharacter))
        card = await aoi.cold("`/staff`, picked", aoi.slash("staff", name=f"id:{VOICE}"))
        await aoi.warm("`/staff`, picked", aoi.slash("staff", name=f"id:{VOICE}"))
        for count in (aoi.cold, aoi.warm):
            picking = aoi.world.members["aoi"].select(
                card.response, ["credits:popular"], custom_id=ShowWork(StaffPlace(VOICE, "voices")).custom_id
            )
            await count("`/staff`, staff roles", picking)
            card = await aoi.slash("staff", name=f"id:{VOICE}")
        await _studios(aoi)
        assert aoi.asked == expected(CAST)


async def _studios(aoi: Aoi) -> None:
    """The stand-in has no studio of more than 25 titles, so the order stands for a further page."""
    studio, other = sorted(studios().all)[:2]
    links = f"https://anilist.co/studio/{other} https://anilist.co/character/{max(cast().characters)}"
    message = await aoi.world.members["ren"].send(aoi.world.general, links)
    for count in (aoi.cold, aoi.warm):
        await count("autocomplete, a studio", aoi.complete("studio", "madhou", option="name"))
        card = await count("`/studio`, picked", aoi.slash("studio", name=f"id:{studio}"))
        picking = aoi.world.members["aoi"].select(
            card.response, ["all:best"], custom_id=ShowStudioWorks(StudioPlace(studio)).custom_id
        )
        await count("`/studio`, another order, or 25 more titles", picking)
        finding = aoi.world.members["aoi"].context_menu(aoi.world.general, "Find title", message)
        await count("“Find title”, links to characters, people and studios", finding)


async def test_asking_about_the_people_here(tmp_path: Path) -> None:
    async with somebody(tmp_path) as aoi:
        del aoi.asked["finish a link", "cold"]
        mal_id = all_media()[aoi.strangers()[1]]["idMal"]
        message = await aoi.world.members["ren"].send(aoi.world.general, f"https://myanimelist.net/anime/{mal_id}")
        for when in (aoi.cold, aoi.warm):
            menu = aoi.world.members["aoi"].context_menu(aoi.world.general, "Find title", message)
            await when("“Find title”, a link to MyAnimeList", menu)
        panel = await aoi.slash("account")
        for when in (aoi.cold, aoi.warm):
            await when("`/account`, Export", aoi.press(panel, ExportAccount))
        await aoi.forget_lists()
        await aoi.cold("`/profile`", aoi.slash("profile"))
        await aoi.warm("`/profile`", aoi.slash("profile"))
        unknown = aoi.strangers()[0]
        await aoi.cold("`/who`", aoi.slash("who", title=f"id:{unknown}"))
        reply = await aoi.warm("`/who`", aoi.slash("who", title=f"id:{unknown}"))
        await aoi.cold("`/profile`, `/list` by name", aoi.slash("profile", name="Solstice"))
        await aoi.warm("`/profile`, `/list` by name", aoi.slash("list", name="solstice"))
        card = await aoi.slash("anime", title=f"id:{unknown}")
        for when in (aoi.cold, aoi.warm):
            await when("the other tabs of a title", aoi.pick(card, ShowTab(int(unknown)), "opinions"))
            await when("“People I follow” on a title", aoi.press(card, ShowFollowed))
        for when in (aoi.cold, aoi.warm):
            page = await when("`/following`", aoi.slash("following"))
            await when("`/following`, followers", aoi.press(page, ShowFollows, direction="followers"))
        post = await post_activity(aoi.world)
        for when in (aoi.cold, aoi.warm):
            await when("Follow", aoi.click(post, TurnFollow))
            await when("Like", aoi.click(post, TurnLike))
            form = await aoi.click(post, ReplyTo)
            sending = aoi.world.members["aoi"].submit_modal(form, {"reply": f"Hello number {len(aoi.asked)}"})
            posted = await when("Reply", sending)
            await when("Reply, Undo", aoi.press(posted, UndoReply))
        best = max((one for one in aoi.mine if not one.private), key=lambda one: one.score).media_id
        told = [Recommendation(best, unknown, 40)]
        await aoi.world.bot.store.recommendations.put(best, told)
        page = await aoi.slash("recommend")
        for when in (aoi.cold, aoi.warm):
            opened = await when(
                "`/recommend`, opening a vote", aoi.pick(page, PickPair(beside=True), f"{best}:{unknown}")
            )
            await when("`/recommend`, voting", aoi.press(opened, CastVote))
        await aoi.let_a_day_pass()
        await aoi.cold("`/who`, Refresh", aoi.press(reply, WhoPage))
        await aoi.warm("`/who`, Refresh", aoi.press(reply, WhoPage))
        ren = aoi.world.users["ren"]
        await aoi.world.link("ren", JUNO)
        for when in (aoi.cold, aoi.warm):
            await when("`/stats`", aoi.slash("stats"))
        await aoi.let_a_day_pass()
        for when in (aoi.cold, aoi.warm):
            await when("`/stats` of two", aoi.slash("stats", **{"with": ren}))
        assert aoi.asked == expected(HERE)


async def test_moving_over(tmp_path: Path) -> None:
    async with somebody(tmp_path) as aoi:
        del aoi.asked["finish a link", "cold"]
        importer, actor = aoi.world.bot.parts.importer, aoi.world.members["aoi"]
        mal_ids = [all_media()[media_id]["idMal"] for media_id in aoi.strangers()]
        file = export(*(anime(mal_id, status="Completed", finish_date="2020-01-01") for mal_id in mal_ids[:3]))

        async def done(doing: Coroutine[Any, Any, Any]) -> Any:
            result = await doing
            await importer.settled()
            return result

        for looking, writing in ((aoi.cold, aoi.warm), (aoi.warm, aoi.cold)):
            preview = await looking("`/import`, preview", done(aoi.slash("import", file=("list.xml", file))))
            for label in ("Start", "Undo"):
                if writing == aoi.cold:
                    await aoi.wait()
                await writing(f"`/import`, {label}", done(actor.click(preview.response, label=label)))
        assert aoi.asked == expected(IMPORTING)


async def test_custom_lists(tmp_path: Path) -> None:
    async with somebody(tmp_path) as aoi:
        del aoi.asked["finish a link", "cold"]
        actor: Any = aoi.world.members["aoi"]
        await aoi.forget_lists()
        panel = await aoi.cold("`/custom-lists`", aoi.slash("custom-lists"))
        await aoi.warm("`/custom-lists`", aoi.slash("custom-lists"))
        form = await actor.click(panel.response, **by(panel.response, MakeCustomList))
        await aoi.cold("New custom list", actor.submit_modal(form, {"title": "Autumn"}))
        entry = aoi.mine[0]
        now = aoi.world.clock()
        aoi.world.stand_in.world.lists.put(msgspec.structs.replace(entry, custom_lists=("Autumn",), updated_at=now))
        await aoi.press(panel, ShowCustomLists, fresh=True)
        await actor.select(panel.response, [key_of("Autumn")], custom_id=OpenCustomList("ANIME").custom_id)
        form = await actor.click(panel.response, **by(panel.response, RenameCustomList))
        renaming = actor.submit_modal(form, {"title": "Fall"})
        await aoi.cold("Rename a custom list, of up to 15 titles", renaming)
        await actor.select(panel.response, [key_of("Fall")], custom_id=OpenCustomList("ANIME").custom_id)
        await actor.click(panel.response, **by(panel.response, AskDeleteCustomList))
        await aoi.cold("Delete a custom list", aoi.press(panel, DeleteCustomList))
        assert aoi.asked == expected(CUSTOM_LISTS)


async def edit_several(aoi: Aoi) -> None:
    """Twice: at once, and with a rest before each step."""
    actor: Any = aoi.world.members["aoi"]
    page = await aoi.slash("list")
    shown = next(
        part for part in components(page.response) if part.get("custom_id") == PickTitle(beside=True).custom_id
    )
    titles = [option["value"] for option in shown["options"][:3]]
    for count, rest, status in ((aoi.warm, False, "PAUSED"), (aoi.cold, True, "DROPPED")):
        form = await actor.click(page.response, **by(page.response, EditSeveral))
        if rest:
            await aoi.wait()
        fill = actor.submit_modal(form, {"titles": titles, "status": [status]})
        preview = await count("Edit several, preview", fill)
        for label in ("Apply", "Undo"):
            if rest:
                await aoi.wait()
            await count(f"Edit several, {label}", actor.click(preview.response, label=label))


def document() -> str:
    budget = FINDING | CAST | TOGETHER | HERE | CHANGING | TAKING_BACK | CUSTOM_LISTS | IMPORTING
    return HEAD + "".join(
        f"| {what} | {_asked(cost.cold, cost.meanwhile)} | {_asked(cost.warm)} | {cost.cold_is_when} |\n"
        for what, cost in budget.items()
    )


def _asked(questions: tuple[str, ...] | None, meanwhile: tuple[str, ...] = ()) -> str:
    if questions is None:
        return "–"
    said = f"{len(questions)}: {_named(questions)}" if questions else "0"
    return f"{said}; meanwhile {_named(meanwhile)}" if meanwhile else said


def _named(questions: tuple[str, ...]) -> str:
    counted = Counter(questions).items()
    return ", ".join(f"{number} × `{name}`" if number > 1 else f"`{name}`" for name, number in counted)


def test_the_page_says_so() -> None:
    assert DOCUMENT.read_text() == document(), f"write it anew: {REWRITE}"


if __name__ == "__main__":
    DOCUMENT.write_text(document())
