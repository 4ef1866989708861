"""The words of an entry: status, progress with its bar, score, dates. All cards of lists use these short pieces."""

from cards.card import bare, facts, moment, plain
from cards.emojis import emoji
from i18n import decimal, mark, number, t, tn
from library.rules.dates import show as show_date
from library.rules.entry_rules import behind
from library.rules.scores import show as show_score
from library.titles.names import title
from store import Entry, EntryOutline, FuzzyDate, Media, MediaOutline

Titled = Media | MediaOutline
Listed = Entry | EntryOutline

_WATCHING = {
    "CURRENT": mark("Watching"),
    "PLANNING": mark("Planning"),
    "COMPLETED": mark("Completed"),
    "DROPPED": mark("Dropped"),
    "PAUSED": mark("Paused"),
    "REPEATING": mark("Rewatching"),
}
_READING = {**_WATCHING, "CURRENT": mark("Reading"), "REPEATING": mark("Rereading")}
_SIGNS = {
    "CURRENT": "watching",
    "PLANNING": "planning",
    "COMPLETED": "completed",
    "DROPPED": "dropped",
    "PAUSED": "paused",
    "REPEATING": "repeating",
}
_SMILEYS = {"🙂": "happy", "😐": "neutral", "🙁": "sad"}
_REACHED = {"ANIME": mark("episode {number}"), "MANGA": mark("chapter {number}")}
_SHORT = {"ANIME": mark("ep {number}"), "MANGA": mark("ch {number}")}
_REPEATED = {"ANIME": mark("rewatched {number}×"), "MANGA": mark("reread {number}×")}
_WITHOUT_DATE = {"HIATUS": mark("on hiatus"), "CANCELLED": mark("cancelled"), "FINISHED": mark("finished")}
_NO_DATE = mark("no date yet")
_DATES = mark("started {date}"), mark("finished {date}")
_BAR = 8  # signs, so that they fit beside a cover on a phone
NOT_SHOWN = mark("Private and hidden entries aren’t shown here, and adult titles only in age-restricted channels.")


def name(media: Titled, language: str, limit: int = 150) -> str:
    """The title as Discord markup, with the title's own markup escaped."""
    return plain(title(media, language), limit) or _unnamed(media)


def label(media: Media, language: str, limit: int = 100) -> str:
    """The title for places without markup: options, form titles, descriptions of pictures."""
    return bare(title(media, language), limit) or _unnamed(media)


def _unnamed(media: Titled) -> str:
    return t("AniList title {number}", number=media.id)


def status_name(status: str, media_type: str) -> str:
    """The status in the words of AniList's site."""
    names = _WATCHING if media_type == "ANIME" else _READING
    return t(names[status]) if status in names else status.title()


def sign(status: str) -> str:
    """The status as a sign; empty for a status that is new to Musubi."""
    return emoji(_SIGNS[status]) if status in _SIGNS else ""


def total(media: Titled) -> int | None:
    """The number of episodes or chapters; None while it is unknown."""
    return media.episodes if media.media_type == "ANIME" else media.chapters


def reached(media_type: str, count: int) -> str:
    """``episode 8``, ``chapter 8``: a label, not a part of a sentence."""
    return t(_REACHED[media_type], number=number(count))


def reached_briefly(media_type: str, count: int) -> str:
    """``ep 8``, ``ch 8``."""
    return t(_SHORT[media_type], number=number(count))


def of_total(count: int, end: int | None) -> str:
    """``12 / 28``; ``12 / ?`` while the total is unknown."""
    return f"{number(count)} / {number(end) if end else '?'}"


def progress(entry: Listed, media: Titled) -> str:
    """``12 / 28``; ``12 / ?`` while the total is unknown, and ``12`` for a completed entry with an unknown total."""
    end = total(media)
    return number(entry.progress) if not end and entry.status == "COMPLETED" else of_total(entry.progress, end)


def volumes(entry: Entry, media: Media) -> str:
    """``vol 4 / 31``; empty before the first volume."""
    if not entry.volumes:
        return ""
    return t("vol {number}", number=of_total(entry.volumes, media.volumes) if media.volumes else number(entry.volumes))


