"""The AniList client over the stand-in, for tests with requests of several people."""

from anilist import AniList
from anilist.library import ListedEntry
from demo.anilist import AniListUser, StandIn
from demo.anilist.lists import MediaList
from redaction import Secret
from tests.kit.linking import Clock


class Visitor:
    """Sends requests to AniList's stand-in as any of its people."""

    def __init__(self, stand_in: StandIn, anilist: AniList, clock: Clock) -> None:
        self.stand_in = stand_in
        self.anilist = anilist
        self.clock = clock

    def token(self, person: AniListUser) -> Secret:
        return Secret(self.stand_in.token_for(person))

    def entries(self, person: AniListUser, media_type: str) -> dict[int, MediaList]:
        """The person's entries at the stand-in, by entry id."""
        return {entry.id: entry for entry in self.stand_in.world.lists.of(person.id, media_type)}

    async def whole_list(self, reader: AniListUser, owner: AniListUser, media_type: str) -> list[ListedEntry]:
        entries: list[ListedEntry] = []
        for chunk in range(1, 10):
            answer = await self.anilist.list_chunk(self.token(reader), owner.id, media_type, chunk)
            entries += answer.entries
            if not answer.has_next:
                return entries
        raise AssertionError("a list has an end")
