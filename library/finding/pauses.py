"""A *debounce*: whether a person pauses as they type. Knows no search."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from anilist import current_person
from store import Link

PAUSE = 0.3  # seconds without a further letter: then it is worth asking


class TypingPauses:
    """Tells for each person whether what they typed last is what they stay at."""

    def __init__(self, sleep: Callable[[float], Coroutine[Any, Any, None]] = asyncio.sleep) -> None:
        self.sleep = sleep
        self.typing: dict[int | None, object] = {}

    async def has_paused(self, link: Link | None) -> bool:
        """Whether the person types no further letter for a moment."""
        person, mine = link.discord_id if link else current_person(), object()
        self.typing[person] = mine
        try:
            await self.sleep(PAUSE)
            return self.typing.get(person) is mine
        finally:
            if self.typing.get(person) is mine:
                del self.typing[person]
