"""Retention: rows and copies that are too old to be kept are forgotten. Each part knows how long it keeps its own.

Times from the future, of a clock that was put back, are brought back first: they would never be old.
"""

from library.opening import LibraryParts
from store import Store


async def forget_old(parts: LibraryParts, store: Store) -> None:
    await store.put_back.bring_back()
    await parts.list_sync.expire()
    await parts.editor.expire()
    await parts.toggles.expire()
    await parts.replies.expire()
    await parts.bulk.expire()
    await parts.importer.expire()
    await parts.deferred.expire()
    await store.pending_input.purge()
    await store.list_views.purge()
    await parts.poll.expire()
    await parts.title_news.expire()
    await parts.activity_poll.expire()
    parts.crowd.expire()
    parts.list_pages.expire()
    await parts.notifications.expire()
    await store.cached_answers.expire(store.now())
    parts.followed.expire()
    parts.browsing.expire()
    await parts.stats.expire()
