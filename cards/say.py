"""A post on AniList about a title: the form with its very text, and the card of what was posted."""

import discord
from discord import ui

from cards import entries
from cards.card import Card, Colour, button, link_button, plain, row, text
from cards.forms import form
from cards.ids import Action, MediaId, Snowflake
from i18n import mark, t
from library.changes.say import Said
from library.rules.forms import Fields
from library.rules.notes import unformatted
from store import Entry, Link, Media

FIELD = "text"
_LONGEST = 2000
_SHOWN = 300


class SayIt(Action, prefix="musubi:say"):
    """The form for a post about a title, and the button that opens it; `sent` as in :class:`GiveScore`."""

    media_id: MediaId
    sent: Snowflake | None = None


class UnsayIt(Action, prefix="musubi:unsay"):
    """A button that deletes the presser's own post, which was made by that `account` at AniList."""

    activity_id: MediaId
    account: MediaId | None = None


WRITE = mark("Write about it")
POSTED = mark("Posted on AniList:")
SAID_ALREADY = mark("You posted this a moment ago, so I didn’t post it again:")
NOT_AS_SENT = mark("AniList changed your text. This is what it kept:")
DELETED = mark("Your post is deleted from AniList.")
FINISHED = mark("I’ve just finished {title}!")


def say(media_id: int) -> ui.Button[ui.LayoutView]:
    return button(t(WRITE), SayIt(media_id))


def review(media: Media) -> ui.Button[ui.LayoutView]:
    """The link to the page of a title's reviews, where AniList has its form for one."""
    return link_button(t("Write a review"), f"{_page(media)}/reviews")


def say_modal(media: Media | None, entry: Entry | None, link: Link, action: SayIt, sent: Fields | None) -> ui.Modal:
    """The text that would be posted, or the one `sent` before. AniList makes a little card of the title's address."""
    field = ui.TextInput[ui.Modal](
        custom_id=FIELD, style=discord.TextStyle.paragraph, required=True, max_length=_LONGEST
    )
    hint = t("Everyone on AniList can read it. Hide spoilers like this: {example}", example="~!…!~")
    label = ui.Label(text=t("Your post"), description=hint, component=field)
    return form(t("Post on AniList"), SayIt(action.media_id), [label], sent or {FIELD: [_draft(media, entry, link)]})


def said_card(said: Said, link: Link) -> Card:
    """The post as AniList has it, and the way to delete it."""
    lines = [f"> {shown}" for line in said.text.splitlines()[:10] if (shown := plain(line, _SHOWN))]
    to_it = [link_button(t("Open on AniList"), said.url)] if said.url else []
    return Card(
        Colour.GREEN,
        text(_news(said), *lines),
        row(button(t("Undo"), UnsayIt(said.id, link.anilist_id)), *to_it),
    )


def _news(said: Said) -> str:
    if not said.is_whole:
        return t(NOT_AS_SENT)
    return t(POSTED) if said.is_new else t(SAID_ALREADY)


def unsaid_card() -> Card:
    return Card(Colour.AMBER, text(t(DELETED)))


def _draft(media: Media | None, entry: Entry | None, link: Link) -> str:
    if media is None:
        return ""
    name = unformatted(entries.label(media, link.title_language))
    is_finished = entry is not None and entry.status == "COMPLETED"
    return f"{t(FINISHED, title=name) if is_finished else ''}\n{_page(media)}".strip()


def _page(media: Media) -> str:
    return f"https://anilist.co/{media.media_type.lower()}/{media.id}"
