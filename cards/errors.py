"""The translator from exceptions to cards: a sentence with the reason, the next step, and the time of the next try."""

from math import ceil

from discord import app_commands

from anilist import GrantRejected, Invalid, NotFound, RateLimited, Stopping, TokenRejected, Unavailable
from cards import buttons
from cards.card import Card, Colour, moment, plain, row, text
from cards.confirmation import confirmation
from cards.list_errors import list_problem
from cards.visible_members import circle_problem
from i18n import mark, t, tn
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
from store import Damaged, DatabaseAway, Unwritable

LIMITED = mark("AniList is limiting requests right now. Try again {time}.")
TOO_FAST = mark("That was a lot at once. Try again {time}.")
UNAVAILABLE = mark("AniList isn’t responding. Nothing changed; try again in a few minutes.")
REFUSED = mark("AniList refused this change: {reason}")
SLOW = mark("AniList is taking too long. Check again in a minute; nothing will be done twice.")
NOT_FOUND = mark("AniList can’t find this. It may have been deleted or renamed.")
REJECTED = mark("AniList no longer accepts your link: it was revoked or has expired. Link again to continue.")
DEFERRED = mark(
    "AniList no longer accepts your link: it was revoked or has expired. Link again within an hour, and I’ll offer to "
    "finish what you asked for."
)
TOO_MANY_LINKS = mark("You’ve started to link several times already. Try again {time}.")
OVERLOADED = mark("Too many people are linking right now. Try again in a minute.")
WRONG_CODE = mark("That’s not the code on the page.")
NO_CODE_YET = mark(
    "I’m not expecting a code yet. Press **{approve}** first: the page at the end shows your code. If you have a code "
    "already, it has expired."
)
NO_CODE_NEEDED = mark("You don’t need a code any more. Start again, and sign in to Discord on the page that opens.")
OUT_OF_TRIES = mark("That was your last try. Nothing was linked, and I’ve deleted what AniList sent me.")
LINK_GONE = mark("This link has expired or was already used.")
CODE_REFUSED = mark("AniList doesn’t accept this code: it has expired, was already used, or wasn’t copied in full.")
NOT_FOR_US = mark("AniList’s answer wasn’t meant for this bot, so nothing was linked.")
ADMINS_ONLY = mark("Only members with the **Manage Server** permission can do this.")
COMMAND_CHANGED = mark("This command has changed. Restart your Discord app (or press Ctrl+R), then try again.")
RESTARTING = mark("I’m restarting. Nothing changed; try again in a minute.")
CUT_OFF = mark(
    "I’m restarting, and AniList hasn’t said yet whether your change went through. Try again in a minute; nothing will "
    "be done twice."
)
DISK_FULL = mark("My disk is full or not working, so nothing changed. Try again later, or tell this bot’s host.")
OUR_FAULT = mark("Something went wrong on my side.")
NOT_SHOWN = mark("I lost the connection to Discord before my reply got through.")
CHECK_FIRST = mark("If you were changing something, check whether it worked before you try again.")

_START_AGAIN = (GrantRejected, InvalidToken, AttemptGone, NothingPending, OutOfTries, WrongProof)


def problem(error: Exception, *, now: int) -> Card | None:
    """The card for `error`; None for a bug of Musubi's own (see :func:`our_fault`)."""
    if isinstance(error, VisibleMembersError):
        return circle_problem(error)
    if asked := confirmation(error, now=now):
        return asked
    is_cut_off = isinstance(error, OutcomeUnknown) and isinstance(error.__cause__, Stopping)
    said = t(CUT_OFF) if is_cut_off else _said(error, now)
    if not said:
        return list_problem(error)
    if isinstance(error, TokenRejected):
        return Card(Colour.AMBER, text(said), row(buttons.link()))
    if isinstance(error, _START_AGAIN):
        return Card(Colour.AMBER, text(said), row(buttons.link(buttons.START_AGAIN)))
    return Card(Colour.AMBER, text(said))


def our_fault(reference: str) -> Card:
    tell = t("If it keeps happening, send this bot’s host this reference: {reference}", reference=f"`{reference}`")
    return Card(Colour.RED, text(t(OUR_FAULT), t(CHECK_FIRST), f"-# {tell}"))


def not_shown() -> Card:
    """The card for an answer that did not reach Discord."""
    return Card(Colour.AMBER, text(t(NOT_SHOWN), t(CHECK_FIRST)))


def _said(error: Exception, now: int) -> str:
    """The text of the card; empty for an error that is not in the table."""
    match error:
        case RateLimited() | TooFast() | TooManyAttempts():
            return t(_LATER[type(error)], time=moment(now + ceil(error.retry_after)))
        case Unavailable() if not isinstance(error, Stopping):
            return _outage(error)
        case Invalid():
            return t(REFUSED, reason=plain(str(error), 300))
        case WrongCode():
            return f"{t(WRONG_CODE)}\n{_tries(error.tries_left)}"
        case NothingPending():
            return t(NO_CODE_YET, approve=t(buttons.APPROVE))
        case _:
            return t(_SENTENCES[type(error)]) if type(error) in _SENTENCES else ""


def _outage(error: Unavailable) -> str:
    notice = t("AniList says: “{notice}”", notice=plain(error.notice, 200)) if error.notice else ""
    return f"{t(UNAVAILABLE)}\n{notice}".rstrip()


def _tries(left: int) -> str:
    return tn("You have {count} try left.", "You have {count} tries left.", left)


_LATER: dict[type[Exception], str] = {RateLimited: LIMITED, TooFast: TOO_FAST, TooManyAttempts: TOO_MANY_LINKS}
_SENTENCES: dict[type[Exception], str] = {
    app_commands.CommandSignatureMismatch: COMMAND_CHANGED,
    app_commands.CommandNotFound: COMMAND_CHANGED,
    app_commands.MissingPermissions: ADMINS_ONLY,
    TokenRejected: REJECTED,
    ChangeDeferred: DEFERRED,
    TimeoutError: SLOW,
    NotFound: NOT_FOUND,
    WrongProof: NO_CODE_NEEDED,
    OutOfTries: OUT_OF_TRIES,
    AttemptGone: LINK_GONE,
    GrantRejected: CODE_REFUSED,
    InvalidToken: NOT_FOR_US,
    Stopping: RESTARTING,
    Unwritable: DISK_FULL,
    DatabaseAway: DISK_FULL,
    Damaged: DISK_FULL,
    Overloaded: OVERLOADED,
}
