"""The tab Watch: where AniList says that it is found, the reader's language first."""

from urllib.parse import urlsplit

from anilist.shapes import is_address
from cards.card import dotted, linked, plain, small, text
from cards.title.tabs import NOT_TOLD, Part, TitleView
from i18n import mark, t, tn
from library.titles.details import SiteLink
from library.titles.languages import language_name

NOWHERE = {
    "ANIME": mark("AniList names no place to watch this, and no official page."),
    "MANGA": mark("AniList names no place to read this, and no official page."),
}
NOT_STREAMED = {
    "ANIME": mark("AniList names no place to watch this yet."),
    "MANGA": mark("AniList names no place to read this yet."),
}
_BY_COUNTRY = mark("What’s available depends on your country.")
_UNNAMED, _OTHERS = mark("Language not named"), mark("Other languages")
_OFFICIAL, _SOCIAL = mark("Official pages"), mark("Social media")
_SITE, _LANGUAGE = 40, 30
_ROOM = 1800  # characters for all lines


def watch(view: TitleView, spoken: str) -> list[Part]:
    """The tab's parts; `spoken` is the reader's language as AniList names it."""
    media, details = view.shown.media, view.shown.details
    if details is None:
        return [text(t(NOT_TOLD))]
    sites = list({site.url: site for site in details.sites if is_address(site.url)}.values())
    if not sites:
        return [text(t(NOWHERE[media.media_type]))]
    is_streamed = any(site.kind == "STREAMING" for site in sites)
    groups = _groups(sites, spoken)
    shown = _within(groups)
    left = sum(map(len, groups.values())) - sum(map(len, shown.values()))
    more = tn("and {count} more", "and {count} more", left) if left else ""
    by_country = t(_BY_COUNTRY) if is_streamed else ""
    return [
        *([] if is_streamed else [text(t(NOT_STREAMED[media.media_type]))]),
        *(text(f"**{plain(heading)}**", *lines) for heading, lines in shown.items()),
        *([text(small(more, by_country))] if more or by_country else []),
    ]


def _groups(sites: list[SiteLink], spoken: str) -> dict[str, list[str]]:
    """The lines of sites, by their headings."""
    streams = [site for site in sites if site.kind == "STREAMING"]
    others = [site for site in streams if site.language not in {spoken, ""}]
    groups = {
        language_name(spoken): [site for site in streams if site.language == spoken],
        t(_UNNAMED): [site for site in streams if not site.language],
        t(_OTHERS): sorted(others, key=lambda site: site.language),
        t(_OFFICIAL): [site for site in sites if site.kind not in {"STREAMING", "SOCIAL"}],
        t(_SOCIAL): [site for site in sites if site.kind == "SOCIAL"],
    }
    return {heading: [_line(site, spoken) for site in found] for heading, found in groups.items() if found}


def _line(site: SiteLink, spoken: str) -> str:
    name = plain(site.name, _SITE) or plain(urlsplit(site.url).hostname or "", _SITE)
    language = "" if site.language == spoken else plain(language_name(site.language), _LANGUAGE)
    return f"- {dotted(linked(name, site.url), language, plain(site.note, _LANGUAGE))}"


def _within(groups: dict[str, list[str]]) -> dict[str, list[str]]:
    """The first lines, as many as fit."""
    room, shown = _ROOM, dict[str, list[str]]()
    for heading, lines in groups.items():
        for line in lines:
            room -= len(line) + 1
            if room < 0:
                return shown
            shown.setdefault(heading, []).append(line)
    return shown
