"""Mappers between the person on the page and their attempt in the store. Knows nothing of the flow."""

import msgspec

from store import Attempt


class LinkingPerson(msgspec.Struct, frozen=True, kw_only=True):
    """The Discord account that ran /link, as the page shows it. `created_at` is in unix seconds.

    `is_in_guild`: Musubi is in the server where /link was run. `locale` is the language of the person's Discord.
    """

    discord_id: int
    name: str
    created_at: int
    guild_id: int | None
    guild_name: str | None
    is_in_guild: bool = False
    locale: str | None = None


def attempt_by(person: LinkingPerson, state_hash: bytes, created_at: int, expires_at: int) -> Attempt:
    return Attempt(
        state_hash=state_hash,
        discord_id=person.discord_id,
        discord_name=person.name,
        discord_created_at=person.created_at,
        guild_id=person.guild_id,
        guild_name=person.guild_name,
        is_in_guild=person.is_in_guild,
        created_at=created_at,
        expires_at=expires_at,
        card_channel_id=None,
        card_message_id=None,
        locale=person.locale,
    )


def person_of(attempt: Attempt) -> LinkingPerson:
    return LinkingPerson(
        discord_id=attempt.discord_id,
        name=attempt.discord_name,
        created_at=attempt.discord_created_at,
        guild_id=attempt.guild_id,
        guild_name=attempt.guild_name,
        is_in_guild=attempt.is_in_guild,
        locale=attempt.locale,
    )
