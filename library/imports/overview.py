"""What there is to say of an import: its numbers, some titles, how much is left. Knows no card."""

from collections.abc import Callable, Sequence

import msgspec

from anilist import MOST_AT_ONCE, AniList
from library.imports.export import ExportedEntry, exported_of
from library.imports.plan import LEVELS, planned
from library.sync.library import Library
from store import Entries, Entry, Import, ImportMode, Imports, ImportTitle, ImportTitles, Link, Media, TitleState

_EXAMPLES = 5
_AT_ONCE = 500
_TITLES_IN_A_SEARCH = 50
_NAMED: tuple[TitleState, ...] = ("missing", "refused", "kept")
_WRITTEN: tuple[TitleState, ...] = ("begun", "dated", "done", "undoing")


class ImportExample(msgspec.Struct, frozen=True):
    """A title of an import, and its entry before and after."""

    title: ImportTitle
    media: Media
    before: Entry | None
    after: Entry


class ImportOverview(msgspec.Struct, frozen=True, kw_only=True):
    """An import in numbers. `numbers` counts the titles by state and level; `minutes` is what is left, about.

    `mode` is the chosen or the running one. `named` are some titles that are no news of success: not found, refused,
    or left as they are. `is_unanswered`: it waits for AniList to answer again.
    """

    one: Import
    link: Link
    mode: ImportMode
    numbers: dict[tuple[TitleState, int], int]
    examples: Sequence[ImportExample]
    named: dict[TitleState, list[str]]
    minutes: int
    is_unanswered: bool = False

    def count(self, *states: TitleState, least: int = 0, most: int = 3) -> int:
        return sum(n for (state, level), n in self.numbers.items() if state in states and least <= level <= most)

    @property
    def total(self) -> int:
        return sum(self.numbers.values())

    @property
    def written(self) -> int:
        return self.count(*_WRITTEN)

    @property
    def to_write(self) -> int:
        """The titles that the chosen mode still adds or changes."""
        return self.count("waiting", least=1, most=LEVELS[self.mode])


class ImportOverviews:
    """Reads overviews. `unanswered` are the imports whose last turn in this process AniList did not answer."""

    def __init__(
        self,
        anilist: AniList,
        entries: Entries,
        library: Library,
        imports: Imports,
        titles: ImportTitles,
        now: Callable[[], int],
    ) -> None:
        self._anilist = anilist
        self._entries = entries
        self._library = library
        self._imports = imports
        self._titles = titles
        self._now = now
        self.unanswered = set[int]()

    async def of(self, link: Link, one: Import, mode: ImportMode | None = None) -> ImportOverview:
        """The overview; before the start of what `mode` would do."""
        chosen = mode or one.mode
        counts = await self._titles.counts(one.id)
        named: dict[TitleState, list[str]] = {state: await self._names(one.id, state) for state in _NAMED}
        overview = ImportOverview(
            one=one,
            link=link,
            mode=chosen,
            numbers={(count.state, count.level): count.number for count in counts},
            examples=await self._examples(link, one, chosen) if one.state == "proposed" else (),
            named=dict(item for item in named.items() if item[1]),
            minutes=0,
            is_unanswered=one.id in self.unanswered,
        )
        return msgspec.structs.replace(overview, minutes=await self._minutes(overview))

    async def everything(self, import_id: int) -> list[tuple[ImportTitle, ExportedEntry]]:
        """All titles, by their number in the file."""
        found, last = list[ImportTitle](), -1
        while some := await self._titles.all_after(import_id, last, limit=_AT_ONCE):
            found += some
            last = some[-1].number
        return [(title, exported_of(title.exported)) for title in found]

    async def _examples(self, link: Link, one: Import, mode: ImportMode) -> list[ImportExample]:
        """Some titles that would be added, and some that would be changed."""
        new = await self._titles.some(one.id, "waiting", levels=(1, 1), limit=_EXAMPLES)
        changed = await self._titles.some(one.id, "waiting", levels=(2, LEVELS[mode]), limit=_EXAMPLES)
        titles = {title.media_id: title for title in (*changed, *new) if title.media_id is not None}
        media = await self._library.cached_media(list(titles))
        entries = {entry.media_id: entry for entry in await self._entries.among(link.discord_id, titles)}
        found = list[ImportExample]()
        for media_id, title in titles.items():
            before = entries.get(media_id)
            if media_id in media and (after := planned(exported_of(title.exported), before, media[media_id], mode)):
                found.append(ImportExample(title, media[media_id], before, after))
        return found

    async def _names(self, import_id: int, state: TitleState) -> list[str]:
        titles = await self._titles.some(import_id, state, limit=_EXAMPLES)
        return [exported_of(title.exported).title or f"{title.mal_id}" for title in titles]

    async def _minutes(self, overview: ImportOverview) -> int:
        """The minutes until it is done, if nothing else comes in between but the other imports; 0 if nobody knows."""
        if overview.is_unanswered:
            return 0
        match overview.one.state:
            case "matching":
                requests = -(-overview.count("unmatched") // _TITLES_IN_A_SEARCH)
            case "running":
                requests = -(-overview.to_write // MOST_AT_ONCE)
            case "undoing":
                requests = -(-overview.written // MOST_AT_ONCE)
            case _:
                return 0
        others = len(await self._imports.due(self._now()))
        return -(-requests * max(others, 1) // max(self._anilist.background_a_minute, 1))
