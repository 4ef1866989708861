"""The lines of a list: a title, and what the entry comes to."""

from cards import entries
from cards.card import facts
from cards.emojis import emoji
from cards.media import length
from i18n import mark, number, t
from library.listing.filtering import year
from library.listing.query import EVERY_STATUS, Sort
from library.lists import Line
from library.rules.dates import show as show_date
from library.rules.entry_rules import aired
from library.titles.formats import format_name
from library.viewer import format_of, language_of
from store import Entry, FuzzyDate, Link, Media

TITLE = 50  # characters of a title on a line
_DATED = {"started": mark("started {date}"), "finished": mark("finished {date}")}


def list_line(line: Line, viewer: Link | None, *, status: str, sort: Sort, now: int) -> str:
    """A title with its progress and score; with its status in a list of `status` ALL, and with what `sort` is about."""
    entry, media = line
    is_mixed = status == EVERY_STATUS
    known = [format_name(media.format), length(media)] if entry.status == "PLANNING" else [_reached(entry, media, now)]
    small = facts(
        entries.status_name(entry.status, media.media_type) if is_mixed else "",
        *known,
        entries.score(entry, format_of(viewer)),
        entries.lateness(entry, media, now),
        _sorted_by(line, sort),
        emoji("private") if entry.private else "",
        t("hidden") if entry.hidden else "",
    )
    return title_lines(media, language_of(viewer), small)


def title_lines(media: entries.Titled, language: str, small: str) -> str:
    """A title, and the small line below it, which may be empty."""
    return f"**{entries.name(media, language, TITLE)}**" + (f"\n-# {small}" if small else "")


def _reached(entry: Entry, media: Media, now: int) -> str:
    """The progress, with the episodes that are out while it airs; in volumes for a person who counts volumes only."""
    out = aired(media, now)
    if out and out != media.episodes:
        total = number(media.episodes) if media.episodes else "?"
        return t("{progress} / {aired} out / {total}", progress=number(entry.progress), aired=number(out), total=total)
    return (not entry.progress and entries.volumes(entry, media)) or entries.progress(entry, media)


def _sorted_by(line: Line, sort: Sort) -> str:
    """What the list is sorted by, where the line would not say it otherwise."""
    entry, media = line
    match sort:
        case "started" | "finished":
            day = entry.started if sort == "started" else entry.completed
            return t(_DATED[sort], date=show_date(day)) if day != FuzzyDate() else ""
        case "released":
            return str(year(media)) if year(media) else ""
        case "length":
            return length(media) if entry.status != "PLANNING" else ""
        case _:
            return ""
