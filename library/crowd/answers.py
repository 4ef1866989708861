"""The results of the statistics. Titles and people are ids here: a card looks up the names."""

from typing import Literal, NamedTuple

import msgspec

from library.lists import Length

MINIMUM_SHARED = 10  # titles that both have scored, for a correlation that says something
LOVED = 80  # of 100
LEAST_SCORES = 5  # scores that a person needs for a mean that says something
ALIKE = 0.3  # the least correlation of people who have the same taste

Sort = Literal["loved", "known", "divisive"]
Count = Literal["days", "episodes", "chapters", "completed", "score"]
SORTS: dict[str, Sort] = {sort: sort for sort in ("loved", "known", "divisive")}
COUNTS: dict[str, Count] = {count: count for count in ("days", "episodes", "chapters", "completed", "score")}


class Affinity(NamedTuple):
    """How alike two people score: Pearson's correlation over the titles that both have scored, from -1 to 1.

    None with fewer than :data:`MINIMUM_SHARED` of them, or when one of the two gives them all the same score.
    """

    discord_id: int
    shared: int
    correlation: float | None


class Pair(NamedTuple):
    """Two people's scores of a title, of 100."""

    media_id: int
    mine: int
    theirs: int


class Comparison(msgspec.Struct, frozen=True):
    """Two people: the titles on both lists, and the titles that both have scored, the nearest scores first."""

    affinity: Affinity
    in_common: int
    pairs: tuple[Pair, ...]


class TitleFilter(msgspec.Struct, frozen=True, kw_only=True):
    """A filter of titles: None is any. The words are AniList's, and those of :mod:`library.lists` for the length."""

    media_type: str | None = None
    is_adult: bool = False
    format: str | None = None
    length: Length | None = None


class ScoredTitle(NamedTuple):
    """A title, the number of `people` who have scored it, the `mean` of 100, and the standard deviation (`spread`)."""

    media_id: int
    people: int
    mean: float
    spread: float


class Watched(NamedTuple):
    """A title, the number of people who watch or read it, and the `least` and the `most` progress among them."""

    media_id: int
    people: int
    least: int
    most: int


class SharedPlan(NamedTuple):
    """A title to watch together: how many plan it, and how many of the others gave it :data:`LOVED` or more."""

    media_id: int
    planned: int
    loved: int


class LeaderboardRow(NamedTuple):
    """A person's counts; `mean` is the mean of the `scored` titles, of 100, and 0 without any."""

    discord_id: int
    minutes: int
    episodes: int
    chapters: int
    completed: int
    scored: int
    mean: float


class Suggestion(NamedTuple):
    """A title for a person, with the reasons.

    `fans` people with the same taste gave it `score` of 100 or more. AniList recommends it to people who like the title
    `because`, 0 for none. `loved` people here gave it :data:`LOVED` or more.
    """

    media_id: int
    fans: int
    score: int
    because: int
    loved: int
    is_planned: bool
