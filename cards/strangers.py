"""The profile and the list of any AniList account, as AniList shows it to strangers."""

import discord
from discord import ui

from anilist.shapes import is_address
from cards import entries
from cards.card import UPDATED, Card, Colour, Picture, button, facts, link_button, linked, moment, plain, row, text
from cards.crowd import called
from cards.ids import Action, Count, ListStatus, MediaKind, PageNumber, ViewId
from cards.list_filters import chip_labels
from cards.list_lines import list_line
from cards.list_selects import STATUSES, sort_names, status_name
from cards.lists import NOTHING_FITS, NOTHING_SHOWN, SORTED
from cards.pages import switch, title_select, turning
from cards.profile import profile_body, profile_head
from cards.toggles import follow
from i18n import listed, mark, number, t, tn
from library.answer_cache import Cached
from library.listing.choosing import ChosenPage
from library.listing.query import EVERY_STATUS, SORTS, PageQuery, Sort
from library.lists import Line
from library.profile import Profile
from library.strangers import PublicList
from library.viewer import format_of, language_of
from store import Link

FROM_ANILIST = mark("From AniList, as everyone can see it there. It isn’t part of this server’s lists.")
_WHOSE = {"ANIME": mark("{name}’s anime"), "MANGA": mark("{name}’s manga")}
_KINDS = {"ANIME": mark("Anime"), "MANGA": mark("Manga")}


class ShowStranger(Action, prefix="musubi:stranger"):
    """A button that shows the profile of an account, by AniList's id: names change."""

    user_id: Count
    kind: MediaKind
    fresh: bool = False


class ShowPublicList(Action, prefix="musubi:public"):
    """A button that shows a page of an account's list."""

    user_id: Count
    kind: MediaKind
    status: ListStatus
    sort: Sort
    number: PageNumber
    fresh: bool = False
    view: ViewId | None = None


class ShowPublicStatus(Action, prefix="musubi:public:status"):
    """A select that shows the first page of the picked status."""

    user_id: Count
    kind: MediaKind
    sort: Sort
    view: ViewId | None = None


class SortPublicList(Action, prefix="musubi:public:sort"):
    """A select that sorts the list."""

    user_id: Count
    kind: MediaKind
    status: ListStatus
    view: ViewId | None = None


def stranger_card(
    found: Cached[PublicList], profile: Profile, viewer: Link | None, pictures: list[Picture], *, kind: str
) -> Card:
    """The profile; `viewer` is the viewer's own link."""
    owner, other = found.value.owner, "MANGA" if kind == "ANIME" else "ANIME"
    small = linked(t("{name} on AniList", name=plain(owner.name)), owner.site_url)
    ways = [
        button(t("List"), ShowPublicList(owner.id, kind, "CURRENT", "updated", 1), discord.ButtonStyle.success),
        button(t(_KINDS[other]), ShowStranger(owner.id, other)),
        follow(owner.id),
        button(t("Refresh"), ShowStranger(owner.id, kind, fresh=True)),
        *([link_button("AniList", owner.site_url)] if is_address(owner.site_url) else []),
    ]
    return Card(
        Colour.BLUE,
        profile_head(owner.name, small, owner.avatar_url, profile, viewer, kind=kind),
        *profile_body(profile, viewer, pictures, kind=kind),
        text(*_small_print(found, "")),  # its head says whose it is
        *title_select(profile.favourites, language_of(viewer)),
        row(*ways),
    )


def public_list_card(
    found: Cached[PublicList],
    page: ChosenPage,
    lines: list[Line],
    query: PageQuery,
    viewer: Link | None,
    *,
    now: int,
    view: str | None,
) -> Card:
    """A page of the list, selects for the status and the order, and the page buttons."""
    user_id, kind, status, sort = found.value.owner.id, query.media_type, query.status, query.sort

    def to(number: int, *, fresh: bool = False) -> ShowPublicList:
        return ShowPublicList(user_id, kind, status, sort, number, fresh, view)

    statuses = {one: f"{status_name(one, kind)} ({number(page.counts.of(one))})" for one in (EVERY_STATUS, *STATUSES)}
    signs = {one: entries.sign(one) for one in STATUSES}
    shown = [list_line(one, viewer, status=status, sort=sort, now=now) for one in lines]
    ways = [
        *turning(page.number, page.pages, to),
        button(t("Profile"), ShowStranger(user_id, kind)),
        button(t("Refresh"), to(page.number, fresh=True)),
    ]
    return Card(
        Colour.BLUE,
        _head(found.value, page, query, viewer),
        ui.Separator(visible=False),
        text(*(shown or [t(NOTHING_FITS) if query.filters.are_set else t(NOTHING_SHOWN[kind])])),
        text(*_small_print(found, linked(plain(found.value.owner.name), found.value.owner.site_url))),
        switch(ShowPublicStatus(user_id, kind, sort, view), statuses, status, signs),
        switch(SortPublicList(user_id, kind, status, view), sort_names(), sort),
        *title_select((media for _, media in lines), language_of(viewer)),
        row(*ways),
    )


def picked_sort(picked: str) -> Sort:
    return SORTS.get(picked, "updated")


def picked_status(picked: str) -> str:
    return picked if picked in STATUSES else EVERY_STATUS


def _head(found: PublicList, page: ChosenPage, query: PageQuery, viewer: Link | None) -> ui.TextDisplay[ui.LayoutView]:
    kind, chips = query.media_type, chip_labels(query.filters, query.media_type, format_of(viewer))
    whose = f"{entries.sign(query.status)} {t(_WHOSE[kind], name=called(found.owner.name))}".lstrip()
    filtered = t("Filtered by {filters}", filters=listed(plain(label) for label in chips)) if chips else ""
    about = facts(tn("{count} title", "{count} titles", page.length), t(SORTED[query.sort]))
    lines = [f"-# {line}" for line in (filtered, about) if line]
    return text(f"### {whose} · {status_name(query.status, kind)}", *lines)


def _small_print(found: Cached[PublicList], owner: str) -> list[str]:
    whole = found.value.is_whole
    cut = (
        ""
        if whole
        else tn("Only the latest {count} title.", "Only the latest {count} titles.", len(found.value.entries))
    )
    age = t("updated {time}", time=moment(found.as_of)) if owner else t(UPDATED, time=moment(found.as_of))
    said = [t(FROM_ANILIST), cut, facts(owner, age)]
    return [f"-# {line}" for line in said if line]
