"""How long the store takes for the same on SQLite and on PostgreSQL: reads and writes that commands consist of.

python -m bench.engines ADDRESS            ADDRESS is that of an empty PostgreSQL database
python -m bench.engines ADDRESS --write    and puts the table into docs/scaling.md
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median

from bench.author import Author, Sizes
from bench.model import written
from bench.spread import Stopwatch, Taken
from redaction import Secret
from store import Store, open_store
from store.outlines import Narrowing

DOCUMENT = Path(__file__).parent.parent / "docs" / "scaling.md"
SIZES = Sizes(titles=10_000, members=200, entries=1_000, collection=0, questions=0)
_BEGIN = "<!-- python -m bench.engines ADDRESS --write -->\n"
_TITLE = 1
_GUILD = 1
_TIMES = 100


async def engines(folder: Path, sizes: Sizes, address: Secret) -> str:
    """A table with a row for each measurement."""
    now = int(time.time())
    sqlite = await _measured(folder / "sqlite", Author(sizes, now))
    postgresql = await _measured(folder / "postgresql", Author(sizes, now), address)
    rows = "".join(f"| {what} | {_shown(taken)} | {_shown(postgresql[what])} |\n" for what, taken in sqlite.items())
    return f"| what | SQLite | PostgreSQL |\n|---|---:|---:|\n{rows}"


async def _measured(folder: Path, author: Author, address: Secret | None = None) -> dict[str, Taken]:
    async with _filled(folder, author, address) as store:
        people = await store.members.shown(_GUILD)
        some = people[:25]
        entries = await store.entries.all(1, "ANIME")
        page = [one.media_id for one in entries[:10]]
        return {
            "a link and its sealed token": await _taken(lambda: store.links.opened(1)),
            "a person's titles by status, for suggestions": await _taken(lambda: store.entries.by_status(1, ["ANIME"])),
            "a page of a list: its outline": await _taken(
                lambda: store.outlines.of(1, "ANIME", Narrowing(("COMPLETED",)), are_named=False, have_facts=False)
            ),
            "ten entries and titles of the page": await _taken(lambda: store.known.lines(1, page)),
            f"who of {len(people):,} people has a title": await _taken(lambda: store.shown.of_title(_TITLE, people)),
            "the lists of 25 people, packed": await _taken(lambda: store.crowd.entries(some)),
            "an entry, saved": await _taken(lambda: store.entries.put(1, entries[0], author.now)),
            f"a whole list of {len(entries):,}, saved": await _taken(
                lambda: store.entries.replace(1, "ANIME", entries, author.now), 20
            ),
            f"all {len(author.titles):,} titles, at a start": await _taken(lambda: _all_titles(store), 3),
        }


async def _all_titles(store: Store) -> None:
    await store.media.titles(await store.media.ids())


@asynccontextmanager
async def _filled(folder: Path, author: Author, address: Secret | None) -> AsyncGenerator[Store]:
    async with open_store(folder, key_file=folder.with_name(f"{folder.name}.key"), database_url=address) as store:
        await author.fill(store)
        for discord_id in range(1, author.sizes.members + 1):
            await store.members.record_use(discord_id, _GUILD, author.now)
        if address:
            await store.database.execute("ANALYZE")  # as PostgreSQL does by itself within a minute
        yield store


async def _taken(do: Callable[[], Awaitable[object]], times: int = _TIMES) -> Taken:
    stopwatch = Stopwatch()
    for _ in range(times):
        stopwatch.begin()
        await do()
        stopwatch.end()
    waited, busy = (median(each) for each in zip(*stopwatch.taken, strict=True))
    return Taken(waited, busy)


def _shown(taken: Taken) -> str:
    return f"{taken.waited:,.1f} ms (processor {taken.busy:,.1f})"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.engines", description="SQLite and PostgreSQL side by side")
    parser.add_argument("address", type=Secret, metavar="ADDRESS", help="postgresql://… of an empty database")
    parser.add_argument("--write", action="store_true", help=f"put the table into docs/{DOCUMENT.name}")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        table = asyncio.run(engines(Path(folder), SIZES, arguments.address))
    print(table)
    if arguments.write:
        DOCUMENT.write_text(written(DOCUMENT.read_text(), table, _BEGIN))


if __name__ == "__main__":
    main()
