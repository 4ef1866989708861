"""The tab About: the description, who made the title and when, its places on AniList, and its tags."""

from collections.abc import Iterable

from cards.card import dotted, facts, plain, text
from cards.description import described
from cards.emojis import emoji
from cards.title.tabs import Part
from i18n import listed, mark, number, t
from library.rules.dates import show as show_date
from library.sync.library import Title
from library.titles.details import Ranking, TitleDetails, TitleTag
from store import FuzzyDate, Media

SOURCES = {
    "ORIGINAL": mark("Original story"),
    "MANGA": mark("Based on a manga"),
    "LIGHT_NOVEL": mark("Based on a light novel"),
    "VISUAL_NOVEL": mark("Based on a visual novel"),
    "VIDEO_GAME": mark("Based on a video game"),
    "NOVEL": mark("Based on a novel"),
    "DOUJINSHI": mark("Based on a doujinshi"),
    "ANIME": mark("Based on an anime"),
    "WEB_NOVEL": mark("Based on a web novel"),
    "LIVE_ACTION": mark("Based on live action"),
    "GAME": mark("Based on a game"),
    "COMIC": mark("Based on a comic"),
    "MULTIMEDIA_PROJECT": mark("Part of a multimedia project"),
    "PICTURE_BOOK": mark("Based on a picture book"),
}
_OF_ALL_TIME = {
    "RATED": mark("#{place} highest rated of all time"),
    "POPULAR": mark("#{place} most popular of all time"),
}
_OF_A_YEAR = {
    "RATED": mark("#{place} highest rated of {year}"),
    "POPULAR": mark("#{place} most popular of {year}"),
}
_SIGNS = {"RATED": "star", "POPULAR": "favourite"}
_STUDIOS, _TAGS, _SPOILERS, _RANKS = 2, 6, 2, 2


def about(shown: Title) -> list[Part]:
    """The tab's parts; none for a title of which nothing more is known."""
    media, details = shown.media, shown.details or TitleDetails()
    lines = [
        described(media.description),
        _small(_making(media, details)),
        _small(dotted(*_ranks(details.rankings))),
        _small(_tags(details.tags, is_adult=media.is_adult)),
    ]
    return [text(*lines)] if any(lines) else []


def _small(said: str) -> str:
    return f"-# {said}" if said else ""


def _making(media: Media, details: TitleDetails) -> str:
    """``MADHOUSE · Based on a manga · 4 October 2006 – 27 June 2007``"""
    studios = [plain(studio.name, 40) for studio in details.studios if studio.is_main][:_STUDIOS]
    source = t(SOURCES[media.source]) if media.source in SOURCES else ""
    return facts(listed(studios), source, _run(media, details))


def _run(media: Media, details: TitleDetails) -> str:
    """The days of the first and the last release; one day for what came at once."""
    if media.started is None:
        return ""
    first, last = show_date(date_of(media.started)), show_date(date_of(details.ended or 0))
    if media.status == "NOT_YET_RELEASED":
        return t("starts {date}", date=first)
    if details.ended == media.started:
        return first
    if media.status == "RELEASING":
        return t("since {date}", date=first)
    return t("{first} to {last}", first=first, last=last) if details.ended else first


def date_of(day: int) -> FuzzyDate:
    """The date of YYYYMMDD, with 00 for unknown parts."""
    return FuzzyDate(day // 10_000 or None, day // 100 % 100 or None, day % 100 or None)


def _ranks(rankings: Iterable[Ranking]) -> list[str]:
    """The places of all time, else those of a year."""
    ranked = [one for one in rankings if one.kind in _OF_ALL_TIME and one.season is None]
    of_all_time = [one for one in ranked if one.year is None]
    return [_rank(one) for one in sorted(of_all_time or ranked, key=lambda one: one.place)[:_RANKS]]


def _rank(ranking: Ranking) -> str:
    place, sign = number(ranking.place), emoji(_SIGNS[ranking.kind])
    if ranking.year is None:
        return f"{sign} {t(_OF_ALL_TIME[ranking.kind], place=place)}"
    return f"{sign} {t(_OF_A_YEAR[ranking.kind], place=place, year=ranking.year)}"


def _tags(tags: Iterable[TitleTag], *, is_adult: bool) -> str:
    """The tags that fit best, spoilers behind bars. Adult tags are on adult titles alone, which are shown to adults."""
    best = sorted((tag for tag in tags if is_adult or not tag.is_adult), key=lambda tag: -tag.rank)
    open_ones = [plain(tag.name, 30) for tag in best if not tag.is_spoiler][:_TAGS]
    spoilers = [f"||{plain(tag.name, 30)}||" for tag in best if tag.is_spoiler][:_SPOILERS]
    return dotted(*open_ones, *spoilers)
