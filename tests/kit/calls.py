"""A table of every command and every button, with the steps to it, for tests that go through them all.

A new command, button, select or form needs a row: ``tests/test_calls.py`` finds those without a row.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from typing import Any

import discord
import msgspec
from simcord.results import to_discord_message

from cards import replies, toggles
from cards.activity import OneMore, PickUpdate
from cards.browse_place import BrowsePlace, PlanBrowsed, ShowBrowse
from cards.buttons import EnterCode, ShowMyList
from cards.card import Card, Colour, button, row, text
from cards.custom_lists import key_of
from cards.deferred import DoDeferred
from cards.ids import Action
from cards.imports import StartImport, StopImport
from cards.list_buttons import OpenTitle
from cards.notifications import ShowNotifications
from cards.reminder import SnoozeNotice
from cards.season import PlanTitle, SeasonPlace, ShowSeason
from cards.sharing import ShareActivity, ShareIn
from cards.upcoming import ChooseTitleNews
from demo import faults
from demo.anilist import JUNO, TSUMUGI
from demo.anilist.activity import ListPost
from demo.anilist.cast import CAT, VOICE
from demo.anilist.studios import studios
from i18n import t
from store import Notification, Recommendation, Reminder, TitleEvent, TopicNotice
from tests.kit.exports import anime, export
from tests.kit.lists import ADULT, BEBOP, DEATH_NOTE, DIGIMON, HEROES, NARUTO, SLAM_DUNK, Club, airs, move_in, told
from tests.kit.world import World, actions, by, components, state_in

NOTED = 154500  # a main character of Death Note
SHIGURE = 655700  # one of several characters of that name
STUDIO, GHIBLI = ({one.name: one.id for one in studios().all.values()}[name] for name in ("MADHOUSE", "Studio Ghibli"))
UNLISTED = 1735  # an anime that is on nobody's list
ACTIVITY = 900_000_000
IN_WINTER = 170110  # an anime of the season that is shown first
TRENDING = 178789  # an anime of the first page that is browsed
TITLE, NEW, MANGA = {"title": f"id:{DEATH_NOTE}"}, {"title": f"id:{UNLISTED}"}, {"title": f"id:{SLAM_DUNK}"}
FRANCHISE = {"title": "id:16498"}  # an anime with sequels, side stories and more
NOT_OUT = {"title": f"id:{DIGIMON}", "episode": 400}
Last = Callable[[], Awaitable[Any]]
_ENTITY_SELECTS = {5, 6}  # of a user, of a role


class NoSuchPart(LookupError):
    """No part of the card has a ``custom_id`` with that beginning."""


class Press(msgspec.Struct, frozen=True):
    """A part of the last answer, by the beginning of its ``custom_id``: a button, a select to pick, a form to fill.

    The pick ``@ren`` is the person, the pick ``@&Fans`` a role; no pick is the first option.
    """

    start: str
    pick: object = None
    fill: dict[str, Any] | None = None
    on: Callable[[Club, str], Awaitable[Any]] | None = None  # brings about the message with the card

    def fits(self, part: Mapping[str, Any]) -> bool:
        offered = [option["value"] for option in part.get("options", ())]
        is_offered = not offered or self.pick is None or str(self.pick).startswith("@") or str(self.pick) in offered
        return str(part.get("custom_id", "")).startswith(self.start) and not part.get("disabled") and is_offered


class Call(msgspec.Struct, frozen=True):
    """A command with its options (``@ren`` is the person) and the presses after it. The test is of the last step."""

    command: str
    options: dict[str, Any] = {}
    then: tuple[Press, ...] = ()
    asks_anilist: bool = True  # cold, at the last step

    @property
    def path(self) -> tuple[object, ...]:
        """All that is done."""
        return self.command, self.options, self.then


CROWDED = {"title": "id:21"}  # an anime with many characters
PEOPLE, OPINIONS = ((Press("musubi:tab", pick=tab),) for tab in ("people", "opinions"))


def after(command: str, options: dict[str, Any], *then: Press, asks_anilist: bool = True) -> Call:
    return Call(command, options, then, asks_anilist)


def from_memory(command: str, options: dict[str, Any] | None = None, *then: Press) -> Call:
    return Call(command, options or {}, then, asks_anilist=False)


def seen_in(world: World, channel: Any, viewer: Any) -> Iterator[discord.Message]:
    """What the viewer sees in the channel, newest first. A test has thousands of messages there, and reads the last."""
    stored = world.env.backend.messages.get(channel.id, {})
    seen = (stored[number] for number in sorted(stored, reverse=True) if stored[number].visible_to(viewer.id))
    return (to_discord_message(world.env, message) for message in seen)


def sent_to(world: World, name: str, *wanted: type[Action]) -> discord.Message:
    """The newest direct message to the person; with one of the `wanted` buttons."""
    user = world.users[name]
    return next(
        one for one in seen_in(world, user.dm_channel, user) if not wanted or not actions(one).isdisjoint(wanted)
    )


def posted_in(world: World, *wanted: type[Action]) -> discord.Message:
    """The newest message in the channel with one of the `wanted` buttons."""
    seen = seen_in(world, world.general, world.members["ren"])
    return next(message for message in seen if not actions(message).isdisjoint(wanted))


async def awaiting_the_code(club: Club, name: str) -> Any:
    """The card that asks for the code: the browser has come back from AniList."""
    card = sent_to(club.world, name, EnterCode)
    await club.world.present(state_in(card))
    return card


async def linked_anew(club: Club, name: str) -> Any:
    """The message that offers a deferred change, after a dead link was linked again."""
    await club.world.bot.store.links.reject(club.world.users[name].id)
    await club.run(name, "watched", **TITLE)
    await club.world.link(name, club.people[name])
    return sent_to(club.world, name, DoDeferred)


async def linked(club: Club, name: str) -> Any:
    """The message that says that the person is linked."""
    await club.world.link_again(name, club.people[name])
    return sent_to(club.world, name, ShowMyList)


async def aired(club: Club, seconds_later: int) -> None:
    """Let an episode air, `seconds_later` pass and it be told; its air time is restored for the next test."""
    airings = club.stand_in.world.airings
    episode = airings.next(DIGIMON)
    assert episode
    await airs(club, DIGIMON, at=club.world.clock() + 120)
    await club.world.env.advance_time(seconds_later)
    await club.world.bot.delivery.round()
    airings.move(DIGIMON, episode.episode, episode.airing_at)


async def notified(club: Club, name: str) -> Any:
    """The person's panel of notifications, in their direct messages, while Discord delivers nothing else there."""
    store = club.world.bot.store
    link = await store.links.of(club.world.users[name].id)
    assert link
    await store.notifications.choose(link.discord_id, {"likes": 1})
    await store.notifications.count(link.discord_id, link.anilist_id, 3, club.world.clock())
    await store.reminders.put(link.discord_id, Reminder(closed_at=club.world.clock()))
    user = club.world.users[name]
    shown_at = told(await user.slash("remind"))
    await user.click(shown_at, **by(shown_at, ShowNotifications))
    return sent_to(club.world, name)


