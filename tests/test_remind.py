"""/remind in Discord: the panel, what people are told, and the buttons on it."""

import asyncio
from typing import Any

import msgspec
import pytest

from cards.account import DMS_CLOSED
from cards.buttons import StartLink
from cards.errors import UNAVAILABLE
from cards.ids import Action
from cards.list_buttons import AddTitle, OpenTitle, Plus
from cards.remind import CLOSED, SwitchReminders
from cards.reminder import (
    DROPPED,
    GREETING,
    OFF,
    ON_AGAIN,
    TITLE_OFF,
    TITLE_ON,
    RemindOfTitle,
    SnoozeNotice,
    SwitchAllReminders,
)
from cards.upcoming import ANNOUNCED, BACK, OUT, OVER, STOPPED, TOLD_AGAIN, ChooseTitleNews
from demo import faults
from library.expiry import forget_old
from library.notify.delivery import Delivery
from store import Relation, Reminder, TitleEvent, TitleEventKind
from tests.kit.lists import (
    ADULT,
    DIGIMON,
    HEROES,
    LIAR_GAME,
    NARUTO,
    SLAM_DUNK,
    UNRELEASED,
    Club,
    airs,
    ids,
    is_alone,
    options,
    told,
)
from tests.kit.sharing import beside, sharing
from tests.kit.world import START, actions, by, labels, says, words

DAY, HOUR, MINUTE = 86400, 3600, 60
SEQUEL_OF_HEROES, SEQUEL = 999_999, 178083


@pytest.fixture
def club(club: Club) -> Club:
    club.asked()
    return club


async def switch_on(club: Club, **wants: Any) -> None:
    link = await club.world.bot.store.links.of(club.world.users["aoi"].id)
    assert link
    await club.world.bot.parts.reminders.put(link, Reminder(is_on=True, **wants))
    await club.world.env.advance_time(MINUTE)


async def wants(club: Club) -> Reminder:
    return await club.world.bot.store.reminders.of(club.world.users["aoi"].id)


def news(club: Club) -> list[Any]:
    """The reminders, each with the button that stops them all."""
    return [message for message in club.world.dms("aoi") if SwitchAllReminders(wanted=False).custom_id in ids(message)]


def switches(panel: Any) -> list[str]:
    """The choices that the panel offers as buttons."""
    return [one.what for custom_id in ids(panel) if (one := SwitchReminders.parse(custom_id))]


async def press(club: Club, message: Any, button: type[Action], **fields: object) -> Any:
    """Press a button of a direct message; returns the message as it is then."""

    def now() -> Any:
        return next(one for one in club.world.dms("aoi") if one.id == message.id)

    await club.world.users["aoi"].click(now(), **by(now(), button, **fields))
    return now()


def said_of(message: Any, said: str, title: str) -> bool:
    return said.format(title=title) in words(message)


def sent(club: Club) -> int:
    """How many messages were tried."""
    asked = club.world.env.http_requests
    return len([one for one in asked if one.path.endswith("/messages") and one.method == "POST"])


async def test_an_episode_is_told_once_and_plus_one_is_counted(club: Club) -> None:
    await airs(club, DIGIMON)
    await switch_on(club)
    assert news(club) == []
    await club.world.env.advance_time(10 * MINUTE)
    (message,) = news(club)
    text = words(message)
    assert all(said in text for said in ("44", "episode 2", "**42 behind**", f"<t:{START + 10 * MINUTE}:R>"))
    assert actions(message) == {Plus, SnoozeNotice, RemindOfTitle, SwitchAllReminders}
    await club.world.restart()
    await club.world.env.advance_time(20 * MINUTE)
    assert len(news(club)) == 1
    assert club.asked() == []
    await press(club, message, Plus)
    assert club.entry("aoi", DIGIMON).progress == 3
    assert club.asked()[-1] == "SaveEntry"
    assert "**3**" in words(club.world.dms("aoi")[-1])


async def test_the_answer_to_a_button_takes_the_place_of_ones_reminder(club: Club) -> None:
    """What Musubi sends a person by itself answers no command, and is their own all the same."""
    await airs(club, DIGIMON)
    await switch_on(club)
    await club.world.env.advance_time(10 * MINUTE)
    before = club.world.dms("aoi")
    await press(club, before[-1], Plus)
    after = club.world.dms("aoi")
    assert [one.id for one in after] == [one.id for one in before] and "**3**" in words(after[-1])


