"""/link: its buttons and forms. The flow itself is :mod:`linking`'s; :mod:`chat.link_ends` shows what becomes of it."""

from urllib.parse import parse_qs, urlsplit

import discord
from discord import app_commands
from discord.ext import commands

from cards import buttons
from cards import link as cards
from cards.buttons import EnterCode, StartLink
from cards.host import Host
from chat.acknowledging import acknowledge_alone, acknowledge_in_place, not_yet
from chat.client import Musubi
from chat.errors import WAY_BACK
from chat.interactions import Interaction, open_form, send_alone, show, write_to
from chat.registry import button, form
from i18n import mark
from library.rules.forms import Fields
from library.rules.text import as_meant
from linking import Invitation, Linking, LinkingPerson, NothingPending, WrongProof
from redaction import Secret
from store import Store


class LinkCog(commands.Cog):
    """Begins links and takes codes."""

    def __init__(self, bot: discord.Client, linking: Linking, store: Store, host: Host) -> None:
        self._bot = bot
        self._linking = linking
        self._store = store
        self._host = host

    @app_commands.command(name="link", description=mark("Link your AniList account"))
    async def link(self, interaction: Interaction) -> None:
        await acknowledge_alone(interaction)
        link = await self._store.links.of(interaction.user.id)
        if link and not link.rejected_at:
            await show(interaction, cards.already_linked(link))
        else:
            await self._invite(interaction)

    @button(StartLink, acknowledge_alone)
    async def start(self, interaction: Interaction, _pressed: StartLink) -> None:
        """Begin a link from any button that leads to one: first, again, or relinking."""
        await self._invite(interaction)

    @button(EnterCode, not_yet, others=mark("Use {link} to link your own account."))
    async def ask_code(self, interaction: Interaction, _pressed: EnterCode) -> None:
        if self._linking.proof == "discord":
            raise WrongProof("no code is taken")
        if self._linking.proof == "code" and not await self._linking.awaits_code(interaction.user.id):
            await self._point_to_approval(interaction)
            return
        await open_form(interaction, cards.code_modal(self._linking.proof))

    async def _point_to_approval(self, interaction: Interaction) -> None:
        """Show the address of the attempt that the message began. Raises AttemptGone."""
        url = cards.approval(interaction.message) if interaction.message else None
        if url is None:
            raise NothingPending("the page has not been through yet")
        (state,) = parse_qs(urlsplit(url).query)["state"]
        await self._linking.preview(Secret(state))
        await send_alone(interaction, cards.approve_first(url))

    @form(EnterCode, acknowledge_in_place)
    async def take_code(self, interaction: Interaction, _sent: EnterCode, fields: Fields) -> None:
        if interaction.message and interaction.message.flags.ephemeral:
            await self._remember_reply(interaction)
        await self._confirm(interaction, Secret(as_meant("".join(fields[cards.CODE_FIELD]))))

    async def _confirm(self, interaction: Interaction, typed: Secret) -> None:
        """Check the code.

        After an error a button opens an empty form, as long as codes are accepted: no code is kept or repeated.
        """
        discord_id = interaction.user.id
        try:
            if self._linking.proof == "paste":
                await self._linking.paste(discord_id, typed)
            else:
                await self._linking.confirm(discord_id, typed)
        except WrongProof:
            raise
        except Exception:
            if await self._linking.awaits_code(discord_id) or await self._store.attempts.live_for(discord_id):
                interaction.extras[WAY_BACK] = buttons.enter_code
            raise

    async def _invite(self, interaction: Interaction) -> None:
        invited = await self._linking.begin(self._person(interaction))
        card = cards.invitation(invited, self._linking.proof, self._host)
        if interaction.context.dm_channel:
            await self._remember_card(invited, await show(interaction, card))
            return
        await self._remember_reply(interaction)
        message = await write_to(self._bot, interaction.user.id, card)
        if message is None:
            await show(interaction, card)
            return
        await self._remember_card(invited, message)
        await show(interaction, cards.look_at_messages(message.jump_url))

    async def _remember_reply(self, interaction: Interaction) -> None:
        """Remember the reply, which whichever process ends the attempt can edit for a quarter of an hour."""
        until = int(interaction.expires_at.timestamp())
        await self._store.attempts.show_reply(interaction.user.id, Secret(interaction.token), until)

    async def _remember_card(self, invited: Invitation, message: discord.Message) -> None:
        await self._store.attempts.show_card(invited.state_hash, message.channel.id, message.id)

    def _person(self, interaction: Interaction) -> LinkingPerson:
        guild = interaction.guild
        return LinkingPerson(
            discord_id=interaction.user.id,
            name=interaction.user.name,
            created_at=int(interaction.user.created_at.timestamp()),
            guild_id=interaction.guild_id,
            guild_name=(guild.name if guild and guild.name else str(interaction.guild_id)) if guild else None,
            is_in_guild=self._bot.get_guild(interaction.guild_id or 0) is not None,
            locale=interaction.locale.value,
        )


async def setup(bot: Musubi) -> None:
    await bot.add_cog(LinkCog(bot, bot.linking, bot.store, bot.host))
