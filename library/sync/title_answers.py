"""The mapper from AniList's answer about one title to what is kept of it: details, relations, recommendations. Pure.

Each list is cut to a number that is far above AniList's own, so that no answer makes a document too large.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from anilist import MediaPage, title
from library.sync.answers import fuzzy_number, value_of
from library.titles.details import (
    CharacterCredit,
    Ranking,
    Review,
    SiteLink,
    StaffCredit,
    StudioCredit,
    TitleDetails,
    TitleTag,
    VoiceCredit,
)
from store import Recommendation, Relation

_MOST = 50
_MOST_RELATIONS = 300
_LONGEST_SUMMARY = 1000

_T = TypeVar("_T")
Answer = MediaPage | title.FranchiseTitle


def details_of(answer: MediaPage) -> TitleDetails:
    stats = answer.stats or title.MediaStats(None, None)
    return TitleDetails(
        ended=fuzzy_number(answer.end_date),
        tags=tuple(_tag(one) for one in _first(answer.tags)),
        studios=_studios(answer.studios),
        rankings=tuple(_ranking(one) for one in _first(answer.rankings)),
        characters=tuple(_characters(answer.characters)),
        staff=tuple(_staff(answer.staff)),
        sites=tuple(_sites(answer.external_links)),
        scores={one.score: one.amount for one in _first(stats.score_distribution) if one.score and one.amount},
        statuses={
            status: one.amount
            for one in _first(stats.status_distribution)
            if (status := value_of(one.status)) and one.amount
        },
        review=_review(answer.reviews),
    )


def relations_of(answer: Answer) -> dict[int, list[Relation]]:
    """The relations of the title, and of the titles that it is related to: of all whose relations AniList tells."""
    related = {one.id: relations_in(one.id, one.relations) for one in related_media(answer)}
    told = {**related, answer.id: relations_in(answer.id, answer.relations)}
    return {media_id: relations for media_id, relations in told.items() if relations is not None}


def related_media(answer: Answer) -> list[title.RelatedMedium]:
    """The other titles that the title is related to, each once."""
    edges = _first(answer.relations and answer.relations.edges, _MOST_RELATIONS)
    return list({edge.node.id: edge.node for edge in edges if edge.node and edge.node.id != answer.id}.values())


def relations_in(media_id: int, told: title.RelatedMedia | title.FurtherMedia | None) -> list[Relation] | None:
    """A title's relations in AniList's order; None when AniList does not tell them."""
    if told is None or told.edges is None:
        return None
    return [
        Relation(media_id, edge.node.id, value_of(edge.relation_type) or "OTHER")
        for edge in _first(told.edges, _MOST_RELATIONS)
        if edge.node and edge.node.id != media_id
    ]


def recommendations_of(answer: MediaPage) -> list[Recommendation] | None:
    """The title's recommendations; None when AniList tells none."""
    nodes = answer.recommendations.nodes if answer.recommendations else None
    if nodes is None:
        return None
    return [
        Recommendation(answer.id, node.media_recommendation.id, node.rating or 0)
        for node in nodes
        if node and node.media_recommendation
    ]


def _tag(tag: title.MediaTag) -> TitleTag:
    return TitleTag(tag.name, tag.rank or 0, bool(tag.is_media_spoiler or tag.is_general_spoiler), bool(tag.is_adult))


def _studios(studios: title.StudioConnection | None) -> tuple[StudioCredit, ...]:
    """The studios, then the producers."""
    edges = _first(studios and studios.edges)
    credited = {edge.node.id: StudioCredit(edge.node.id, edge.node.name, edge.is_main) for edge in edges if edge.node}
    return tuple(sorted(credited.values(), key=lambda one: not one.is_main))


def _ranking(rank: title.MediaRank) -> Ranking:
    if rank.all_time:
        return Ranking(rank.rank, rank.type.value)
    return Ranking(rank.rank, rank.type.value, rank.year, value_of(rank.season))


def _characters(characters: title.CharacterConnection | None) -> Iterator[CharacterCredit]:
    for edge in _first(characters and characters.edges):
        if edge.node and (name := _name(edge.node.name)):
            voices = tuple(_voices(edge.voice_actor_roles))
            yield CharacterCredit(
                edge.node.id, name, _native(edge.node.name), value_of(edge.role) or "", _image(edge.node), voices
            )


def _voices(roles: list[title.VoiceActorRole | None] | None) -> Iterator[VoiceCredit]:
    for role in _first(roles):
        actor = role.voice_actor
        if actor and actor.language_v2 and (name := _name(actor.name)):
            yield VoiceCredit(actor.id, name, actor.language_v2, role.dub_group or role.role_notes or "")


def _staff(staff: title.StaffConnection | None) -> Iterator[StaffCredit]:
    for edge in _first(staff and staff.edges):
        if edge.node and (name := _name(edge.node.name)):
            yield StaffCredit(edge.node.id, name, _native(edge.node.name), edge.role or "", _image(edge.node))


def _sites(links: list[title.ExternalLink | None] | None) -> Iterator[SiteLink]:
    for link in _first(links):
        if link.url and not link.is_disabled:
            yield SiteLink(link.site, link.url, value_of(link.type) or "", link.language or "", link.notes or "")


def _review(reviews: title.ReviewConnection | None) -> Review | None:
    found = next((one for one in _first(reviews and reviews.nodes) if not one.private), None)
    if found is None or not found.summary or found.user is None:
        return None
    helpful, votes = found.rating or 0, found.rating_amount or 0
    summary = found.summary[:_LONGEST_SUMMARY]
    return Review(found.id, summary, found.user.name, found.score, helpful, votes, found.site_url)


def _name(name: title.CreditName | None) -> str:
    return (name and (name.full or name.native)) or ""


def _native(name: title.CreditName | None) -> str:
    """The name in the person's own letters, where it is another one."""
    return (name and name.full and name.native) or ""


def _image(person: title.CreditedPerson) -> str | None:
    return person.image.large if person.image else None


def _first(items: Iterable[_T | None] | None, most: int = _MOST) -> Iterator[_T]:
    """The known ones among the first items."""
    return (item for item in islice(items or (), most) if item is not None)