async def changed_title(club: Club, name: str) -> Any:
    """The message of a title that was changed on AniList."""
    world = club.world
    link = await world.bot.store.links.of(world.users[name].id)
    assert link
    number = world.bot.store.now() % 10**9 + len(world.env.http_requests)
    await world.bot.store.notifications.choose(link.discord_id, {"titles": 1})
    news = [Notification(id=number, kind="MEDIA_DATA_CHANGE", media_id=DEATH_NOTE, created_at=1)]
    await world.bot.store.notifications.put(link.discord_id, link.anilist_id, news, world.clock())
    now = world.clock()
    notice = TopicNotice(topic="notification", topic_id=number, discord_id=link.discord_id, happened_at=now, due_at=now)
    await world.bot.store.notices.tell([notice])
    await world.bot.delivery.round()
    return sent_to(world, name)


async def reminded(club: Club, name: str) -> Any:
    """The person's reminder of an episode."""
    world = club.world
    link = await world.bot.store.links.of(world.users[name].id)
    assert link
    await world.bot.parts.reminders.put(link, Reminder(is_on=True))
    await aired(club, 240)
    return sent_to(world, name, SnoozeNotice)


async def told_of_a_title(club: Club, name: str) -> Any:
    """The message that a title which the person has under way is back from a break."""
    world, now = club.world, club.world.clock()
    await world.bot.store.reminders.put(world.users[name].id, Reminder(is_on=True, breaks_since=now))
    await world.bot.store.outlooks.happen([TitleEvent(media_id=DEATH_NOTE, kind="back", at=now)])
    await world.bot.parts.title_news.tell()
    await world.env.advance_time(60)
    await world.bot.delivery.round()
    return sent_to(world, name, ChooseTitleNews)


async def posted(club: Club, _name: str) -> Any:
    """The channel's post about an episode."""
    await aired(club, 8 * 60)
    return posted_in(club.world, OpenTitle)


async def known_by_many(club: Club, name: str) -> Any:
    """The first page of /who for a title that more members plan than fit on it."""
    await move_in(club, 13)
    return (await club.run(name, "who", title=f"id:{NARUTO}")).response.message


async def told_of_activity(club: Club, _name: str) -> Any:
    return await post_activity(club.world)


async def post_activity(world: World) -> Any:
    """A post about an activity of Juno's, which nobody likes; Tsumugi does not follow Juno."""
    activities = world.stand_in.world.activities
    activities.put(
        ListPost(
            id=ACTIVITY,
            user_id=JUNO.id,
            media_id=DEATH_NOTE,
            type="ANIME_LIST",
            status="completed",
            created_at=world.clock(),
        )
    )
    activities.likes.pop(ACTIVITY, None)
    world.stand_in.world.follows[TSUMUGI.id].discard(JUNO.id)
    channel: Any = world.bot.get_channel(world.general.id)
    ways = row(toggles.like(ACTIVITY), replies.reply(ACTIVITY), toggles.follow(JUNO.id))
    await channel.send(view=Card(Colour.BLUE, text("…"), ways))
    return posted_in(world, toggles.TurnLike)


async def following_each_other(club: Club, name: str) -> Any:
    """The person's /following; Juno and Tsumugi are on each other's."""
    for one, other in ((JUNO, TSUMUGI), (TSUMUGI, JUNO)):
        club.stand_in.world.follows[one.id].add(other.id)
    link = await club.world.bot.store.links.of(club.world.users[name].id)
    if link:
        club.world.bot.parts.followed.forget(link.discord_id)
    return told(await club.run(name, "following")).message


async def invited_to_share(club: Club, _name: str) -> Any:
    return posted_in(club.world, ShareIn)


async def sharing_account(club: Club, name: str) -> Any:
    """The person's account in a server that has a channel for list updates."""
    return told(await club.run(name, "account")).message


async def invited_of_old(club: Club, _name: str) -> Any:
    """The card of earlier releases, which invited to share with the whole server."""
    channel = club.world.bot.get_channel(club.world.general.id)
    assert isinstance(channel, discord.TextChannel)
    share = button(t("Share my updates"), ShareActivity(club.world.guild.id, wanted=True))
    await channel.send(view=Card(Colour.BLUE, row(share)))
    return posted_in(club.world, ShareActivity)


