"""What can be browsed, and the variables of AniList's question for it. Pure."""

from typing import Any, Literal

import msgspec

Order = Literal["trending", "popularity", "score", "newest"]
ORDERS: tuple[Order, ...] = ("trending", "popularity", "score", "newest")
FORMATS = {
    "ANIME": ("TV", "TV_SHORT", "MOVIE", "ONA", "OVA", "SPECIAL", "MUSIC"),
    "MANGA": ("MANGA", "NOVEL", "ONE_SHOT"),
}
_SORTS = {
    "trending": ["TRENDING_DESC", "POPULARITY_DESC"],
    "popularity": ["POPULARITY_DESC", "ID"],
    "score": ["SCORE_DESC", "POPULARITY_DESC"],
    "newest": ["START_DATE_DESC", "POPULARITY_DESC"],
}


class BrowseQuery(msgspec.Struct, frozen=True, kw_only=True):
    """The titles and their order; None is any. A title has all of the `genres` and `tags`.

    Without `adult`, adult titles are left out.
    """

    media_type: str = "ANIME"
    order: Order = "trending"
    genres: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    year: int | None = None
    season: str | None = None
    format: str | None = None
    country: str | None = None
    adult: bool = False

    @property
    def variables(self) -> dict[str, Any]:
        """The variables of ``browse.graphql``: a manga has a start date, and no season.

        The newest titles are those that are out, unless a year is wanted.
        """
        is_anime, is_of_any_year = self.media_type == "ANIME", self.year is None
        return {
            "type": self.media_type,
            "genres": list(self.genres) or None,
            "tags": list(self.tags) or None,
            "season": self.season,
            "year": self.year if is_anime else None,
            "started": None if is_anime or is_of_any_year else f"{self.year}%",
            "format": self.format,
            "country": self.country,
            "isAdult": None if self.adult else False,
            "statusNot": "NOT_YET_RELEASED" if self.order == "newest" and is_of_any_year else None,
            "sort": _SORTS[self.order],
        }