async def test_of_several_processes_one_tells(club: Club) -> None:
    """Both have the first shard, and look at the same time."""
    await airs(club, DIGIMON, LIAR_GAME)
    await switch_on(club)
    store, clock = club.world.bot.store, club.world.clock
    await club.world.bot.loops.end()
    await club.world.env.advance_time(10 * MINUTE)
    with sharing():
        others = [Delivery(beside(store).notices, club.world.bot.delivery._post, clock) for _ in range(2)]
        before = sent(club)
        await asyncio.gather(*(one.round() for one in others))
        await asyncio.gather(*(one.round() for one in others))
    assert len(news(club)) == 2 == sent(club) - before
    assert sum(one.tally.counts["reminder", "sent"] for one in others) == 2


async def test_snooze_stop_and_stop_all_say_what_they_did_and_can_be_taken_back(club: Club) -> None:
    await airs(club, DIGIMON, LIAR_GAME)
    await switch_on(club)
    await club.world.env.advance_time(10 * MINUTE)
    first, second = sorted(news(club), key=words)  # sent at the same time
    assert f"<t:{club.world.clock() + 3 * HOUR}:R>" in words(await press(club, first, SnoozeNotice))
    assert f"<t:{club.world.clock() + 24 * HOUR}:R>" in words(await press(club, first, SnoozeNotice))
    assert says(await press(club, first, SnoozeNotice, hours=0), DROPPED)
    await press(club, first, SnoozeNotice)
    assert said_of(await press(club, second, RemindOfTitle), TITLE_OFF, "LIAR GAME")
    assert said_of(await press(club, second, RemindOfTitle), TITLE_ON, "LIAR GAME")
    assert await club.world.bot.store.reminders.titles(club.world.users["aoi"].id) == {}
    await press(club, second, RemindOfTitle)
    await club.world.restart()
    await club.world.env.advance_time(3 * HOUR + MINUTE)
    (again,) = news(club)
    assert "DIGIMON" in words(again), "what was snoozed"
    assert says(await press(club, again, SwitchAllReminders), OFF)
    assert not (await wants(club)).is_on
    assert says(await press(club, again, SwitchAllReminders), ON_AGAIN)
    assert await wants(club) == Reminder(is_on=True)


async def test_a_digest_is_one_message_at_ones_hour(club: Club) -> None:
    await airs(club, DIGIMON, LIAR_GAME)
    await switch_on(club, digest_hour=1, zone="Etc/UTC")
    await club.world.env.advance_time(HOUR - 2 * MINUTE)
    assert news(club) == []
    await club.world.env.advance_time(2 * MINUTE)
    (message,) = news(club)
    assert "2 new" in words(message) and options(message, "musubi:open") == ["DIGIMON BEATBREAK", "LIAR GAME"]
    assert "2 new" in words(await press(club, message, Plus)), "it stays"
    assert club.entry("aoi", DIGIMON).progress == 3


async def test_what_has_aired_is_told_at_once_when_it_would_be_due_already_by_the_time_chosen(club: Club) -> None:
    await airs(club, DIGIMON)
    await switch_on(club, digest_hour=20, zone="Etc/UTC")
    await club.world.env.advance_time(3 * HOUR)
    panel = await club.run("aoi", "remind")
    await club.pick("aoi", panel.response, 0, "musubi:remind:when")
    await club.world.env.advance_time(MINUTE)
    assert len(news(club)) == 1


async def test_nothing_is_chosen_of_a_title_that_is_not_known(club: Club) -> None:
    club.stand_in.faults.share(faults.html(), 1.0)
    reply = await club.run("aoi", "remind", title="id:1735")
    assert says(told(reply), UNAVAILABLE) and club.forgive() == 1
    assert await club.world.bot.store.reminders.titles(club.world.users["aoi"].id) == {}
    reply = await club.run("aoi", "remind", title=f"id:{DIGIMON}")
    assert said_of(told(reply), TITLE_ON, "DIGIMON BEATBREAK"), "known from the list"