async def told_of(club: Club, name: str, *titles: int) -> Any:
    """The latest post about what the person does: one more of each of the titles."""
    user = club.world.users[name]
    await club.world.bot.store.sharers.share(1, user.id, club.world.clock(), with_scores=True)
    for media_id in titles:
        await club.run(name, "watched", title=f"id:{media_id}")
    await club.world.env.advance_time(12 * 60)
    await club.world.bot.delivery.round()
    return posted_in(club.world, OneMore, PickUpdate)


async def told_of_one(club: Club, name: str) -> Any:
    return await told_of(club, name, DEATH_NOTE)


async def told_of_two(club: Club, name: str) -> Any:
    return await told_of(club, name, DEATH_NOTE, DIGIMON)


async def in_covers(club: Club, name: str) -> Any:
    """A page of covers with a select of titles."""
    page = (await club.run(name, "season")).response
    return (
        await club.press(
            name,
            page,
            ShowSeason,
            place=SeasonPlace(year=2026, season="WINTER", order="popularity", format="ALL", view="grid", number=1),
        )
    ).response.message


async def planned(club: Club, name: str) -> Any:
    """The person's own page, after a title on it was planned."""
    user = club.world.users[name]
    page = (await user.slash("season")).response
    await user.click(page, **by(page, PlanTitle))
    return sent_to(club.world, name)


async def browsed_covers(club: Club, name: str) -> Any:
    """A page of covers with a select of titles."""
    page = (await club.run(name, "browse")).response
    covers = ShowBrowse(BrowsePlace(view="grid")).custom_id
    return (await club.pick(name, page, covers, "musubi:browse:change")).response.message


async def planned_browsing(club: Club, name: str) -> Any:
    """The person's own page, after a title on it was planned."""
    user = club.world.users[name]
    page = (await user.slash("browse")).response
    await user.click(page, **by(page, PlanBrowsed))
    return sent_to(club.world, name)


STRANGER = {"name": "Solstice"}
NOT_MINE = ShowBrowse(BrowsePlace(show="new")).custom_id


async def previewed(club: Club, name: str) -> Any:
    """The preview of a file with a title that is on nobody's list."""
    result = await club.run(name, "import", file=("list.xml", MAL_LIST))
    await club.world.bot.parts.importer.settled()
    return told(result).message


async def imported(club: Club, name: str) -> Any:
    """The result of an import."""
    await club.press(name, await previewed(club, name), StartImport, mode="missing")
    await club.world.bot.parts.importer.settled()
    return told(await club.run(name, "import")).message


async def waiting(club: Club, name: str) -> Any:
    """An import that waits for AniList."""
    club.stand_in.faults.arm(faults.disabled(), operation="SaveEach")
    return await imported(club, name)


async def halted(club: Club, name: str) -> Any:
    """An import that was stopped."""
    await club.press(name, await waiting(club, name), StopImport)
    return told(await club.run(name, "import")).message


async def recommended(club: Club, name: str) -> Any:
    """A page with a title that AniList recommends because of another."""
    store, discord_id = club.world.bot.store, club.world.users[name].id
    known = await store.entries.among(discord_id, [HEROES])
    await store.entries.merge(discord_id, [msgspec.structs.replace(one, score=40) for one in known], club.world.clock())
    await store.recommendations.put(DEATH_NOTE, [Recommendation(DEATH_NOTE, NARUTO, 40)])
    return (await club.run(name, "recommend")).response.message


DONE = {**TITLE, "episode": 37}
PAIR = f"{DEATH_NOTE}:{NARUTO}"
MAL_LIST = export(anime(UNLISTED, status="Completed", finish_date="2020-01-01"))


async def loving(club: Club, name: str) -> Any:
    """The person's profile, with a favourite studio on it."""
    user = club.world.users[name]
    await club.world.bot.store.favourites.replace_named(user.id, {"STUDIO": {STUDIO: "MADHOUSE"}})
    return (await user.slash("profile")).response.message


async def in_a_forum(club: Club, name: str) -> Any:
    """The panel of a feed in a forum that has a tag."""
    forum = club.world.guild.create_forum_channel("shows")
    tag = {"id": "7", "name": "2026", "moderated": False, "emoji_id": None, "emoji_name": None}
    club.world.env.backend.edit_channel(forum.id, {"available_tags": [tag]})
    await club.world.env.settle()
    return (await club.run(name, "feed", **EPISODES, channel=forum)).response.message


async def announcing(club: Club, name: str) -> Any:
    """The panel of a feed in an announcement channel."""
    news = club.world.guild.create_news_channel("news")
    return (await club.run(name, "feed", **EPISODES, channel=news)).response.message


ON = Press("musubi:remind:on")
A_LIST = Press("musubi:lists:open", pick=key_of("Rewatch some day"))
TO_WHO_ASKS = Press("musubi:feed:1:mentions", pick="asked")
TO_A_ROLE = Press("musubi:feed:1:mentions", pick="role")
EPISODES, UPDATES = {"kind": "New episodes"}, {"kind": "List updates"}
ROOMS, SEEN = Press("musubi:rooms:1:on"), Press("musubi:seen:1", on=posted)
LET_IN = Press(f"musubi:seen:1:{DIGIMON}:44:only")
FOLLOW = Press("musubi:follow", on=told_of_activity)
LIKE = Press("musubi:like", on=told_of_activity)
REPLY = Press("musubi:reply", fill={"reply": "10 / 10!"}, on=told_of_activity)
CODE = Press("musubi:code", fill={"musubi:code": "7KQ4-M2XD"}, on=awaiting_the_code)
PAUSE = Press("musubi:bulk:ANIME", fill={"titles": [str(DEATH_NOTE), str(DIGIMON)], "status": ["PAUSED"]})

