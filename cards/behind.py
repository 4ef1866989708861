"""/behind: the titles to catch up with, each with its next episode, and the titles that are caught up."""

from collections.abc import Sequence

from discord import ui

from cards import entries, list_buttons
from cards.card import Card, Colour, facts, moment, row, text
from cards.commands import command
from cards.list_lines import TITLE, title_lines
from cards.watched import can_undo, done_lines
from i18n import mark, t, tn
from library.changes.editing import Changed
from library.lists import Line, Outline
from library.rules.entry_rules import behind
from store import Link

CAUGHT_UP = mark("All caught up")
NONE_KNOWN = mark("No new episodes that I know of")
NOTHING_LEFT = mark("Nothing left to watch")
WITHOUT_PRIVATE = mark("without private entries")
UNKNOWN = mark("AniList doesn’t say how many episodes are out.")
SEE_THE_SEASON = mark("Nothing you’re watching is airing or has episodes left. See what’s airing with {season}.")
_BEHIND_LINES = 8
_UP_TO_DATE_LINES = 10
_LINE = 150  # characters of a line, roughly
_Lines = Sequence[Line | Outline]


def behind_card(
    lines: _Lines, owner: Link, *, as_of: int, now: int, is_whole: bool, changed: Changed | None = None
) -> Card:
    """The titles that the owner is behind on, each with a button that catches up by one.

    `changed` is the change by that button, just made. `is_whole`: nobody else sees the card, so it has the owner's
    private entries too.
    """
    late = [line for line in lines if behind(*line, now)]
    unknown = [line for line in lines if behind(*line, now) is None]
    waiting = [line for line in lines if behind(*line, now) == 0]
    on_air = sum(media.status == "RELEASING" for _, media in lines)
    head = facts(
        tn("{count} airing", "{count} airing", on_air),
        t("updated {time}", time=moment(as_of)),
        "" if is_whole else t(WITHOUT_PRIVATE),
    )
    parts: list[ui.Item[ui.LayoutView]] = [
        text(
            f"### {_standing(late, waiting, unknown)}",
            "" if lines else t(SEE_THE_SEASON, season=command("season")),
            f"-# {head}",
        ),
        *(_catch_up(line, owner, now) for line in late[:_BEHIND_LINES]),
    ]
    if more := len(late) - _BEHIND_LINES if len(late) > _BEHIND_LINES else 0:
        said = tn(
            "{count} more in {list}, sorted by episodes behind",
            "{count} more in {list}, sorted by episodes behind",
            more,
            list=command("list"),
        )
        parts.append(text(f"-# {said}"))
    done = _done(changed, owner) if changed else []
    room = _UP_TO_DATE_LINES - sum(len(said.content) for said in done if isinstance(said, ui.TextDisplay)) // _LINE
    room = max(room // 2 if waiting and unknown else room, 0)  # a message has 4,000 characters
    parts += _block(["### " + t("Caught up")] if late or unknown else [], waiting[:room], owner, now)
    parts += _block(["### " + t("Maybe behind"), "-# " + t(UNKNOWN)], unknown[:room], owner, now)
    parts += [ui.Separator(), *done] if done else []
    return Card(Colour.BLUE if late or unknown else Colour.GREEN, *parts)


def _standing(late: _Lines, waiting: _Lines, unknown: _Lines) -> str:
    if late:
        return tn("{count} title to catch up on", "{count} titles to catch up on", len(late))
    if unknown:
        return t(NONE_KNOWN)
    return t(CAUGHT_UP) if waiting else t(NOTHING_LEFT)


def _catch_up(line: Line | Outline, owner: Link, now: int) -> ui.Item[ui.LayoutView]:
    entry, media = line
    words = text(_lines(line, owner, now))
    step = list_buttons.catch_up(entry, media, now)
    return ui.Section(words, accessory=step) if step else words


def _lines(line: Line | Outline, owner: Link, now: int) -> str:
    entry, media = line
    small = entries.progress(entry, media), entries.lateness(entry, media, now), entries.outlook(media, now)
    return title_lines(media, owner.title_language, facts(*small))


def _block(head: list[str], lines: _Lines, owner: Link, now: int) -> list[ui.Item[ui.LayoutView]]:
    return [ui.Separator(), text(*head, *(_lines(line, owner, now) for line in lines))] if lines else []


def _done(changed: Changed, owner: Link) -> list[ui.Item[ui.LayoutView]]:
    name = entries.name(changed.media, owner.title_language, TITLE)
    actions = [list_buttons.undo(changed.change_id)] if can_undo(changed) else []
    if changed.asks_score:
        actions.append(list_buttons.score(changed.media.id))
    said = text(*done_lines(name, changed))
    return [said, row(*actions)] if actions else [said]
