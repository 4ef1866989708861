"""The card of /stats: a theme of a person's list, or of two people's beside each other."""

from collections.abc import Sequence
from dataclasses import replace

import discord
import msgspec
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
    dotted,
    facts,
    headed,
    link_button,
    moment,
    plain,
    row,
    text,
)
from cards.charts.stats import THEMES, GroupName, group, groups_of, label
from cards.crowd import called, on_anilist
from cards.profile import WITH_PRIVATE, ShowProfile
from cards.stats_buttons import CompareStats, CompareStatsWithMe, ShowStats, ShowStatsTheme, StatsPlace
from cards.taste import BOTH, CompareTaste
from i18n import decimal, mark, t, tn
from library.stats.model import Extras, StatsGroup, StatsView
from library.viewer import format_of
from store import Link


class StatsSubject(msgspec.Struct, frozen=True):
    """Somebody on the card: their link, their name here, and what is counted."""

    link: Link
    name: str
    view: StatsView


_KINDS = {"ANIME": mark("Anime"), "MANGA": mark("Manga")}
_EMPTY = {"ANIME": mark("No anime here yet."), "MANGA": mark("No manga here yet.")}
_LEAST = 3  # titles of a group whose mean means something
_DAY = 24 * 60  # minutes
ANYBODY = mark("what anyone can see on AniList")
OLDER = mark("AniList isn’t answering, so these numbers are from {time}.")
PRIVATE = mark("{name}’s AniList profile is private, so I counted the entries that others may see here.")
SILENT = mark("AniList isn’t answering, so I counted {name}’s list myself.")
ONLY_ANILIST = mark("Only AniList counts these, so there’s nothing to show right now.")
NO_STUDIOS = mark("AniList lists no studios for manga.")
SAME_PERSON = mark("That’s the same person twice. Pick someone else.")


def stats_card(
    subjects: Sequence[StatsSubject],
    place: StatsPlace,
    pictures: Sequence[Picture],
    viewer: Link | None,
    *,
    is_whole: bool,
) -> Card:
    """Of one subject or of two. `is_whole`: nobody else sees the card, so it has private entries too."""
    parts: list[ui.Item[ui.LayoutView]] = [
        _head(subjects, place),
        *(Gallery(picture) for picture in pictures),
        *_said(subjects, place, pictures, viewer),
        text(*_sources(subjects, is_whole=is_whole)),
        ui.ActionRow(_themes(place)),
        ui.ActionRow(_compare(place)),
        row(*_ways(subjects, place, viewer, is_whole=is_whole)),
    ]
    return Card(Colour.BLUE, *parts)


def same_person() -> Card:
    return Card(Colour.AMBER, text(t(SAME_PERSON)))


def _head(subjects: Sequence[StatsSubject], place: StatsPlace) -> ui.Item[ui.LayoutView]:
    about = f"**{t(_KINDS[place.kind])}** · {t(THEMES[place.theme])}"
    first = subjects[0]
    if len(subjects) == 2:
        names = t(BOTH, first=called(first.name), second=called(subjects[1].name))
        return text(f"### {names}", about)
    return headed(
        called(first.name),
        f"-# {on_anilist(first.link)}",
        about,
        picture=first.link.avatar_url,
        described_as=t("Avatar of {name}", name=bare(first.name)),
    )


def _said(
    subjects: Sequence[StatsSubject], place: StatsPlace, pictures: Sequence[Picture], viewer: Link | None
) -> list[ui.Item[ui.LayoutView]]:
    """What the pictures leave out, and why there are none."""
    lines = [] if len(subjects) == 2 else _highlights(subjects[0], place, format_of(viewer))
    if not pictures:
        lines = [_why_nothing(subjects, place)]
    return [text(*lines)] if any(lines) else []


def _why_nothing(subjects: Sequence[StatsSubject], place: StatsPlace) -> str:
    if not all(one.view.stats.titles for one in subjects):
        return t(_EMPTY[place.kind])
    if place.theme == "studios" and place.kind == "MANGA":
        return t(NO_STUDIOS)
    is_told = all(
        group(one.view.stats, name) is not None for one in subjects for name in groups_of(place.theme, place.kind)
    )
    return t("Nothing to show yet") if is_told else t(ONLY_ANILIST)


def _highlights(subject: StatsSubject, place: StatsPlace, score_format: str) -> list[str]:
    if place.theme == "overview":
        return _beside(subject.view.extras, place.kind)
    if place.theme == "scores":
        return [_above(subject, score_format)]
    names = groups_of(place.theme, place.kind)
    return [_best(name, group(subject.view.stats, name) or (), score_format) for name in names]