CALLS: dict[str, Call] = {
    # the account
    "/link": from_memory("link"),
    "Link again": from_memory("link", None, Press("musubi:link")),
    "Enter code": from_memory("link", None, Press("musubi:link"), Press("musubi:code", on=awaiting_the_code)),
    "Enter code, form": from_memory(
        "link",
        None,
        Press("musubi:link"),
        Press("musubi:code", fill={"musubi:code": "7KQ4-M2XD"}, on=awaiting_the_code),
    ),
    "Linked, my list": from_memory("account", None, Press("musubi:mine:list", on=linked)),
    "Linked, behind": from_memory("account", None, Press("musubi:mine:behind", on=linked)),
    "Linked, remind me": from_memory("account", None, Press("musubi:mine:reminders", on=linked)),
    "/help": from_memory("help"),
    "/account": from_memory("account"),
    "Refresh": after("account", {}, Press("musubi:refresh")),
    "Hide me here": from_memory("account", None, Press("musubi:hide")),
    "Reply privately": from_memory("account", None, Press("musubi:replies")),
    "Hide me everywhere": from_memory("account", None, Press("musubi:hide:everywhere")),
    "Light pictures": from_memory("account", None, Press("musubi:pictures")),
    "Language": from_memory("account", None, Press("musubi:language", pick="en")),
    "Export my data": from_memory("account", None, Press("musubi:export")),
    "/unlink": from_memory("unlink"),
    "Unlink": from_memory("account", None, Press("musubi:unlink")),
    "Unlink and delete": from_memory("unlink", None, Press("musubi:unlink:yes")),
    "Stay linked": from_memory("unlink", None, Press("musubi:unlink:no")),
    # the server
    "/settings": from_memory("settings"),
    "/settings, from its feeds": from_memory("settings", None, Press("musubi:feeds"), Press("musubi:settings")),
    "/settings, lists": from_memory("settings", None, Press("musubi:settings:social")),
    "/settings, adult titles": from_memory("settings", None, Press("musubi:settings:adult")),
    "/settings, language": from_memory("settings", None, Press("musubi:settings:language", pick="NATIVE")),
    "/settings, language of answers": from_memory("settings", None, Press("musubi:settings:speak", pick="en")),
    "/settings, hide a member": from_memory("settings", None, Press("musubi:settings:member", pick="@ren")),
    "/settings, reset": from_memory(
        "settings", None, Press("musubi:settings:reset"), Press("musubi:settings:reset:yes")
    ),
    "/feed": from_memory("feed", EPISODES),
    "/feed, new episodes here": from_memory("feed", None, Press("musubi:feeds:here:episodes")),
    "/feed, list activity here": from_memory("feed", None, Press("musubi:feeds:here:activity")),
    "/feed, switched off": from_memory("feed", EPISODES, Press("musubi:feed")),
    "/feed, whom it mentions": from_memory("feed", EPISODES, TO_A_ROLE),
    "/feed, which role": from_memory("feed", EPISODES, TO_A_ROLE, Press("musubi:feed:1:role", pick="@&Fans")),
    "/feed, the others": from_memory("feed", EPISODES, Press("musubi:feeds")),
    "/feed, change": from_memory("feed", EPISODES, Press("musubi:feeds"), Press("musubi:feeds:open", pick=1)),
    "/feed, episode rooms": from_memory("feed", EPISODES, ROOMS),
    "/feed, Seen": from_memory("feed", EPISODES, ROOMS, SEEN),
    "/feed, Seen, into the room": from_memory("feed", EPISODES, ROOMS, SEEN, LET_IN),
    "/feed, out of the room": from_memory("feed", EPISODES, ROOMS, SEEN, LET_IN, Press("musubi:seen:leave")),
    "/feed, always into rooms": from_memory("feed", EPISODES, ROOMS, SEEN, LET_IN, Press("musubi:rooms:guest")),
    "/feed, a forum's tag": from_memory("feed", None, Press("musubi:feed:1:tag", pick=7, on=in_a_forum)),
    "/feed, published": from_memory("feed", None, Press("musubi:publish:1:on", on=announcing)),
    "/feed, tell me": from_memory("feed", EPISODES, TO_WHO_ASKS, Press("musubi:listen", on=posted)),
    "/feed, what is told": from_memory("feed", UPDATES, Press("musubi:feed:1:steps", pick="highlights")),
    "/feed, which titles": from_memory("feed", UPDATES, Press("musubi:feed:1:type", pick="MANGA")),
    "/feed, tell what I do": from_memory("feed", UPDATES, Press("musubi:sharing:1", on=invited_to_share)),
    "/feed, tell what I do, of old": from_memory("feed", UPDATES, Press("musubi:share:", on=invited_of_old)),
    "An update, one more": after("feed", UPDATES, Press("musubi:more", on=told_of_one)),
    "An update, picked": from_memory("feed", UPDATES, Press("musubi:update", on=told_of_two)),
    "/account, where I share": from_memory("feed", UPDATES, Press("musubi:sharing", on=sharing_account)),
    "/account, where I share from now on": from_memory(
        "feed", UPDATES, Press("musubi:sharing", on=sharing_account), Press("musubi:sharing:panel:1")
    ),
    # episodes
    "/remind": from_memory("remind"),
    "/remind of one": from_memory("remind", {"title": f"id:{DIGIMON}"}),
    "/remind, on": from_memory("remind", None, Press("musubi:remind:on")),
    "/remind, when": from_memory("remind", None, ON, Press("musubi:remind:when", pick=3)),
    "/remind, hour": from_memory("remind", None, ON, Press("musubi:remind:hour", pick=1)),
    "AniList notifications": from_memory("remind", None, Press("musubi:mine:notifications")),
    "AniList notifications, kinds": from_memory(
        "remind", None, Press("musubi:mine:notifications"), Press("musubi:notify", pick="follows")
    ),
    "AniList notifications, a title": after(
        "account", {}, Press("musubi:notify:title", pick=DEATH_NOTE, on=changed_title)
    ),
    "AniList notifications, try again": from_memory("account", None, Press("musubi:notify:again", on=notified)),
    "AniList notifications, read": after("remind", {}, Press("musubi:mine:notifications"), Press("musubi:notify:read")),
    "/remind, what comes next": from_memory("remind", None, ON, Press("musubi:remind:next", pick="sequels")),
    "Stop the news of a title": from_memory("remind", None, Press("musubi:next:title", on=told_of_a_title)),
    "Snooze": from_memory("remind", None, Press("musubi:snooze", on=reminded)),
    "Stop for this title": from_memory("remind", None, Press("musubi:stop:", on=reminded)),
    "Stop all": from_memory("remind", None, Press("musubi:stopall", on=reminded)),
    "Do it now": after("account", {}, Press("musubi:agree", on=linked_anew)),
    # looking
    "/list": from_memory("list"),
    "/list of somebody": from_memory("list", {"user": "@ren", "status": "Paused"}),
    "/list, filtered": from_memory("list", {"genre": "Drama", "year": "2000-2019", "search": "07", "format": "TV"}),
    "/list, a page": after("list", {}, Press("musubi:list")),
    "/list, another order": from_memory("list", None, Press("musubi:view", pick="sort:title")),
    "/list, a filter less": from_memory("list", {"genre": "Drama"}, Press("musubi:view", pick="off:0")),
    "/list, no filter": from_memory("list", {"search": "99999"}, Press("musubi:unfilter")),
    "/list, filter": from_memory("list", {"genre": "Drama"}, Press("musubi:filter")),
    "/list, filter, form": from_memory(
        "list", None, Press("musubi:filter", fill={"years": "90s", "kinds": ["formats:TV"]})
    ),
    "/list, filter, back to the form": from_memory(
        "list", None, Press("musubi:filter", fill={"years": "99999"}), Press("musubi:filter")
    ),
    "/list, another status": from_memory("list", None, Press("musubi:status", pick="PLANNING")),
    "/list, open": after("list", {}, Press("musubi:open", pick=DEATH_NOTE)),
    "Edit several": from_memory("list", None, Press("musubi:bulk:ANIME")),
    "Edit several, form": from_memory("list", None, PAUSE),
    "Edit several, back to the form": from_memory(
        "list",
        None,
        Press("musubi:bulk:ANIME", fill={"titles": [str(DEATH_NOTE)], "score": "a lot"}),
        Press("musubi:bulk:ANIME"),
    ),
    "Edit several, apply": after("list", {}, PAUSE, Press("musubi:bulk:apply")),
    "Edit several, cancel": from_memory("list", None, PAUSE, Press("musubi:bulk:leave")),
    "Edit several, undo": after("list", {}, PAUSE, Press("musubi:bulk:apply"), Press("musubi:bulk:undo")),
    "/custom-lists": from_memory("custom-lists"),
    "/custom-lists, manga": from_memory("custom-lists", None, Press("musubi:lists:MANGA")),
    "/custom-lists, a list": from_memory("custom-lists", None, A_LIST),
    "New list": from_memory("custom-lists", None, Press("musubi:lists:make")),
    "New list, form sent": after("custom-lists", {}, Press("musubi:lists:make", fill={"title": "2026"})),
    "Rename list": from_memory("custom-lists", None, A_LIST, Press("musubi:lists:name")),
    "Rename list, form sent": after("custom-lists", {}, A_LIST, Press("musubi:lists:name", fill={"title": "2026"})),
    "Delete list": from_memory("custom-lists", None, A_LIST, Press("musubi:lists:ask")),
    "Delete list, confirmed": after(
        "custom-lists", {}, A_LIST, Press("musubi:lists:ask"), Press("musubi:lists:delete")
    ),
    "/behind": from_memory("behind"),
    "/behind, +1": after("behind", {}, Press("musubi:catch")),
    "/random": after("random", {"status": "Watching or reading"}),
    "/random, another": after("random", {"status": "Watching or reading"}, Press("musubi:random")),
    "/anime": after("anime", TITLE),
    "/anime, typed": after("anime", {"title": "cowboi bebopp"}),
    "/anime, for adults": after("anime", {"title": f"id:{ADULT}"}),
    "/manga": after("manga", MANGA),
    "/anime, Story": after("anime", FRANCHISE, Press("musubi:tab", pick="story")),
    "/anime, Story turned": after(
        "anime", FRANCHISE, Press("musubi:tab", pick="story"), Press("musubi:tab:turn"), asks_anilist=False
    ),
    "/anime, a tab": after("anime", TITLE, Press("musubi:tab", pick="story"), asks_anilist=False),
    "/anime, people turned": after("anime", CROWDED, *PEOPLE, Press("musubi:tab:turn"), asks_anilist=False),
    "/anime, staff": after("anime", TITLE, *PEOPLE, Press("musubi:tab:choose", pick="staff"), asks_anilist=False),
    "/anime, a character": after("anime", TITLE, *PEOPLE, Press("musubi:person", pick=f"character:{NOTED}")),
    "/anime, opinions": after("anime", TITLE, *OPINIONS, asks_anilist=False),
    "/anime, people I follow": after("anime", TITLE, *OPINIONS, Press("musubi:followed")),
    "/anime, people I follow, Refresh": after(
        "anime", TITLE, *OPINIONS, Press("musubi:followed"), Press("musubi:followed:latest")
    ),
    "/anime, Refresh": after("anime", TITLE, Press("musubi:latest")),
    "/airing": from_memory("airing"),
    "/airing, another day": from_memory("airing", None, Press("musubi:airing")),
    "/season": from_memory("season"),
    "/season, turned": from_memory("season", None, Press("musubi:season:")),
    "/season, films": from_memory("season", None, Press("musubi:seasonformat", pick="MOVIE")),
    "/season, plan": after("season", {}, Press("musubi:plan")),
    "/season, plan a picked one": after("season", {}, Press("musubi:plan:pick", pick=IN_WINTER, on=in_covers)),
    "/season, plan and undo": after("season", {}, Press("musubi:unplan", on=planned)),
    # characters and staff
    "/character": after("character", {"name": f"id:{CAT}"}),
    "/character, typed": after("character", {"name": "kurage"}),
    "/character, which one": after("character", {"name": "shigure"}, Press("musubi:character:pick", pick=SHIGURE)),
    "/character, turned": from_memory("character", {"name": f"id:{CAT}"}, Press(f"musubi:character:{CAT}")),
    "/character, in anime": after(
        "character", {"name": f"id:{CAT}"}, Press("musubi:character:titles", pick="anime:newest")
    ),
    "/character, in German": from_memory(
        "character", {"name": f"id:{CAT}"}, Press("musubi:character:voices", pick="German")
    ),
    "/character, Refresh": after("character", {"name": f"id:{CAT}"}, Press("musubi:character:latest")),
    "/character, the voice": after("character", {"name": f"id:{CAT}"}, Press("musubi:staff:open")),
    "/staff": after("staff", {"name": f"id:{VOICE}"}),
    "/staff, typed": after("staff", {"name": "kotoha kirimori"}),
    "/staff, which one": after("staff", {"name": "kotoha"}, Press("musubi:staff:pick", pick=VOICE)),
    "/staff, turned": from_memory("staff", {"name": f"id:{VOICE}"}, Press(f"musubi:staff:{VOICE}")),
    "/staff, staff roles": after("staff", {"name": f"id:{VOICE}"}, Press("musubi:staff:work", pick="credits:newest")),
    "/staff, Refresh": after("staff", {"name": f"id:{VOICE}"}, Press("musubi:staff:latest")),
    "/staff, a character": after("staff", {"name": f"id:{VOICE}"}, Press("musubi:character:pick", pick=CAT)),
    "/browse": after("browse", {"genre": "Romance"}),
    "/browse, turned": from_memory("browse", None, Press("musubi:browse:A")),
    "/browse, not on my list": from_memory("browse", None, Press("musubi:browse:change", pick=NOT_MINE)),
    "/browse, filters": after("browse", {"genre": "Romance"}, Press("musubi:browse:form"), asks_anilist=False),
    "/browse, filters set": after("browse", {}, Press("musubi:browse:form", fill={"when": "2021"})),
    "/browse, back to the filters": from_memory(
        "browse", None, Press("musubi:browse:form", fill={"when": "once"}), Press("musubi:browse:form")
    ),
    "/browse, plan": after("browse", {}, Press("musubi:browse:plan")),
    "/browse, plan a picked one": after("browse", {}, Press("musubi:browse:pick", pick=TRENDING, on=browsed_covers)),
    "/browse, plan and undo": after("browse", {}, Press("musubi:browse:undo", on=planned_browsing)),
    "/browse, surprise": after("browse", {}, Press("musubi:surprise")),
    "/studio": after("studio", {"name": f"id:{STUDIO}"}),
    "/studio, typed": after("studio", {"name": "madhouse"}),
    "/studio, which one": after("studio", {"name": "studio"}, Press("musubi:studio:pick", pick=GHIBLI)),
    "/studio, turned": from_memory("studio", {"name": f"id:{STUDIO}"}, Press(f"musubi:studio:{STUDIO}")),
    "/studio, newest": after("studio", {"name": f"id:{STUDIO}"}, Press("musubi:studio:works", pick="main:newest")),
    "/studio, Refresh": after("studio", {"name": f"id:{STUDIO}"}, Press("musubi:studio:latest")),
    "/studio, Favourite": after("studio", {"name": f"id:{STUDIO}"}, Press("musubi:fav")),
    "/profile, a favourite studio": after("profile", {}, Press("musubi:subject", pick=f"studio:{STUDIO}", on=loving)),
    # the people here
    "/profile": from_memory("profile"),
    "/profile of somebody": from_memory("profile", {"user": "@ren"}),
    "/profile, manga": from_memory("profile", None, Press("musubi:profile")),
    "/stats": after("stats", {}),
    "/stats of somebody": after("stats", {"user": "@ren"}),
    "/stats of two": after("stats", {"user": "@ren", "with": "@aoi"}),
    "/stats, manga": from_memory("stats", None, Press("musubi:stats:")),
    "/stats, genres": from_memory("stats", None, Press("musubi:statstheme", pick="genres")),
    "/stats, compare": after("stats", {}, Press("musubi:statswith", pick="@ren")),
    "/stats, compare with me": from_memory("stats", None, Press("musubi:statsme")),
    "/profile by name": after("profile", STRANGER),
    "/profile by name, manga": after("profile", STRANGER, Press("musubi:stranger")),
    "/list by name": after("list", STRANGER),
    "/list by name, its profile": from_memory("list", STRANGER, Press("musubi:stranger")),
    "/list by name, again": from_memory("list", STRANGER, Press("musubi:public:5")),
    "/list by name, all": from_memory("list", STRANGER, Press("musubi:public:status", pick="ALL")),
    "/list by name, sorted": from_memory("list", STRANGER, Press("musubi:public:sort", pick="score")),
    "/who": from_memory("who", TITLE),
    "/who, Refresh": from_memory("who", TITLE, Press("musubi:who")),
    "/who, which one": from_memory("who", {"title": "boku no"}, Press("musubi:which", pick=HEROES)),
    "/who, with one status": from_memory(
        "who", TITLE, Press(f"musubi:who:{NARUTO}", pick="PLANNING", on=known_by_many)
    ),
    "/who, open": after("who", TITLE, Press("musubi:title")),
    # people together
    "/taste": from_memory("taste", {"user": "@ren"}),
    "/taste, again": from_memory("taste", {"user": "@ren"}, Press("musubi:taste")),
    "/taste, what could we watch": from_memory("taste", {"user": "@ren"}, Press("musubi:with")),
    "/affinity": from_memory("affinity"),
    "/affinity, again": from_memory("affinity", None, Press("musubi:affinity")),
    "/affinity, compare": from_memory("affinity", None, Press("musubi:compare", pick="@ren")),
    "/together": from_memory("together", {"user": "@ren"}),
    "/together, again": from_memory("together", {"user": "@ren"}, Press("musubi:with")),
    "/recommend": from_memory("recommend"),
    "/recommend, again": from_memory("recommend", None, Press("musubi:recommend:")),
    "/recommend, manga": from_memory("recommend", None, Press("musubi:recommend", pick="MANGA")),
    "Write about it": after("watched", DONE, Press("musubi:say"), asks_anilist=False),
    "Write about it, sent": after("watched", DONE, Press("musubi:say", fill={"text": "10 / 10 !!"})),
    "Write about it, Undo": after(
        "watched", DONE, Press("musubi:say", fill={"text": "10 / 10 !!"}), Press("musubi:unsay")
    ),
    "/recommend, thumbs": after("recommend", {}, Press("musubi:thumbs", pick=PAIR, on=recommended)),
    "/recommend, thumbs up": after(
        "recommend", {}, Press("musubi:thumbs", pick=PAIR, on=recommended), Press("musubi:vote")
    ),
    "/server top": from_memory("server top"),
    "/server top, again": from_memory("server top", None, Press("musubi:top:")),
    "/server top, manga": from_memory("server top", None, Press("musubi:top", pick="MANGA:known")),
    "/server watching": from_memory("server watching"),
    "/server watching, again": from_memory("server watching", None, Press("musubi:watching:")),
    "/server watching, manga": from_memory("server watching", None, Press("musubi:watching", pick="MANGA")),
    "/server members": from_memory("server members"),
    "/server members, again": from_memory("server members", None, Press("musubi:standings:")),
    "/server members, this month": from_memory(
        "server members", None, Press("musubi:standings", pick="completed:month")
    ),
    # moving over
    "/import": from_memory("import"),
    "/import, a file": after("import", {"file": ("list.xml", MAL_LIST)}),
    "/import, another way": from_memory("import", None, Press("musubi:import:mode", pick="raise", on=previewed)),
    "/import, start": after("import", {}, Press("musubi:import:start", on=previewed)),
    "/import, cancel": from_memory("import", None, Press("musubi:import:discard", on=previewed)),
    "/import, show all": from_memory("import", None, Press("musubi:import:list", on=previewed)),
    "/import, refresh": from_memory("import", None, Press("musubi:import:show", on=waiting)),
    "/import, stop": from_memory("import", None, Press("musubi:import:stop", on=waiting)),
    "/import, continue": after("import", {}, Press("musubi:import:resume", on=halted)),
    "/import, undo": after("import", {}, Press("musubi:import:undo", on=imported)),
    # changing
    "/watched": after("watched", TITLE),
    "/watched, private": after("watched", {"title": f"id:{BEBOP}"}),
    "/read": after("read", MANGA),
    "+1": after("anime", TITLE, Press("musubi:plus")),
    "Undo": after("watched", TITLE, Press("musubi:undo")),
    "/watched, not out yet": after("watched", NOT_OUT),
    "/watched, do it anyway": after("watched", NOT_OUT, Press("musubi:confirm")),
    "Rewatch": after("anime", {"title": f"id:{HEROES}"}, Press("musubi:again")),
    "/edit": after("edit", {**TITLE, "score": "7.7", "status": "Paused"}),
    "/edit, editor": after("edit", TITLE),
    "Edit": after("anime", TITLE, Press("musubi:edit")),
    "Edit, form": from_memory("edit", TITLE, Press("musubi:form:progress")),
    "Edit, back to the form": from_memory(
        "edit", TITLE, Press("musubi:form:dates", fill={"started": "once"}), Press("musubi:form:dates")
    ),
    "Edit, form sent": after("edit", TITLE, Press("musubi:form:notes", fill={"notes": "a note"})),
    "/rate": after("rate", {**TITLE, "score": "7.7"}),
    "/rate, correct it": from_memory("rate", TITLE | {"score": "11"}, Press("musubi:option")),
    "/rate, another score": after("rate", TITLE | {"score": "11"}, Press("musubi:option", fill={"score": "7.7"})),
    "/rate, which one": after("rate", {"title": "boku no", "score": "7.7"}, Press("musubi:which", pick=HEROES)),
    "/rate, did you mean": after("rate", {"title": "det noe", "score": "7.7"}, Press("musubi:which")),
    "/rate, of what is on no list": after("rate", {**NEW, "score": "7.7"}),
    "/rate, where it belongs": after("rate", {**NEW, "score": "7.7"}, Press("musubi:put")),
    "Score": from_memory("anime", TITLE, Press("musubi:score")),
    "Score, back to the form": from_memory(
        "anime", TITLE, Press("musubi:score", fill={"score": "a lot"}), Press("musubi:score")
    ),
    "Score, form": after("anime", TITLE, Press("musubi:score", fill={"score": "7.7"})),
    "/add": after("add", NEW),
    "Add": after("anime", NEW, Press("musubi:add")),
    "/remove": after("remove", TITLE),
    "Undo of /remove": after("remove", TITLE, Press("musubi:undo")),
    "/favourite": after("favourite", TITLE),
    "Favourite": after("anime", TITLE, Press("musubi:fav")),
    "Favourite, Undo": after("favourite", TITLE, Press("musubi:toggle:undo")),
    "/following": after("following", {}),
    "/following, followers": after("following", {}, Press("musubi:follows:followers")),
    "/following, a profile": after(
        "following", {}, Press("musubi:follows:open", pick=JUNO.id, on=following_each_other)
    ),
    "/who, people I follow": after("who", TITLE, Press("musubi:followed")),
    "Follow": after("account", {}, FOLLOW),
    "Follow, Undo": after("account", {}, FOLLOW, Press("musubi:toggle:undo")),
    "Like": after("account", {}, LIKE),
    "Like, Undo": after("account", {}, LIKE, Press("musubi:toggle:undo")),
    "Reply": from_memory("account", None, Press("musubi:reply", on=told_of_activity)),
    "Reply, form": after("account", {}, REPLY),
    "Reply, Undo": after("account", {}, REPLY, Press("musubi:reply:undo")),
}


