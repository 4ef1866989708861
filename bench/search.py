"""How fast titles are found: 40,000 made-up ones, asked for letter by letter, half of the words mistyped.

Run as ``python -m bench.search``. The titles are put together from the words of the demo's and from invented ones, so
that there are about as many words as there would be.
"""

import json
import random
import re
import resource
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from library.search import TitleIndex
from store import Titles

TITLES = 40_000
QUESTIONS = 400
OWN = 1_000
SEED = 3

_MEDIA = json.loads((Path(__file__).parent.parent / "demo" / "media.json").read_text())
_SYLLABLES = re.findall(
    "[a-z]+", "ka ki ku ke ko sa shi su se so ta chi tsu te to na ni no ma mi mu me mo ra ri ru re ro ya yu yo n"
)


class Author:
    """Invents titles."""

    def __init__(self) -> None:
        self.random = random.Random(SEED)
        real = [media["title"] for media in _MEDIA]
        self.words = {
            name: [word for title in real if title[name] for word in title[name].split()]
            for name in ("romaji", "english", "native")
        }

    def title(self, number: int) -> Titles:
        names = [self.name(language) for language in ("romaji", "english", "native", "romaji", "english", "english")]
        romaji, english, native, *synonyms = names
        kept = tuple(synonyms[: self.random.randint(0, 3)])
        kind = self.random.choice(("ANIME", "MANGA"))
        popularity = int(10 ** self.random.uniform(0, 6))
        return Titles(number, kind, romaji, english, native, kept, popularity, self.random.random() < 0.05)

    def name(self, language: str) -> str:
        count = self.random.choice((1, 2, 2, 3, 3, 4, 5, 6, 9))
        return " ".join(self.word(language) for _ in range(count))

    def word(self, language: str) -> str:
        """Every eighth word is one that hardly any other title has."""
        if language == "native" or self.random.random() < 7 / 8:
            return self.random.choice(self.words[language])
        return "".join(self.random.choices(_SYLLABLES, k=self.random.randint(2, 5)))

    def typed(self, title: Titles) -> Iterator[str]:
        """A name of the title, letter by letter."""
        name = self.random.choice([name for name in (title.romaji, title.english, title.native) if name])
        words = [self.mistyped(word) if self.random.random() < 0.5 else word for word in name.split()]
        yield from (" ".join(words)[:end] for end in range(1, min(len(name), 30) + 1))

    def mistyped(self, word: str) -> str:
        at = self.random.randrange(len(word))
        return self.random.choice(
            (word[:at] + word[at + 1 :], word[:at] + "e" + word[at:], word[:at] + word[at:][::-1])
        )


def main() -> None:
    author = Author()
    titles = [author.title(number) for number in range(TITLES)]
    before, memory = time.perf_counter(), _megabytes()
    index = TitleIndex()
    for title in titles:
        index.put(title)
    index.search("a")
    print(f"{len(index):,} titles indexed in {time.perf_counter() - before:.1f} s, {_megabytes() - memory:.0f} MB")
    own = {number: rank for rank, number in enumerate(author.random.sample(range(TITLES), OWN))}
    questions = [text for title in author.random.sample(titles, QUESTIONS) for text in author.typed(title)]
    seconds = [_timed(index, text, own) for text in questions]
    for name, taken in zip(("waited", "of the processor"), zip(*seconds, strict=True), strict=True):
        *_, p99 = statistics.quantiles(taken, n=100)
        slowest, text = max(zip(taken, questions, strict=True))
        print(f"{name}: p50 {statistics.median(taken) * 1000:.2f} ms, p99 {p99 * 1000:.2f} ms,", end=" ")
        print(f"slowest {slowest * 1000:.2f} ms ({text!r})")


def _timed(index: TitleIndex, text: str, own: dict[int, int]) -> tuple[float, float]:
    """Seconds until the answer, and those of them that the processor was at it: other processes wait in between."""
    before, working = time.perf_counter(), time.process_time()
    index.search(text, own=own)
    return time.perf_counter() - before, time.process_time() - working


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