async def test_the_panel_says_how_and_every_choice_is_kept(club: Club) -> None:
    shown = await club.run("aoi", "remind")
    assert shown.ephemeral and switches(shown.response) == ["on"]
    await club.press("aoi", shown.response, SwitchReminders)
    assert says(club.world.dms("aoi")[-1], GREETING)
    await club.press("aoi", shown.response, SwitchReminders, what="chosen")
    await club.press("aoi", shown.response, SwitchReminders, what="caught")
    await club.pick("aoi", shown.response, 6, "musubi:remind:when")
    assert await wants(club) == Reminder(is_on=True, is_all=False, only_caught_up=True, hours_later=6)
    await club.world.restart()
    await club.pick("aoi", shown.response, 20, "musubi:remind:hour")
    await club.press("aoi", shown.response, SwitchReminders, what="all")
    await club.press("aoi", shown.response, SwitchReminders, what="always")
    assert await wants(club) == Reminder(is_on=True, hours_later=6, digest_hour=20)
    assert "20:00" in words(shown.response)
    await club.press("aoi", shown.response, SwitchReminders)
    assert switches(shown.response) == ["on"]
    assert club.asked() == []


async def test_one_title_and_a_time_zone_by_name(club: Club) -> None:
    chosen = await club.run("aoi", "remind", title=f"id:{NARUTO}")
    assert chosen.ephemeral and said_of(chosen.response, TITLE_ON, "NARUTO")
    assert await wants(club) == Reminder(is_on=True, is_all=False)
    zones = await club.world.members["aoi"].autocomplete(club.world.general, "remind", "zone", "berl")
    assert [one["value"] for one in zones] == ["Europe/Berlin"]
    panel = await club.run("aoi", "remind", zone="Europe/Berlin")
    assert "Europe/Berlin" in words(panel.response).replace("\\", "") and "NARUTO" in words(panel.response)
    stopped = await club.run("aoi", "remind", title=f"id:{NARUTO}", zone="anilist")
    assert said_of(stopped.response, TITLE_OFF, "NARUTO")
    assert (await wants(club)).zone is None
    unfit = await club.run("aoi", "remind", zone="nowhere")
    assert r"Europe\/Berlin" in words(told(unfit))
    club.forgive()


async def test_closed_messages_are_not_tried_again_until_they_are_open(club: Club) -> None:
    await airs(club, DIGIMON)
    await switch_on(club)
    club.world.close_dms("aoi")
    await club.world.env.advance_time(10 * MINUTE)
    tries = sent(club)
    await airs(club, LIAR_GAME, at=club.world.clock() + MINUTE)
    await club.world.env.advance_time(30 * MINUTE)
    assert news(club) == [] and sent(club) == tries
    assert says((await club.run("aoi", "account")).response, DMS_CLOSED)
    panel = await club.run("aoi", "remind")
    assert says(panel.response, CLOSED)
    await club.press("aoi", panel.response, SwitchReminders, what="again")
    assert says(panel.response, CLOSED), "they are closed still"


async def test_whose_messages_can_not_be_opened_is_not_tried_again(club: Club) -> None:
    """Discord answers so of an account that was deleted."""
    await airs(club, DIGIMON)
    await switch_on(club)
    await club.world.restart()
    club.world.env.inject_error("POST", "/users/@me/channels", status=400, code=50033, message="Invalid Recipient(s)")
    await club.world.env.advance_time(10 * MINUTE)
    assert (await wants(club)).closed_at
    await club.world.env.advance_time(30 * MINUTE)
    assert news(club) == []


@pytest.mark.parametrize("status", [500, 429])
async def test_messages_are_not_closed_because_discord_is_unwell(club: Club, status: int) -> None:
    panel = await club.run("aoi", "remind")
    path = f"/channels/{club.world.users['aoi'].dm_channel.id}/messages"
    club.world.env.inject_error("POST", path, status=status, times=12)
    await club.press("aoi", panel.response, SwitchReminders)
    assert await wants(club) == Reminder(is_on=True)


@pytest.mark.parametrize("state", ["begun", "lost"])
async def test_what_has_come_can_be_snoozed_though_nobody_knew_that_it_came(club: Club, state: str) -> None:
    """Musubi stopped between sending it and writing that down."""
    await airs(club, DIGIMON)
    await switch_on(club)
    await club.world.env.advance_time(10 * MINUTE)
    (message,) = news(club)
    await club.world.bot.store.database.execute("UPDATE notices SET state = :state", state=state)
    assert f"<t:{club.world.clock() + 3 * HOUR}:R>" in words(await press(club, message, SnoozeNotice))
    await club.world.env.advance_time(3 * HOUR + MINUTE)
    assert len(news(club)) == 1, "the snoozed one is no news any more, and there is the same anew"


