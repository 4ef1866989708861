"""People for a fleet: their accounts at AniList and their lists, linked by the store's own code before all starts."""

from collections.abc import Mapping, Sequence

import msgspec

from demo.anilist import AniListUser, StandIn
from demo.anilist.lists import MediaList
from demo.anilist.media import all_media
from demo.anilist.people import UserListOptions
from redaction import Secret
from store import Entry, Media, Store
from store.database import unix_time
from tests.kit.people import linked
from tests.kit.servers import a_user
from tests.kit.shelf import a_title

_NOTHING = UserListOptions(size=0)
_FIRST_ANILIST, _FIRST_DISCORD = 6_000_000, 400000000000000001
ADULT = 2325
# Anime without an end to come, for everybody.
TITLES = tuple(
    node["id"]
    for node in all_media().values()
    if node["type"] == "ANIME" and node["status"] == "FINISHED" and not node["isAdult"]
)


class Resident(msgspec.Struct, frozen=True):
    """Somebody with an account at Discord and at AniList."""

    discord_id: int
    anilist: AniListUser

    @property
    def name(self) -> str:
        return self.anilist.name.lower()

    @property
    def user(self) -> dict[str, object]:
        """Discord's words for the account."""
        return a_user(self.discord_id, self.name)


def residents(count: int) -> list[Resident]:
    """People with empty lists."""
    return [
        Resident(
            _FIRST_DISCORD + number,
            AniListUser(
                id=_FIRST_ANILIST + number,
                name=f"Member{number}",
                note="",
                colour="#000000",
                anime=_NOTHING,
                manga=_NOTHING,
            ),
        )
        for number in range(count)
    ]


async def move_in(
    store: Store,
    anilist: StandIn,
    people: Sequence[Resident],
    guild_ids: Sequence[int],
    progress: Mapping[int, int],
    *,
    seconds_ago: int = 0,
) -> None:
    """Link the people, who use Musubi in the servers and watch the titles of `progress`.

    Their lists were read `seconds_ago`.
    """
    now = unix_time()
    await store.media.put([_title(one) for one in progress], is_public=True)
    for person in people:
        await store.links.save(
            linked(person.anilist, person.discord_id, now), Secret(anilist.token_for(person.anilist))
        )
        for guild_id in guild_ids:
            await store.members.record_use(person.discord_id, guild_id, now)
            await store.members.mark_told(person.discord_id, guild_id)
        entries = [_listed(anilist, person, media_id, seen, now) for media_id, seen in progress.items()]
        await store.entries.replace(person.discord_id, "ANIME", entries, now - seconds_ago)
        await store.entries.replace(person.discord_id, "MANGA", [], now - seconds_ago)


def _title(media_id: int) -> Media:
    changes = {"next_episode": None, "next_airing_at": None, "is_adult": media_id == ADULT}
    return a_title(media_id, media_type="ANIME", **changes)


def _listed(anilist: StandIn, person: Resident, media_id: int, seen: int, now: int) -> Entry:
    """Put the title on the person's list at AniList; returns the entry as Musubi remembers it."""
    lists = anilist.world.lists
    entry_id = lists.new_id()
    lists.put(
        MediaList(
            id=entry_id, user_id=person.anilist.id, media_id=media_id, progress=seen, created_at=now, updated_at=now
        )
    )
    return Entry(
        media_id=media_id, entry_id=entry_id, media_type="ANIME", status="CURRENT", progress=seen, updated_at=now
    )
