"""The sentences about events: an episode has aired, a member has done something. Reminders and feeds use them."""

from cards import entries
from cards.card import moment
from cards.emojis import emoji
from i18n import mark, number, t
from library.activity.steps import ListStep
from store import Media

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
_UP_TO = {
    "ANIME": mark("Watched up to episode {last} of **{title}**"),
    "MANGA": mark("Read up to chapter {last} of **{title}**"),
}
_AGAIN = {
    "ANIME": mark("Finished rewatching **{title}**"),
    "MANGA": mark("Finished rereading **{title}**"),
}
_SCORED = mark("Scored **{title}**")
_SIGN_OF = {"PROGRESS": "CURRENT", "BACK": "CURRENT", "REPEAT": "REPEATING", "FINISHED_AGAIN": "COMPLETED"}
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


def did(media: Media, step: ListStep, language: str, *, spoils: bool = False) -> str:
    """What a member did, with its sign: ``Watched episodes 5–9 of …``, ``Paused …``.

    The number is behind a bar where it `spoils` the title for somebody.
    """
    name, last = entries.name(media, language, 80), number(step.last)
    if spoils:
        said = t(_UP_TO[media.media_type], last=f"||{last}||", title=name)
    else:
        said = t(_message(media.media_type, step), first=number(step.first), last=last, title=name)
    return f"{_sign(step)} {said}".lstrip()


def _message(media_type: str, step: ListStep) -> str:
    kind = media_type, step.kind == "REPEAT"
    match step.kind:
        case "PROGRESS" | "REPEAT":
            return _ONE[kind] if step.first == step.last else _SEVERAL[kind]
        case "BACK":
            return _BACK[media_type]
        case "SCORED":
            return _SCORED
        case "FINISHED_AGAIN":
            return _AGAIN[media_type]
        case _:
            return (_ANIME if media_type == "ANIME" else _MANGA).get(step.kind, _OTHER)


def _sign(step: ListStep) -> str:
    return emoji("star") if step.kind == "SCORED" else entries.sign(_SIGN_OF.get(step.kind, step.kind))