@pytest.mark.parametrize(("status", "times"), [(503, 1), (429, 12), (503, 12), (500, 12)])
async def test_while_discord_is_unwell_nothing_is_told_twice(club: Club, status: int, times: int) -> None:
    """Told once; or, after minutes in which nobody could know whether Discord took it, noted as lost."""
    await airs(club, DIGIMON)
    await switch_on(club)
    path = f"/channels/{club.world.users['aoi'].dm_channel.id}/messages"
    club.world.env.inject_error("POST", path, status=status, times=times)
    await club.world.env.advance_time(10 * MINUTE + 12 * MINUTE)
    await club.world.env.advance_time(3 * MINUTE)
    lost = await club.world.bot.store.notices.missed(club.world.users["aoi"].id, 0)
    assert len(news(club)) + lost == 1
    assert not lost or (status, times) in {(503, 12), (500, 12)}


async def test_who_is_not_linked_is_offered_a_link(club: Club) -> None:
    club.world.users["kei"] = club.world.env.create_user("kei")
    club.world.members["kei"] = club.world.guild.add_member(club.world.users["kei"])
    asked = await club.run("kei", "remind")
    assert is_alone(asked) and actions(told(asked)) == {StartLink}
    panel = await club.world.users["aoi"].slash("remind")
    await club.world.bot.linking.unlink(club.world.users["aoi"].id)
    pressed = await club.world.users["aoi"].click(panel.response, **by(panel.response, SwitchReminders))
    assert actions(told(pressed)) == {StartLink}
    club.forgive()


async def happens(club: Club, *events: tuple[TitleEventKind, int, int | None]) -> None:
    """Titles begin, are announced and so on; a minute later it is told."""
    now = club.world.clock()
    await club.world.bot.store.outlooks.happen(
        TitleEvent(media_id=media_id, kind=kind, of_media_id=of_media_id, at=now)
        for kind, media_id, of_media_id in events
    )
    await club.world.bot.parts.title_news.tell()
    await club.world.env.advance_time(MINUTE)


def titles_told(club: Club) -> list[Any]:
    """The messages of titles: a title by itself can be stopped there."""
    return [message for message in club.world.dms("aoi") if ChooseTitleNews in actions(message)]


async def test_what_comes_next_is_chosen_on_the_panel_and_told_once(club: Club) -> None:
    shown = await club.run("aoi", "remind")
    await club.press("aoi", shown.response, SwitchReminders)
    await happens(club, ("begins", NARUTO, None))
    await club.pick("aoi", shown.response, "planned", "musubi:remind:next")
    now = club.world.clock()
    assert await wants(club) == Reminder(is_on=True, planned_since=now)
    await club.world.env.advance_time(MINUTE)
    assert titles_told(club) == [], "what happened before it was wanted is no news"
    await happens(club, ("begins", ADULT, None), ("back", SLAM_DUNK, None))
    (message,) = titles_told(club)
    assert actions(message) == {Plus, OpenTitle, ChooseTitleNews} and says(message, OUT)
    await press(club, message, Plus)
    assert club.entry("aoi", ADULT).progress == 1
    told_until_now = len(club.world.dms("aoi"))
    await happens(club, ("begins", ADULT, None))
    assert len(club.world.dms("aoi")) == told_until_now


async def test_a_film_that_is_out_has_no_next_episode_and_no_number(club: Club) -> None:
    await switch_on(club, planned_since=START)
    store = club.world.bot.store
    film = (await store.media.of([UNRELEASED]))[UNRELEASED]
    await store.media.put([msgspec.structs.replace(film, status="RELEASING", next_airing_at=START + 7 * DAY)])
    await happens(club, ("begins", UNRELEASED, None))
    (message,) = titles_told(club)
    assert says(message, OUT) and "<t:" not in words(message)
    assert labels(message)[0] == "Watched it"


