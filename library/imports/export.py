"""The reader of MyAnimeList's exports: XML, packed with gzip or not, from anybody; its bytes in, its entries out. Pure.

The file may be hostile. Its size is bounded before and after unpacking, and a document type is refused, which alone
could define entities: https://docs.python.org/3/library/xml.html#xml-security. An odd value costs itself, an entry
without an id or a status costs itself, and neither costs the others. Knows nothing of AniList.
"""

import re
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from xml.parsers import expat

import msgspec

from i18n import mark, number, t
from library.errors import InvalidFile
from library.rules import notes
from library.rules.text import one_line, shortened
from store import FuzzyDate

MOST_MEGABYTES = 10
MOST_UNPACKED_MEGABYTES = 32
MOST_ENTRIES = 20_000
NO_EXPORT = mark("This isn’t a list exported from MyAnimeList. Export yours at {address} and send me that file.")
DAMAGED = mark("This file is damaged, or a part of it is missing. Export your list again and send me the new file.")
TOO_BIG = mark("This file is too big: I read up to {most} MB, or {unpacked} MB unpacked.")
TOO_MANY = mark("There are more than {most} titles in this file, which is more than I can move at once.")
EMPTY = mark("There are no titles in this file.")
ADDRESS = "https://myanimelist.net/panel.php?go=export"

_MEGABYTE = 1024 * 1024
_FED_AT_ONCE = 64 * 1024  # bytes, between which other threads run
_LONGEST_TOKEN = 512 * 1024  # bytes of a tag or a remark
_MOST_NAMES = 1000  # of elements and attributes, each counted once
_MOST_ELEMENTS = 50 * MOST_ENTRIES  # some twenty of each entry
_MOST_MEMBERS = 100  # of a packed file, which has one as a rule
_LONGEST = 8000  # characters of a value
_LONGEST_NAME = 200
_DEEPEST = 6
_MOST_ID = 2**31 - 1
_MOST_COUNT = 100_000
_MOST_REPEATS = 1000  # AniList takes no more
_ROOT, _KINDS = "myanimelist", {"anime": "ANIME", "manga": "MANGA"}
_STATUSES = {
    **dict.fromkeys(("1", "watching", "reading", "currentlywatching", "currentlyreading"), "CURRENT"),
    **dict.fromkeys(("2", "completed"), "COMPLETED"),
    **dict.fromkeys(("3", "onhold", "paused"), "PAUSED"),
    **dict.fromkeys(("4", "dropped"), "DROPPED"),
    **dict.fromkeys(("6", "plantowatch", "plantoread", "planning"), "PLANNING"),
    **dict.fromkeys(("rewatching", "rereading", "repeating"), "REPEATING"),
}
_NAMES = {  # of each value, as the anime and the manga of several exporters have it
    "mal_id": ("series_animedb_id", "manga_mangadb_id", "series_mangadb_id"),
    "title": ("series_title", "manga_title"),
    "progress": ("my_watched_episodes", "my_read_chapters"),
    "again": ("my_rewatching", "my_rereading"),
    "progress_again": ("my_rewatching_ep", "my_rereading_chap"),
    "repeat": ("my_times_watched", "my_times_read"),
}
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_SCORE = re.compile(r"(?:10|[0-9])(?:\.[0-9]{1,2})?")
_CUT = re.compile("&#?[0-9a-zA-Z]{0,32}$")  # a reference without its end
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


class ExportedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A title as the file has it. The score is of 100, and 0 is none; `title` is its name in the file."""

    media_type: str
    mal_id: int
    title: str
    status: str
    progress: int = 0
    volumes: int = 0
    score: int = 0
    repeat: int = 0
    started: FuzzyDate = FuzzyDate()
    completed: FuzzyDate = FuzzyDate()
    notes: str = ""


class Export(msgspec.Struct, frozen=True):
    """The entries of a file, each title once; `unread` counts the entries that can't be understood."""

    entries: list[ExportedEntry]
    unread: int


def exported_of(text: str) -> ExportedEntry:
    """The entry of its JSON, as it is stored."""
    return msgspec.json.decode(text, type=ExportedEntry)


def refuse_too_big(size: int) -> None:
    """Raises InvalidFile for a file of more bytes than are read."""
    if size > MOST_MEGABYTES * _MEGABYTE:
        raise _too_big()


def read_export(data: bytes, *, with_notes: bool) -> Export:
    """The entries of a file; takes up to seconds. Of two with the same title the later counts. Raises InvalidFile."""
    refuse_too_big(len(data))
    reader = _Reader(with_notes=with_notes)
    size = 0
    for piece in _unpacked(data):
        size += len(piece)
        if size > MOST_UNPACKED_MEGABYTES * _MEGABYTE:
            raise _too_big()
        reader.feed(piece)
    return reader.finish()


def _unpacked(data: bytes) -> Iterator[bytes]:
    """The file in pieces of a megabyte, unpacked if it is packed. Raises InvalidFile."""
    if not data.startswith(b"\x1f\x8b"):
        yield from (data[start : start + _MEGABYTE] for start in range(0, len(data), _MEGABYTE))
        return
    members = 0
    while data.startswith(b"\x1f\x8b"):
        members += 1
        if members > _MOST_MEMBERS:  # each copies the rest
            raise InvalidFile(lambda: t(DAMAGED))
        unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        while not unpacker.eof:
            try:
                piece = unpacker.decompress(data, _MEGABYTE)
            except zlib.error as error:
                raise InvalidFile(lambda: t(DAMAGED)) from error
            data = unpacker.unconsumed_tail
            if not (piece or data or unpacker.eof):
                raise InvalidFile(lambda: t(DAMAGED))
            yield piece
        data = unpacker.unused_data


