"""How an entry reads: status, progress with its bar, score, dates. Short pieces that all cards of lists are made of."""

from cards.card import bare, moment, plain
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
_BAR = 10
NOT_SHOWN = "Private and hidden titles are not shown here, nor adult ones outside age-restricted channels."


def name(media: Media, language: str, limit: int = 150) -> str:
    """The title as markup that says nothing else."""
    return plain(title(media, language), limit) or f"AniList title {media.id}"


def label(media: Media, language: str, limit: int = 100) -> str:
    """The title where there is no markup: in options, in titles of forms, as words for a picture."""
    return bare(title(media, language), limit) or f"AniList title {media.id}"


def status_name(status: str, media_type: str) -> str:
    """AniList's words for a status, as its site writes them."""
    return (_WATCHING if media_type == "ANIME" else _READING).get(status, status.title())


def total(media: Media) -> int | None:
    """Episodes or chapters in all; None while nobody knows."""
    return media.episodes if media.media_type == "ANIME" else media.chapters


def unit(media: Media) -> str:
    return "episode" if media.media_type == "ANIME" else "chapter"


def progress(entry: Entry, media: Media) -> str:
    """``12 / 28``; ``12 / ?`` while the end is unknown, and ``12`` when it has been reached all the same."""
    end = total(media)
    if not end and entry.status == "COMPLETED":
        return f"{entry.progress:,}"
    return f"{entry.progress:,} / {f'{end:,}' if end else '?'}"


def volumes(entry: Entry, media: Media) -> str:
    """``volume 4 / 31``; empty before the first."""
    if not entry.volumes:
        return ""
    return f"volume {entry.volumes:,}" + (f" / {media.volumes:,}" if media.volumes else "")


def bar(entry: Entry, media: Media) -> str:
    """``▰▰▰▱▱``; empty while the end is unknown."""
    end = total(media)
    if not end:
        return ""
    filled = min(_BAR, entry.progress * _BAR // end)
    return "▰" * filled + "▱" * (_BAR - filled)


def score(entry: Entry, score_format: str) -> str:
    """In the person's own format; empty without a score."""
    return show_score(entry.score, score_format) if entry.score else ""


def marked_score(entry: Entry, score_format: str) -> str:
    """``★ 8.5`` among other numbers; stars and smileys mark themselves."""
    shown = score(entry, score_format)
    return f"★ {shown}" if shown[:1].isdigit() else shown


def mean(score: float, score_format: str) -> str:
    """A mean of scores of 100 as somebody reads scores: finer than any single one."""
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
    """AniList's mean, which is a whole number of 100, as somebody reads scores; empty without one."""
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
    """``3 behind``, or nothing."""
    late = behind(entry, media, now)
    return f"**{late} behind**" if late else ""


def out(media: Media, aired: int) -> str:
    """``only 7 of 12 episodes are out``."""
    if not aired:
        return "it has not begun to air"
    of = f" of {media.episodes:,}" if media.episodes else ""
    return f"only {aired:,}{of} {'episode is' if aired == 1 and not of else 'episodes are'} out"


def next_airing(media: Media, now: int) -> str:
    """Which episode airs next and when, as a Discord timestamp; only when, if there is but one; or nothing."""
    if media.next_airing_at is None or media.next_airing_at <= now:
        return ""
    when = moment(media.next_airing_at)
    return when if media.episodes == 1 else f"episode {media.next_episode} {when}"


def outlook(media: Media, now: int) -> str:
    """When it goes on; or why nobody can say."""
    without_date = {"HIATUS": "on hiatus", "CANCELLED": "cancelled", "FINISHED": "finished"}
    return next_airing(media, now) or without_date.get(media.status or "", "no date for the next episode")


def dates(entry: Entry) -> str:
    """``started … · finished …``, as far as they are known."""
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
