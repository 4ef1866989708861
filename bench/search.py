"""How fast titles are offered while somebody types: letter by letter, half of the words mistyped."""

from bench.author import Author
from bench.spread import Spread, spread
from chat.client import Musubi


async def suggestions(bot: Musubi, author: Author, people: list[int]) -> Spread:
    """As the commands ask for them, whose person has a list of their own."""
    chosen = author.random.sample(author.titles, author.sizes.questions)
    typed = [text for title in chosen for text in author.typed(title)]

    async def suggest(question: tuple[int, str]) -> None:
        number, text = question
        link = await bot.store.links.of(people[number % len(people)])
        await bot.parts.finder.suggest(link, text, None)

    return await spread(suggest, enumerate(typed))
