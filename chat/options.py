"""Options with autocomplete: titles, scores in the person's own format, time zones.

An autocomplete can't be deferred, so it never waits long: a suggestion that is not ready in time is left out.
"""

from typing import Any, Literal

import discord
from discord import AppCommandOptionType, ChannelType, app_commands

from chat.interactions import Interaction
from chat.replies import is_age_restricted
from i18n import mark
from library.browse.typed_terms import suggested
from library.rules.scores import choices
from library.rules.time_zones import zones_like
from library.titles.picking import Choice
from store import NamedKind

Channel = app_commands.AppCommandChannel | app_commands.AppCommandThread
_NO_PLACES = {ChannelType.private, ChannelType.group, ChannelType.category}
_TIMEOUT = 1.5  # seconds; Discord drops an autocomplete after three


class TextOption(app_commands.Transformer):
    """A text that arrives as it was typed or picked; its kinds differ in what they suggest."""

    async def transform(self, _interaction: discord.Interaction[Any], value: Any, /) -> str:
        return str(value)


class TitleOption(TextOption):
    """A title; the person's own come first. A picked title arrives as ``id:123``, a typed name as it was typed."""

    def __init__(self, media_type: str | None, *, asks_anilist: bool = False, own_only: bool = False) -> None:
        self._media_type = media_type
        self._asks_anilist = asks_anilist
        self._own_only = own_only

    async def autocomplete(  # pyright: ignore[reportIncompatibleMethodOverride]  (a string option's choices are strings)
        self, interaction: Interaction, value: str, /
    ) -> list[app_commands.Choice[str]]:
        bot = interaction.client
        link = await bot.store.links.of(interaction.user.id)
        takes_adult = is_age_restricted(interaction)
        if self._asks_anilist:
            found = await bot.parts.finder.suggest_widely(
                link, value, self._media_type, seconds=_TIMEOUT, takes_adult=takes_adult
            )
        else:
            found = await bot.parts.finder.suggest(
                link, value, self._media_type, own_only=self._own_only, takes_adult=takes_adult
            )
        return [_choice(one) for one in found]


class NameOption(TextOption):
    """A character, a person or a studio. A picked one arrives as ``id:123``, a typed name as it was typed."""

    def __init__(self, kind: NamedKind) -> None:
        self.kind: NamedKind = kind

    async def autocomplete(  # pyright: ignore[reportIncompatibleMethodOverride]  (a string option's choices are strings)
        self, interaction: Interaction, value: str, /
    ) -> list[app_commands.Choice[str]]:
        link = await interaction.client.store.links.of(interaction.user.id)
        takes_adult = is_age_restricted(interaction) and link is not None and link.adult
        finder = interaction.client.parts.name_finders[self.kind]
        return [_choice(one) for one in await finder.suggest(link, value, seconds=_TIMEOUT, takes_adult=takes_adult)]


class ScoreOption(TextOption):
    """A score in the person's own format: ★★★★☆, 🙂, 8.5, 85."""

    async def autocomplete(  # pyright: ignore[reportIncompatibleMethodOverride]  (a string option's choices are strings)
        self, interaction: Interaction, value: str, /
    ) -> list[app_commands.Choice[str]]:
        link = await interaction.client.store.links.of(interaction.user.id)
        if link is None:
            return []
        return [app_commands.Choice(name=label, value=text) for label, text in choices(value, link.score_format)]


class ZoneOption(TextOption):
    """A time zone, by its place."""

    async def autocomplete(  # pyright: ignore[reportIncompatibleMethodOverride]  (a string option's choices are strings)
        self, _interaction: Interaction, value: str, /
    ) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=zone.replace("_", " "), value=zone) for zone in zones_like(value)]


class TermOption(TextOption):
    """Genres and tags of AniList's, with commas between them; the one that is typed last is completed."""

    def __init__(self, *, tags_first: bool) -> None:
        self._tags_first = tags_first

    async def autocomplete(  # pyright: ignore[reportIncompatibleMethodOverride]  (a string option's choices are strings)
        self, interaction: Interaction, value: str, /
    ) -> list[app_commands.Choice[str]]:
        terms = await interaction.client.parts.terms.within(_TIMEOUT)
        found = suggested(value, terms.may_name(adult=is_age_restricted(interaction)), tags_first=self._tags_first)
        return [app_commands.Choice(name=label, value=text) for label, text in found]


def _choice(choice: Choice) -> app_commands.Choice[str]:
    return app_commands.Choice(name=choice.label, value=choice.value)


