"""What feeds are told: merged changes, and who is in them at the last moment."""

import re
from pathlib import Path
from typing import Any

from cards.events import changed
from library.notify.feeds import ServerFeeds, merged
from library.notify.notices import into_batches
from store import ChangeItem, ChangeRecord, Entry, Feed, GuildSettings, NewNotice, Store
from tests.kit.cases import each
from tests.kit.home import START, Home, discord_id, fill
from tests.kit.postbox import due
from tests.kit.shelf import a_title

GUILD, OTHER = 77, 78
ONE, TWO = discord_id(1), discord_id(2)
MEDIA = 1


def an_entry(progress: int = 0, **changes: Any) -> Entry:
    fields: dict[str, Any] = {"status": "CURRENT", "progress": progress}
    return Entry(media_id=MEDIA, entry_id=1, media_type="ANIME", **fields | changes)


def a_change(number: int, before: Entry | None, after: Entry | None, person: int = ONE) -> ChangeRecord:
    item = ChangeItem(media_id=MEDIA, before=before, wanted=after, after=after)
    return ChangeRecord(id=number, discord_id=person, items=(item,), state="done", at=START)


def test_several_changes_of_one_person_are_one() -> None:
    made = merged(
        [
            a_change(1, None, an_entry(1)),
            a_change(2, an_entry(5), an_entry(6), TWO),
            a_change(3, an_entry(1), an_entry(4)),
        ]
    )
    assert [(discord_id, one.before, one.after) for (discord_id, _), one in made.items()] == [
        (ONE, None, an_entry(4)),
        (TWO, an_entry(5), an_entry(6)),
    ]


@each(
    ("before", "after"),
    [
        (an_entry(3), None),
        (an_entry(3), an_entry(3, score=80)),
        (an_entry(3), an_entry(3, notes="how it ends")),
    ],
)
def test_what_is_no_news(before: Entry, after: Entry | None) -> None:
    assert merged([a_change(1, before, after)]) == {}
    assert merged([a_change(1, before, an_entry(4)), a_change(2, an_entry(4), before)]) == {}, "back where it began"


@each(
    ("before", "after", "said"),
    [
        (an_entry(4), an_entry(5), ["5"]),
        (an_entry(4), an_entry(9), ["5", "9"]),
        (an_entry(9), an_entry(4), ["4"]),
        (None, an_entry(), []),
        (None, an_entry(2), ["1", "2"]),
        (an_entry(5), an_entry(5, status="PAUSED"), []),
        (an_entry(11), an_entry(12, status="COMPLETED"), []),
        (an_entry(12, status="COMPLETED"), an_entry(13, status="COMPLETED"), ["13"]),
        (an_entry(2, status="REPEATING"), an_entry(3, status="REPEATING"), ["3"]),
        (an_entry(5), an_entry(5, status="NEW_TO_MUSUBI"), []),
    ],
)
def test_a_list_update_names_the_episodes_that_are_new(before: Entry | None, after: Entry, said: list[str]) -> None:
    for media_type in ("ANIME", "MANGA"):
        line = changed(a_title(MEDIA, romaji="Bebop", media_type=media_type), before, after, "ROMAJI")
        assert "**Bebop**" in line and re.findall(r"\b\d+\b", line.partition(" ")[2]) == said


def test_a_step_that_was_private_makes_all_of_it_so() -> None:
    for secret in (an_entry(4, private=True), an_entry(4, hidden=True)):
        assert merged([a_change(1, an_entry(3), secret), a_change(2, secret, an_entry(5))]) == {}
        assert merged([a_change(1, an_entry(3), secret)]) == {}


async def told(store: Store, *, guild_id: int = GUILD) -> list[int]:
    """Whose changes the feed of that server would tell now."""
    feeds = {feed.id for feed in await store.feeds.of_guild(guild_id)}
    feeding = ServerFeeds(store.feeds, store.changes, store.media, lambda: START)
    made = [letter for letter in into_batches(await due(store.notices, START + 10_000)) if letter.feed_id in feeds]
    return [deed.discord_id for letter in made for deed in await feeding.changes(letter, adult=False)]


