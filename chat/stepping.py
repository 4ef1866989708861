"""A step by a button: up to the target for the card's owner, one episode or chapter more for other people.

A post in a channel has no owner, so its target holds for everybody for whom it is the next one.
"""

from cards.list_buttons import CatchUp, Plus
from cards.media import media_card
from chat.contexts import ListContext
from chat.interactions import Interaction, answer_alone
from chat.languages import speaking_alone
from chat.owners import is_anothers, is_post
from i18n import mark
from library.changes.editing import Changed, Editor
from library.errors import AlreadyCompleted, AlreadyThere, PastTheEnd, WouldLower
from library.opening import LibraryParts
from library.rules.entry_rules import Preconditions, Step, Wish
from store import Link

AT_THE_END = mark("You’ve reached the end:")
THERE_ALREADY = mark("You’re already there:")


async def step(editor: Editor, interaction: Interaction, link: Link, pressed: Plus | CatchUp) -> Changed:
    """Make the step. Raises like :meth:`library.changes.editing.Editor.change`."""
    wish = Step(progress=1) if is_anothers(interaction) else Wish(progress=pressed.target)
    is_new = isinstance(pressed, Plus) and pressed.new
    terms = Preconditions(is_listed=not is_new, is_next=is_post(interaction))
    return await editor.change(link, pressed.media_id, wish, change_id=interaction.id, terms=terms)


async def step_beside(
    lists: ListContext, parts: LibraryParts, interaction: Interaction, link: Link, pressed: Plus | CatchUp
) -> None:
    """Make the step, and show the title. Where there is nothing further, the earlier card keeps its Undo."""
    try:
        changed = await step(parts.editor, interaction, link, pressed)
    except (AlreadyCompleted, AlreadyThere, WouldLower, PastTheEnd) as error:
        if isinstance(error, AlreadyCompleted) and is_anothers(interaction):
            raise  # the presser's own step begins a rewatch; the owner's target, which is old, does not
        shown = await parts.library.card_title(link, pressed.media_id)
        with speaking_alone(interaction):
            news = AT_THE_END if isinstance(error, PastTheEnd) else THERE_ALREADY
            await answer_alone(interaction, media_card(shown, link, now=lists.now(), news=news))
        await parts.receipts.seen(link.discord_id, [shown.entry])
    else:
        await lists.show_change(interaction, link, changed)
