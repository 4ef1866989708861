"""The translator from the errors of a list's changes to cards: one sentence for every reason."""

from cards import buttons, entries, list_buttons
from cards.card import Card, Colour, plain, row, text
from cards.commands import command, with_commands
from cards.crowd import called
from cards.pressed import pressed_card
from i18n import mark, number, t, tn
from library.errors import (
    AlreadyThere,
    AlreadyToggled,
    ChangedSince,
    ImportMovedOn,
    InvalidFile,
    InvalidFilters,
    InvalidInput,
    ListChange,
    Locked,
    NoLongerPending,
    NoPublicList,
    NoSuchName,
    NothingMentioned,
    NothingToUndo,
    NoTitle,
    NotKept,
    NotListed,
    NotYours,
    OutcomeUnknown,
    Outdated,
    OwnAccount,
    OwnActivity,
    PartlyDone,
    PastTheEnd,
    SkipsAhead,
    TitleGone,
    TooLong,
    TooManyImports,
    UpdateGone,
    WouldLower,
    WrongType,
)
from library.rules.forms import refused_name
from linking import NotLinked
from store import NamedKind

MOVED_ON = mark("This import has moved on since. See it with {import}.")
TOO_MANY_IMPORTS = mark("Several of your imports are still under way. Try again when one of them is done.")
LINK_FIRST = mark("Link your AniList account to use this.")
NOT_SHOWN = mark("**{name}** hasn’t linked an AniList account, or is hidden here.")
SOMEBODY_NOT_SHOWN = mark("They haven’t linked an AniList account, or they’re hidden here.")
ABOUT_FIELD = mark("**{field}:** {text}")
CANT_READ = mark("I can’t read “{typed}”.")
BELOW_EPISODE = mark("You’re at episode {current} already. To go back, use {edit}.")
BELOW_CHAPTER = mark("You’re at chapter {current} already. To go back, use {edit}.")
BELOW_VOLUME = mark("You’re at volume {current} already. To go back, use {edit}.")
NO_NAME = mark("Type a title, or pick one of the suggestions as you type.")
NO_TITLE = mark("I don’t know a title called “{typed}”.")
NO_ANIME = mark("I don’t know an anime called “{typed}”.")
NO_MANGA = mark("I don’t know a manga called “{typed}”.")
NO_OWN_TITLE = mark("There’s no title called “{typed}” on your lists.")
NO_OWN_ANIME = mark("There’s no anime called “{typed}” on your lists.")
NO_OWN_MANGA = mark("There’s no manga called “{typed}” on your lists.")
NO_NAME_OF: dict[NamedKind, str] = {
    "CHARACTER": mark("AniList has no character called “{typed}”."),
    "STAFF": mark("AniList has no voice actor or staff member called “{typed}”."),
    "STUDIO": mark("AniList has no studio called “{typed}”."),
}
PICK_ONE = mark("Pick one of the suggestions as you type, or paste its AniList link.")
ALREADY_THERE = mark("It’s already like that, so nothing changed.")
REMOVED = mark("AniList has removed **{title}**.")
REMOVED_UNNAMED = mark("AniList has removed this title.")
MERGED = mark("AniList has merged **{title}** into another title.")
OWN_ACCOUNT = mark("That’s your own AniList account.")
OWN_ACTIVITY = mark("That’s your own update: only others can like it.")
LOCKED = mark("AniList doesn’t let anyone add this title.")
NOT_KEPT = mark("AniList didn’t save this change and gave no reason. Try again in a minute.")
CHANGED_SINCE = mark("This entry has changed since then, so I left it as it is. Open it to see it.")
DONE_OR_EXPIRED = mark("This was already done, or it has expired. If you still want it, start again.")
OUTDATED = mark("Some of these titles have changed, or this has expired, so nothing was done. Select them again.")
NOTHING_MENTIONED = mark(
    "I found no title in that message: no link to AniList or MyAnimeList, and no title in quotes that I know."
)
UPDATE_GONE = mark("That update is gone: it was taken back, or is no longer shared here.")
NOTHING_TO_UNDO = mark("There’s nothing left to undo here.")
OUTCOME_UNKNOWN = mark(
    "AniList didn’t say whether the change went through. Try again in a minute; nothing will be done twice."
)

_NO_TITLE: dict[tuple[bool, str | None], str] = {
    (False, None): NO_TITLE,
    (False, "ANIME"): NO_ANIME,
    (False, "MANGA"): NO_MANGA,
    (True, None): NO_OWN_TITLE,
    (True, "ANIME"): NO_OWN_ANIME,
    (True, "MANGA"): NO_OWN_MANGA,
}
_BELOW = {"episodes": BELOW_EPISODE, "chapters": BELOW_CHAPTER, "volumes": BELOW_VOLUME}


