"""The page of /help: what members can do, by what they want, with commands that can be pressed."""

from collections.abc import Iterator

import msgspec
from discord import ui

from cards import buttons
from cards.card import Card, Colour, row, small, text
from cards.commands import command, with_commands
from cards.host import Host, contact, policy
from cards.news import NEWS
from i18n import mark, t


class Goal(msgspec.Struct, frozen=True):
    """What people want: a heading, the commands for it, and a sentence about them."""

    heading: str
    commands: tuple[str, ...]
    about: str


GOALS = (
    Goal(
        mark("Keep your list"),
        ("watched", "read", "list", "rate", "edit", "add", "remove", "favourite", "custom-lists"),
        mark("Add episodes and chapters, rate titles, edit your lists."),
    ),
    Goal(
        mark("Find your next title"),
        ("anime", "manga", "browse", "recommend", "random", "season"),
        mark("Look up a title, browse by genre or season, get recommendations."),
    ),
    Goal(
        mark("Look up who’s in it and who made it"),
        ("character", "staff", "studio"),
        mark("Characters, their voices, and what else they and their makers are in."),
    ),
    Goal(
        mark("Keep up with new episodes"),
        ("behind", "airing", "remind"),
        mark("See what airs and where you’re behind. Get a DM for new episodes and sequels."),
    ),
    Goal(
        mark("See what this server watches"),
        ("server watching", "server top", "server members", "who"),
        mark("Titles that members watch now, favourites, and who knows a title."),
    ),
    Goal(
        mark("Watch together"),
        ("together", "taste", "affinity", "profile", "stats", "following"),
        mark("Find a title for all of you. Compare your taste and stats, and follow each other."),
    ),
    Goal(
        mark("Move over from MyAnimeList"),
        ("import",),
        mark("Bring your list as a file. See what would change first, and undo it whole."),
    ),
    Goal(
        mark("Your account and data"),
        ("account", "link", "unlink"),
        mark("Choose who sees your lists, how I reply, and what AniList tells you by DM. Export or delete your data."),
    ),
)
FOR_ADMINS = Goal(
    mark("Set up this server"),
    ("settings", "feed"),
    mark("Choose what I show here. Post new episodes, with rooms to talk about them, and list updates in a channel."),
)


def help_card(*, is_linked: bool, is_admin: bool, host: Host, version: str) -> Card:
    return Card(
        Colour.BLUE,
        *_beginning(is_linked=is_linked),
        *_goals(is_admin=is_admin),
        ui.Separator(),
        text(f"**{t('What’s new')}**", *(f"-# • {with_commands(news)}" for news in NEWS)),
        ui.Separator(),
        text(small(f"Musubi {version}", policy(host), contact(host))),
    )


def _beginning(*, is_linked: bool) -> Iterator[ui.Item[ui.LayoutView]]:
    """The title, and the first step of people who have not linked."""
    title = f"### {t('What would you like to do?')}"
    if is_linked:
        yield text(title)
    else:
        yield text(title, t("Start by linking your AniList account. It takes a minute."))
        yield row(buttons.link(buttons.LINK))


def _goals(*, is_admin: bool) -> Iterator[ui.Item[ui.LayoutView]]:
    for goal in (*GOALS, *((FOR_ADMINS,) if is_admin else ())):
        yield ui.Separator(visible=False)
        yield text(f"**{t(goal.heading)}**", " ".join(map(command, goal.commands)), f"-# {t(goal.about)}")
