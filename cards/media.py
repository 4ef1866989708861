"""The card of an anime or a manga: facts, description, the viewer's entry, and their buttons."""

from discord import ui

from anilist.shapes import is_address, is_colour
from cards import entries, list_buttons
from cards.card import Card, Colour, headed, link_button, linked, moment, plain, row, text
from cards.description import described
from library.sync.library import Title
from library.titles.names import other_titles
from library.viewer import format_of, language_of
from store import Entry, Link, Media

FORMAT_NAMES = {
    "TV": "TV",
    "TV_SHORT": "TV short",
    "MOVIE": "movie",
    "SPECIAL": "special",
    "OVA": "OVA",
    "ONA": "ONA",
    "MUSIC": "music video",
    "MANGA": "manga",
    "NOVEL": "novel",
    "ONE_SHOT": "one shot",
}
_STATUSES = {
    "FINISHED": "finished",
    "RELEASING": "releasing",
    "NOT_YET_RELEASED": "not yet released",
    "CANCELLED": "cancelled",
    "HIATUS": "on hiatus",
}


def media_card(
    shown: Title, link: Link | None, *, now: int, more: ui.Button[ui.LayoutView] | None = None, news: str = ""
) -> Card:
    """`link` is the viewer's; None shows no entry. The buttons act for the person who presses them.

    `more` takes the place of Refresh.
    """
    media = shown.media
    language = language_of(link)
    parts: list[ui.Item[ui.LayoutView]] = [
        headed(
            linked(entries.name(media, language, 200), media.site_url),
            _small_titles(media, language),
            _facts(media),
            opinions(media, format_of(link)),
            _airing(media, now),
            picture=media.cover_url,
            described_as=cover_of(media, language),
        )
    ]
    if about := described(media.description):
        parts.append(text(about))
    parts += [ui.Separator(), text(news, *_own(shown, link, now))]
    beside = [more or list_buttons.refresh(media.id)]
    if is_address(media.trailer_url):
        beside.append(link_button("Trailer", media.trailer_url))
    return Card(colour_of(media), *parts, row(*_actions(shown.entry, media, now)), row(*beside))


def colour_of(media: Media) -> int:
    """The cover's colour; AniList's blue without one."""
    return int(media.colour.removeprefix("#"), 16) if is_colour(media.colour) else Colour.BLUE


def cover_of(media: Media, language: str) -> str:
    """The cover in words, for people who can't see it."""
    return f"Cover of {entries.label(media, language, 200)}"


def _small_titles(media: Media, language: str) -> str:
    others = " · ".join(plain(other, 80) for other in other_titles(media, language)[:2])
    return f"-# {others}" if others else ""


def _facts(media: Media) -> str:
    facts = [
        format_name(media.format),
        f"{media.season.title()} {media.season_year}" if media.season and media.season_year else "",
        _STATUSES.get(media.status or "", ""),
        length(media),
    ]
    return " · ".join(fact for fact in facts if fact)


def format_name(media_format: str | None) -> str:
    """AniList's ``MediaFormat`` in words; empty without a format, and for a format that is new to Musubi."""
    return FORMAT_NAMES.get(media_format or "", "")


def length(media: Media) -> str:
    """The length: ``12 × 24 min``, ``14 volumes, 120 chapters``."""
    if media.media_type == "MANGA":
        volumes = f"{media.volumes} volumes" if media.volumes else ""
        chapters = f"{media.chapters} chapters" if media.chapters else ""
        return ", ".join(part for part in (volumes, chapters) if part)
    minutes = f"{media.duration} min" if media.duration else ""
    if not media.episodes or media.episodes == 1:
        return minutes
    return f"{media.episodes} × {minutes}" if minutes else f"{media.episodes} episodes"


def opinions(media: Media, score_format: str) -> str:
    """The mean score and the first genres."""
    average = entries.average(media, score_format)
    said = [f"**{average}** mean" if average else "", ", ".join(plain(genre, 30) for genre in media.genres[:4])]
    return " · ".join(one for one in said if one)


def _airing(media: Media, now: int) -> str:
    airing = entries.next_airing(media, now)
    return f"Next: {airing}" if airing else ""


def _own(shown: Title, link: Link | None, now: int) -> list[str]:
    entry, media, age = shown.entry, shown.media, f"as of {moment(shown.as_of)}"
    if shown.is_unanswered:
        age = f"AniList is not answering just now: this is what is remembered, {age}"
    if entry is None or link is None:
        return [f"-# {age}"]
    late = entries.lateness(entry, media, now)
    small = [entries.dates(entry), f"updated {moment(entry.updated_at)}" if entry.updated_at else "", age]
    return [
        entries.summary(entry, media, link.score_format) + (f"  ·  {late}" if late else ""),
        "-# " + " · ".join(part for part in small if part),
    ]


def _actions(entry: Entry | None, media: Media, now: int) -> list[ui.Button[ui.LayoutView]]:
    actions = [
        list_buttons.add(media.id) if entry is None else _further(entry, media, now),
        list_buttons.score(media.id),
        list_buttons.edit(media.id),
        list_buttons.favourite(media.id),
        link_button("AniList", media.site_url) if is_address(media.site_url) else None,
    ]
    return [action for action in actions if action]


def _further(entry: Entry, media: Media, now: int) -> ui.Button[ui.LayoutView] | None:
    """The button for one more episode or chapter; for a completed title the button for a rewatch."""
    step = list_buttons.plus(entry, media, now)
    is_at_its_end = entry.status == "COMPLETED" and (step is None or media.status == "FINISHED")
    return list_buttons.once_more(entry, media) if is_at_its_end else step
