"""The posts about what members do on their lists. Their buttons act for whoever presses them.

A number is behind a bar where a member who is at the title is not so far. Nobody's is what stands on a button: whether
the presser likes it already, or has the title, only the answer tells.
"""

from collections.abc import Mapping, Sequence

import discord
from discord import ui

from cards import entries, list_buttons
from cards.card import Card, Colour, bare, button, facts, pictured, row, text
from cards.crowd import called
from cards.events import did
from cards.ids import Action, MediaId
from cards.media import colour_of, cover_of
from cards.replies import reply
from cards.toggles import follow, like
from i18n import mark, t, tc
from library.activity.lines import Line


class PickUpdate(Action, prefix="musubi:update"):
    """A select of a post with several updates; the picked one comes with its buttons, for the picker alone."""


class OneMore(Action, prefix="musubi:more"):
    """A button for one more episode or chapter on the presser's own list."""

    media_id: MediaId


_PICK = mark("Like, reply, follow or add…")
_MOST = 10  # lines; a post has no more notices


def activity_post(lines: Sequence[Line], names: Mapping[int, str], language: str) -> Card:
    """What several members did, person by person; a single update has its cover and buttons."""
    if len(lines) == 1:
        return update_card(lines[0], names[lines[0].discord_id], language)
    said = [_of_person(discord_id, name, lines, language) for discord_id, name in names.items()]
    options = [_option(line, names[line.discord_id], language) for line in lines[:_MOST]]
    select = ui.Select[ui.LayoutView](custom_id=PickUpdate().custom_id, placeholder=t(_PICK), options=options)
    return Card(Colour.BLUE, *map(text, filter(None, said)), ui.ActionRow(select))


def update_card(line: Line, name: str, language: str) -> Card:
    """One update with its buttons."""
    media = line.media
    body = text(f"**{called(name)}**", _line(line, language))
    told = line.notice_ids[0]
    social = [like(line.activity_id, told=told), reply(line.activity_id, told=told)] if line.activity_id else []
    if social:
        social[0].style = discord.ButtonStyle.success
    more = [button(t("+1"), OneMore(media.id))] if line.step.is_counted or line.step.kind == "CURRENT" else []
    plan = list_buttons.plan_beside(media.id)
    plan.style = discord.ButtonStyle.secondary
    return Card(
        colour_of(media),
        pictured(body, media.cover_url, cover_of(media, language)),
        row(*social, follow(line.anilist_id, told=told)),
        row(*more, plan, list_buttons.title(media.id)),
    )


def _of_person(discord_id: int, name: str, lines: Sequence[Line], language: str) -> str:
    """A person's name, and what they did, a line each; empty without any."""
    said = [_line(one, language) for one in lines if one.discord_id == discord_id]
    return "\n".join([f"**{called(name)}**", *said]) if said else ""


def _line(line: Line, language: str) -> str:
    said = did(line.media, line.step, language, spoils=line.spoils)
    score = entries.scored(line.score, line.score_format)
    return f"{said} · {facts(score)}" if score else said


def _option(line: Line, name: str, language: str) -> discord.SelectOption:
    """The option names no episode: it has no bars."""
    title = entries.label(line.media, language, 55)
    label = tc("a person, and the title of an update", "{name} · {title}", name=bare(name, 40), title=title)
    return discord.SelectOption(label=bare(label), value=str(line.notice_ids[0]))
