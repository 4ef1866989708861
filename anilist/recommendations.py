"""A recommendation of one title to those who like another, as its voter sees it (``fragments/rated.graphql``)."""

from typing import Annotated

from anilist.shapes import AniListEnum, Id, OnOdd, Selection
from anilist.title import Difference


class RecommendationRating(AniListEnum):
    NO_RATING = "NO_RATING"
    RATE_UP = "RATE_UP"
    RATE_DOWN = "RATE_DOWN"
    UNKNOWN = "UNKNOWN"


class RatedMedia(Selection, frozen=True):
    id: Id


class RatedRecommendation(Selection, frozen=True):
    """`rating` is the votes for it minus the votes against it, `user_rating` the token's owner's vote."""

    rating: Difference | None
    user_rating: Annotated[RecommendationRating | None, OnOdd.COSTS_ALL]
    media: RatedMedia | None
    media_recommendation: RatedMedia | None

    def is_of(self, media_id: int, recommended_id: int) -> bool:
        """Whether it is about these titles; AniList leaves out what has been deleted."""
        told = (self.media, media_id), (self.media_recommendation, recommended_id)
        return all(one is None or one.id == wanted for one, wanted in told)
