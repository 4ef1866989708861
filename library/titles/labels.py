"""Labels of autocomplete suggestions, each of which leads back to its title alone. Sends no request."""

from collections.abc import Collection, Iterable

from i18n import in_each_language
from library.rules.text import one_line
from library.titles.catalogue import Catalogue
from library.titles.picking import Choice, as_picked, label, read_label
from store import Media, MediaFacts

_MOST_NAMESAKES = 10  # titles of the same name that are read for a suggestion
_MEDIA_TYPES = ("ANIME", "MANGA")
_LANGUAGES = ("ROMAJI", "ENGLISH", "NATIVE")


class Labels:
    """Finds a label's title by the name on it."""

    def __init__(self, media: MediaFacts, catalogue: Catalogue) -> None:
        self._media = media
        self._catalogue = catalogue

    async def choices(self, media: list[Media], language: str, also: Collection[int]) -> list[Choice]:
        """A suggestion for each title. It has the title's id if its label alone would not lead to the title.

        The id is also used when too many titles share the name. `also` are the private titles that the person may know
        of.
        """
        labels = {one.id: label(one, language) for one in media}
        namesakes = {one.id: self._namesakes(labels[one.id], one.media_type, also) for one in media}
        few = [same for same in namesakes.values() if len(same) <= _MOST_NAMESAKES]
        others = await self._media.of(set[int]().union(*few) - labels.keys())
        labels |= {media_id: label(one, language) for media_id, one in others.items()}

        def labelled(one: Media) -> str:
            same = [number for number in namesakes[one.id] if labels.get(number) == labels[one.id]]
            leads_to_it = same == [one.id] and len(namesakes[one.id]) <= _MOST_NAMESAKES
            return label(one, language, is_numbered=not leads_to_it)

        return [Choice(labelled(one), as_picked(one.id)) for one in media]

    async def titled(self, text: str, language: str, also: Collection[int]) -> int | None:
        """The only cached title with that label, its name in `language` or else in another.

        The rest of the label may be in any language: the label's reader and this task may not share theirs. None when
        too many titles share the name.
        """
        namesakes = (self._namesakes(text, media_type, also) for media_type in _MEDIA_TYPES)
        few = [same for same in namesakes if len(same) <= _MOST_NAMESAKES]  # the labels of more have their ids
        known = await self._media.of(set[int]().union(*few))
        for languages in ((language,), _LANGUAGES):
            if found := [one.id for one in known.values() if one_line(text) in _labels(one, languages)]:
                return found[0] if len(found) == 1 else None
        return None

    def _namesakes(self, text: str, media_type: str, also: Collection[int]) -> set[int]:
        """The cached titles of that type with the name on the label."""
        named = read_label(text)
        if named is None:
            return set()
        return self._catalogue.called(
            named.name, media_type, also=also, is_begun=named.is_cut, most=_MOST_NAMESAKES + 1
        )


def _labels(media: Media, languages: Iterable[str]) -> set[str]:
    """The title's labels in every language, with its names in those title languages."""
    return {said for each in in_each_language(lambda: [label(media, it) for it in languages]) for said in each}
