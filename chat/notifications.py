"""What direct messages say of AniList's notifications: the teller of that topic, and the unread ones of a digest."""

from collections.abc import Sequence

from cards import notifications as cards
from cards.card import Item
from library.notify.notifications import kind_of
from store import Store


class NotificationTeller:
    """Reads the rows at the moment of sending: what a person does not want any more is not told."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def tell(self, discord_id: int, ids: Sequence[int]) -> list[Item]:
        """What to say of those notifications that the person still wants."""
        link = await self._store.links.of(discord_id) if ids else None
        if link is None:
            return []
        kinds = (await self._store.notifications.choices(discord_id)).kinds
        news = [one for one in await self._store.notifications.among(discord_id, ids) if kind_of(one.kind) in kinds]
        media = await self._store.media.of({one.media_id for one in news if one.media_id})
        return cards.told(link, news, media)

    async def unread(self, discord_id: int) -> list[Item]:
        """The number of unread ones, for somebody with a daily digest."""
        reminder = await self._store.reminders.of(discord_id)
        link = await self._store.links.of(discord_id)
        if link is None or not reminder.is_on or reminder.digest_hour is None:
            return []
        return cards.unread_line(link, await self._store.notifications.choices(discord_id))
