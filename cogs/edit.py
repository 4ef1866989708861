"""/edit: changes the given fields and no others; without any, it opens an editor of forms."""

from typing import TypeVar

from discord import app_commands
from discord.ext import commands
from msgspec import UNSET, UnsetType

from cards.editor import EditPart, editor_card, form_modal
from cards.list_buttons import OpenEditor
from chat.acknowledging import acknowledge_press, not_yet
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction, open_form
from chat.options import STATUSES, OwnTitle, Score, Status
from chat.pending_input import kept, sent_before
from chat.registry import button, form
from chat.replies import reply
from i18n import mark, t
from library.changes.editing import today
from library.errors import AlreadyThere, ChangedSince, TooLong
from library.opening import LibraryParts
from library.rules import dates, scores
from library.rules.custom_lists import named_lists
from library.rules.entry_rules import Wish
from library.rules.forms import LONGEST_TEXT, Fields, wish_from
from library.rules.notes import decode as shown_notes
from library.sync.list_sync import SECONDS_UNTIL_CHANGES
from store import Entry, Link, ListOptions, Media

NOTES_TOO_LONG = mark("These notes are too long for a Discord form. Edit them on AniList.")
Count = app_commands.Range[int, 0, 100_000]
Repeats = app_commands.Range[int, 0, 1000]
Notes = app_commands.Range[str, 0, 6000]


_Value = TypeVar("_Value")


