"""The reader of MyAnimeList's exports: what an entry becomes, and what is refused."""

import io
import tracemalloc
from pathlib import Path

import pytest

import demo
from cards.card import files
from cards.imports import import_file
from demo.anilist.media import all_media
from library.errors import InvalidFile
from library.imports.export import MOST_ENTRIES, ExportedEntry, read_export
from library.imports.overview import ImportOverview
from store import FuzzyDate, Import, ImportTitle
from tests.kit.cases import each
from tests.kit.exports import HOSTILE, OWNER, anime, bomb, export, manga, packed
from tests.kit.home import a_link


def read(*entries: str, with_notes: bool = False) -> list[ExportedEntry]:
    return read_export(export(*entries), with_notes=with_notes).entries


def only(entry: str, *, with_notes: bool = False) -> ExportedEntry:
    (found,) = read(entry, with_notes=with_notes)
    return found


def test_an_entry_is_read_whole_packed_or_not() -> None:
    one = anime(
        *(5114, "Fullmetal **Alchemist** <& @everyone"),
        watched_episodes=64,
        start_date="2019-04-00",
        finish_date="2020-02-29",
        score=9,
        status="Completed",
        comments="<![CDATA[So<br />good]]>",
        times_watched=2,
        tags="<![CDATA[brothers, war]]>",
    )
    other = manga(2, "Berserk", read_volumes=41, read_chapters=364, score="8.50", status="On-Hold")
    for data in (export(one, other), packed(export(one, other)), packed(export(one, other)) + packed(b"\n")):
        assert read_export(data, with_notes=True).entries == [
            ExportedEntry(
                media_type="ANIME",
                mal_id=5114,
                title="Fullmetal **Alchemist** <& @everyone",
                status="COMPLETED",
                progress=64,
                score=90,
                repeat=2,
                started=FuzzyDate(2019, 4),
                completed=FuzzyDate(2020, 2, 29),
                notes="So\ngood\nbrothers, war",
            ),
            ExportedEntry(
                *(), media_type="MANGA", mal_id=2, title="Berserk", status="PAUSED", progress=364, volumes=41, score=85
            ),
        ]
    assert OWNER not in repr(read_export(export(one), with_notes=False))
    assert only(one).notes == "", "notes come only if asked for"


@each(
    ("said", "status"),
    [
        *[("Watching", "CURRENT"), ("1", "CURRENT"), ("Reading", "CURRENT"), ("Completed", "COMPLETED")],
        *[("2", "COMPLETED"), ("On-Hold", "PAUSED"), ("on hold", "PAUSED"), ("3", "PAUSED"), ("4", "DROPPED")],
        *[("Dropped", "DROPPED"), ("6", "PLANNING"), ("Plan to Watch", "PLANNING"), ("Plan to Read", "PLANNING")],
        ("Rewatching", "REPEATING"),
    ],
)
def test_a_status_in_numbers_or_words(said: str, status: str) -> None:
    assert only(anime(1, status=said)).status == status


def test_a_rewatch_counts_from_its_own_episode() -> None:
    again = only(anime(1, status="Completed", watched_episodes=26, rewatching=1, rewatching_ep=5))
    assert (again.status, again.progress) == ("REPEATING", 5)
    reread = only(manga(1, status="2", read_chapters=30, rereading="YES"))
    assert (reread.status, reread.progress) == ("REPEATING", 30)


@each(
    ("values", "expected"),
    [
        ({"score": 11}, {"score": 0}),
        ({"score": "-1"}, {"score": 0}),
        ({"score": "9.999"}, {"score": 0}),
        ({"start_date": "2019-13-45"}, {"started": FuzzyDate()}),
        ({"start_date": "2019-02-29"}, {"started": FuzzyDate()}),
        ({"start_date": "2019-00-12"}, {"started": FuzzyDate()}),
        ({"start_date": "0000-00-00"}, {"started": FuzzyDate()}),
        ({"start_date": "2019-00-00"}, {"started": FuzzyDate(2019)}),
        ({"finish_date": "\uff11999-01-01"}, {"completed": FuzzyDate()}),
        ({"watched_episodes": "12.5"}, {"progress": 0}),
        ({"watched_episodes": "9" * 400}, {"progress": 0}),
        ({"watched_episodes": -3}, {"progress": 0}),
        ({"times_watched": 5000}, {"repeat": 1000}),
    ],
)
def test_an_odd_value_costs_itself(values: dict[str, object], expected: dict[str, object]) -> None:
    found = only(anime(1, "A title", **({"status": "Completed"} | values)))
    assert {name: getattr(found, name) for name in expected} == expected and found.status == "COMPLETED"


