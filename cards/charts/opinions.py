"""How a title is scored and on which lists it is: at AniList, and in a server beside it.

Bars are shares of a crowd, so that a few members can be compared with many thousands of people.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from cards import entries
from cards.card import Picture
from cards.charts.canvas import BODY, MARGIN, SMALL, TITLE, WIDTH, Canvas, called, short
from cards.charts.letters import fitting
from cards.charts.scale import ScoreScale
from i18n import number, t, tc, tn

_HEADING, _LEGEND = 92, 62  # down to a heading, and from there to a line for each crowd
_BARS, _AXIS = 300, 120  # the room for scores, and for the labels below them
_OF_A_STEP = ((0.74,), (0.44, 0.3))  # the widths of bars, for one crowd and for two
_THICK = ((44,), (38, 30))  # the bars of lists
_GAP = 34  # between them
_LEFT, _NUMBER = 350, 130  # where they begin, and the room for the number behind
_LISTS: tuple[str, ...] = ("CURRENT", "COMPLETED", "PLANNING", "PAUSED", "DROPPED")
_SAME = {"REPEATING": "CURRENT"}


class Opinion(msgspec.Struct, frozen=True):
    """What a crowd thinks: the number of each score (1 to 100), and of lists by AniList's status.

    `mean` is written on the viewer's scale; empty without one.
    """

    name: str
    mean: str
    scores: Mapping[int, int]
    statuses: Mapping[str, int]

    @property
    def scored(self) -> int:
        return sum(count for score, count in self.scores.items() if score > 0)

    @property
    def lists(self) -> dict[str, int]:
        """The number of lists by status; a rewatch counts as watching."""
        counted = dict.fromkeys(_LISTS, 0)
        for status, count in self.statuses.items():
            if (same := _SAME.get(status, status)) in counted:
                counted[same] += count
        return counted

    @property
    def listed(self) -> int:
        return sum(self.lists.values())

    def at_steps(self, scale: ScoreScale) -> dict[int, int]:
        """The number of scores at each step of the viewer's scale."""
        steps = dict.fromkeys(scale.steps, 0)
        for score, count in self.scores.items():
            if score > 0:
                steps[scale.nearest(score)] += count
        return steps


class _ColouredOpinion(msgspec.Struct, frozen=True):
    """An opinion in its colour."""

    opinion: Opinion
    colour: str


def opinion_chart(opinions: Sequence[Opinion], scale: ScoreScale, media_type: str, *, is_light: bool) -> Picture | None:
    """AniList's opinion, and perhaps a server's. None where nobody has the title on a list, or has scored it."""
    scored, listed = sum(one.scored > 0 for one in opinions), sum(one.listed > 0 for one in opinions)
    if not scored and not listed:
        return None
    top = _HEADING + _LEGEND * scored + _BARS + _AXIS if scored else 0
    below = _HEADING + _LEGEND * listed + _GAP + _row(listed) * len(_statuses(opinions)) if listed else 0
    canvas = Canvas(top + below + 20, is_light=is_light)
    colours = canvas.theme.first, canvas.theme.second
    crowds = [_ColouredOpinion(*one) for one in zip(opinions, colours, strict=False)]
    if scored:
        _draw_scores(canvas, [one for one in crowds if one.opinion.scored], scale)
    if listed:
        _draw_lists(canvas, [one for one in crowds if one.opinion.listed], top, media_type)
    return canvas.picture("opinions", _in_words(opinions, scale, media_type))


def _statuses(opinions: Sequence[Opinion]) -> list[str]:
    """The statuses that anybody's list has."""
    return [status for status in _LISTS if any(one.lists[status] for one in opinions)]


def _row(crowds: int) -> int:
    """The height of a list's row."""
    return sum(_THICK[crowds - 1]) + _GAP


def _draw_scores(canvas: Canvas, crowds: list[_ColouredOpinion], scale: ScoreScale) -> None:
    canvas.words(MARGIN, _HEADING, t("Scores"), TITLE, canvas.theme.ink, is_strong=True)
    for line, one in enumerate(crowds, start=1):
        y = _HEADING + _LEGEND * line
        canvas.about(lambda name, told=one.opinion: _scored_line(name, told), one.opinion.name, y, one.colour)
    base = _HEADING + _LEGEND * len(crowds) + _BARS + 40
    each = (WIDTH - 2 * MARGIN) / len(scale.steps)
    widths = [each * share for share in _OF_A_STEP[len(crowds) - 1]]
    for at, step in enumerate(scale.steps):
        middle = MARGIN + each * (at + 0.5)
        left = middle - sum(widths) / 2
        for width, one in zip(widths, crowds, strict=True):
            _draw_bar(canvas, one, scale, step, left, base, width, is_counted=len(crowds) == 1)
            left += width
        canvas.words(middle, base + 50, scale.label(step), SMALL, canvas.theme.faint, "ms")
    canvas.bar(MARGIN, base, WIDTH - MARGIN, base + 4, canvas.theme.faint, radius=2)


