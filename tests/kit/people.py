"""Links of the stand-in's people, as Musubi stores them."""

from demo.anilist import AniListUser
from store import Link, ListOptions

DAY = 86400


def linked(person: AniListUser, discord_id: int, now: int) -> Link:
    """The link of the Discord account with the person's AniList account, made now."""
    return Link(
        discord_id=discord_id,
        anilist_id=person.id,
        name=person.name,
        site_url=f"https://anilist.co/user/{person.name}",
        avatar_url=None,
        score_format=person.score_format,
        title_language=person.title_language,
        adult=person.adult,
        timezone=person.timezone,
        anime=_options(person, "ANIME"),
        manga=_options(person, "MANGA"),
        anime_count=0,
        manga_count=0,
        linked_at=now,
        refreshed_at=now,
        expires_at=now + 365 * DAY,
        tells_activity=not person.disabled_list_activity,
    )


def _options(person: AniListUser, media_type: str) -> ListOptions:
    options = person.options[media_type]
    enabled = options.advanced_scoring_enabled
    return ListOptions(options.custom_lists or (), (options.advanced_scoring or ()) if enabled else ())