def test_an_odd_entry_costs_itself() -> None:
    odd = [anime(0), anime("x"), anime(2**40), anime(5, status="Loved"), anime(6, status="")]
    found = read_export(export(anime(1), *odd, "<anime/>", "<other><a>1</a></other>"), with_notes=False)
    assert [entry.mal_id for entry in found.entries] == [1] and found.unread == 6


def test_the_later_of_two_entries_counts_and_anime_and_manga_have_ids_of_their_own() -> None:
    found = read(anime(1, status="Dropped"), manga(1), anime(1, status="Completed"))
    assert [(entry.media_type, entry.status) for entry in found] == [("ANIME", "COMPLETED"), ("MANGA", "PLANNING")]


def test_other_encodings() -> None:
    text = export(anime(1, "進撃の巨人"), head="").decode()
    for data in (
        *(text.encode("utf-16"), b"\xef\xbb\xbf" + text.encode(), packed(text.encode("utf-16"))),
        ('<?xml version="1.0" encoding="ISO-8859-2"?>' + text).encode(),
    ):
        assert read_export(data, with_notes=False).entries[0].mal_id == 1
    assert read_export(text.encode("utf-16"), with_notes=False).entries[0].title == "進撃の巨人"


def test_the_demo_has_an_export_to_try() -> None:
    found = read_export((Path(demo.__file__).parent / "animelist.xml").read_bytes(), with_notes=True)
    assert len(found.entries) == 41 and found.unread == 0
    known = {node["idMal"] for node in all_media().values() if node["type"] == "ANIME"}
    assert sum(entry.mal_id not in known for entry in found.entries) == 1


def test_long_texts_are_cut() -> None:
    found = only(anime(1, "T" * 100_000, comments="😀" * 100_000), with_notes=True)
    assert found.notes == "😀" * 666, "each takes nine characters of six thousand"
    assert only(anime(1, comments="n" * 5000 + "😀" * 500), with_notes=True).notes == "n" * 5000 + "😀" * 111
    assert len(found.title) == 200 and 3000 < len(found.notes.encode("utf-16-le")) / 2 * 9 / 2 <= 6600


@each("what", HOSTILE)
def test_what_is_no_export_is_refused(what: str) -> None:
    with pytest.raises(InvalidFile) as refused:
        read_export(HOSTILE[what](), with_notes=True)
    assert "passwd" not in str(refused.value) and str(refused.value).endswith((".", "!"))


def test_a_bomb_takes_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("library.imports.export.MOST_UNPACKED_MEGABYTES", 3)
    data = bomb(40)
    tracemalloc.start()
    try:
        with pytest.raises(InvalidFile):
            read_export(data, with_notes=False)
        assert tracemalloc.get_traced_memory()[1] < 8 * 1024 * 1024
    finally:
        tracemalloc.stop()


@each(
    "hostile",
    [
        export(anime(1), "".join(f"<other><a{number}/></other>" for number in range(1100))),
        export(anime(1), "<other {}/>".format(" ".join(f"a{number}=''" for number in range(1100)))),
        export(anime(1), f"<!--{' ' * 1_000_000}-->"),
        packed(export(anime(1), f"<other>{'<a/>' * 1_000_000}</other>")),
        packed(export(anime(1))) + packed(b"") * 200,
    ],
)
def test_what_would_hold_up_everybody_is_refused(hostile: bytes) -> None:
    """Each is a valid export; with ten megabytes of it the reader would take minutes, or a gigabyte."""
    with pytest.raises(InvalidFile):
        read_export(hostile, with_notes=False)


def test_the_file_of_all_titles_is_one_that_discord_takes() -> None:
    one = Import(id=1, discord_id=1, state="proposed", at=0)
    overview = ImportOverview(one=one, link=a_link(), mode="missing", numbers={}, examples=(), named={}, minutes=0)
    exported = only(anime(1, "長" * 500, status="Completed", score=9, watched_episodes=12))
    title = ImportTitle(number=0, media_type="ANIME", mal_id=1, exported="", state="waiting", level=1)
    (file,) = files(import_file(overview, [(title, exported)] * MOST_ENTRIES))
    assert file.fp.seek(0, io.SEEK_END) < 10 * 1024 * 1024


def test_a_file_has_so_many_titles_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("library.imports.export.MOST_ENTRIES", 20)
    titles = [anime(number) for number in range(1, 22)]
    assert len(read(*titles[:20])) == 20
    with pytest.raises(InvalidFile):
        read(*titles)
