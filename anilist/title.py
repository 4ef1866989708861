"""All that AniList tells of one medium: a struct for each selection of ``fragments/details.graphql``.

Nothing in that fragment depends on who asks. Knows nothing of the use of an answer.
"""

from typing import Annotated

from msgspec import Meta

from anilist.enums import (
    CharacterRole,
    ExternalLinkType,
    MediaListStatus,
    MediaRankType,
    MediaRelation,
    MediaSeason,
)
from anilist.library import AniListDate, AniListMedia, MediaCard
from anilist.shapes import MOST, Address, Count, Hundredths, Id, Name, OnOdd, Selection, Text

Difference = Annotated[int, Meta(ge=-MOST, le=MOST)]  # of votes for and against


class MediaTag(Selection, frozen=True):
    """A tag; `rank` is how much people think that it fits, of 100."""

    name: Name
    rank: Hundredths | None
    is_general_spoiler: Annotated[bool | None, OnOdd.IS_TRUE]
    is_media_spoiler: Annotated[bool | None, OnOdd.IS_TRUE]
    is_adult: Annotated[bool | None, OnOdd.IS_TRUE]


class NamedStudio(Selection, frozen=True):
    id: Id
    name: Name


class StudioEdge(Selection, frozen=True):
    """A company that made a medium: its studio where `is_main`, else a producer."""

    is_main: bool
    node: NamedStudio | None


class StudioConnection(Selection, frozen=True):
    edges: list[StudioEdge | None] | None


class MediaRank(Selection, frozen=True):
    """A place among all media of a kind: of all time, of a year, or of a season."""

    rank: Count
    type: MediaRankType
    all_time: bool | None
    year: Count | None
    season: MediaSeason | None


class RelatedId(Selection, frozen=True):
    id: Id


class FurtherEdge(Selection, frozen=True):
    """Another medium, by its id alone, and what it is to a related one."""

    relation_type: MediaRelation | None
    node: RelatedId | None


class FurtherMedia(Selection, frozen=True):
    edges: list[FurtherEdge | None] | None


class RelatedMedium(AniListMedia, frozen=True):
    """A related medium, and what it is related to itself."""

    relations: FurtherMedia | None


class RelatedEdge(Selection, frozen=True):
    """Another medium, and what it is to this one; None when AniList has lost it."""

    relation_type: MediaRelation | None
    node: RelatedMedium | None


class RelatedMedia(Selection, frozen=True):
    """``fragments/relations.graphql``."""

    edges: list[RelatedEdge | None] | None


class FranchiseTitle(AniListMedia, frozen=True):
    """``franchise.graphql``: a medium with its relations."""

    relations: RelatedMedia | None


class CreditName(Selection, frozen=True):
    full: Name | None
    native: Name | None


class CreditImage(Selection, frozen=True):
    large: Address | None


class CreditedPerson(Selection, frozen=True):
    """A character, or somebody of the staff."""

    id: Id
    name: CreditName | None
    image: CreditImage | None


class VoiceActor(Selection, frozen=True):
    """`language_v2` is in English words, such as ``Japanese``."""

    id: Id
    name: CreditName | None
    language_v2: Name | None


class VoiceActorRole(Selection, frozen=True):
    """Who speaks a character; `role_notes` and `dub_group` tell several versions in a language apart."""

    role_notes: Name | None
    dub_group: Name | None
    voice_actor: VoiceActor | None


class CharacterEdge(Selection, frozen=True):
    role: CharacterRole | None
    node: CreditedPerson | None
    voice_actor_roles: list[VoiceActorRole | None] | None


class CharacterConnection(Selection, frozen=True):
    edges: list[CharacterEdge | None] | None


class StaffEdge(Selection, frozen=True):
    """`role` is in English words, such as ``Original Creator``."""

    role: Name | None
    node: CreditedPerson | None


class StaffConnection(Selection, frozen=True):
    edges: list[StaffEdge | None] | None


class ExternalLink(Selection, frozen=True):
    """A page about the medium elsewhere; `language` is in English words, `notes` such as ``Dubbed``."""

    site: Name
    url: Address | None
    type: ExternalLinkType | None
    language: Name | None
    notes: Name | None
    is_disabled: bool | None


class ScoreAmount(Selection, frozen=True):
    """The number of people who gave that score: 10, 20 … 100."""

    score: Hundredths | None
    amount: Count | None


class StatusAmount(Selection, frozen=True):
    """The number of people with that status."""

    status: MediaListStatus | None
    amount: Count | None


class MediaStats(Selection, frozen=True):
    score_distribution: list[ScoreAmount | None] | None
    status_distribution: list[StatusAmount | None] | None


class Reviewer(Selection, frozen=True):
    name: Name


class AniListReview(Selection, frozen=True):
    """A review; `rating` of its `rating_amount` readers found it helpful."""

    id: Id
    summary: Text | None
    score: Hundredths | None
    rating: Count | None
    rating_amount: Count | None
    private: Annotated[bool | None, OnOdd.IS_TRUE]
    site_url: Address | None
    user: Reviewer | None


class ReviewConnection(Selection, frozen=True):
    nodes: list[AniListReview | None] | None


class RecommendedMedia(Selection, frozen=True):
    id: Id


class AniListRecommendation(Selection, frozen=True):
    """A recommended medium, None when AniList has deleted it.

    `rating` is the votes for it minus the votes against it.
    """

    rating: Difference | None
    media_recommendation: RecommendedMedia | None


class RecommendationPage(Selection, frozen=True):
    nodes: list[AniListRecommendation | None] | None


class MediaPage(MediaCard, frozen=True):
    """``media.graphql``: a medium's card and ``fragments/details.graphql``."""

    end_date: AniListDate | None
    tags: list[MediaTag | None] | None
    studios: StudioConnection | None
    rankings: list[MediaRank | None] | None
    relations: RelatedMedia | None
    characters: CharacterConnection | None
    staff: StaffConnection | None
    external_links: list[ExternalLink | None] | None
    stats: MediaStats | None
    reviews: ReviewConnection | None
    recommendations: RecommendationPage | None
