"""What AniList only toggles: the buttons Follow and Like, Undo, and the card of what became of a press.

A button on a card that all see says nothing of the presser: only the answer, which is for them alone, does.
"""

import discord
from discord import ui

from anilist import FollowedUser, FollowState, LikeState
from anilist.shapes import is_address
from cards import list_buttons
from cards.card import Card, Colour, bare, button, link_button, linked, plain, row, text
from cards.emojis import emoji
from cards.favourites import favourite_card
from cards.ids import Action, MediaId, NoticeId, OnOff, Snowflake
from i18n import mark, t, tc
from library.toggled import Toggled
from store import Link, Media


class TurnFollow(Action, prefix="musubi:follow"):
    """A button that follows an AniList account in the presser's name, or no longer.

    In a feed's post, `told` is the notice of the update beside it: once that may be shown no more, it does nothing.
    """

    user_id: MediaId
    wanted: OnOff
    told: NoticeId | None = None


class TurnLike(Action, prefix="musubi:like"):
    """A button that likes a list activity in the presser's name, or no longer; `told` as in TurnFollow."""

    activity_id: MediaId
    wanted: OnOff
    told: NoticeId | None = None


class UndoToggle(Action, prefix="musubi:toggle:undo"):
    """A button that makes it as it was before a toggle of the presser's."""

    toggle_id: Snowflake


FOLLOWS = {
    (True, True): mark("You now follow **{name}** on AniList."),
    (True, False): mark("You already follow **{name}** on AniList."),
    (False, True): mark("You no longer follow **{name}** on AniList."),
    (False, False): mark("You don’t follow **{name}** on AniList."),
}
LIKES = {
    (True, True): mark("You liked **{name}**’s activity on AniList."),
    (True, False): mark("You already like **{name}**’s activity on AniList."),
    (False, True): mark("You no longer like **{name}**’s activity on AniList."),
    (False, False): mark("You haven’t liked **{name}**’s activity on AniList."),
}
LIKES_UNNAMED = {  # of somebody whom AniList doesn't name
    (True, True): mark("You liked this activity on AniList."),
    (True, False): mark("You already like this activity on AniList."),
    (False, True): mark("You no longer like this activity on AniList."),
    (False, False): mark("You haven’t liked this activity on AniList."),
}
_NAME = 40


def follow(user_id: int, name: str = "", *, told: int | None = None) -> ui.Button[ui.LayoutView]:
    """The button that follows the account in the presser's name; with a `name` where it could be another's."""
    label = t("Follow {name}", name=bare(name, _NAME)) if name else t("Follow")
    return button(label, TurnFollow(user_id, wanted=True, told=told))


def like(activity_id: int, *, told: int | None = None) -> ui.Button[ui.LayoutView]:
    """The button that likes the activity in the presser's name."""
    made = button(tc("the button", "Like"), TurnLike(activity_id, wanted=True, told=told))
    made.emoji = emoji("favourite")
    return made


def toggled_card(toggled: Toggled, link: Link, *, is_news: bool = True, is_undone: bool = False) -> Card:
    """`is_news`: it was not so before; `is_undone`: Undo has made it so."""
    way = button(t("Undo"), UndoToggle(toggled.id)) if is_news and not is_undone else _other_way(toggled, link)
    match toggled.subject:
        case FollowState():
            said = t(FOLLOWS[toggled.is_on, is_news], name=_called(toggled.subject))
            return Card(Colour.BLUE, text(said), row(way, *_site(toggled.subject)))
        case LikeState():
            user, which = toggled.subject.user, (toggled.is_on, is_news)
            said = t(LIKES[which], name=_called(user)) if user else t(LIKES_UNNAMED[which])
            return Card(Colour.BLUE, text(said), row(way, *_site(toggled.subject)))
        case _:
            return favourite_card(toggled.subject, link, way, is_favourite=toggled.is_on, is_news=is_news)


def _called(user: FollowedUser) -> str:
    return linked(plain(user.name), user.site_url)


def _site(subject: FollowState | LikeState) -> list[ui.Button[ui.LayoutView]]:
    return [link_button("AniList", subject.site_url)] if is_address(subject.site_url) else []


def _other_way(toggled: Toggled, link: Link) -> ui.Button[ui.LayoutView]:
    subject, wanted = toggled.subject, not toggled.is_on
    match subject:
        case FollowState():
            made = button(t("Follow") if wanted else t("Unfollow"), TurnFollow(subject.id, wanted))
        case LikeState():
            made = button(tc("the button", "Like") if wanted else t("Remove like"), TurnLike(subject.id, wanted))
        case _:
            label = t("Add favourite") if wanted else t("Remove favourite")
            kind = None if isinstance(subject, Media) else subject.kind
            return list_buttons.turn_favourite(label, subject.id, link.discord_id, to=wanted, kind=kind)
    made.style = discord.ButtonStyle.success if wanted else discord.ButtonStyle.secondary
    return made