def _draw_bar(
    canvas: Canvas,
    one: _ColouredOpinion,
    scale: ScoreScale,
    step: int,
    left: float,
    base: float,
    width: float,
    *,
    is_counted: bool,
) -> None:
    """A bar with its number, if there is room for numbers."""
    counts = one.opinion.at_steps(scale)
    if not counts[step]:
        return
    top = base - max(6, (_BARS - 60) * counts[step] / max(counts.values()))
    canvas.bar(left + 2, top, left + width - 2, base, one.colour)
    if is_counted:
        canvas.words(left + width / 2, top - 14, short(counts[step]), SMALL, canvas.theme.ink, "ms")


def _draw_lists(canvas: Canvas, crowds: list[_ColouredOpinion], top: float, media_type: str) -> None:
    canvas.words(MARGIN, top + _HEADING, t("On people’s lists"), TITLE, canvas.theme.ink, is_strong=True)
    for line, one in enumerate(crowds, start=1):
        y = top + _HEADING + _LEGEND * line
        canvas.about(lambda name, told=one.opinion: _listed_line(name, told), one.opinion.name, y, one.colour)
    longest = max(count / one.opinion.listed for one in crowds for count in one.opinion.lists.values())
    y = top + _HEADING + _LEGEND * len(crowds) + _GAP
    for status in _statuses([one.opinion for one in crowds]):
        name = fitting(str, entries.status_name(status, media_type), BODY, _LEFT - MARGIN - 16)
        canvas.words(MARGIN, y + sum(_THICK[len(crowds) - 1]) / 2, name, BODY, canvas.theme.ink, "lm")
        for thick, one in zip(_THICK[len(crowds) - 1], crowds, strict=True):
            if count := one.opinion.lists[status]:
                share = count / one.opinion.listed / longest
                right = _LEFT + max(6, (WIDTH - MARGIN - _NUMBER - _LEFT) * share)
                canvas.bar(_LEFT, y, right, y + thick - 2, one.colour)
                canvas.words(right + 14, y + thick / 2, short(count), 34, canvas.theme.ink, "lm")
            y += thick
        y += _GAP


def _scored_line(name: str, opinion: Opinion) -> str:
    scores = tn("{count} score", "{count} scores", opinion.scored)
    return " · ".join(part for part in (name, opinion.mean, scores) if part)


def _listed_line(name: str, opinion: Opinion) -> str:
    return f"{name} · {tn('{count} list', '{count} lists', opinion.listed)}"


def _in_words(opinions: Sequence[Opinion], scale: ScoreScale, media_type: str) -> str:
    said = [
        *(_scores_in_words(one, scale) for one in opinions),
        *(_lists_in_words(one, media_type) for one in opinions),
    ]
    return " ".join(sentence for sentence in said if sentence)


def _scores_in_words(opinion: Opinion, scale: ScoreScale) -> str:
    counts = opinion.at_steps(scale).items()
    bars = _joined(f"{scale.label(step)}: {number(count)}" for step, count in counts if count)
    return bars and tn(
        "{name}: {count} score, mean {mean}. Scores: {bars}.",
        "{name}: {count} scores, mean {mean}. Scores: {bars}.",
        opinion.scored,
        name=called(opinion.name),
        mean=opinion.mean or "–",
        bars=bars,
    )


def _lists_in_words(opinion: Opinion, media_type: str) -> str:
    counts = opinion.lists.items()
    lists = _joined(f"{entries.status_name(status, media_type)}: {number(count)}" for status, count in counts if count)
    return lists and tn(
        "{name}: on {count} list. {lists}.",
        "{name}: on {count} lists. {lists}.",
        opinion.listed,
        name=called(opinion.name),
        lists=lists,
    )


def _joined(parts: Iterable[str]) -> str:
    return tc("between the names of a list", ", ").join(parts)
