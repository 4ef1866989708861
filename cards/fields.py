"""The fields of an entry in words, and the result of a change field by field."""

from collections.abc import Callable, Iterable
from itertools import accumulate, islice

from cards import entries
from cards.card import plain
from cards.emojis import emoji
from i18n import decimal, listed, mark, number, t, tn
from library.rules.dates import show as show_date
from library.rules.notes import comparable
from library.rules.notes import decode as as_read
from library.rules.reconcile import Verdict
from store import Entry, FuzzyDate, Link, Media

_MOST = 10  # names on a line
_LONGEST = 30  # characters of each name
_ROOM = 250  # characters of all names as they are sent: twelve fields have to fit into a message, before and after

NOT_KEPT = mark("AniList didn’t keep: {changes}")
IT_HAS = mark("{wanted} (it has {actual})")
IT_HAS_ELSE = mark("{wanted} (it has something else)")
BESIDE = mark("Also different on AniList now: {changes}")

Say = Callable[[str, Entry, Media, str], str]


def words(field: str, entry: Entry, media: Media, score_format: str) -> str:
    """The entry's value of that field in words: ``Paused``, ``episode 12`` or ``no start date``."""
    return _WORDS[field](entry, media, score_format)


def not_kept(verdict: Verdict, wanted: Entry, after: Entry, media: Media, link: Link, *, say: Say = words) -> list[str]:
    """The fields that AniList has otherwise than wanted, and other changes beside them; empty when there are none."""
    lines = list[str]()
    if verdict.refused:
        both = ([say(field, one, media, link.score_format) for one in (wanted, after)] for field in verdict.refused)
        refused = (
            t(IT_HAS, wanted=asked, actual=has) if has != asked else t(IT_HAS_ELSE, wanted=asked) for asked, has in both
        )
        lines.append(f"⚠️ {t(NOT_KEPT, changes=' · '.join(refused))}")
        lines += _choices(verdict.refused, media, link)
    if verdict.beside:
        beside = (words(field, after, media, link.score_format) for field in verdict.beside)
        lines.append(f"-# {t(BESIDE, changes=' · '.join(beside))}")
    return lines


def quoted(names: Iterable[str]) -> str:
    """``“A”, “B” and 3 more``."""
    return _fitting([t("“{name}”", name=said) for name in names if (said := plain(as_read(name), _LONGEST))])


def _fitting(said: list[str]) -> str:
    """The first parts, as many as fit, and the number of the others."""
    ends = accumulate(len(one) + len(", ") for one in said)
    count = sum(end <= _ROOM for end in islice(ends, _MOST))
    return listed(said[:count], more=len(said) - count)


CHOICES = {
    ("custom_lists", "ANIME"): mark("Your custom lists for anime on AniList: {names}"),
    ("custom_lists", "MANGA"): mark("Your custom lists for manga on AniList: {names}"),
    ("advanced_scores", "ANIME"): mark("Your advanced scores for anime on AniList: {names}"),
    ("advanced_scores", "MANGA"): mark("Your advanced scores for manga on AniList: {names}"),
}


def _choices(refused: Iterable[str], media: Media, link: Link) -> list[str]:
    """The names that AniList takes, for fields whose names it refused."""
    options = link.anime if media.media_type == "ANIME" else link.manga
    known = {"custom_lists": options.custom_lists, "advanced_scores": options.advanced_scoring}
    return [
        t(CHOICES[field, media.media_type], names=quoted(names) or t("none"))
        for field, names in known.items()
        if field in refused
    ]


def _notes(entry: Entry) -> str:
    """The length of the notes: others may read the answer, so it never has their text."""
    count = len(comparable(entry.notes))
    return tn("notes ({count} character)", "notes ({count} characters)", count) if count else t("no notes")


def _lists(entry: Entry) -> str:
    names = quoted(sorted(entry.custom_lists))
    return t("lists: {names}", names=names) if names else t("no custom lists")


def _advanced(entry: Entry) -> str:
    return _fitting(advanced_scores(entry)) or t("no advanced scores")


def advanced_scores(entry: Entry) -> list[str]:
    """``Story 8.5`` for each part that has a score."""
    parts = entry.advanced_scores.items()
    return [f"{plain(as_read(name), _LONGEST)} {decimal(score)}" for name, score in parts if score]


def _started(entry: Entry) -> str:
    known = entry.started != FuzzyDate()
    return t("started {date}", date=show_date(entry.started)) if known else t("no start date")


def _finished(entry: Entry) -> str:
    known = entry.completed != FuzzyDate()
    return t("finished {date}", date=show_date(entry.completed)) if known else t("no finish date")


_WORDS: dict[str, Callable[[Entry, Media, str], str]] = {
    "status": lambda entry, media, _: entries.status_name(entry.status, media.media_type),
    "progress": lambda entry, media, _: entries.reached(media.media_type, entry.progress),
    "volumes": lambda entry, _, __: t("volume {number}", number=number(entry.volumes)),
    "score": lambda entry, _, of: entries.score(entry, of) or t("no score"),
    "repeat": lambda entry, media, _: entries.repeats(entry, media),
    "started": lambda entry, _, __: _started(entry),
    "completed": lambda entry, _, __: _finished(entry),
    "private": lambda entry, _, __: f"{t('private')} {emoji('private')}" if entry.private else t("not private"),
    "hidden": lambda entry, _, __: t("hidden from status lists") if entry.hidden else t("in status lists"),
    "notes": lambda entry, _, __: _notes(entry),
    "custom_lists": lambda entry, _, __: _lists(entry),
    "advanced_scores": lambda entry, _, __: _advanced(entry),
}
