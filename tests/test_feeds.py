"""What feeds are told of members: who is in a post at the last moment, and who has agreed to what."""

from pathlib import Path
from typing import Any

from library.activity.lines import ActivityLines
from library.notify.notices import into_batches
from store import ChangeItem, ChangeRecord, Entry, Feed, GuildSettings, NewNotice, Store
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


async def told(store: Store, feed: Feed) -> list[int]:
    """Whose changes the feed would tell now."""
    lines = ActivityLines(store.activity_news, store.media)
    batches = [one for one in into_batches(await due(store.notices, START + 10_000)) if one.feed_id == feed.id]
    for batch in batches:
        await store.database.execute(
            "UPDATE notices SET letter = :id WHERE feed_id = :feed_id", id=batch.id, feed_id=feed.id
        )
    posts = await lines.of(feed, [batch.id for batch in batches], adult=False)
    return [line.discord_id for some in posts.values() for line in some]


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
        assert await told(store, feeds[GUILD]) == [ONE] and await told(store, feeds[OTHER]) == []
        await store.visibility.hide(ONE, GUILD)
        assert await told(store, feeds[GUILD]) == []
        await store.visibility.show(ONE, GUILD)
        await store.guilds.put(GUILD, GuildSettings(is_social=False))
        assert await told(store, feeds[GUILD]) == []
        await store.guilds.put(GUILD, GuildSettings())
        await store.entries.put(ONE, an_entry(5, private=True), START + 1)
        assert await told(store, feeds[GUILD]) == [], "made private since"
        await store.entries.put(ONE, an_entry(5), START + 2)
        assert await told(store, feeds[GUILD]) == [ONE]
        await store.sharers.stop(feeds[GUILD].id, ONE)
        assert await told(store, feeds[GUILD]) == [], "agreed no longer"
        await store.sharers.share(feeds[GUILD].id, ONE, START + 1, with_scores=False)
        assert await told(store, feeds[GUILD]) == [], "agreed again later"
        await store.sharers.stop(feeds[GUILD].id, ONE)
        await store.sharers.share(feeds[GUILD].id, ONE, START, with_scores=False)
        await store.changes.undone(1)
        assert await told(store, feeds[GUILD]) == [], "taken back"


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