def ends(rows: Iterable[tuple[str, Call]]) -> list[tuple[str, Call]]:
    """The rows that are not on the way to another one, which does all their steps too."""
    rows = list(rows)
    passed = [step.path for _, call in rows for step in steps_to(call)[:-1]]
    return [(what, call) for what, call in rows if call.path not in passed]


def steps_to(call: Call) -> list[Call]:
    """The command, each row on the way to the call, and the call itself."""
    return [Call(call.command, call.options, call.then[:steps]) for steps in range(len(call.then) + 1)]


async def ready(club: Club, name: str, call: Call, *, in_messages: bool = False) -> Last:
    """Do every step but the last; returns a function that does the last step. Raises NoSuchPart.

    With `in_messages` everything happens in the person's direct messages.
    """
    before = await _before(club, name, call, in_messages=in_messages)
    return await following(club, name, call, before, in_messages=in_messages)


async def _before(club: Club, name: str, call: Call, *, in_messages: bool) -> Any:
    """The result of all steps but the last."""
    result = None
    for step in steps_to(call)[:-1]:
        result = await (await following(club, name, step, result, in_messages=in_messages))()
    return result


async def following(club: Club, name: str, call: Call, before: Any, *, in_messages: bool = False) -> Last:
    """A function that does the call's last step; `before` is the result of the step before it. Raises NoSuchPart."""
    actor: Any = club.world.users[name] if in_messages else club.world.members[name]
    if not call.then:
        options = {key: _member(club, value) for key, value in call.options.items()}
        where = () if in_messages else (club.world.general,)
        return lambda: actor.slash(*where, call.command, **options)
    press, (card, part) = call.then[-1], await _found(club, name, call.then[-1], before)
    if press.on and card.guild is None:
        actor = club.world.users[name]
    if press.fill is None:
        return lambda: use(club, actor, press, card, part)
    form = await use(club, actor, press, card, part)
    return lambda: actor.submit_modal(form, press.fill)