def list_problem(error: Exception) -> Card | None:
    """The card for `error`; None for an error that is not about lists."""
    match error:
        case NotLinked(somebody_else=True):
            return Card(Colour.AMBER, text(_not_shown(error.name)))
        case NotLinked():
            return Card(Colour.BLUE, text(t(LINK_FIRST)), row(buttons.link(buttons.LINK)))
        case InvalidInput():
            return Card(Colour.AMBER, text(*_unfit(error)))
        case TitleGone():
            return _gone(error)
        case NotListed() | SkipsAhead() | NotYours():
            return pressed_card(error)
        case _:
            lines = _lines(error)
            return Card(Colour.AMBER, text(*lines)) if lines else None


def _gone(error: TitleGone) -> Card:
    name = plain(error.names[0] if error.names else "")
    if error.successor_id is None:
        return Card(Colour.AMBER, text(t(REMOVED, title=name) if name else t(REMOVED_UNNAMED)))
    return Card(Colour.AMBER, text(t(MERGED, title=name)), row(list_buttons.title(error.successor_id)))


def _not_shown(name: str | None) -> str:
    return t(NOT_SHOWN, name=called(name)) if name else t(SOMEBODY_NOT_SHOWN)


def _unfit(error: InvalidInput) -> tuple[str, ...]:
    field, hint = plain(refused_name(error.field)), plain(str(error), 400)
    if not error.typed.strip():
        return (t(ABOUT_FIELD, field=field, text=hint),)
    return t(ABOUT_FIELD, field=field, text=t(CANT_READ, typed=plain(error.typed))), hint


def _lines(error: Exception) -> tuple[str, ...]:
    match error:
        case NoTitle() | NoSuchName():
            return _no_such(error)
        case PastTheEnd():
            return (_past_the_end(error),)
        case WouldLower():
            return (t(_BELOW[error.counted], current=number(error.current), edit=command("edit")),)
        case PartlyDone():
            return (_partly_done(error), t("Press the button again to finish; nothing will be done twice."))
        case TooLong() | WrongType() | InvalidFile() | InvalidFilters() | NoPublicList() | ListChange():
            return (plain(str(error), 300),)
        case _:
            return (with_commands(_SENTENCES[type(error)]),) if type(error) in _SENTENCES else ()


def _no_such(error: NoTitle | NoSuchName) -> tuple[str, ...]:
    if isinstance(error, NoSuchName):
        return t(NO_NAME_OF[error.kind], typed=plain(error.typed)), t(PICK_ONE)
    if not error.typed.strip():
        return (t(NO_NAME),)
    return t(_NO_TITLE[error.own_only, error.media_type], typed=plain(error.typed)), t(PICK_ONE)


def _past_the_end(error: PastTheEnd) -> str:
    total, title = error.total, entries.name(error.media, error.language)
    match error.counted:
        case "chapters":
            return tn(
                "**{title}** has only {count} chapter.", "**{title}** has only {count} chapters.", total, title=title
            )
        case "volumes":
            return tn(
                "**{title}** has only {count} volume.", "**{title}** has only {count} volumes.", total, title=title
            )
        case _:
            return tn(
                "**{title}** has only {count} episode.", "**{title}** has only {count} episodes.", total, title=title
            )


def _partly_done(error: PartlyDone) -> str:
    return tn(
        "I stopped partway: {done} of {count} title is done.",
        "I stopped partway: {done} of {count} titles are done.",
        error.count,
        done=number(error.done),
    )


_SENTENCES: dict[type[Exception], str] = {
    AlreadyThere: ALREADY_THERE,
    AlreadyToggled: ALREADY_THERE,
    OwnAccount: OWN_ACCOUNT,
    OwnActivity: OWN_ACTIVITY,
    Locked: LOCKED,
    NotKept: NOT_KEPT,
    ChangedSince: CHANGED_SINCE,
    NoLongerPending: DONE_OR_EXPIRED,
    ImportMovedOn: MOVED_ON,
    TooManyImports: TOO_MANY_IMPORTS,
    Outdated: OUTDATED,
    NothingMentioned: NOTHING_MENTIONED,
    UpdateGone: UPDATE_GONE,
    NothingToUndo: NOTHING_TO_UNDO,
    OutcomeUnknown: OUTCOME_UNKNOWN,
}