class _Reader:
    """Takes the XML piece by piece, and keeps the entries that it has read."""

    def __init__(self, *, with_notes: bool) -> None:
        self._with_notes = with_notes
        self._entries: dict[tuple[str, int], ExportedEntry] = {}
        self._unread = 0
        self._fed = 0  # bytes
        self._names = set[str]()
        self._elements = 0
        self._path: list[str] = []
        self._values: dict[str, str] = {}
        self._text: list[str] = []
        self._left = 0  # characters that the present value may still have
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._hear

    def feed(self, piece: bytes) -> None:
        for start in range(0, len(piece), _FED_AT_ONCE):
            some = piece[start : start + _FED_AT_ONCE]
            with self._judging():
                self._parser.Parse(some, False)
            self._fed += len(some)
            if self._fed - self._parser.CurrentByteIndex > _LONGEST_TOKEN:
                raise _no_export()

    def finish(self) -> Export:
        with self._judging():
            self._parser.Parse(b"", True)
        if not (self._entries or self._unread):
            raise InvalidFile(lambda: t(EMPTY))
        return Export(list(self._entries.values()), self._unread)

    @contextmanager
    def _judging(self) -> Generator[None]:
        """Raises InvalidFile for XML that ends or breaks: what began as an export is damaged."""
        try:
            yield
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise (InvalidFile(lambda: t(DAMAGED)) if self._values or self._entries else _no_export()) from error

    def _refuse(self, *_declared: object) -> None:
        raise _no_export()

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if attributes or name not in self._names:
            self._names.update((name, *attributes))  # the parser keeps each of them
        if (not self._path and name != _ROOT) or len(self._path) >= _DEEPEST:
            raise _no_export()
        if len(self._names) > _MOST_NAMES or self._elements > _MOST_ELEMENTS:
            raise _no_export()
        self._path.append(name)
        if len(self._path) == 2:
            self._values = {}
        self._text, self._left = [], _LONGEST

    def _hear(self, text: str) -> None:
        if len(self._path) == 3 and self._left > 0:
            self._text.append(text[: self._left])
            self._left -= len(text)

    def _end(self, name: str) -> None:
        self._path.pop()
        if len(self._path) == 2:
            self._values[name] = "".join(self._text).strip()
            self._text = []
        elif len(self._path) == 1 and name in _KINDS:
            self._keep(_KINDS[name])

    def _keep(self, media_type: str) -> None:
        entry = _entry(media_type, self._values, with_notes=self._with_notes)
        if entry is None:
            self._unread += 1
        else:
            self._entries[media_type, entry.mal_id] = entry
        if len(self._entries) + self._unread > MOST_ENTRIES:
            raise InvalidFile(lambda: t(TOO_MANY, most=number(MOST_ENTRIES)))


def _entry(media_type: str, values: dict[str, str], *, with_notes: bool) -> ExportedEntry | None:
    """The entry of these values; None for one without an id or a status."""
    said = {ours: next(filter(None, map(values.get, names)), "") for ours, names in _NAMES.items()}
    mal_id, status = _count(said["mal_id"], _MOST_ID), _STATUSES.get(_letters(values.get("my_status", "")))
    if not mal_id or status is None:
        return None
    progress = _count(said["progress"])
    if status == "COMPLETED" and _letters(said["again"]) in {"1", "yes", "true"}:
        status, progress = "REPEATING", _count(said["progress_again"]) or progress
    return ExportedEntry(
        media_type=media_type,
        mal_id=mal_id,
        title=shortened(one_line(said["title"]), _LONGEST_NAME),
        status=status,
        progress=progress,
        volumes=_count(values.get("my_read_volumes", "")) if media_type == "MANGA" else 0,
        score=_score(values.get("my_score", "")),
        repeat=min(_count(said["repeat"]), _MOST_REPEATS),
        started=_date(values.get("my_start_date", "")),
        completed=_date(values.get("my_finish_date", "")),
        notes=_notes(values) if with_notes else "",
    )


def _letters(text: str) -> str:
    return re.sub("[^a-z0-9]", "", text.lower())


def _count(text: str, most: int = _MOST_COUNT) -> int:
    """The count; 0 for text that is none."""
    known = int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
    return known if known <= most else 0


def _score(text: str) -> int:
    """The score of 100; 0 for text that is no score of 10."""
    known = round(float(text) * 10) if _SCORE.fullmatch(text) else 0
    return known if known <= 100 else 0


def _date(text: str) -> FuzzyDate:
    """The date, whose month and day may be unknown; no date for text that is none."""
    found = _DATE.fullmatch(text)
    year, month, day = map(int, found.groups()) if found else (0, 0, 0)
    if not 1900 <= year <= 2200 or month > 12 or day > _days(year, month) or (day and not month):
        return FuzzyDate()
    return FuzzyDate(year, month or None, day or None)


def _days(year: int, month: int) -> int:
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 28 + is_leap if month == 2 else 30 if month in {4, 6, 9, 11} else 31


def _notes(values: dict[str, str]) -> str:
    """The comments, and the tags on a line of their own, as long as AniList takes them."""
    both = (_BREAK.sub("\n", values.get("my_comments", "")).strip(), values.get("my_tags", ""))
    said = "\n".join(filter(None, both))[: notes.LONGEST]
    kept = notes.encode(said)
    return said if len(kept) <= notes.LONGEST else notes.decode(_CUT.sub("", kept[: notes.LONGEST]))


def _no_export() -> InvalidFile:
    return InvalidFile(lambda: t(NO_EXPORT, address=ADDRESS))


def _too_big() -> InvalidFile:
    return InvalidFile(lambda: t(TOO_BIG, most=number(MOST_MEGABYTES), unpacked=number(MOST_UNPACKED_MEGABYTES)))
