"""Title search: the person's own list first, then cached titles, then AniList's search.

Knows nothing of Discord but its three seconds for an autocomplete.
"""

import asyncio
from collections.abc import Iterable, Mapping

from anilist import Caller, Priority
from i18n import mark, t
from library.errors import Ambiguous, NoTitle, WrongType
from library.finding.pauses import PAUSE, TypingPauses
from library.finding.ranks import Ranks
from library.finding.shared_search import LONGEST, SharedSearch, answer_of
from library.rules.text import one_line, shortened
from library.sync.library import Library
from library.sync.sources import Sources
from library.sync.title_loading import TitleLoading
from library.sync.title_pages import TitlePages
from library.titles.catalogue import Catalogue
from library.titles.labels import Labels
from library.titles.picking import Choice, bare_number, is_exact, linked, linked_subject, picked, read_label
from library.titles.search import Hit
from library.titles.words import plain
from store import Link, Media

IS_MANGA = mark("“{title}” is a manga, and this command is for anime.")
IS_ANIME = mark("“{title}” is an anime, and this command is for manga.")
NO_TITLE_LINK = mark("This isn’t a link to an anime or manga.")
CHOICES = 25
_NEAREST = 10  # titles that are offered when no name equals the typed text
_CALLED_SO = 100.0  # score of a hit whose name equals the typed text,
_SURE = 90.0  # and of a hit that has all the words
_ENOUGH = 5  # with so many hits AniList is not searched while a person types
_MOST_NUMBERED = 9999  # a number up to here may be a title that is not cached yet, such as 86
_LONGEST_TYPED = 500  # characters that are read while a person types; a link may be long


