"""How fast titles are offered while somebody types: letter by letter, half mistyped, or in hostile ways."""

import random
from collections import Counter
from collections.abc import Iterable
from itertools import cycle, islice

from bench.author import Author
from bench.spread import Spread, spread
from chat.client import Musubi

_LETTERS = "aiueoskthnmrcdbgy"
_LONGEST = 100  # characters; of a longer text no more is looked up
_WIDE = {letter: letter + 0xFEE0 for letter in range(0x21, 0x7F)}
_ODD = (
    *("の", "進撃", "進撃の巨", "魔法少女", "劇場版"),  # no spaces
    *(word.translate(_WIDE) for word in ("the", "no", "cowboy")),
    *("Poke\u0301mon", "s\u0301h\u0302i\u0303", "\u202ethe\u202c", "مانغا", "אנימה", "🙂", "the 🙂 no"),
    *("https://anilist.co/anime/30013", "https://myanimelist.net/anime/5114", "id:77", "86"),
)


def letter_by_letter(author: Author) -> list[str]:
    return [
        text for title in author.random.sample(author.titles, author.sizes.questions) for text in author.typed(title)
    ]


def hostile(author: Author) -> dict[str, list[str]]:
    """Texts that fit the most titles, or that look like none, by their kind."""
    pick, times = random.Random(5), author.sizes.questions // 2
    words = _common_words(author)
    mistyped = [list(author.typed(title))[-1] for title in pick.sample(author.titles, times)]
    repeated = [*"s-!の", "s ", "se ", "the ", "no", "shi", "進撃の", "s\u0301", "\ufdfa", "🙂"]
    kinds = {
        "one letter": list(_LETTERS),
        "two letters": [word[:2] for word in words if len(word) > 1],
        "a common word": words,
        "eight common words": [" ".join(pick.sample(words, 8)) for _ in range(times)],
        "eight letters": [" ".join(pick.sample(_LETTERS, 8)) for _ in range(times)],
        "mistyped titles": mistyped,
        "other scripts, links": list(_ODD),
        "100 characters, repeated": [(part * _LONGEST)[:_LONGEST] for part in repeated],
    }
    return {kind: list(islice(cycle(texts), times)) for kind, texts in kinds.items()}


async def suggestions(bot: Musubi, people: list[int], typed: Iterable[str]) -> Spread:
    """As the commands ask for them, whose person has a list of their own."""

    async def suggest(question: tuple[int, str]) -> None:
        number, text = question
        link = await bot.store.links.of(people[number % len(people)])
        await bot.parts.finder.suggest(link, text, None)

    return await spread(suggest, enumerate(typed))


def _common_words(author: Author) -> list[str]:
    """The words that the most titles have."""
    found = Counter(word for title in author.titles for word in f"{title.romaji} {title.english}".split())
    return [word for word, _ in found.most_common(60)]
