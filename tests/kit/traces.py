"""People whose every trace can be told from everybody else's, with rows in every table about people."""

import random
from collections.abc import Iterator

from redaction import Secret
from store import (
    Activity,
    Attempt,
    CachedAnswer,
    ChangeItem,
    ChangeRecord,
    DeferredRecord,
    Entry,
    Import,
    ImportTitle,
    Link,
    NewNotice,
    Notification,
    Reminder,
    Reply,
    RoomKey,
    Store,
)
from tests.kit.home import LIMIT, START, a_link, a_pending_link, an_attempt
from tests.kit.shelf import an_entry


class Person:
    """Somebody whose every trace can be told from everybody else's."""

    def __init__(self, chance: random.Random) -> None:
        self.discord_id = chance.randrange(2**59, 2**60)
        self.anilist_id = chance.randrange(2**57, 2**58)
        self.guild_id = chance.randrange(2**59, 2**60)
        self.change_id, self.entry_id, self.media_id = (chance.randrange(2**59, 2**60) for _ in range(3))
        parts = ("name", "site", "avatar", "list", "person", "guild", "notes", "shelf", "mark", "studio")
        parts += ("language", "locale")
        self.words = {part: chance.randbytes(8).hex() for part in parts}
        self.token = Secret(chance.randbytes(chance.choice((30, 450, 540))).hex())
        self.state_hash = chance.randbytes(32)

    @property
    def numbers(self) -> list[int]:
        return [self.discord_id, self.anilist_id, self.guild_id, self.change_id, self.entry_id, self.media_id]

    @property
    def link(self) -> Link:
        return a_link(
            discord_id=self.discord_id,
            anilist_id=self.anilist_id,
            name=self.words["name"],
            site_url=f"https://anilist.co/user/{self.words['site']}",
            avatar_url=f"https://s4.anilist.co/{self.words['avatar']}.png",
            timezone=self.words["list"] * 4,
        )

    @property
    def attempt(self) -> Attempt:
        return an_attempt(
            state_hash=self.state_hash,
            discord_id=self.discord_id,
            discord_name=self.words["person"],
            guild_id=self.guild_id,
            guild_name=self.words["guild"],
        )

    @property
    def entries(self) -> list[Entry]:
        """With notes that fill pages, for some people."""
        long = self.entry_id % 5 == 0
        return [
            an_entry(
                self.media_id + 2 * number,
                entry_id=self.entry_id + number,
                media_type="ANIME",
                notes=self.words["notes"] * (300 if long else 2),
                custom_lists=(self.words["shelf"],),
                advanced_scores={self.words["mark"]: 8.5},
            )
            for number in range(4)
        ]

    @property
    def change(self) -> ChangeRecord:
        before, wanted = self.entries[:2]
        items = (ChangeItem(media_id=self.media_id, before=before, wanted=wanted),)
        return ChangeRecord(id=self.change_id, discord_id=self.discord_id, items=items, at=START)

    def traces(self, sealed: bytes) -> Iterator[bytes]:
        for number in self.numbers:
            yield str(number).encode()
            yield number.to_bytes(8, "big")
            yield varint(number)
        yield from (word.encode() for word in self.words.values())
        yield self.state_hash
        for secret in (sealed, self.token.reveal().encode()):
            yield from (secret[at : at + 16] for at in range(0, len(secret) - 16, 16))


def varint(number: int) -> bytes:
    """How SQLite writes a row's id: seven bits to a byte, and eight in a ninth byte."""
    groups = [number & 0xFF] if number >> 56 else []
    number >>= 8 if groups else 0
    while number or len(groups) < 1:
        groups.append(number & 0x7F | (0x80 if groups else 0))
        number >>= 7
    return bytes(reversed(groups))


async def move_in(store: Store, person: Person) -> bytes:
    """Link the person; returns the sealed token."""
    await store.attempts.begin(person.attempt, **LIMIT)
    await store.attempts.show_reply(person.discord_id, person.token, START + 900)
    waiting = a_pending_link(person.attempt, link=person.link, token=person.token)
    assert await store.pending_links.add(waiting, person.token, most=10_000) == "added"
    await store.links.save(person.link, person.token)
    await store.visibility.hide(person.discord_id, person.guild_id)
    await store.entries.replace(person.discord_id, "ANIME", person.entries, START)
    await store.entries.drop(person.discord_id, person.media_id + 1, START)
    await store.changes.begin(person.change)
    await store.changes.finish(person.change_id, [person.entries[1]])
    await store.bulks.propose(person.change)
    words, of = person.words["notes"], person.media_id
    await store.replies.begin(
        Reply(id=person.change_id, discord_id=person.discord_id, activity_id=of, text=words, at=START)
    )
    await store.imports.begin(
        Import(id=person.change_id, discord_id=person.discord_id, state="reading", at=START),
        [
            ImportTitle(number=0, media_type="ANIME", mal_id=1, exported=f'{{"title": "{person.words["notes"]}"}}'),
        ],
    )
    await store.imports.show_reply(person.change_id, person.token, START + 900)
    await store.deferred.put(
        DeferredRecord(person.discord_id, person.change_id, f'{{"notes": "{person.words["notes"]}"}}', START)
    )
    await store.pending_input.put(person.change_id, person.discord_id, {"notes": person.words["notes"]})
    await store.favourites.replace_named(person.discord_id, {"STUDIO": {person.media_id: person.words["studio"]}})
    await store.cached_stats.put(
        person.discord_id,
        person.anilist_id,
        CachedAnswer(f'{{"studio": "{person.words["mark"]}"}}', START),
        is_own=True,
    )
    activity = {"id": person.change_id, "discord_id": person.discord_id, "media_id": person.media_id}
    await store.activities.put(
        [
            Activity(
                **activity,
                media_type="ANIME",
                status="watched episode",
                progress=person.words["mark"],
                created_at=START,
                seen_at=START,
            )
        ]
    )
    await store.list_views.put(person.words["mark"][:14], person.discord_id, f'{{"search": "{person.words["notes"]}"}}')
    await store.preferences.set_public_replies(person.discord_id, public=False)
    await store.languages.choose(person.discord_id, person.words["language"])
    await store.languages.hear(person.discord_id, person.words["locale"])
    await store.visibility.hide_everywhere(person.discord_id)
    await store.members.record_use(person.discord_id, person.guild_id, START)
    await store.members.record_use(person.discord_id, 77, START)
    await store.members.hide(person.discord_id, 77, is_hidden=True)
    feed = await store.feeds.open(77, 77, "activity", is_all=True, opened_by=person.discord_id, at=START)
    await store.feeds.listen(feed.id, person.discord_id, wanted=True)
    await store.sharers.share(feed.id, person.discord_id, START, with_scores=True)
    room = RoomKey(feed.id, 1, 1)
    await store.rooms.claim(room, START)
    await store.rooms.let_in(room, person.discord_id)
    await store.rooms.join(77, person.discord_id, START)
    await store.reminders.put(person.discord_id, Reminder(is_on=True, zone="Europe/Berlin"))
    await store.reminders.want(person.discord_id, person.media_id, is_wanted=True)
    await store.notifications.choose(person.discord_id, {"follows": START})
    news = Notification(id=person.change_id, kind="FOLLOWING", user_name=person.words["mark"], created_at=START)
    await store.notifications.put(person.discord_id, person.anilist_id, [news], START)
    notice = NewNotice(person.discord_id, person.media_id, 1, START, START)
    await store.notices.put([notice], START, START, changes_since=START)
    row = await store.database.one("SELECT token FROM links WHERE discord_id = :id", id=person.discord_id)
    assert row
    return row["token"]