class Finder:
    """Suggests and resolves titles."""

    def __init__(
        self,
        sources: Sources,
        library: Library,
        pages: TitlePages,
        title_loading: TitleLoading,
        catalogue: Catalogue,
    ) -> None:
        self._media = sources.media
        self._gone = sources.gone
        self._library = library
        self._title_loading = title_loading
        self._catalogue = catalogue
        self._ranked = Ranks(sources.entries)
        self._labels = Labels(sources.media, catalogue)
        self._shared = SharedSearch(sources, pages)
        self.by_mal = self._shared.by_mal
        self.close = self._shared.close
        self._pauses = TypingPauses()

    async def suggest(
        self,
        link: Link | None,
        typed: str,
        media_type: str | None,
        *,
        own_only: bool = False,
        takes_adult: bool = False,
        also: Iterable[int] = (),
    ) -> list[Choice]:
        """Suggestions, best first, without a request.

        Beside a person's own, adult titles are offered if AniList's setting and the place (`takes_adult`) allow them,
        and private titles if they are in `also`.
        """
        typed, ranks = typed[:_LONGEST_TYPED], await self._ranks(link, media_type)
        if not self._title_loading.is_done:
            await self._title_loading.index(list(ranks))  # a person's own titles are found from the start on
        adult = takes_adult and link is not None and link.adult
        if exact := await self.recognise(link, typed):
            found = [exact]
        else:
            hits = self._catalogue.search(typed, media_type, own=ranks, also=also, adult=adult, limit=CHOICES)
            found = [*(hit.id for hit in hits), *([number] if (number := bare_number(typed)) else [])]
        kept = {*ranks, *also}
        ids = [
            one
            for one in dict.fromkeys(found)
            if self._catalogue.offers(one, media_type, own=ranks, also=kept, adult=adult)
            and (not own_only or one in ranks)
        ][:CHOICES]
        return await self._labels.choices(await self._known(ids), _language(link), kept)

    async def suggest_widely(
        self, link: Link | None, typed: str, media_type: str | None, *, seconds: float, takes_adult: bool = False
    ) -> list[Choice]:
        """Like :meth:`suggest`, with AniList's search when too few titles are known; waits at most `seconds` for it.

        A *debounce*: AniList is searched only when the person pauses.
        """
        typed = typed[:_LONGEST_TYPED]
        may_ask = len(typed.strip()) >= 3 and self._title_loading.is_done and not is_exact(typed)
        too_little = may_ask and len(self._sure_hits(typed, media_type, _ENOUGH)) < _ENOUGH
        found: list[int] = []
        if too_little and (self._shared.has(typed, media_type) or await self._pauses.has_paused(link)):
            task = self._shared.start(link, typed, media_type, Caller(Priority.NEXT))
            await asyncio.wait({task}, timeout=seconds - PAUSE)
            found = answer_of(task)
        return await self.suggest(link, typed, media_type, takes_adult=takes_adult, also=found)

    async def recognise(self, link: Link | None, text: str) -> int | None:
        """The id of the title that `text` names beyond doubt: a picked suggestion, its label, or a link to AniList.

        Sends no request.
        """
        found = linked(text)
        exact = found.number if found and not found.is_mal else picked(text)
        if exact or not read_label(text):
            return exact
        return await self._labels.titled(text, _language(link), await self._ranks(link, None))

    async def find(self, link: Link | None, text: str, media_type: str | None, *, own_only: bool = False) -> int:
        """The id of the title that `text` names, by any kind of reference.

        A bare number is a name first, and an id if no title has that name. Raises Ambiguous, NoTitle, WrongType,
        AniList's errors, TitleGone.
        """
        number, page = bare_number(text), linked(text)
        if linked_subject(text):
            raise WrongType(lambda: t(NO_TITLE_LINK))
        if not page and not picked(text):
            await self._title_loading.wait()
        if page and page.is_mal:
            media_id = await self.by_mal(link, page.number, page.media_type)
        elif exact := await self.recognise(link, text):
            media_id = exact
        elif number:
            media_id = await self._numbered(link, number, media_type, own_only=own_only)
        else:
            return await self.find_name(link, text, media_type, own_only=own_only)
        media_id = self._gone.current(media_id)
        if media_type and await self._type_of(link, media_id) != media_type:
            is_other = IS_MANGA if media_type == "ANIME" else IS_ANIME
            raise WrongType(lambda: t(is_other, title=shortened(text, LONGEST)))
        return media_id

    async def _type_of(self, link: Link | None, media_id: int) -> str:
        """ANIME or MANGA. Raises AniList's errors, TitleGone."""
        return await self._media.media_type(media_id) or (await self._library.media(link, media_id)).media_type

    async def find_name(self, link: Link | None, text: str, media_type: str | None, *, own_only: bool = False) -> int:
        """The id of the title with that name. Raises Ambiguous, NoTitle, AniList's errors."""
        await self._title_loading.wait()
        named = read_label(text)
        text = one_line(named.name if named else text)
        theirs = await self._ranks(link, media_type)
        ranks: Mapping[int, int] = theirs if own_only else {}
        hits = self._named(text, media_type, ranks, theirs)
        found: list[int] = []
        if own_only:
            hits = [hit for hit in hits if hit.id in ranks]
        elif [hit.score for hit in hits if hit.score >= _CALLED_SO] != [_CALLED_SO]:
            found = await self._shared.results(link, text, media_type, is_needed=all(hit.score < _SURE for hit in hits))
            hits = self._named(text, media_type, ranks, [*theirs, *found])
        if _is_clear(hits):
            return hits[0].id
        sure = [hit for hit in hits if hit.score >= _SURE]
        most = CHOICES if sure else _NEAREST
        choices = await self._known(list(dict.fromkeys([*(hit.id for hit in sure or hits), *found]))[:most])
        if not choices:
            raise NoTitle(text, media_type, own_only=own_only)
        raise Ambiguous(choices, _language(link), typed=text, is_weak=not sure)

    async def _numbered(self, link: Link | None, number: int, media_type: str | None, *, own_only: bool) -> int:
        """The title with the number in its name, or with that id. Raises Ambiguous, AniList's errors.

        AniList is searched when the number is short enough to be a whole name.
        """
        text, ranks = str(number), await self._ranks(link if own_only else None, media_type)
        hits = await self._with_word(text, media_type)
        if not hits and not own_only and number <= _MOST_NUMBERED:
            await self._shared.results(link, text, media_type, is_needed=True)
            hits = await self._with_word(text, media_type)
        if own_only:
            hits = [hit for hit in hits if hit.id in ranks]
        if not hits or _is_clear(hits):
            return hits[0].id if hits else number
        choices = await self._known([*(hit.id for hit in hits), number][:CHOICES])
        raise Ambiguous(choices, _language(link), typed=text)

    async def _with_word(self, text: str, media_type: str | None) -> list[Hit]:
        """The titles with the number as a word of a name: 20 does not mean a title of 2011."""
        hits = self._sure_hits(text, media_type)
        known = await self._media.of(hit.id for hit in hits)
        return [hit for hit in hits if hit.id in known and text in _words_of(known[hit.id])]

    def _named(self, text: str, media_type: str | None, ranks: Mapping[int, int], also: Iterable[int]) -> list[Hit]:
        """The titles with that name, or a similar one.

        Signs without letters fit no title, and an empty text fits any title.
        """
        hits = self._catalogue.search(text, media_type, own=ranks, also=also, limit=CHOICES)
        return [hit for hit in hits if hit.score > 0 or not text.strip()]

    def _sure_hits(self, typed: str, media_type: str | None, most: int = CHOICES) -> list[Hit]:
        return [hit for hit in self._catalogue.search(typed, media_type, limit=most) if hit.score >= _SURE]

    async def _known(self, ids: list[int]) -> list[Media]:
        known = await self._media.of(ids)
        return [known[media_id] for media_id in ids if media_id in known]

    async def _ranks(self, link: Link | None, media_type: str | None) -> Mapping[int, int]:
        """The ranks of the person's own titles by id; 0 is the title that they most likely mean."""
        return await self._ranked.of(link.discord_id, media_type) if link else {}


def _words_of(media: Media) -> set[str]:
    names = (media.romaji, media.english, media.native, *media.synonyms)
    return {word for name in names if name for word in plain(name).split()}


def _language(link: Link | None) -> str:
    return link.title_language if link else "ROMAJI"


def _is_clear(hits: list[Hit]) -> bool:
    """Whether only the first hit can be meant."""
    least = _CALLED_SO if hits and hits[0].score >= _CALLED_SO else _SURE
    return [hit.score >= least for hit in hits[:2]] in ([True], [True, False])
