"""The translator from the errors of a list's changes to cards: one sentence for every reason."""

from cards import buttons
from cards.card import Card, Colour, plain, row, text
from cards.crowd import called
from cards.pressed import pressed_card
from library.errors import (
    AlreadyThere,
    ChangedSince,
    InvalidInput,
    Locked,
    NoLongerPending,
    NothingMentioned,
    NothingToUndo,
    NoTitle,
    NotKept,
    NotListed,
    NotYours,
    OutcomeUnknown,
    Outdated,
    PartlyDone,
    PastTheEnd,
    SkipsAhead,
    TooLong,
    WouldLower,
    WrongType,
)
from linking import NotLinked


def list_problem(error: Exception) -> Card | None:
    """The card for `error`; None for an error that is not about lists."""
    match error:
        case NotLinked(somebody_else=True):
            return Card(Colour.AMBER, text(_not_shown(error.name)))
        case NotLinked():
            return Card(Colour.BLUE, text("Link your AniList account to use this."), row(buttons.link("Link AniList")))
        case InvalidInput():
            return Card(Colour.AMBER, text(_unfit(error)))
        case NotListed() | SkipsAhead() | NotYours():
            return pressed_card(error)
        case _:
            sentence = _sentence(error)
            return Card(Colour.AMBER, text(sentence)) if sentence else None


def _not_shown(name: str | None) -> str:
    they = f"**{called(name)}** has not linked an AniList account, or does" if name else None
    return f"{they or 'They have not linked an AniList account, or do'} not show it here."


def _unfit(error: InvalidInput) -> str:
    typed = f"I can’t take “{plain(error.typed)}”. " if error.typed.strip() else ""
    return f"**{plain(error.field)}:** {typed}{plain(str(error), 400)}"


def _sentence(error: Exception) -> str | None:
    match error:
        case NoTitle():
            return _no_title(error)
        case PastTheEnd():
            return f"There are only {error.total:,} {error.counted}."
        case WouldLower():
            return f"You are at {error.current:,} {error.counted} already. To go back on purpose, use /edit."
        case PartlyDone():
            return (
                f"This stopped in the middle: {error.done} of {error.count} are done. "
                "Press the button again for the rest; nothing is done twice."
            )
        case TooLong() | WrongType():
            return plain(str(error), 300)
        case _:
            return _SENTENCES.get(type(error))


def _no_title(error: NoTitle) -> str:
    if not error.typed.strip():
        return "Type what it is called, or pick one of the suggestions while you type."
    kind = (error.media_type or "title").lower()
    called = f"{kind} called “{plain(error.typed)}”"
    where = f"You have no {called} on your lists." if error.own_only else f"I know no {called}."
    return f"{where} Pick one of the suggestions while you type, or paste its link from AniList."


_SENTENCES: dict[type[Exception], str] = {
    AlreadyThere: "That is how it is already, so nothing was changed.",
    Locked: "AniList does not let this title be added to lists.",
    NotKept: "AniList did not keep that, and gave no reason: it is as it was before. Try again in a minute.",
    ChangedSince: "This entry has been changed since, so I left it as it is now. Open it to see.",
    NoLongerPending: "That was done already, or was asked for too long ago. Ask for it again.",
    Outdated: "Some of these have been changed since, or it was too long ago, so nothing was done. Choose them anew.",
    NothingMentioned: "I found no title in that message: it links to none on AniList or MyAnimeList, and quotes none "
    "that I know.",
    NothingToUndo: "There is nothing to undo here any more.",
    OutcomeUnknown: "AniList did not say whether the change went through. Try again soon: nothing is done twice.",
}
