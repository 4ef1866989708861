"""The language of an answer: the person's where they alone read it, the server's where others read it too.

A person's is their choice in /account, or else their Discord's; a server's is its admins' choice in /settings, or else
its own on Discord. Answers that Musubi does not speak are in English. Knows no message.
"""

from collections.abc import Generator
from contextlib import contextmanager

import discord

from chat.retries import Interaction
from i18n import ENGLISH, Language, language_for, speak, speaking
from store import Guilds, Languages


def spoken(*tags: str | None) -> Language:
    """The language of the first tag that Musubi speaks."""
    return next((found for tag in tags if tag and (found := language_for(tag))), ENGLISH)


def theirs(interaction: Interaction) -> Language:
    """The language of the person who sent the interaction."""
    return spoken(interaction.client.store.languages.chosen(interaction.user.id), interaction.locale.value)


def tag_of(interaction: Interaction) -> str:
    """The tag of the language of the person who sent the interaction, whether Musubi speaks it or not."""
    return interaction.client.store.languages.chosen(interaction.user.id) or interaction.locale.value


def of_server(guilds: Guilds, guild: discord.Guild) -> Language:
    return spoken(guilds.language(guild.id), guild.preferred_locale.value)


async def of_messages(languages: Languages, discord_id: int) -> Language:
    """The language of direct messages to the person that answer nothing."""
    return spoken(await languages.for_messages(discord_id))


def speak_to(interaction: Interaction, *, is_public: bool) -> None:
    """Speak the server's language where the answer is public, the person's where it is for them alone."""
    speak(_servers(interaction) if is_public and interaction.guild_id else theirs(interaction))


@contextmanager
def speaking_alone(interaction: Interaction) -> Generator[None]:
    """Speak the person's language inside, whatever the rest of the answer is in."""
    with speaking(theirs(interaction)):
        yield


def _servers(interaction: Interaction) -> Language:
    locale = interaction.guild_locale
    chosen = interaction.client.store.guilds.language(interaction.guild_id or 0)
    return spoken(chosen, locale.value if locale else None)