async def test_what_may_be_told_is_decided_at_the_last_moment(tmp_path: Path) -> None:
    async with Home(tmp_path).open() as store:
        await fill(store, 2)
        feeds: dict[int, Feed] = {}
        await store.media.put([a_title(MEDIA)])
        for person in (ONE, TWO):
            await store.entries.replace(person, "ANIME", [an_entry(5)], START)
            for guild in (GUILD, OTHER):
                await store.members.record_use(person, guild, START)
        for guild in (GUILD, OTHER):
            feeds[guild] = await store.feeds.open(guild, guild, "activity", is_all=True, opened_by=3, at=START)
        assert await store.sharers.share(feeds[GUILD].id, ONE, START, with_scores=False)
        for number, person in enumerate((ONE, TWO), 1):
            await store.changes.begin(a_change(number, an_entry(4), an_entry(5), person))
            await store.changes.finish(number, [an_entry(5)])
        await store.notices.put([], START, START, changes_since=START - 1)
        assert await told(store) == [ONE] and await told(store, guild_id=OTHER) == []
        await store.visibility.hide(ONE, GUILD)
        assert await told(store) == []
        await store.visibility.show(ONE, GUILD)
        await store.guilds.put(GUILD, GuildSettings(is_social=False))
        assert await told(store) == []
        await store.guilds.put(GUILD, GuildSettings())
        await store.entries.put(ONE, an_entry(5, private=True), START + 1)
        assert await told(store) == [], "made private since"
        await store.entries.put(ONE, an_entry(5), START + 2)
        assert await told(store) == [ONE]
        await store.sharers.stop(feeds[GUILD].id, ONE)
        assert await told(store) == [], "agreed no longer"
        await store.sharers.share(feeds[GUILD].id, ONE, START + 1, with_scores=False)
        assert await told(store) == [], "agreed again later"
        await store.sharers.stop(feeds[GUILD].id, ONE)
        await store.sharers.share(feeds[GUILD].id, ONE, START, with_scores=False)
        await store.changes.undone(1)
        assert await told(store) == [], "taken back"


async def test_what_was_before_somebody_agreed_is_not_told(tmp_path: Path) -> None:
    async with Home(tmp_path).open() as store:
        await fill(store, 1)
        await store.members.record_use(ONE, GUILD, START)
        feed = await store.feeds.open(GUILD, GUILD, "activity", is_all=True, opened_by=3, at=START - 60)
        await store.sharers.share(feed.id, ONE, START + 1, with_scores=False)
        await store.changes.begin(a_change(1, an_entry(4), an_entry(5)))
        await store.changes.finish(1, [an_entry(5)])
        await store.notices.put([], START, START, changes_since=START - 60)
        assert await store.database.all("SELECT * FROM notices") == []
        assert not await store.sharers.share(feed.id, TWO, START, with_scores=False), "not linked"


async def test_who_leaves_a_server_neither_shares_nor_listens_there(tmp_path: Path) -> None:
    async with Home(tmp_path).open() as store:
        await fill(store, 1)
        made: dict[int, Feed] = {}
        for guild in (GUILD, OTHER):
            await store.members.record_use(ONE, guild, START)
            made[guild] = await store.feeds.open(guild, guild, "activity", is_all=True, opened_by=ONE, at=START)
            await store.sharers.share(made[guild].id, ONE, START, with_scores=True)
            await store.feeds.listen(made[guild].id, ONE, wanted=True)
        await store.members.remove(GUILD, [ONE])
        assert [await store.sharers.count(made[guild].id) for guild in (GUILD, OTHER)] == [0, 1]
        listened = await store.database.all("SELECT feed_id FROM feed_listeners")
        assert [row["feed_id"] for row in listened] == [made[OTHER].id]
        await store.links.delete(ONE)
        assert {feed.opened_by for feed in await store.feeds.of_guild(GUILD)} == {None}


async def test_old_buttons_lead_to_no_later_feed_or_notice(tmp_path: Path) -> None:
    async with Home(tmp_path).open() as store:
        await fill(store, 1)
        numbers: list[tuple[int, int]] = []
        for _ in range(2):
            feed = await store.feeds.open(GUILD, GUILD, "episodes", is_all=True, opened_by=3, at=START)
            await store.notices.put([NewNotice(ONE, MEDIA, 1, START, START)], START, START, changes_since=START)
            (notice,) = await store.notices.pending(ONE)
            numbers.append((feed.id, notice.id))
            await store.feeds.close(feed.id)
            await store.database.execute("DELETE FROM notices")
        assert numbers == [(1, 1), (2, 2)]
