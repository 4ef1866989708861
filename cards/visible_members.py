"""The small print of answers about members: the age of the lists, who is included, and the button to hide."""

from discord import ui

from cards import buttons
from cards.card import Card, Colour, button, moment, plain, row, text
from cards.crowd import not_linked
from cards.ids import Action
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


def foot(circle: VisibleMembers, *, is_refreshing: bool = False) -> ui.TextDisplay[ui.LayoutView]:
    """The small print below all answers about members."""
    unread = f"{circle.unread} still to be read" if circle.unread else ""
    age = "refreshing: press again in a minute" if is_refreshing else unread
    said = [_as_of(circle), age, "only members who use Musubi here and aren’t hidden"]
    return text("-# " + " · ".join(part for part in said if part))


def refresh(action: Action) -> ui.Button[ui.LayoutView]:
    """A button that shows the answer again; `action` shows it, and has `fresh` set."""
    return button("Refresh", action)


def seen_here(guild_id: int, guild_name: str) -> Card:
    """The notice that a person gets once in each server."""
    return Card(
        Colour.BLUE,
        text(
            f"In **{plain(guild_name)}** others who ask Musubi may see your lists and your taste, as you have "
            "just seen theirs.",
            "-# Private entries and notes never appear. Hide here or everywhere, whenever you like, with /account.",
        ),
        row(buttons.hide(guild_id)),
    )


def circle_problem(error: VisibleMembersError) -> Card:
    """One sentence for every reason why nobody can be shown."""
    match error:
        case NobodyShown(is_viewer_linked=False):
            words = "Nobody here has linked an AniList account yet. Be the first?"
            return Card(Colour.BLUE, text(words), row(buttons.link("Link AniList")))
        case NobodyShown():
            return Card(Colour.AMBER, text("You are hidden here, and nobody else here has linked and shows it."))
        case TooFew(missing=missing) if missing:
            return Card(Colour.AMBER, text(f"{not_linked(missing)}, and it takes two."))
        case _:
            return Card(Colour.AMBER, text(_SENTENCES[type(error)]))


def _as_of(circle: VisibleMembers) -> str:
    if circle.as_of is None:
        return ""
    oldest, newest = circle.as_of
    return f"as of {moment(oldest)}" + (f" to {moment(newest)}" if newest - oldest > _SAME else "")


_SENTENCES: dict[type[VisibleMembersError], str] = {
    NotInServer: "This is about the people of a server, so it works in a server that has added Musubi.",
    SwitchedOff: "The admins of this server have switched off what shows its members’ lists.",
    DiscordSilent: "Discord does not say at the moment who is a member here. Try again in a minute.",
    TooFew: "This takes two: somebody else here has to /link first and not be hidden.",
}
