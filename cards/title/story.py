"""The tab Story: the titles related to a title, with the viewer's status on each."""

from collections.abc import Sequence

from cards import entries
from cards.card import facts, text
from cards.list_lines import title_lines
from cards.pages import title_select
from cards.title.tabs import Part, TitleView
from i18n import mark, t
from library.franchise.related import RelatedTitle
from library.titles.formats import format_name
from store import Entry, Media

KINDS = {
    "PREQUEL": mark("Prequel"),
    "SEQUEL": mark("Sequel"),
    "PARENT": mark("Main story"),
    "SIDE_STORY": mark("Side story"),
    "SUMMARY": mark("Summary"),
    "COMPILATION": mark("Compilation"),
    "CONTAINS": mark("Part of it"),
    "ALTERNATIVE": mark("Alternative version"),
    "SPIN_OFF": mark("Spin-off"),
    "SOURCE": mark("Source"),
    "ADAPTATION": mark("Adaptation"),
    "SAME_UNIVERSE": mark("Same universe"),
    "CHARACTER": mark("Shares characters"),
    "OTHER": mark("Related"),
}
NOTHING_RELATED = mark("AniList knows no titles related to this one.")
_MOST = 10


def related(view: TitleView, titles: Sequence[RelatedTitle]) -> list[Part]:
    shown = titles[:_MOST]
    lines = [title_lines(one.media, view.language, _small(one)) for one in shown] or [t(NOTHING_RELATED)]
    return [text(*lines), *title_select((one.media for one in shown), view.language)]


def _small(one: RelatedTitle) -> str:
    return facts(t(KINDS[one.kind]), *about(one.media), standing(one.entry, one.media))


def about(media: Media) -> tuple[str, str]:
    """The format and the year."""
    year = str(media.started // 10_000) if media.started else str(media.season_year or "")
    return format_name(media.format), year


def standing(entry: Entry | None, media: Media) -> str:
    """The viewer's status, with the progress of what is under way."""
    if entry is None:
        return ""
    status = f"{entries.sign(entry.status)} {entries.status_name(entry.status, media.media_type)}".lstrip()
    return facts(status, entries.progress(entry, media) if entry.status in {"CURRENT", "PAUSED", "REPEATING"} else "")