def bar(entry: Entry, media: Media) -> str:
    """``▰▰▰▱▱``; empty before the first episode, and while the total is unknown."""
    end = total(media)
    if not end or not entry.progress:
        return ""
    filled = min(_BAR, entry.progress * _BAR // end)
    return emoji("full") * filled + emoji("empty") * (_BAR - filled)


def repeats(entry: Entry, media: Media) -> str:
    """``rewatched 2×``."""
    return t(_REPEATED[media.media_type], number=number(entry.repeat))


def scored(score: int, score_format: str) -> str:
    """A score of 100 in a person's score format, with a sign: ``★ 8.5``, ``★★★★☆``, a smiley; empty without a score."""
    if not score:
        return ""
    shown = show_score(score, score_format)
    return emoji(_SMILEYS[shown]) if shown in _SMILEYS else starred(shown)


def score(entry: Entry, score_format: str) -> str:
    """The entry's score, as :func:`scored` writes it."""
    return scored(entry.score, score_format)


def starred(shown: str) -> str:
    """``★ 8.5``: a number that is a score; stars and smileys need no mark."""
    return f"{emoji('star')} {shown}" if shown[:1].isdigit() and "★" not in shown else shown


def mean(score: float, score_format: str) -> str:
    """A mean of scores (0 to 100) in a person's score format, with more precision than a single score."""
    match score_format:
        case "POINT_100":
            return decimal(score, 1)
        case "POINT_5":
            return f"{decimal(score / 20, 1)} ★"
        case "POINT_3":
            return f"{show_score(round(score), score_format)} {t('{number}%', number=f'{score:.0f}')}"
        case _:
            return decimal(score / 10, 2)


def average(media: Media, score_format: str) -> str:
    """AniList's mean, a whole number of 100, in a person's score format; empty without a mean."""
    score = media.mean_score or media.average_score
    if not score:
        return ""
    match score_format:
        case "POINT_100":
            return str(score)
        case "POINT_5" | "POINT_3":
            return mean(score, score_format)
        case _:
            return decimal(score / 10, 1)


def lateness(entry: Listed, media: Titled, now: int) -> str:
    """``**3 behind**``; empty when nothing is missed."""
    late = behind(entry, media, now)
    return f"**{tn('{count} behind', '{count} behind', late)}**" if late else ""


def out(media: Media, aired: int) -> str:
    """``Only 7 of 12 episodes are out``"""
    if not aired:
        return t("It hasn’t started airing yet")
    if media.episodes:
        return t("Only {number} of {total} episodes are out", number=number(aired), total=number(media.episodes))
    return tn("Only {count} episode is out", "Only {count} episodes are out", aired)


def next_airing(media: Titled, now: int) -> str:
    """The next episode and its time as a Discord timestamp; the time alone for a single episode; empty if unknown."""
    if media.next_airing_at is None or media.next_airing_at <= now:
        return ""
    when = moment(media.next_airing_at)
    if media.episodes == 1 or media.next_episode is None:
        return when
    return t("ep {number} {time}", number=number(media.next_episode), time=when)


def coming(media: Media, now: int) -> str:
    """``Next: ep 8 in 3 days``, or ``Airs in 3 days`` for a single episode; empty if unknown."""
    airing = next_airing(media, now)
    if not airing:
        return ""
    return t("Airs {time}", time=airing) if media.episodes == 1 else t("Next: {episode}", episode=airing)


def outlook(media: Titled, now: int) -> str:
    """The time of the next episode, or the reason why it is unknown."""
    return next_airing(media, now) or t(_WITHOUT_DATE.get(media.status or "", _NO_DATE))


def dates(entry: Entry) -> str:
    """``started … · finished …``, with the known dates only."""
    known = zip(_DATES, (entry.started, entry.completed), strict=True)
    return " · ".join(t(message, date=show_date(date)) for message, date in known if date != FuzzyDate())


def summary(entry: Entry, media: Media, score_format: str, *, has_progress: bool = True) -> str:
    """``**Watching** · 12 / 28 · ★ 8``, with the sign of the status; the progress may stand elsewhere."""
    return facts(
        f"{sign(entry.status)} **{status_name(entry.status, media.media_type)}**".lstrip(),
        progress(entry, media) if has_progress else "",
        volumes(entry, media),
        score(entry, score_format),
        repeats(entry, media) if entry.repeat else "",
        emoji("private") if entry.private else "",
    )
