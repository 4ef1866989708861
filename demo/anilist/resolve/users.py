"""``User`` and its fields. A user's source is the AniListUser."""

from typing import Any

from demo.anilist.media import Node
from demo.anilist.people import AniListUser, UserListOptions
from demo.anilist.refusals import Refusal, unauthorized
from demo.anilist.world import Info

_STATUSES = ("CURRENT", "PLANNING", "COMPLETED", "DROPPED", "PAUSED", "REPEATING")


def viewer(_root: None, info: Info) -> AniListUser:
    if info.context.viewer is None:
        raise unauthorized()
    return info.context.viewer


def user(_root: None, info: Info, **arguments: Any) -> AniListUser:
    if arguments.keys() - {"id", "name"}:
        raise Refusal(501, "The stand-in AniList finds users by id and name only.")
    return info.context.world.person(arguments.get("id"), arguments.get("name"), seen_by=info.context.viewer)


def avatar(person: AniListUser, info: Info) -> Node:
    address = f"{info.context.world.site_url}/avatar/{person.id}.png"
    return {"large": address, "medium": address}


def options(person: AniListUser, info: Info) -> Node:
    return {
        "titleLanguage": person.title_language,
        "displayAdultContent": person.adult,
        "airingNotifications": True,
        "profileColor": person.colour,
        "timezone": person.timezone if person == info.context.viewer else None,
        "activityMergeTime": person.activity_merge_time,
        "disabledListActivity": [
            {"type": status, "disabled": status in person.disabled_list_activity} for status in _STATUSES
        ],
        "staffNameLanguage": "ROMAJI_WESTERN",
        "restrictMessagesToFollowing": False,
    }


def media_list_options(person: AniListUser, _info: Info) -> Node:
    return {
        "scoreFormat": person.score_format,
        "rowOrder": "score",
        "animeList": _list_options(person.anime),
        "mangaList": _list_options(person.manga),
    }


def favourites(person: AniListUser, _info: Info, **arguments: Any) -> AniListUser:
    if arguments.get("page") not in {None, 1}:
        raise Refusal(501, "The stand-in AniList knows the pages of each kind of favourites only.")
    return person


def site_url(person: AniListUser, info: Info) -> str:
    return f"{info.context.world.site_url}/user/{person.name}"


def about(person: AniListUser, _info: Info, **_arguments: Any) -> str:
    return person.note


def _list_options(options: UserListOptions) -> Node:
    return {
        "sectionOrder": options.section_order,
        "splitCompletedSectionByFormat": False,
        "customLists": options.custom_lists,
        "advancedScoring": options.advanced_scoring,
        "advancedScoringEnabled": options.advanced_scoring_enabled,
    }


RESOLVERS = {
    "Query.Viewer": viewer,
    "Query.User": user,
    "User.avatar": avatar,
    "User.options": options,
    "User.mediaListOptions": media_list_options,
    "User.favourites": favourites,
    "User.siteUrl": site_url,
    "User.about": about,
}
