"""Thumbs for AniList's recommendations: the select on /recommend, and the card with the vote of whoever opened it.

A vote is between its person and AniList, so nobody else ever sees the card.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated

import discord
from discord import ui

from cards import entries
from cards.card import Card, Item, bare, button, headed, row, small
from cards.ids import Action, MediaId, one_of
from cards.list_buttons import title as open_title
from cards.media import colour_of, cover_of
from i18n import mark, number, t
from library.changes.thumbs import Thumbs, TitlePair, Vote
from library.crowd import Suggestion
from library.viewer import language_of
from store import Link, Media

VoteName = Annotated[Vote, one_of({"up": "RATE_UP", "down": "RATE_DOWN", "none": "NO_RATING"})]


class PickPair(Action, prefix="musubi:thumbs"):
    """A select that shows the presser's vote on a recommendation; its values are pairs of titles."""

    beside: bool = False


class CastVote(Action, prefix="musubi:vote"):
    """A button that votes on a recommendation as whoever presses it; `was` is the vote that the card shows.

    `undo`: the vote goes back to what it was before the last press, of the `account` at AniList that has voted.
    """

    media_id: MediaId
    recommended_id: MediaId
    vote: VoteName
    was: VoteName
    undo: bool = False
    account: MediaId | None = None

    @property
    def pair(self) -> TitlePair:
        return TitlePair(self.media_id, self.recommended_id)


VOTE_ON = mark("Vote on a recommendation…")
RECOMMENDS = mark("AniList recommends it to people who like **{title}**. Do you agree?")
FOR_FANS_OF = mark("For people who like {title}")
VOTED: dict[Vote, str] = {
    "RATE_UP": mark("👍 You gave this a thumbs up on AniList."),
    "RATE_DOWN": mark("👎 You gave this a thumbs down on AniList."),
    "NO_RATING": mark("You haven’t voted on this."),
}
TAKEN_BACK = mark("Your vote is taken back.")
VOTES = mark("On AniList, thumbs up minus thumbs down: {votes}")
_LABELS: tuple[tuple[Vote, str, str], ...] = (
    ("RATE_UP", "👍", mark("Thumbs up")),
    ("RATE_DOWN", "👎", mark("Thumbs down")),
)
_TITLE = 80


def pair_select(shown: Iterable[Suggestion], media: Mapping[int, Media], language: str) -> list[Item]:
    """The select for those of the titles that AniList recommends because of another; empty without any."""
    options = [
        discord.SelectOption(
            label=entries.label(media[one.media_id], language),
            description=bare(t(FOR_FANS_OF, title=entries.label(media[one.because], language))),
            value=f"{one.because}:{one.media_id}",
        )
        for one in shown
        if one.media_id in media and one.because in media
    ]
    action = PickPair(beside=True)
    select = ui.Select[ui.LayoutView](custom_id=action.custom_id, placeholder=t(VOTE_ON), options=options)
    return [ui.ActionRow(select)] if options else []


def picked_pair(value: str) -> TitlePair:
    """The pair of a picked option."""
    media_id, _, recommended_id = value.partition(":")
    return TitlePair(int(media_id), int(recommended_id))


def thumbs_card(
    recommended: Media, because: Media, thumbs: Thumbs, link: Link, pressed: CastVote | None = None
) -> Card:
    """The vote as AniList has it, after the button that was `pressed`."""
    language = language_of(link)
    is_taken_back = pressed and thumbs.vote == "NO_RATING"
    body = headed(
        entries.name(recommended, language, _TITLE),
        t(RECOMMENDS, title=entries.name(because, language, _TITLE)),
        t(TAKEN_BACK) if is_taken_back else t(VOTED[thumbs.vote]),
        small(t(VOTES, votes=_signed(thumbs.votes))),
        picture=recommended.cover_url,
        described_as=cover_of(recommended, language),
    )
    return Card(colour_of(recommended), body, row(*_votes(recommended, because, thumbs, pressed, link.anilist_id)))


def _votes(
    recommended: Media, because: Media, thumbs: Thumbs, pressed: CastVote | None, account: int
) -> list[ui.Button[ui.LayoutView]]:
    pair, was = (because.id, recommended.id), thumbs.vote
    votes = [button(f"{sign} {t(label)}", CastVote(*pair, vote, was)) for vote, sign, label in _LABELS if vote != was]
    if pressed and not pressed.undo and pressed.was != was:
        votes.insert(0, button(t("Undo"), CastVote(*pair, pressed.was, was, undo=True, account=account)))
    elif was != "NO_RATING":
        votes.append(button(t("Take my vote back"), CastVote(*pair, "NO_RATING", was)))
    return [*votes, open_title(recommended.id)]


def _signed(votes: int) -> str:
    return f"+{number(votes)}" if votes > 0 else number(votes)
