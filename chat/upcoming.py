"""The teller of titles: what a person's message says of titles that begin, of sequels, and of ended breaks."""

from collections.abc import Callable, Sequence

from cards.card import Item
from cards.upcoming import upcoming
from library.upcoming.news import TitleNews
from store import Links


class TitleTeller:
    """Reads the events again when a message is made: what has changed since is not told."""

    def __init__(self, links: Links, news: TitleNews, now: Callable[[], int]) -> None:
        self._links = links
        self._news = news
        self._now = now

    async def tell(self, discord_id: int, event_ids: Sequence[int]) -> list[Item]:
        link = await self._links.of(discord_id) if event_ids else None
        if link is None:
            return []
        return upcoming(await self._news.of(discord_id, event_ids), link.title_language, self._now())
