"""The fields of an entry in words, and the result of a change field by field."""

from collections.abc import Callable, Iterable
from itertools import accumulate, islice

from cards import entries
from cards.card import plain
from library.rules.dates import show as show_date
from library.rules.notes import comparable
from library.rules.notes import decode as as_read
from library.rules.reconcile import Verdict
from library.rules.scores import show as show_score
from store import Entry, FuzzyDate, Link, Media

_MOST = 10  # names on a line
_LONGEST = 30  # characters of each name
_ROOM = 250  # characters of all names as they are sent: twelve fields have to fit into a message, before and after

Say = Callable[[str, Entry, Media, str], str]


def words(field: str, entry: Entry, media: Media, score_format: str) -> str:
    """The entry's value of that field in words: ``Paused``, ``episode 12`` or ``no start date``."""
    return _WORDS[field](entry, media, score_format)


def not_kept(verdict: Verdict, wanted: Entry, after: Entry, media: Media, link: Link, *, say: Say = words) -> list[str]:
    """The fields that AniList has otherwise than wanted, and other changes beside them; empty when there are none."""
    lines = list[str]()
    if verdict.refused:
        both = ([say(field, one, media, link.score_format) for one in (wanted, after)] for field in verdict.refused)
        refused = (f"{asked} (it has {has if has != asked else 'others'})" for asked, has in both)
        lines += [f"⚠️ AniList didn’t keep: {' · '.join(refused)}.", *_choices(verdict.refused, media, link)]
    if verdict.beside:
        beside = (words(field, after, media, link.score_format) for field in verdict.beside)
        lines.append(f"-# Also different on AniList now: {' · '.join(beside)}")
    return lines


def listed(names: Iterable[str]) -> str:
    """``“A”, “B” and 3 more``."""
    return _fitting([f"“{said}”" for name in names if (said := plain(as_read(name), _LONGEST))])


def _fitting(said: list[str]) -> str:
    """The first parts, as many as fit, and the number of the others."""
    ends = accumulate(len(one) + len(", ") for one in said)
    count = sum(end <= _ROOM for end in islice(ends, _MOST))
    return ", ".join(said[:count]) + (f" and {len(said) - count} more" if count < len(said) else "")


def _choices(refused: Iterable[str], media: Media, link: Link) -> list[str]:
    """The names that AniList takes, for fields whose names it refused."""
    options = link.anime if media.media_type == "ANIME" else link.manga
    both = {
        "custom_lists": ("custom lists", options.custom_lists),
        "advanced_scores": ("advanced scores", options.advanced_scoring),
    }
    return [
        f"Your {kind} for {media.media_type.lower()} on AniList: {listed(names) or 'none'}."
        for field, (kind, names) in both.items()
        if field in refused
    ]


def _notes(entry: Entry) -> str:
    """The length of the notes: others may read the answer, so it never has their text."""
    count = len(comparable(entry.notes))
    return f"notes of {count:,} character{'' if count == 1 else 's'}" if count else "no notes"


def _lists(entry: Entry) -> str:
    return f"on {listed(sorted(entry.custom_lists))}" if entry.custom_lists else "on no custom list"


def _advanced(entry: Entry) -> str:
    scores = [f"{plain(as_read(name), _LONGEST)} {score:g}" for name, score in entry.advanced_scores.items() if score]
    return _fitting(scores) or "no advanced scores"


def _date(verb: str, date: FuzzyDate) -> str:
    return f"{verb} {show_date(date)}" if date != FuzzyDate() else f"not dated as {verb}"


def _again(entry: Entry, media: Media) -> str:
    return f"{'rewatched' if media.media_type == 'ANIME' else 'reread'} {entry.repeat}×"


_WORDS: dict[str, Callable[[Entry, Media, str], str]] = {
    "status": lambda entry, media, _: entries.status_name(entry.status, media.media_type),
    "progress": lambda entry, media, _: f"{entries.unit(media)} {entry.progress:,}",
    "volumes": lambda entry, _, __: f"volume {entry.volumes:,}",
    "score": lambda entry, _, of: f"score {show_score(entry.score, of)}" if entry.score else "no score",
    "repeat": lambda entry, media, _: _again(entry, media),
    "started": lambda entry, _, __: _date("started", entry.started),
    "completed": lambda entry, _, __: _date("finished", entry.completed),
    "private": lambda entry, _, __: "private 🔒" if entry.private else "not private",
    "hidden": lambda entry, _, __: "hidden from status lists" if entry.hidden else "in status lists",
    "notes": lambda entry, _, __: _notes(entry),
    "custom_lists": lambda entry, _, __: _lists(entry),
    "advanced_scores": lambda entry, _, __: _advanced(entry),
}
