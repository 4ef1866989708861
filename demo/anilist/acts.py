"""What people with tastes do on AniList as time passes: they watch what has aired, plan, like and follow.

Made up by chance from the time alone. Whoever looks at the stand-in brings it up to date.
"""

from collections.abc import Sequence
from hashlib import blake2b

from demo.anilist.activity import ListPost
from demo.anilist.lists import MediaList, total
from demo.anilist.media import all_media
from demo.anilist.people import AniListUser
from demo.anilist.saving import saved
from demo.anilist.saying import toggle_follow, toggle_like
from demo.anilist.world import AniListWorld

_SPAN = 20 * 60  # seconds in which one person may do one thing
_MOST = 200  # spans made up at once: after a long leap the rest are left out
_ACTS_OF_10 = 6  # spans of ten in which somebody does something
_LIKES, _FOLLOWS = 7, 9  # of ten acts the first seven change a list, the next two like, the last follows


class Acts:
    """The doings of `people` since the world began."""

    def __init__(self, world: AniListWorld, people: Sequence[AniListUser]) -> None:
        self._world = world
        self._people = people
        self._until = world.now() // _SPAN

    def catch_up(self) -> None:
        """Do whatever people have done until now."""
        since, self._until = self._until, max(self._until, self._world.now() // _SPAN)
        for span in range(max(since, self._until - _MOST), self._until):
            chance = int.from_bytes(blake2b(f"act:{span}".encode(), digest_size=6).digest())
            if self._people and chance % 10 < _ACTS_OF_10:
                self._act(self._people[chance // 10 % len(self._people)], chance // 1000)

    def _act(self, person: AniListUser, chance: int) -> None:
        kind, chance = chance % 10, chance // 10
        if kind < _LIKES:
            self._watch(person, chance)
        elif kind < _FOLLOWS:
            self._like(person)
        else:
            other = self._people[chance % len(self._people)]
            if other != person and other.id not in self._world.follows[person.id]:
                toggle_follow(self._world, person, other.id)

    def _watch(self, person: AniListUser, chance: int) -> None:
        """Watch the next episode of something that has one out; the last episode gets a score, as at AniList's site."""
        world = self._world
        open_titles = sorted((one for one in world.lists.of(person.id, "ANIME") if self._is_open(one)), key=_age)
        if not open_titles:
            return
        entry = open_titles[chance % len(open_titles)]
        progress = entry.progress + 1
        given: dict[str, object] = {"mediaId": entry.media_id, "progress": progress}
        if progress == total(all_media()[entry.media_id]):
            given |= {"status": "COMPLETED", "scoreRaw": 60 + chance % 9 * 5}
        saved(world, person, given)

    def _is_open(self, entry: MediaList) -> bool:
        """Whether the person watches the title, and its next episode is out."""
        node = all_media()[entry.media_id]
        ahead = self._world.airings.next(entry.media_id)
        out = ahead.episode - 1 if ahead else total(node) or 0
        return entry.status == "CURRENT" and not entry.private and entry.progress < out

    def _like(self, person: AniListUser) -> None:
        """Like the latest list activity of somebody else."""
        activities = self._world.activities
        for one in reversed(list(activities.all.values())):
            if isinstance(one, ListPost) and one.user_id != person.id:
                if person.id not in activities.likes_of(one.id):
                    toggle_like(self._world, person, one.id, "ACTIVITY")
                return


def _age(entry: MediaList) -> int:
    return entry.id
