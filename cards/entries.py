"""The words of an entry: status, progress with its bar, score, dates. All cards of lists use these short pieces."""

from cards.card import bare, moment, plain
from cards.emojis import emoji
from library.rules.dates import show as show_date
from library.rules.entry_rules import behind
from library.rules.scores import show as show_score
from library.titles.names import title
from store import Entry, FuzzyDate, Media

_WATCHING = {
    "CURRENT": "Watching",
    "PLANNING": "Planning",
    "COMPLETED": "Completed",
    "DROPPED": "Dropped",
    "PAUSED": "Paused",
    "REPEATING": "Rewatching",
}
_READING = {**_WATCHING, "CURRENT": "Reading", "REPEATING": "Rereading"}
_SIGNS = {
    "CURRENT": "watching",
    "PLANNING": "planning",
    "COMPLETED": "completed",
    "DROPPED": "dropped",
    "PAUSED": "paused",
    "REPEATING": "repeating",
}
_BAR = 10
NOT_SHOWN = "Private and hidden titles are not shown here, nor adult ones outside age-restricted channels."


def name(media: Media, language: str, limit: int = 150) -> str:
    """The title as Discord markup, with the title's own markup escaped."""
    return plain(title(media, language), limit) or f"AniList title {media.id}"


def label(media: Media, language: str, limit: int = 100) -> str:
    """The title for places without markup: options, form titles, descriptions of pictures."""
    return bare(title(media, language), limit) or f"AniList title {media.id}"


def status_name(status: str, media_type: str) -> str:
    """The status in the words of AniList's site."""
    return (_WATCHING if media_type == "ANIME" else _READING).get(status, status.title())


def sign(status: str) -> str:
    """The status as a sign; empty for a status that is new to Musubi."""
    return emoji(_SIGNS[status]) if status in _SIGNS else ""


def total(media: Media) -> int | None:
    """The number of episodes or chapters; None while it is unknown."""
    return media.episodes if media.media_type == "ANIME" else media.chapters


def unit(media: Media) -> str:
    return "episode" if media.media_type == "ANIME" else "chapter"


def progress(entry: Entry, media: Media) -> str:
    """``12 / 28``; ``12 / ?`` while the total is unknown, and ``12`` for a completed entry with an unknown total."""
    end = total(media)
    if not end and entry.status == "COMPLETED":
        return f"{entry.progress:,}"
    return f"{entry.progress:,} / {f'{end:,}' if end else '?'}"


def volumes(entry: Entry, media: Media) -> str:
    """``volume 4 / 31``; empty before the first volume."""
    if not entry.volumes:
        return ""
    return f"volume {entry.volumes:,}" + (f" / {media.volumes:,}" if media.volumes else "")


def bar(entry: Entry, media: Media) -> str:
    """``▰▰▰▱▱``; empty while the total is unknown."""
    end = total(media)
    if not end:
        return ""
    filled = min(_BAR, entry.progress * _BAR // end)
    return "▰" * filled + "▱" * (_BAR - filled)


def score(entry: Entry, score_format: str) -> str:
    """The score in the person's own format; empty without a score."""
    return show_score(entry.score, score_format) if entry.score else ""


def marked_score(entry: Entry, score_format: str) -> str:
    """``★ 8.5`` among other numbers; stars and smileys need no mark."""
    shown = score(entry, score_format)
    return f"★ {shown}" if shown[:1].isdigit() else shown


def mean(score: float, score_format: str) -> str:
    """A mean of scores (0 to 100) in a person's score format, with more precision than a single score."""
    match score_format:
        case "POINT_100":
            return f"{score:.1f}"
        case "POINT_5":
            return f"{score / 20:.1f} ★"
        case "POINT_3":
            return f"{show_score(round(score), score_format)} {score:.0f} %"
        case _:
            return f"{score / 10:.2f}"


def average(media: Media, score_format: str) -> str:
    """AniList's mean, a whole number of 100, in a person's score format; empty without a mean."""
    score = media.mean_score or media.average_score
    if not score:
        return ""
    match score_format:
        case "POINT_100":
            return f"{score}"
        case "POINT_5" | "POINT_3":
            return mean(score, score_format)
        case _:
            return f"{score / 10:.1f}"


def lateness(entry: Entry, media: Media, now: int) -> str:
    """``3 behind``; empty when nothing is missed."""
    late = behind(entry, media, now)
    return f"**{late} behind**" if late else ""


def out(media: Media, aired: int) -> str:
    """``only 7 of 12 episodes are out``."""
    if not aired:
        return "it has not begun to air"
    of = f" of {media.episodes:,}" if media.episodes else ""
    return f"only {aired:,}{of} {'episode is' if aired == 1 and not of else 'episodes are'} out"


def next_airing(media: Media, now: int) -> str:
    """The next episode and its time as a Discord timestamp; the time alone for a single episode; empty if unknown."""
    if media.next_airing_at is None or media.next_airing_at <= now:
        return ""
    when = moment(media.next_airing_at)
    return when if media.episodes == 1 else f"episode {media.next_episode} {when}"


def outlook(media: Media, now: int) -> str:
    """The time of the next episode, or the reason why it is unknown."""
    without_date = {"HIATUS": "on hiatus", "CANCELLED": "cancelled", "FINISHED": "finished"}
    return next_airing(media, now) or without_date.get(media.status or "", "no date for the next episode")


def dates(entry: Entry) -> str:
    """``started … · finished …``, with the known dates only."""
    known = [("started", entry.started), ("finished", entry.completed)]
    return " · ".join(f"{name} {show_date(date)}" for name, date in known if date != FuzzyDate())


def summary(entry: Entry, media: Media, score_format: str) -> str:
    """``**Watching**  12 / 28  ▰▰▰▱▱  ★★★★☆``."""
    parts = [
        f"**{status_name(entry.status, media.media_type)}**",
        progress(entry, media),
        bar(entry, media),
        volumes(entry, media),
        score(entry, score_format),
        f"{'rewatched' if media.media_type == 'ANIME' else 'reread'} {entry.repeat}×" if entry.repeat else "",
        "🔒" if entry.private else "",
    ]
    return "  ".join(part for part in parts if part)
