"""Scores: kept from 0 (none) to 100, and shown and typed in AniList's five formats."""

from collections.abc import Callable

_STARS = (10, 30, 50, 70, 90)
_SMILEYS = (35, 60, 85)


def _band(raw: int, ends: tuple[int, ...]) -> int:
    """The band of a score, from 1; the last band has no end."""
    return 1 + sum(raw > end for end in ends) if raw else 0


_SHOWN: dict[str, Callable[[int], float]] = {
    "POINT_100": lambda raw: raw,
    "POINT_10_DECIMAL": lambda raw: raw / 10,
    "POINT_10": lambda raw: raw // 10,
    "POINT_5": lambda raw: _band(raw, (29, 49, 69, 89)),
    "POINT_3": lambda raw: _band(raw, (35, 60)),
}
_RAW: dict[str, Callable[[float], int]] = {
    "POINT_100": round,
    "POINT_10_DECIMAL": lambda score: round(score * 10),
    "POINT_10": lambda score: round(score) * 10,
    "POINT_5": lambda score: _STARS[min(round(score), 5) - 1] if score else 0,
    "POINT_3": lambda score: _SMILEYS[min(round(score), 3) - 1] if score else 0,
}


def shown(raw: int, score_format: str) -> float:
    """A kept score in `score_format`."""
    return _SHOWN[score_format](raw)


def kept(score: float, score_format: str) -> int:
    """The kept score for a score typed in `score_format`; the range of 0 to 100 is not checked."""
    return _RAW[score_format](score)