async def test_the_news_of_a_title_can_be_stopped_and_is_as_before_when_taken_back(club: Club) -> None:
    await switch_on(club, breaks_since=START, planned_since=START)
    await happens(club, ("back", SLAM_DUNK, None))
    (message,) = titles_told(club)
    assert says(message, OVER) and "275" in words(message)
    assert said_of(await press(club, message, ChooseTitleNews), STOPPED, "SLAM DUNK")
    reminders = club.world.bot.store.reminders
    assert await reminders.titles(club.world.users["aoi"].id) == {SLAM_DUNK: False}
    assert said_of(await press(club, message, ChooseTitleNews), TOLD_AGAIN, "SLAM DUNK")
    assert await reminders.titles(club.world.users["aoi"].id) == {}
    await reminders.want(club.world.users["aoi"].id, SLAM_DUNK, is_wanted=True)
    await press(club, message, ChooseTitleNews)
    await press(club, message, ChooseTitleNews)
    assert await reminders.titles(club.world.users["aoi"].id) == {SLAM_DUNK: True}


async def test_episodes_and_titles_come_in_one_digest(club: Club) -> None:
    await airs(club, DIGIMON)
    await switch_on(club, digest_hour=1, zone="Etc/UTC", planned_since=START, breaks_since=START, sequels_since=START)
    store = club.world.bot.store
    await store.media.put([msgspec.structs.replace((await store.media.of([NARUTO]))[NARUTO], id=SEQUEL_OF_HEROES)])
    await store.relations.put({HEROES: [Relation(HEROES, SEQUEL_OF_HEROES, "SEQUEL")]}, START)
    await happens(club, ("begins", NARUTO, None), ("back", SLAM_DUNK, None), ("announced", SEQUEL_OF_HEROES, HEROES))
    assert titles_told(club) == [] == news(club)
    await club.world.env.advance_time(HOUR)
    (message,) = news(club)
    assert {Plus, AddTitle, SwitchAllReminders} <= actions(message)
    assert all(says(message, said) for said in (OUT, OVER, ANNOUNCED)) and "DIGIMON" in words(message)


async def test_a_sequel_that_anilist_announces_arrives_in_the_digest(club: Club) -> None:
    editors, upcoming = club.stand_in.world.editors, club.world.bot.parts.upcoming
    editors.withhold(SEQUEL)
    await switch_on(club, digest_hour=1, zone="Etc/UTC", sequels_since=START)
    await upcoming.round()
    editors.announce(HEROES, SEQUEL)
    await club.world.bot.store.database.execute("UPDATE sweeps SET began_at = began_at - 6 * 3600")
    await upcoming.round()
    await club.world.env.advance_time(HOUR - 10 * MINUTE)
    assert titles_told(club) == []
    await club.world.env.advance_time(10 * MINUTE)
    (message,) = titles_told(club)
    assert says(message, ANNOUNCED) and actions(message) == {AddTitle, OpenTitle, ChooseTitleNews}
    await press(club, message, AddTitle)
    assert club.entry("aoi", SEQUEL).status == "PLANNING"


async def told_on(club: Club, *days: int) -> list[int]:
    """Those of the days after the start on which aoi was told of a title; each loop runs once on each of them."""
    found, bot = list[int](), club.world.bot
    for day in days:
        before = len(titles_told(club))
        club.world.env.backend.advance_clock(START + day * DAY - club.world.clock())
        for loop in (bot.parts.background_sync, bot.parts.poll, bot.parts.upcoming, bot.delivery):
            await loop.round()
        await forget_old(bot.parts, bot.store)
        found += [day] * (len(titles_told(club)) - before)
    return found


@pytest.mark.parametrize("known_on", [0, 32], ids=["known at once", "known after a month"])
async def test_an_anime_that_was_long_without_an_episode_is_back_a_week_before_the_next(
    club: Club, known_on: int
) -> None:
    """AniList calls it releasing all the time; another anime has an episode every week."""
    airings = club.stand_in.world.airings
    await airs(club, DIGIMON)
    await switch_on(club, breaks_since=START, only_caught_up=True)
    for episode in range(45, 90):
        airings.cancel(DIGIMON, episode)
    assert await told_on(club, *[day for day in (1, 2, 16, 31) if day < known_on]) == []
    for episode in range(45, 90):
        airings.move(DIGIMON, episode, START + (60 + 7 * (episode - 45)) * DAY)
    assert await told_on(club, 32, 33, 34, 52, 53, 54, 61, 68) == [53]
    (message,) = titles_told(club)
    assert says(message, BACK) and "DIGIMON" in words(message) and "LIAR" not in words(message)
