"""The small print of answers about members: the age of the lists, who is included, and the button to hide."""

from discord import ui

from cards import buttons
from cards.card import UPDATED, Card, Colour, button, facts, moment, plain, row, text
from cards.commands import command
from cards.crowd import not_linked
from cards.ids import Action
from i18n import mark, t, tn
from library.visible_members import (
    DiscordSilent,
    NobodyShown,
    NotInServer,
    SwitchedOff,
    TooFew,
    VisibleMembers,
    VisibleMembersError,
)

_SAME = 600  # seconds; times that are closer count as the same

NOBODY = mark("No one here has linked an AniList account yet. Be the first?")
ONLY_YOU = mark("You’re hidden here, and no one else here shares their list.")
TWO_NEEDED = mark("This needs two people.")
NOBODY_ELSE = mark("This needs two people: someone else here has to {link}, and not be hidden.")
NOT_IN_SERVER = mark("This is about a server’s members, so it works only in servers that have added me.")
SWITCHED_OFF = mark("This server’s admins have turned off everything that shows members’ lists.")
DISCORD_SILENT = mark("Discord isn’t telling me who is in this server. Try again in a minute.")
SEEN = mark("In **{server}**, others can see your lists and taste, just as you’ve seen theirs.")
NEVER_SEEN = mark("Private entries and notes never appear. Hide here or everywhere with {account}.")
PROGRESS = mark("Progress as of {time}")
SCORES = mark("scores as of {time}")
OLDEST = mark("Oldest update: {time}")
REFRESHING = mark("Refreshing: press again in a minute")


def head(title: str, circle: VisibleMembers, *notes: str) -> ui.TextDisplay[ui.LayoutView]:
    """The title of an answer about a whole server, and the server's name."""
    return text(f"### {title}", f"-# {' · '.join([plain(circle.guild_name, 60), *notes])}")


def foot(circle: VisibleMembers, *, is_refreshing: bool = False) -> ui.TextDisplay[ui.LayoutView]:
    """The small print below all answers about members: the age of their lists, and who is included."""
    count = len(circle.names)
    shown = tn("{count} member shares their lists", "{count} members share their lists", count)
    return text(f"-# {facts(_age(circle), _progress(circle, is_refreshing=is_refreshing), shown)}")


def refresh(action: Action) -> ui.Button[ui.LayoutView]:
    """A button that shows the answer again; `action` shows it, and has `fresh` set."""
    return button(t("Refresh"), action)


def seen_here(guild_id: int, guild_name: str) -> Card:
    """The notice that a person gets once in each server."""
    return Card(
        Colour.BLUE,
        text(
            t(SEEN, server=plain(guild_name)),
            f"-# {t(NEVER_SEEN, account=command('account'))}",
        ),
        row(buttons.hide(guild_id)),
    )


def circle_problem(error: VisibleMembersError) -> Card:
    """One sentence for every reason why nobody can be shown."""
    match error:
        case NobodyShown(is_viewer_linked=False):
            return Card(Colour.BLUE, text(t(NOBODY)), row(buttons.link(t("Link AniList"))))
        case NobodyShown():
            return Card(Colour.AMBER, text(t(ONLY_YOU)))
        case TooFew(missing=missing) if missing:
            return Card(Colour.AMBER, text(not_linked(missing), t(TWO_NEEDED)))
        case TooFew():
            return Card(Colour.AMBER, text(t(NOBODY_ELSE, link=command("link"))))
        case _:
            return Card(Colour.AMBER, text(t(_SENTENCES[type(error)])))


def _age(circle: VisibleMembers) -> str:
    """The time of the oldest lists, which is the time of all unless they are further apart.

    Progress is known to be newer where nothing else was heard from AniList.
    """
    if circle.as_of is None:
        return ""
    oldest, newest = circle.as_of
    if circle.progress_as_of - oldest > _SAME:
        return facts(t(PROGRESS, time=moment(circle.progress_as_of)), t(SCORES, time=moment(oldest)))
    said = OLDEST if newest - oldest > _SAME else UPDATED
    return t(said, time=moment(oldest))


def _progress(circle: VisibleMembers, *, is_refreshing: bool) -> str:
    if is_refreshing:
        return t(REFRESHING)
    unread = circle.unread
    return tn("{count} list is still loading", "{count} lists are still loading", unread) if unread else ""


_SENTENCES: dict[type[VisibleMembersError], str] = {
    NotInServer: NOT_IN_SERVER,
    SwitchedOff: SWITCHED_OFF,
    DiscordSilent: DISCORD_SILENT,
}
