"""The translator from exceptions to cards: a sentence with the reason, the next step, and the time of the next try."""

from math import ceil

from discord import app_commands

from anilist import GrantRejected, Invalid, NotFound, RateLimited, Stopping, TokenRejected, Unavailable
from cards import buttons
from cards.card import Card, Colour, moment, plain, row, text
from cards.confirmation import confirmation
from cards.list_errors import list_problem
from cards.visible_members import circle_problem
from library.errors import ChangeDeferred, OutcomeUnknown, TooFast
from library.visible_members import VisibleMembersError
from linking import (
    AttemptGone,
    InvalidToken,
    NothingPending,
    OutOfTries,
    Overloaded,
    TooManyAttempts,
    WrongCode,
    WrongProof,
)
from store import Damaged, Unwritable

_START_AGAIN = (GrantRejected, InvalidToken, AttemptGone, NothingPending, OutOfTries, WrongProof)


def problem(error: Exception, *, now: int) -> Card | None:
    """The card for `error`; None for a bug of Musubi's own (see :func:`our_fault`)."""
    if isinstance(error, VisibleMembersError):
        return circle_problem(error)
    if asked := confirmation(error, now=now):
        return asked
    is_cut_off = isinstance(error, OutcomeUnknown) and isinstance(error.__cause__, Stopping)
    sentence = _CUT_OFF if is_cut_off else _sentence(error, now)
    if sentence is None:
        return list_problem(error)
    if isinstance(error, TokenRejected):
        return Card(Colour.AMBER, text(sentence), row(buttons.link()))
    if isinstance(error, _START_AGAIN):
        return Card(Colour.AMBER, text(sentence), row(buttons.link("Start again")))
    return Card(Colour.AMBER, text(sentence))


def our_fault(reference: str) -> Card:
    return Card(
        Colour.RED,
        text(
            "Something went wrong in Musubi itself. If it was to change anything, look whether it did, and try again.",
            f"-# If it keeps happening, tell whoever runs this bot: `{reference}`",
        ),
    )


def not_shown() -> Card:
    """The card for an answer that did not reach Discord."""
    return Card(
        Colour.AMBER,
        text(
            "The connection to Discord broke before my answer was through. If it was to change anything, look whether "
            "it did before you try again."
        ),
    )


def _sentence(error: Exception, now: int) -> str | None:
    match error:
        case RateLimited() | TooFast():
            return f"{_SLOWER[type(error)]} Try again {moment(now + ceil(error.retry_after))}."
        case Unavailable() if not isinstance(error, Stopping):
            said = f" It says: “{plain(error.notice, 200)}”" if error.notice else ""
            return f"AniList is not answering properly. Nothing was changed; try again in a few minutes.{said}"
        case Invalid():
            return f"AniList refused the change: {plain(str(error), 300)}"
        case TooManyAttempts():
            return f"You have begun several links already. Begin the next one {moment(now + error.retry_after)}."
        case WrongCode():
            tries = "one try" if error.tries_left == 1 else f"{error.tries_left} tries"
            return f"That is not the code on the page. You have {tries} left."
        case _:
            return _SENTENCES.get(type(error))


_CHANGED = "This command has changed since your Discord app loaded it. Reload the app (Ctrl+R), and try again."
_CUT_OFF = (
    "Musubi is restarting, and AniList has not said yet whether the change went through. Ask again in a minute: "
    "nothing is done twice."
)
_DISK = (
    "Musubi’s disk is full or can't be used at the moment, so nothing was changed. Try again later; whoever runs this "
    "bot finds the reason in its log."
)
_SLOWER: dict[type[Exception], str] = {
    RateLimited: "AniList asks everybody to slow down.",
    TooFast: "That is more at once than I can take from one person.",
}
_SENTENCES: dict[type[Exception], str] = {
    app_commands.CommandSignatureMismatch: _CHANGED,
    app_commands.CommandNotFound: _CHANGED,
    TokenRejected: "AniList no longer accepts your link: it was revoked or has run out. Link again to go on.",
    ChangeDeferred: "AniList no longer accepts your link: it was revoked or has run out. Link again within the hour, "
    "and I ask you whether to do what you have just asked for.",
    TimeoutError: "This takes too long: AniList is slow at the moment. Look again in a minute; nothing is done twice.",
    NotFound: "AniList does not know this. It may have been deleted or renamed.",
    NothingPending: "No code is waiting for you. Press **Approve on AniList** first; the page at the end shows it. "
    "If it has shown you one already, that one has ended.",
    WrongProof: "No code is needed here any more: the page asks you to sign in to Discord instead. Start again, and it "
    "takes you there.",
    OutOfTries: "That was the last try. Nothing was linked, and what AniList gave is forgotten.",
    AttemptGone: "This link has run out or was used already.",
    GrantRejected: "AniList does not accept this code: it was used already, has run out, or was not copied whole.",
    InvalidToken: "What AniList sent back is not meant for this bot, so nothing was linked.",
    app_commands.MissingPermissions: "Only people who may manage this server decide that.",
    Stopping: "Musubi is restarting. Ask again in a minute; nothing was changed.",
    Unwritable: _DISK,
    Damaged: _DISK,
    Overloaded: "Too many people are linking at this moment. Try again in a minute.",
}
