"""The titles related to a title, by kind, with a viewer's entries. Pure."""

from collections.abc import Iterable, Mapping

import msgspec

from store import Entry, Link, Media, Relation

# AniList's kinds of relations, in the order in which people look for them.
KINDS = (
    *("PREQUEL", "SEQUEL", "PARENT", "SIDE_STORY", "SUMMARY", "COMPILATION", "CONTAINS", "ALTERNATIVE", "SPIN_OFF"),
    *("SOURCE", "ADAPTATION", "SAME_UNIVERSE", "CHARACTER", "OTHER"),
)


class Onlooker(msgspec.Struct, frozen=True):
    """The viewer of a card. `is_alone`: nobody else sees it; `is_adult`: adult titles may be named where it is."""

    link: Link | None
    is_alone: bool
    is_adult: bool

    def sees(self, entry: Entry) -> bool:
        """Whether the viewer's entry may be shown on the card."""
        return self.is_alone or not (entry.private or entry.hidden)

    def takes(self, media: Media, entry: Entry | None) -> bool:
        """Whether the title may be named on the card: adult ones by AniList's setting, or as the viewer's own."""
        wants_adult = entry is not None or (self.link is not None and self.link.adult)
        return not media.is_adult or (self.is_adult and wants_adult)


class RelatedTitle(msgspec.Struct, frozen=True):
    """A title; `kind` is what it is to another one, and `entry` the viewer's, if it may be shown."""

    kind: str
    media: Media
    entry: Entry | None


def by_kind(
    relations: Iterable[Relation], media: Mapping[int, Media], own: Mapping[int, Entry], viewer: Onlooker
) -> list[RelatedTitle]:
    """The related titles that may be named, kind by kind, and of a kind in AniList's order."""
    found = [
        RelatedTitle(one.relation if one.relation in KINDS else "OTHER", title, own.get(title.id))
        for one in relations
        if (title := media.get(one.related_id)) and viewer.takes(title, own.get(title.id))
    ]
    return sorted(found, key=lambda one: KINDS.index(one.kind))