class EditCog(commands.Cog):
    """Changes any field of an entry."""

    def __init__(self, lists: ListContext, parts: LibraryParts) -> None:
        self._lists = lists
        self._parts = parts

    @app_commands.command(description=mark("Edit your entry; with only a title, open the editor"))
    @app_commands.describe(
        title=mark("The anime or manga"),
        status=mark("The list it belongs on"),
        progress=mark("Episodes or chapters; a lower number is fine here"),
        volumes=mark("Volumes of a manga"),
        score=mark("Your score, in your own format; 0 for none"),
        rewatches=mark("How often you’ve rewatched or reread it"),
        started=mark("When you started: a date, a month, a year, today or none"),
        finished=mark("When you finished: a date, a month, a year, today or none"),
        notes=mark("Your notes; only you see my reply"),
        private=mark("Only you can see the entry"),
        hidden=mark("Hide it from your status lists"),
        custom_lists=mark("Your custom lists for it, separated by commas, or none"),
    )
    @app_commands.rename(custom_lists="custom-lists")
    async def edit(
        self,
        interaction: Interaction,
        title: OwnTitle,
        status: Status | None = None,
        progress: Count | None = None,
        volumes: Count | None = None,
        score: Score | None = None,
        rewatches: Repeats | None = None,
        started: str | None = None,
        finished: str | None = None,
        notes: Notes | None = None,
        private: bool | None = None,
        hidden: bool | None = None,
        custom_lists: str | None = None,
    ) -> None:
        given = {name for name, _ in interaction.namespace} - {"title"}
        link = await self._lists.begin(interaction, title, is_secret=bool(private) or "notes" in given or not given)
        media_id = await self._parts.finder.find(link, title, None)
        if not given:
            await self._open(interaction, link, media_id)
            return
        here = today(link, self._lists.now())
        wish = Wish(
            status=STATUSES[status] if status else UNSET,
            progress=_given(progress),
            volumes=_given(volumes),
            score=UNSET if score is None else await self._score(link, media_id, score),
            repeat=_given(rewatches),
            started=UNSET if started is None else dates.parse(started, here, "started"),
            completed=UNSET if finished is None else dates.parse(finished, here, "finished"),
            notes=_given(notes),
            private=_given(private),
            hidden=_given(hidden),
            custom_lists=UNSET if custom_lists is None else await self._custom_lists(link, media_id, custom_lists),
            may_lower=True,
        )
        await self._change(interaction, link, media_id, wish)

    async def _custom_lists(self, link: Link, media_id: int, typed: str) -> tuple[str, ...]:
        media = await self._parts.library.media(link, media_id)
        return await self._lists.understood(
            link, media_id, lambda link: named_lists(typed, _options(link, media), "custom-lists")
        )

    async def _score(self, link: Link, media_id: int, typed: str) -> int:
        return await self._lists.understood(link, media_id, lambda link: scores.parse(typed, link.score_format))

    @button(OpenEditor, acknowledge_press)
    async def open(self, interaction: Interaction, pressed: OpenEditor) -> None:
        await self._open(interaction, await self._lists.link_of(interaction), pressed.media_id)

    @button(EditPart, not_yet, others=mark("Use {edit} for your own entry."))
    async def ask(self, interaction: Interaction, pressed: EditPart) -> None:
        """Open the form. A form can't be deferred, so it shows the cached entry; its id says which state that is."""
        link = await self._lists.link_of(interaction)
        media, entry = await self._parts.library.cached_title(link, pressed.media_id)
        if media is None:
            raise ChangedSince(None)
        if pressed.part == "notes" and entry and len(shown_notes(entry.notes)) > LONGEST_TEXT:
            raise TooLong(lambda: t(NOTES_TOO_LONG))
        typed = await self._typed(interaction, pressed, entry)
        await open_form(interaction, form_modal(pressed.part, media, entry, link, typed))

    @form(EditPart, acknowledge_press)
    async def take(self, interaction: Interaction, sent: EditPart, fields: Fields) -> None:
        link = await self._lists.link_of(interaction)
        async with kept(interaction, sent):
            wish = await self._wish(link, sent.media_id, sent.seen, fields)
            await self._change(interaction, link, sent.media_id, wish)

    async def _typed(self, interaction: Interaction, pressed: EditPart, entry: Entry | None) -> Fields | None:
        """The fields that were sent before, to fill the form again.

        If the entry has changed since, the form shows its new state: nobody can tell any more which values were typed
        and which only stood there. Notes are kept, because they were typed.
        """
        is_as_seen = pressed.seen == (entry.updated_at if entry else 0)
        return await sent_before(interaction, pressed) if is_as_seen or pressed.part == "notes" else None

    async def _wish(self, link: Link, media_id: int, seen: int, fields: Fields) -> Wish:
        """The wish from the fields changed in a form that showed the entry as it was at `seen`. Raises LibraryError."""
        title = await self._parts.library.title(link, media_id)
        kind = title.media.media_type
        before = title.entry or Entry(media_id=media_id, entry_id=0, media_type=kind, status="PLANNING")
        if before.updated_at != seen:
            raise ChangedSince(title.entry)
        wish = wish_from(fields, before, link, today(link, self._lists.now()))
        if wish == Wish(may_lower=True) and "status" not in fields:  # its status field plans a new title
            raise AlreadyThere(title.entry)
        return wish

    async def _open(self, interaction: Interaction, link: Link, media_id: int) -> None:
        """Show the editor to the person alone: it shows notes."""
        shown = await self._parts.library.title(link, media_id, max_age=SECONDS_UNTIL_CHANGES)
        await reply(interaction, lambda: editor_card(shown.media, shown.entry, link), is_secret=True)
        await self._parts.receipts.seen(link.discord_id, [shown.entry])

    async def _change(self, interaction: Interaction, link: Link, media_id: int, wish: Wish) -> None:
        changed = await self._parts.editor.change(link, media_id, wish, change_id=interaction.id)
        await self._lists.show_change(interaction, link, changed)


def _given(value: _Value | None) -> _Value | UnsetType:
    return UNSET if value is None else value


def _options(link: Link, media: Media) -> ListOptions:
    return link.anime if media.media_type == "ANIME" else link.manga


async def setup(bot: Musubi) -> None:
    await bot.add_cog(EditCog(bot.lists, bot.parts))
