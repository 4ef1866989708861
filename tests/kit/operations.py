"""Every GraphQL operation by name, with variables that the stand-in can answer, and the struct of its answer."""

from pathlib import Path
from typing import Any

import msgspec

from anilist import answers, cast_answers, mutation_answers, social_answers
from anilist.protocol import operation_text
from demo.anilist import JUNO, TSUMUGI, StandIn
from demo.anilist.activity import ListPost, ReplyPost
from demo.anilist.cast import CAT, VOICE
from demo.anilist.lists import MediaList
from demo.anilist.people import AniListUser
from demo.anilist.recommended import recommended
from demo.anilist.studios import studios

OPERATIONS = {path.stem: operation_text(path.stem) for path in sorted(Path(answers.__file__).parent.glob("*.graphql"))}
_ANSWERS = (answers, cast_answers, mutation_answers, social_answers)
OWN_ENTRY = 400_000_000
OWN_ACTIVITY, OWN_REPLY = 900_000_000, 900_000_001
STUDIO = min(studios().all)
RECOMMENDED = recommended(1)[0]["id"]
VARIABLES: dict[str, dict[str, Any]] = {
    "activities": {"userIds": [TSUMUGI.id], "after": 0, "page": 1},
    "airing": {"ids": [21, 133007]},
    "browse": {
        "type": "ANIME",
        "genres": ["Action"],
        "tags": ["Isekai"],
        "season": "SUMMER",
        "year": 2026,
        "started": "2026%",
        "isAdult": False,
        "sort": ["TRENDING_DESC"],
        "page": 1,
    },
    "by_mal": {"idMal": 1, "type": "ANIME"},
    "by_mal_ids": {"ids": [1, 5], "type": "ANIME"},
    "changes": {"userId": TSUMUGI.id, "page": 1, "isTold": True, "types": ["FOLLOWING", "MEDIA_MERGE"]},
    "collection": {"userId": TSUMUGI.id, "type": "ANIME", "chunk": 1, "isTold": True, "types": ["ACTIVITY_LIKE"]},
    "character": {"id": CAT, "sort": ["POPULARITY_DESC"], "page": 1},
    "character_search": {"search": "kurage", "sort": ["SEARCH_MATCH"]},
    "delete_entry": {"id": OWN_ENTRY},
    "delete_reply": {"id": OWN_REPLY},
    "delete_list": {"name": "Rewatch some day", "type": "ANIME"},
    "following": {"mediaId": 1},
    "follow": {"id": JUNO.id},
    "follows": {"userId": TSUMUGI.id, "page": 1, "isFollowing": True, "isFollowers": False},
    "entries": {"userId": TSUMUGI.id, "ids": [1, 5]},
    "favourite": {"id": STUDIO, "isCharacter": False, "isStaff": False, "isStudio": True},
    "franchise": {"ids": [16498, 21459]},
    "like": {"id": OWN_ACTIVITY},
    "list_options": {},
    "media_ids": {"ids": [1, 5]},
    "media": {"id": 1, "isLinked": True},
    "ping": {},
    "public_list": {"name": TSUMUGI.name, "type": "ANIME", "chunk": 1},
    "read_notifications": {},
    "replies": {"id": OWN_ACTIVITY},
    "save_reply": {"activityId": OWN_ACTIVITY, "text": "Same here!"},
    "save_entries": {"ids": [OWN_ENTRY], "status": "PAUSED"},
    "save_entry": {"mediaId": 1, "status": "PLANNING", "customLists": [], "startedAt": {"year": 2026}},
    "schedule": {"after": 0, "before": 2_000_000_000, "page": 1},
    "search": {"search": "bebop"},
    "statistics": {"id": TSUMUGI.id},
    "terms": {},
    "staff": {"id": VOICE, "sort": ["POPULARITY_DESC"], "page": 1},
    "staff_search": {"search": "kotoha", "sort": ["SEARCH_MATCH"]},
    "studio": {"id": STUDIO, "sort": ["POPULARITY_DESC"], "page": 1},
    "studio_search": {"search": "studio", "sort": ["SEARCH_MATCH"]},
    "toggle_favourite": {"animeId": 1},
    "upcoming": {"type": "ANIME", "status": "NOT_YET_RELEASED", "page": 1},
    "texts": {"userId": TSUMUGI.id},
    "save_text": {"text": "Hello there"},
    "delete_activity": {"id": OWN_ACTIVITY},
    "recommendation": {"mediaId": 1, "recommendedId": RECOMMENDED},
    "save_recommendation": {"mediaId": 1, "recommendedId": RECOMMENDED, "rating": "RATE_UP"},
    "toggle_follow": {"userId": JUNO.id},
    "toggle_like": {"id": OWN_ACTIVITY},
    "update_lists": {"anime": {"customLists": ["Rewatch some day", "New"], "sectionOrder": []}},
    "viewer": {},
}


def shape_of(name: str) -> type[msgspec.Struct]:
    """The struct for the whole ``data`` of an operation: ``media_list.graphql`` is read as ``MediaListAnswer``."""
    struct = f"{name.title().replace('_', '')}Answer"
    return next(vars(module)[struct] for module in _ANSWERS if struct in vars(module))


def fill(stand_in: StandIn, person: AniListUser) -> None:
    """Give the person what the variables of the questions name."""
    stand_in.world.lists.put(MediaList(id=OWN_ENTRY, user_id=person.id, media_id=1, created_at=0, updated_at=0))
    activities = stand_in.world.activities
    activities.put(
        ListPost(id=OWN_ACTIVITY, user_id=person.id, media_id=1, type="ANIME_LIST", status="completed", created_at=0)
    )
    activities.replies[OWN_REPLY] = ReplyPost(
        id=OWN_REPLY, activity_id=OWN_ACTIVITY, user_id=person.id, text="Yes!", created_at=0
    )
