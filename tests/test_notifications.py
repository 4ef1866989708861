"""AniList's notifications by choice: what is read, for whom, what is told, and that nothing is told twice."""

from cards.card import Card, Colour
from cards.notifications import (
    GREETING,
    READ,
    ChooseNotifications,
    ReadNotifications,
    ShowNotifications,
    site,
    told,
)
from cards.toggles import TurnFollow
from demo.anilist import JUNO, TSUMUGI
from library.notify.notifications import GONE, KINDS, TYPES, kind_of, types_of
from store import Notification, Reminder
from tests.kit.cards import holds
from tests.kit.cases import each
from tests.kit.home import a_link
from tests.kit.library import AOI, REN, Shelves
from tests.kit.lists import NARUTO, Club, ids, is_alone
from tests.kit.lists import told as told_of
from tests.kit.world import actions, by, says, words

HOUR = 3600


def test_every_type_of_a_kind_has_its_words_and_one_kind() -> None:
    for kind in KINDS:
        assert all(kind_of(one.value) == kind for one in TYPES[kind])
    assert kind_of("AIRING") is None
    assert types_of({}) == []
    assert types_of({"likes": 1}) == sorted(one.value for one in TYPES["likes"] | GONE)


@each("kind", sorted(one.value for some in TYPES.values() for one in some))
def test_what_other_people_call_themselves_does_nothing_on_a_card(kind: str) -> None:
    name = "x](https://evil.example) <@7> **@everyone**"
    one = Notification(id=1, kind=kind, created_at=9, user_id=3, user_name=name, about=name, activity_id=4, media_id=5)
    text = str([item.to_component_dict() for item in told(a_link(), [one], {})])
    assert "](https://evil" not in text and "<@7>" not in text and "**@everyone" not in text


def test_a_card_of_ten_holds_on_a_phone() -> None:
    long = "*" * 200
    news = [
        Notification(
            id=at, kind="THREAD_COMMENT_MENTION", created_at=9, user_name=long, thread_id=10**9, comment_id=10**9
        )
        for at in range(10**9, 10**9 + 10)
    ]
    holds(Card(Colour.BLUE, *told(a_link(), news, {})).to_components())


class TestReading:
    """In the library: with the request that is sent anyway."""

    async def test_only_what_was_chosen_is_read_and_told_and_only_once(self, shelves: Shelves) -> None:
        link = await shelves.link()
        await shelves.read(link)
        world, store = shelves.stand_in.world, shelves.store
        world.notifications.tell(TSUMUGI.id, "FOLLOWING", userId=JUNO.id)
        await shelves.read(link)
        assert (await store.notifications.choices(AOI)).unread == 1, "at no cost, for everybody"
        assert await topics(shelves) == []

        shelves.clock.now += HOUR
        await store.notifications.choose(AOI, {"follows": shelves.clock(), "titles": shelves.clock()})
        world.notifications.tell(TSUMUGI.id, "ACTIVITY_LIKE", userId=JUNO.id, activityId=7)
        world.notifications.tell(TSUMUGI.id, "FOLLOWING", userId=JUNO.id)
        shelves.asked()
        await shelves.read(link)
        assert shelves.asked() == ["Changes"]
        (follow,) = await topics(shelves)
        (row,) = await store.notifications.among(AOI, [follow])
        assert (row.kind, row.user_id, row.user_name) == ("FOLLOWING", JUNO.id, JUNO.name)
        await shelves.read(link)
        assert await topics(shelves) == [follow]
        assert world.notifications.unread(TSUMUGI.id) == 3, "never marked as read"

    async def test_a_kind_that_is_chosen_later_tells_nothing_from_before(self, shelves: Shelves) -> None:
        link = await shelves.link()
        await shelves.read(link)
        world, store = shelves.stand_in.world, shelves.store
        await store.notifications.choose(AOI, {"follows": shelves.clock()})
        world.notifications.tell(TSUMUGI.id, "ACTIVITY_LIKE", userId=JUNO.id, activityId=7)
        shelves.clock.now += 60
        await store.notifications.choose(AOI, {"follows": shelves.clock() - 60, "likes": shelves.clock()})
        await shelves.read(link)
        assert await topics(shelves) == []

    async def test_they_are_read_once_an_hour_in_the_background(self, shelves: Shelves) -> None:
        link, other = await shelves.link(), await shelves.link(REN, JUNO)
        await shelves.read(link)
        await shelves.read(other)
        await shelves.store.notifications.choose(AOI, {"likes": shelves.clock()})
        for minutes, expected in ((1, 1), (30, 0), (31, 1)):
            shelves.clock.now += minutes * 60
            shelves.asked()
            await shelves.parts.background_sync.round()
            assert shelves.asked() == ["Changes"] * expected, minutes
        await shelves.store.reminders.put(AOI, Reminder(closed_at=shelves.clock()))
        shelves.clock.now += 2 * HOUR
        await shelves.parts.background_sync.round()
        assert shelves.asked() == [], "nobody can be told"

    async def test_marking_as_read_is_one_request(self, shelves: Shelves) -> None:
        link = await shelves.link()
        await shelves.read(link)
        shelves.stand_in.world.notifications.tell(TSUMUGI.id, "FOLLOWING", userId=JUNO.id)
        await shelves.read(link)
        shelves.asked()
        await shelves.parts.notifications.mark_read(link)
        assert shelves.asked() == ["ReadNotifications"]
        assert shelves.stand_in.world.notifications.unread(TSUMUGI.id) == 0
        assert (await shelves.store.notifications.choices(AOI)).unread == 0

    async def test_they_are_forgotten_after_two_days_and_with_the_link(self, shelves: Shelves) -> None:
        link = await shelves.link()
        await shelves.store.notifications.choose(AOI, {"follows": 1})
        for at in (1, 2):
            news = [Notification(id=at, kind="FOLLOWING", created_at=9)]
            await shelves.store.notifications.put(AOI, link.anilist_id, news, shelves.clock() + at * HOUR)
        shelves.clock.now += 49 * HOUR + 1
        await shelves.parts.notifications.expire()
        assert [one.id for one in await shelves.store.notifications.among(AOI, [1, 2])] == [2]
        await shelves.store.links.delete(AOI)
        assert await shelves.store.notifications.among(AOI, [1, 2]) == []
        assert (await shelves.store.notifications.choices(AOI)).kinds == {}


