"""A bar chart of the genres with the most titles, each with its mean score."""

from collections.abc import Iterable

from cards.card import Picture
from cards.charts.canvas import called
from cards.charts.ranking import MOST, Ranked, ranked_in_words, ranking
from cards.charts.scale import ScoreScale
from i18n import t


def top_genres(name: str, genres: Iterable[Ranked], scale: ScoreScale, *, accent: int, is_light: bool) -> Picture:
    """The genres with the most titles; means are on the viewer's `scale`."""
    counted = [genre for genre in genres if genre.count > 0]
    top = sorted(counted, key=lambda genre: (-genre.count, genre.name))[:MOST]
    words = _in_words(called(name), top, scale)
    return ranking("genres", genres_of, name, top, scale, accent=accent, is_light=is_light, in_words=words)


def genres_of(name: str) -> str:
    return t("{name}’s genres", name=name)


def _in_words(name: str, top: list[Ranked], scale: ScoreScale) -> str:
    if not top:
        return t("{name} has no titles with genres yet.", name=name)
    return t("{name}’s genres with the most titles: {genres}.", name=name, genres=ranked_in_words(top, scale))