class WhereOption(app_commands.Transformer):
    """A channel as Discord sends it: where no posts can go, Musubi says so in a sentence of its own."""

    @property
    def type(self) -> AppCommandOptionType:
        return AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[ChannelType]:
        return [kind for kind in ChannelType if kind not in _NO_PLACES]

    async def transform(self, _interaction: discord.Interaction[Any], value: Any, /) -> Channel:
        return value


AnyTitle = app_commands.Transform[str, TitleOption(None, asks_anilist=True)]
Anime = app_commands.Transform[str, TitleOption("ANIME", asks_anilist=True)]
Manga = app_commands.Transform[str, TitleOption("MANGA", asks_anilist=True)]
OwnTitle = app_commands.Transform[str, TitleOption(None, own_only=True)]
OwnAnime = app_commands.Transform[str, TitleOption("ANIME")]
OwnManga = app_commands.Transform[str, TitleOption("MANGA")]
CharacterName = app_commands.Transform[str, NameOption("CHARACTER")]
StaffName = app_commands.Transform[str, NameOption("STAFF")]
StudioName = app_commands.Transform[str, NameOption("STUDIO")]
Score = app_commands.Transform[str, ScoreOption]
Where = app_commands.Transform[Channel, WhereOption]
Genres = app_commands.Transform[str, TermOption(tags_first=False)]
Tags = app_commands.Transform[str, TermOption(tags_first=True)]
Zone = app_commands.Transform[str, ZoneOption]

Kind = Literal["Anime", "Manga"]
Status = Literal["Planning", "Watching or reading", "Completed", "Paused", "Dropped", "Rewatching or rereading"]
ListStatus = Literal["All", Status]
KINDS: dict[str, str] = {mark("Anime"): "ANIME", mark("Manga"): "MANGA"}
STATUSES: dict[str, str] = {
    mark("Planning"): "PLANNING",
    mark("Watching or reading"): "CURRENT",
    mark("Completed"): "COMPLETED",
    mark("Paused"): "PAUSED",
    mark("Dropped"): "DROPPED",
    mark("Rewatching or rereading"): "REPEATING",
}
Format = Literal["TV", "TV short", "Movie", "ONA", "OVA", "Special", "Music video", "Manga", "Novel", "One shot"]
Country = Literal["Japan", "South Korea", "China", "Taiwan"]
FORMATS_BY_NAME: dict[str, str] = {
    mark("TV"): "TV",
    mark("TV short"): "TV_SHORT",
    mark("Movie"): "MOVIE",
    mark("ONA"): "ONA",
    mark("OVA"): "OVA",
    mark("Special"): "SPECIAL",
    mark("Music video"): "MUSIC",
    mark("Manga"): "MANGA",
    mark("Novel"): "NOVEL",
    mark("One shot"): "ONE_SHOT",
}
COUNTRIES_BY_NAME: dict[str, str] = {
    mark("Japan"): "JP",
    mark("South Korea"): "KR",
    mark("China"): "CN",
    mark("Taiwan"): "TW",
}
LIST_STATUSES: dict[str, str] = {mark("All"): "ALL", **STATUSES}
# The labels of all commands' choices, for the catalogues: a type can't hold a mark.
CHOICES = (
    *(mark("Anime"), mark("Manga")),
    *(mark("Planning"), mark("Watching or reading"), mark("Completed"), mark("Paused"), mark("Dropped")),
    mark("Rewatching or rereading"),
    *(mark("Today"), mark("Tomorrow"), mark("My week"), mark("Monday"), mark("Tuesday"), mark("Wednesday")),
    *(mark("Thursday"), mark("Friday"), mark("Saturday"), mark("Sunday")),
    *(mark("New episodes"), mark("List updates")),
    *(mark("updated"), mark("title"), mark("score"), mark("progress"), mark("behind"), mark("started")),
    *(mark("finished"), mark("released"), mark("length")),
    *(mark("short"), mark("medium"), mark("long")),
    *(mark("Winter"), mark("Spring"), mark("Summer"), mark("Fall")),
    *(mark("loved"), mark("known"), mark("divisive")),
    *(mark("days"), mark("episodes"), mark("chapters"), mark("completed")),
    *(mark("This month"), mark("All time")),
    *(mark("TV"), mark("TV short"), mark("Movie"), mark("Special"), mark("OVA"), mark("ONA"), mark("Novel")),
    mark("One shot"),
    *(mark("Trending"), mark("Most popular"), mark("Highest rated"), mark("Newest")),
    *(mark("Everything"), mark("Not on my list"), mark("On my list"), mark("On my Planning list")),
)
