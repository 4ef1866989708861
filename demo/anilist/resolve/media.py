"""``Media`` and its fields. A medium's source is its line in ``demo/media.json``."""

from typing import Any
from zlib import crc32

from demo.anilist.blurbs import DESCRIPTIONS, LOCKED, TRAILERS
from demo.anilist.lists import MediaList
from demo.anilist.media import Node, all_media, trend
from demo.anilist.refusals import Refusal, not_found
from demo.anilist.world import Info


def media(_root: None, info: Info, **filters: Any) -> Node:
    """The first medium that fits. Raises Refusal (404) when none does."""
    found = info.context.world.media(**filters)
    if not found:
        raise not_found()
    return found[0]


def user_preferred(title: Node, info: Info) -> str | None:
    """The title in the viewer's language, or in romaji, which nearly every medium has."""
    viewer = info.context.viewer
    language = (viewer.title_language if viewer else "ROMAJI").removesuffix("_STYLISED").lower()
    return title[language] or title["romaji"] or title["english"] or title["native"]


def cover_image(node: Node, info: Info) -> Node:
    address = f"{info.context.world.site_url}/cover/{node['id']}.png"
    return {"extraLarge": address, "large": address, "medium": address, "color": node["color"]}


def media_list_entry(node: Node, info: Info) -> MediaList | None:
    viewer = info.context.viewer
    return info.context.world.lists.entry_for(viewer.id, node["id"]) if viewer else None


def site_url(node: Node, _info: Info) -> str:
    return f"https://anilist.co/{node['type'].lower()}/{node['id']}"


def tag_id(tag: Node, _info: Info) -> int:
    return crc32(tag["name"].encode()) % 1_000_000


def description(node: Node, _info: Info, **arguments: Any) -> str | None:
    """The description; most media have none here."""
    if arguments.get("asHtml"):
        raise Refusal(501, "The stand-in AniList does not turn descriptions into HTML.")
    return DESCRIPTIONS.get(node["id"])


def trailer(node: Node, _info: Info) -> Node | None:
    site, video = TRAILERS.get(node["id"], (None, None))
    return {"id": video, "site": site, "thumbnail": None} if video else None


def start_date(node: Node, info: Info) -> Node:
    return info.context.world.editors.start_date(node)


def season(node: Node, info: Info) -> str | None:
    return info.context.world.editors.season(node)["season"]


def season_year(node: Node, info: Info) -> int | None:
    return info.context.world.editors.season(node)["seasonYear"]


def is_locked(node: Node, _info: Info) -> bool:
    return node["id"] in LOCKED


def is_favourite(node: Node, info: Info) -> bool:
    return info.context.world.is_favourite(info.context.viewer, "TITLE", node["id"])


def trending(node: Node, _info: Info) -> int:
    return trend(node)


def no(_node: Node, _info: Info) -> bool:
    return False


def genre_collection(_root: None, _info: Info) -> list[str]:
    return sorted({genre for node in all_media().values() for genre in node["genres"]})


def tag_is_adult(tag: Node, _info: Info) -> bool:
    """AniList knows it of each tag, and the facts of some."""
    return bool(tag.get("isAdult"))


def media_tag_collection(_root: None, _info: Info, **_arguments: Any) -> list[Node]:
    """The tags of all media, each once."""
    tags = {tag["name"]: tag for node in all_media().values() for tag in node["tags"]}
    return [tags[name] for name in sorted(tags)]


RESOLVERS = {
    "Query.GenreCollection": genre_collection,
    "Query.MediaTagCollection": media_tag_collection,
    "Query.Media": media,
    "Media.startDate": start_date,
    "Media.season": season,
    "Media.seasonYear": season_year,
    "Media.siteUrl": site_url,
    "Media.coverImage": cover_image,
    "Media.mediaListEntry": media_list_entry,
    "Media.trending": trending,
    "Media.description": description,
    "Media.trailer": trailer,
    "Media.isFavourite": is_favourite,
    "Media.isFavouriteBlocked": no,
    "Media.isLocked": is_locked,
    "MediaTitle.userPreferred": user_preferred,
    "MediaTag.id": tag_id,
    "MediaTag.isAdult": tag_is_adult,
}