def _beside(extras: Extras, kind: str) -> list[str]:
    """``22 planned (6.3 days) · 4 rewatches``: what AniList does not count."""
    planned = tn("{count} planned", "{count} planned", extras.planned) if extras.planned else ""
    if kind == "ANIME":
        amount = t("{days} days", days=decimal(extras.planned_amount / _DAY, 1))
        repeats = tn("{count} rewatch", "{count} rewatches", extras.repeats)
    else:
        amount = tn("{count} chapter", "{count} chapters", extras.planned_amount)
        repeats = tn("{count} reread", "{count} rereads", extras.repeats)
    planned_in_all = f"{planned} ({amount})" if extras.planned_amount else planned
    return [dotted(planned_in_all, repeats if extras.repeats else "")]


def _above(subject: StatsSubject, score_format: str) -> str:
    """How the scores compare with AniList's means of the same titles."""
    extras = subject.view.extras
    if not extras.compared:
        return ""
    size = entries.mean(abs(extras.above), "POINT_100" if score_format == "POINT_3" else score_format)
    said = (
        mark("{name} scores {size} higher than AniList’s average.")
        if extras.above >= 0
        else mark("{name} scores {size} lower than AniList’s average.")
    )
    titles = tn("{count} title compared", "{count} titles compared", extras.compared)
    return f"{t(said, name=called(subject.name), size=f'**{size}**')}\n-# {titles}"


def _best(name: GroupName, groups: Sequence[StatsGroup], score_format: str) -> str:
    """``Highest rated: **2011** ★ 8.9``, among those with enough titles."""
    rated = [(one.mean, one) for one in groups if one.mean and one.count >= _LEAST]
    if len(rated) < 2 or name in {"lengths", "countries"}:
        return ""
    mean, best = max(rated, key=lambda pair: (pair[0], pair[1].count))
    titles = tn("{count} title", "{count} titles", best.count)
    score = entries.starred(entries.mean(mean, score_format))
    return facts(t("Highest rated: {name}", name=f"**{plain(label(name, best), 60)}**"), score, titles)


def _sources(subjects: Sequence[StatsSubject], *, is_whole: bool) -> list[str]:
    """When the numbers were counted and by whom; a sentence where it was not AniList, just now."""
    oldest = min(one.view.as_of for one in subjects)
    sentences = [sentence for one in subjects if (sentence := _sentence(one))]
    is_told = all(one.view.source in {"anilist", "older"} for one in subjects)
    whose = t(WITH_PRIVATE) if is_whole else t(ANYBODY) if is_told else ""
    return [*dict.fromkeys(sentences), f"-# {dotted(t(UPDATED, time=moment(oldest)), whose)}"]


def _sentence(subject: StatsSubject) -> str:
    name = called(subject.name)
    match subject.view.source:
        case "older":
            return "⚠️ " + t(OLDER, time=moment(subject.view.as_of, "f"))
        case "private":
            return t(PRIVATE, name=name)
        case "silent":
            return "⚠️ " + t(SILENT, name=name)
        case "anilist":
            return ""


def _themes(place: StatsPlace) -> ui.Select[ui.LayoutView]:
    options = [
        discord.SelectOption(label=t(said), value=theme, default=theme == place.theme) for theme, said in THEMES.items()
    ]
    return ui.Select(custom_id=ShowStatsTheme(replace(place, theme="overview")).custom_id, options=options)


def _compare(place: StatsPlace) -> ui.UserSelect[ui.LayoutView]:
    return ui.UserSelect(
        custom_id=CompareStats(replace(place, other_id=None)).custom_id, placeholder=t("Compare with…")
    )


def _ways(
    subjects: Sequence[StatsSubject], place: StatsPlace, viewer: Link | None, *, is_whole: bool
) -> list[ui.Button[ui.LayoutView]]:
    other = "MANGA" if place.kind == "ANIME" else "ANIME"
    switch = button(t(_KINDS[other]), ShowStats(replace(place, kind=other)))
    owner = subjects[0].link
    if len(subjects) == 2:
        alone = [button(bare(one.name, 40) or "?", ShowStats(_alone(place, one.link))) for one in subjects]
        taste = CompareTaste(owner.discord_id, subjects[1].link.discord_id)
        return [button(t("Compare taste"), taste, discord.ButtonStyle.success), switch, *alone]
    is_own = viewer is not None and viewer.discord_id == owner.discord_id
    address = f"{owner.site_url}/stats/{place.kind.lower()}/overview"
    with_me = CompareStatsWithMe(replace(place, other_id=None))  # not for the owner, who alone sees a whole card
    return [
        *([] if is_whole else [button(t("Compare with me"), with_me, discord.ButtonStyle.success)]),
        switch,
        button(t("Profile"), ShowProfile(owner.discord_id, place.kind)),
        *([button(t("Refresh"), ShowStats(place, fresh=True))] if is_own else []),
        *([link_button("AniList", address)] if is_address(address) else []),
    ]


def _alone(place: StatsPlace, link: Link) -> StatsPlace:
    return replace(place, owner_id=link.discord_id, other_id=None)
