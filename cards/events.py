"""The sentences about events: an episode has aired, a member has changed an entry. Reminders and feeds use them."""

from cards import entries
from cards.card import moment
from i18n import mark, number, t
from store import Entry, Media

_ANIME = {
    "CURRENT": mark("Now watching **{title}**"),
    "PLANNING": mark("Plans to watch **{title}**"),
    "COMPLETED": mark("Completed **{title}**"),
    "PAUSED": mark("Paused **{title}**"),
    "DROPPED": mark("Dropped **{title}**"),
    "REPEATING": mark("Now rewatching **{title}**"),
}
_MANGA = {
    **_ANIME,
    "CURRENT": mark("Now reading **{title}**"),
    "PLANNING": mark("Plans to read **{title}**"),
    "REPEATING": mark("Now rereading **{title}**"),
}
_OTHER = mark("Changed **{title}**")  # a status that is new to Musubi
_ONE = {
    ("ANIME", False): mark("Watched episode {last} of **{title}**"),
    ("ANIME", True): mark("Rewatched episode {last} of **{title}**"),
    ("MANGA", False): mark("Read chapter {last} of **{title}**"),
    ("MANGA", True): mark("Reread chapter {last} of **{title}**"),
}
_SEVERAL = {
    ("ANIME", False): mark("Watched episodes {first}–{last} of **{title}**"),
    ("ANIME", True): mark("Rewatched episodes {first}–{last} of **{title}**"),
    ("MANGA", False): mark("Read chapters {first}–{last} of **{title}**"),
    ("MANGA", True): mark("Reread chapters {first}–{last} of **{title}**"),
}
_BACK = {
    "ANIME": mark("Went back to episode {last} of **{title}**"),
    "MANGA": mark("Went back to chapter {last} of **{title}**"),
}


def aired(media: Media, episode: int, at: int) -> str:
    """``**Episode 8** of 12 aired two minutes ago``; a title with a single episode has no number."""
    if media.episodes == 1:
        return t("**Out now** · aired {time}", time=moment(at))
    if media.episodes:
        total = number(media.episodes)
        return t("**Episode {episode}** of {total} aired {time}", episode=number(episode), total=total, time=moment(at))
    return t("**Episode {episode}** aired {time}", episode=number(episode), time=moment(at))


def changed(media: Media, before: Entry | None, after: Entry, language: str) -> str:
    """A member's change with the sign of the status: ``Watched episodes 5–9 of …``, ``Paused …``."""
    first, last = (before.progress if before else 0) + 1, after.progress
    is_again = after.status == "REPEATING"
    name = entries.name(media, language, 80)
    if ((is_again or after.status == "CURRENT") and first <= last) or (before and before.status == after.status):
        kind = media.media_type, is_again
        step = _BACK[media.media_type] if last < first else _ONE[kind] if first == last else _SEVERAL[kind]
        said = t(step, first=number(first), last=number(last), title=name)
    else:
        said = t((_ANIME if media.media_type == "ANIME" else _MANGA).get(after.status, _OTHER), title=name)
    return f"{entries.sign(after.status)} {said}".lstrip()