async def shown(club: Club, name: str, call: Call) -> tuple[Any, dict[str, Any]]:
    """The message of the last step, and its part to press. Raises NoSuchPart."""
    return await _found(club, name, call.then[-1], await _before(club, name, call, in_messages=False))


async def _found(club: Club, name: str, press: Press, before: Any) -> tuple[Any, dict[str, Any]]:
    card = await press.on(club, name) if press.on else told(before)
    part = next((part for part in components(card) if press.fits(part)), None)
    if part is None:
        raise NoSuchPart(press.start)
    return card, part


async def use(club: Club, actor: Any, press: Press, card: Any, part: dict[str, Any]) -> Any:
    """Press the part, or pick an option of it."""
    custom_id = str(part["custom_id"])
    if press.pick is None and "options" not in part:
        return await actor.click(card, custom_id=custom_id)
    picked = part["options"][0]["value"] if press.pick is None else _member(club, press.pick)
    value = picked if part["type"] in _ENTITY_SELECTS else str(getattr(picked, "id", picked))
    return await actor.select(card, [value], custom_id=custom_id)


def _member(club: Club, value: object) -> Any:
    if isinstance(value, str) and value.startswith("@&"):
        return club.world.guild.create_role(value[2:])
    return club.world.members[value[1:]] if isinstance(value, str) and value.startswith("@") else value


def all_actions(club: Club) -> set[type[Action]]:
    """The action types of all buttons, selects and forms."""
    return {route.action for route in club.world.bot.registry.routes}
