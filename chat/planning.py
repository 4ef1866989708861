"""Planning a title from a page of titles, which is shown again with the plan where its presser alone sees it."""

from collections.abc import Awaitable, Callable

from anilist import AniListError
from cards.watched import undone_card
from chat.acknowledging import acknowledge_alone, acknowledge_press
from chat.contexts import ListContext
from chat.interactions import Interaction, show
from library.changes.editing import Changed
from library.errors import ChangedSince, NothingToUndo
from library.opening import LibraryParts
from library.rules.entry_rules import Wish
from library.sync.list_sync import SECONDS_UNTIL_CHANGES
from store import Link, StoreError

ShowPage = Callable[[Link, Changed | None], Awaitable[None]]  # shows the page, with the plan that was just made


async def acknowledge_plan(interaction: Interaction) -> None:
    """Acknowledge in place; where others see the page, it stays, and the presser is answered alone."""
    await (acknowledge_press if _is_alone(interaction) else acknowledge_alone)(interaction)


async def plan(
    interaction: Interaction, lists: ListContext, parts: LibraryParts, media_id: int, show_page: ShowPage
) -> None:
    """Plan the title for whoever presses; a title that they have already is shown instead."""
    link, is_alone = await lists.link_of(interaction), _is_alone(interaction)
    held = await parts.library.title(link, media_id, max_age=SECONDS_UNTIL_CHANGES)
    if held.entry and not is_alone:
        await lists.show_title(interaction, link, media_id)
        return
    changed = None
    if not held.entry:
        changed = await parts.editor.change(link, media_id, Wish(status="PLANNING"), change_id=interaction.id)
    if changed and not is_alone:
        await lists.show_change(interaction, link, changed)
        return
    try:
        await show_page(link, changed)
    except (AniListError, StoreError):
        if changed is None:
            raise
        await lists.show_change(interaction, link, changed)  # the change is made, whatever fails here
        return
    if changed:
        await parts.receipts.seen(link.discord_id, [changed.after], change_id=changed.change_id)


async def unplan(
    interaction: Interaction, lists: ListContext, parts: LibraryParts, change_id: int, show_page: ShowPage
) -> None:
    """Undo a plan; the page stays, and shows the entry as it was before."""
    link = await lists.link_of(interaction)
    try:
        undone = await parts.editor.undo(link, change_id)
    except (NothingToUndo, ChangedSince):
        await show_page(link, None)  # without Undo, which is of no use any more
        raise
    try:
        await show_page(link, None)
    except (AniListError, StoreError):
        await show(interaction, undone_card(undone, now=lists.now()))


def _is_alone(interaction: Interaction) -> bool:
    """Whether the page is seen by the presser alone."""
    return bool(interaction.message and interaction.message.flags.ephemeral) or interaction.context.dm_channel
