"""The card of a person's anime or manga profile."""

import discord
from discord import ui

from anilist.shapes import is_address
from cards import entries
from cards.card import Card, Colour, Gallery, Picture, bare, button, headed, link_button, moment, row, text
from cards.crowd import called, counted, on_anilist
from cards.ids import Action, MediaKind, Snowflake
from cards.lists import ShowPage
from cards.pages import title_select
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
    language, score_format = language_of(viewer), format_of(viewer)
    loved = profile.favourites[:_MOST_FAVOURITES]
    parts: list[ui.Item[ui.LayoutView]] = [
        headed(
            called(owner_name),
            f"-# {on_anilist(owner)}",
            f"**{kind.title()}** · {_amount(profile, kind)}",
            f"Mean score **{entries.mean(profile.mean, score_format)}**" if profile.mean else "",
            picture=owner.avatar_url,
            described_as=f"Avatar of {bare(owner_name)}",
        ),
        text(_counts(profile, kind)),
        *(Gallery(picture) for picture in pictures),
    ]
    if loved:
        parts.append(text(f"❤️ {' · '.join(entries.name(one, language, _TITLE) for one in loved)}"))
    return Card(
        Colour.BLUE,
        *parts,
        text(f"-# as of {moment(profile.as_of)} · {_rule(is_whole=is_whole)}"),
        *title_select(loved, language),
        row(*_ways(owner, kind)),
    )


def _amount(profile: Profile, kind: str) -> str:
    if kind == "ANIME":
        amounts = [f"**{profile.minutes / _DAY:,.1f}** days", counted(profile.units, "episode")]
    else:
        amounts = [counted(profile.units, "chapter"), counted(profile.volumes, "volume")]
    return " · ".join([counted(profile.titles, "title"), *amounts])


def _counts(profile: Profile, kind: str) -> str:
    counts = [
        f"{entries.status_name(status, kind)} **{profile.statuses[status]:,}**"
        for status in _STATUSES
        if profile.statuses.get(status)
    ]
    return " · ".join(counts) or f"No {kind.lower()} here yet."


def _rule(*, is_whole: bool) -> str:
    return "with your private entries, for you alone" if is_whole else "private entries do not count"


def _ways(owner: Link, kind: str) -> list[ui.Button[ui.LayoutView]]:
    other = "MANGA" if kind == "ANIME" else "ANIME"
    return [
        button(other.title(), ShowProfile(owner.discord_id, other), discord.ButtonStyle.primary),
        button("List", ShowPage(owner.discord_id, kind, "CURRENT", "updated", 1)),
        button("Refresh", ShowProfile(owner.discord_id, kind, fresh=True)),
        *([link_button("AniList", owner.site_url)] if is_address(owner.site_url) else []),
    ]
