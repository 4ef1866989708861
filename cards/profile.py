"""The card of a person's anime or manga profile."""

import discord
from discord import ui

from anilist.shapes import is_address
from cards import entries
from cards.card import (
    UPDATED,
    Card,
    Colour,
    Gallery,
    Picture,
    bare,
    button,
    headed,
    link_button,
    linked,
    moment,
    row,
    text,
)
from cards.crowd import DOT, called, columns, on_anilist
from cards.emojis import emoji
from cards.favourites import named_lines
from cards.ids import Action, MediaKind, Snowflake
from cards.list_selects import ShowPage
from cards.stats_buttons import to_stats
from cards.subjects import subject_select
from cards.toggles import follow
from i18n import decimal, mark, number, t, tn
from library.profile import Profile
from library.viewer import format_of, language_of
from store import Link


class ShowProfile(Action, prefix="musubi:profile"):
    """A button that shows the statistics of a person's anime or manga."""

    owner_id: Snowflake
    kind: MediaKind
    fresh: bool = False


_STATUSES = ("CURRENT", "COMPLETED", "PLANNING", "PAUSED", "DROPPED", "REPEATING")
_TITLE = 60
_MOST_FAVOURITES = 8
_DAY = 24 * 60  # minutes

WITH_PRIVATE, WITHOUT_PRIVATE = mark("includes your private entries"), mark("without private entries")
_KINDS = {"ANIME": mark("Anime"), "MANGA": mark("Manga")}
_EMPTY = {"ANIME": mark("No anime here yet."), "MANGA": mark("No manga here yet.")}


def profile_card(
    owner: Link,
    owner_name: str,
    profile: Profile,
    viewer: Link | None,
    pictures: list[Picture],
    *,
    kind: str,
    is_whole: bool,
) -> Card:
    """`viewer` is the viewer's link. `is_whole`: nobody else sees the card, so it has private entries too."""
    private = WITH_PRIVATE if is_whole else WITHOUT_PRIVATE
    small = linked(on_anilist(owner), owner.site_url)
    head = profile_head(owner_name, small, owner.avatar_url, profile, viewer, kind=kind)
    return Card(
        Colour.BLUE,
        head,
        *profile_body(profile, viewer, pictures, kind=kind),
        text(f"-# {t(UPDATED, time=moment(profile.as_of))} · {t(private)}"),
        *subject_select(profile.favourites[:_MOST_FAVOURITES], profile.named, language_of(viewer)),
        row(*_ways(owner, viewer, kind)),
    )


def profile_head(
    name: str, small: str, avatar_url: str | None, profile: Profile, viewer: Link | None, *, kind: str
) -> ui.Item[ui.LayoutView]:
    """Whose profile it is, and the totals."""
    return headed(
        called(name),
        f"-# {small}",
        f"**{t(_KINDS[kind])}** · {_titles(profile)}",
        _amount(profile, kind),
        _mean(profile, format_of(viewer)),
        picture=avatar_url,
        described_as=t("Avatar of {name}", name=bare(name)),
    )


def profile_body(
    profile: Profile, viewer: Link | None, pictures: list[Picture], *, kind: str
) -> list[ui.Item[ui.LayoutView]]:
    """The numbers by status, the pictures, and the favourites."""
    loved = [entries.name(one, language_of(viewer), _TITLE) for one in profile.favourites[:_MOST_FAVOURITES]]
    titles = f"{emoji('favourite')} {DOT.join(loved)}" if loved else ""
    favourites = [text(titles, *named_lines(profile.named))] if loved or profile.named else []
    counts = text(*(_counts(profile, kind) or [t(_EMPTY[kind])]))
    return [counts, *(Gallery(picture) for picture in pictures), *favourites]


def _mean(profile: Profile, score_format: str) -> str:
    if not profile.mean:
        return ""
    return t("Mean score: {score}", score=f"**{entries.starred(entries.mean(profile.mean, score_format))}**")


def _titles(profile: Profile) -> str:
    return tn("{count} title", "{count} titles", profile.titles)


def _amount(profile: Profile, kind: str) -> str:
    if kind == "ANIME":
        days = t("{days} days", days=decimal(profile.minutes / _DAY, 1))
        return f"{days} · {tn('{count} episode', '{count} episodes', profile.units)}"
    chapters = tn("{count} chapter", "{count} chapters", profile.units)
    return f"{chapters} · {tn('{count} volume', '{count} volumes', profile.volumes)}"


def _counts(profile: Profile, kind: str) -> list[str]:
    """A line for each status, with the numbers in a column."""
    counts = {status: number(profile.statuses[status]) for status in _STATUSES if profile.statuses.get(status)}
    width = max(map(len, counts.values()), default=0)
    return [
        f"{columns(count.rjust(width))} {entries.sign(status)} {entries.status_name(status, kind)}"
        for status, count in counts.items()
    ]


def _ways(owner: Link, viewer: Link | None, kind: str) -> list[ui.Button[ui.LayoutView]]:
    other = "MANGA" if kind == "ANIME" else "ANIME"
    to_list = ShowPage(owner.discord_id, kind, "CURRENT", "updated", 1)
    is_own = viewer is not None and viewer.discord_id == owner.discord_id
    page = [link_button("AniList", owner.site_url)] if is_address(owner.site_url) else []
    return [
        button(t("List"), to_list, discord.ButtonStyle.success),
        button(t(_KINDS[other]), ShowProfile(owner.discord_id, other)),
        to_stats(owner.discord_id, kind),
        *(page if is_own else [follow(owner.anilist_id)]),
        button(t("Refresh"), ShowProfile(owner.discord_id, kind, fresh=True)),
    ]