async def topics(shelves: Shelves) -> list[int]:
    rows = await shelves.store.database.all("SELECT topic_id FROM notices WHERE topic = 'notification' ORDER BY id")
    return [row["topic_id"] for row in rows]


async def test_a_person_chooses_and_is_told_and_marks_all_as_read(club: Club) -> None:
    world, store = club.world, club.world.bot.store
    result = await club.press("aoi", told_of(await club.run("aoi", "remind")), ShowNotifications)
    panel = told_of(result)
    assert is_alone(result)
    await world.members["aoi"].select(panel, ["follows", "likes"], custom_id=ChooseNotifications().custom_id)
    assert says(world.dms("aoi")[-1], GREETING)
    assert [*(await store.notifications.choices(world.users["aoi"].id)).kinds] == ["follows", "likes"]

    told_before = len(world.dms("aoi"))
    club.stand_in.world.notifications.tell(club.people["aoi"].id, "FOLLOWING", userId=JUNO.id)
    club.stand_in.world.notifications.tell(club.people["aoi"].id, "ACTIVITY_LIKE", userId=JUNO.id, activityId=7)
    await world.env.advance_time(HOUR + 600)
    (card,) = world.dms("aoi")[told_before:]
    (back,) = [one for one in ids(card) if TurnFollow.parse(one)]
    assert back == TurnFollow(JUNO.id, wanted=True).custom_id
    assert words(card).count(f"**{JUNO.name}**") == 2 and "activity/7" in words(card)

    account = told_of(await club.run("aoi", "account"))
    assert ReadNotifications in actions(account)
    assert says(told_of(await world.users["aoi"].click(card, **by(card, ReadNotifications))), READ)
    assert club.stand_in.world.notifications.unread(club.people["aoi"].id) == 0


async def test_a_digest_has_them_with_the_number_of_unread_ones(club: Club) -> None:
    world, store = club.world, club.world.bot.store
    link = await store.links.of(world.users["aoi"].id)
    assert link
    in_three_hours = (world.clock() // HOUR + 3) % 24
    await world.bot.parts.reminders.put(link, Reminder(is_on=True, digest_hour=in_three_hours, zone="UTC"))
    await store.notifications.choose(link.discord_id, {"titles": world.clock()})
    told_before = len(world.dms("aoi"))
    club.put(club.people["aoi"], NARUTO, status="CURRENT")
    club.stand_in.world.editors.change(NARUTO, "Corrected <@7>.")
    await world.env.advance_time(2 * HOUR)
    assert world.dms("aoi")[told_before:] == []
    await world.env.advance_time(HOUR)
    cards = [words(one) for one in world.dms("aoi")[told_before:]]
    (card,) = [one for one in cards if "Corrected" in one]
    assert "<@7>" not in card and site(link, "notifications") in card
