"""/link: from the first button to "Linked as …". The flow itself is :mod:`linking`'s."""

import logging
from collections.abc import Awaitable, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

import discord
from discord import app_commands
from discord.ext import commands

from cards import buttons, link_notices
from cards import deferred as asking_cards
from cards import link as cards
from cards.buttons import EnterCode, StartLink
from cards.host import Host
from chat.acknowledging import acknowledge_alone, acknowledge_in_place, not_yet
from chat.client import Musubi
from chat.errors import WAY_BACK
from chat.interactions import Interaction, open_form, send_alone, show, write_to
from chat.languages import spoken
from chat.loops import carrying_on
from chat.registry import button, form
from chat.retries import NotTaken, repeat
from i18n import mark, speaking
from library.changes.deferred import media_of
from library.opening import LibraryParts
from library.rules.forms import Fields
from library.rules.text import as_meant
from linking import Ended, Invitation, Linked, Linking, LinkingPerson, NothingPending, WrongProof
from redaction import Secret
from store import Attempt, Store
from store import Link as AniListLink

_log = logging.getLogger(__name__)


class LinkCog(commands.Cog):
    """Begins links, takes codes, and shows the end of each attempt wherever the person is looking."""

    def __init__(self, bot: discord.Client, linking: Linking, store: Store, parts: LibraryParts, host: Host) -> None:
        self._bot = bot
        self._linking = linking
        self._store = store
        self._parts = parts
        self._host = host
        self._replies: dict[int, Interaction] = {}  # by Discord id: the ephemeral answer that may still be edited

    async def cog_load(self) -> None:
        self._unsubscribe = self._linking.subscribe(self.show_end)

    async def cog_unload(self) -> None:
        self._unsubscribe()

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
        if self._linking.proof == "code" and not self._linking.awaits_code(interaction.user.id):
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
            self._remember_reply(interaction)
        await self._confirm(interaction, Secret(as_meant("".join(fields[cards.CODE_FIELD]))))

    async def show_end(self, event: Linked | Ended) -> None:
        """Show the result of the attempt on its card, and on the reply that led there."""
        attempt = event.attempt
        reply = self._replies.pop(attempt.discord_id, None)
        with speaking(spoken(self._store.languages.chosen(attempt.discord_id), attempt.locale)):
            if isinstance(event, Ended):
                await self._edit(attempt, cards.ended())
                await self._answer(reply, cards.ended())
            else:
                await self._show_linked(event, reply)

    async def _show_linked(self, event: Linked, reply: Interaction | None) -> None:
        """Send the result as a new message and delete the card: Discord notifies nobody of an edit."""
        attempt, link, is_again = event.attempt, event.link, event.saved.previous is not None
        card = cards.linked(
            link,
            is_again=is_again,
            guild_id=attempt.guild_id,
            guild_name=attempt.guild_name,
            offer=await self._offer(link),
        )
        if await write_to(self._bot, link.discord_id, card):
            await self._remove_card(attempt)
            await self._answer(reply, cards.linked_reply(link, is_again=is_again))
        else:
            await self._edit(attempt, card)
            await self._answer(reply, card)
        if lost := event.saved.displaced:
            with speaking(spoken(event.saved.displaced_language, lost.locale)):
                await write_to(self._bot, lost.discord_id, link_notices.moved(lost))

    async def _offer(self, link: AniListLink) -> Sequence[discord.ui.Item[Any]]:
        """Offer to make the deferred change from the time when the link had died."""
        with carrying_on("offer what was asked for"):
            if deferred := await self._parts.deferred.open(link.discord_id):
                media_id = media_of(deferred)
                media = (await self._parts.library.cached_media([media_id])).get(media_id) if media_id else None
                return asking_cards.offer(deferred, media, link)
        return ()

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
        except Exception:
            if self._linking.awaits_code(discord_id) or await self._store.attempts.live_for(discord_id):
                interaction.extras[WAY_BACK] = buttons.enter_code
            raise

    async def _invite(self, interaction: Interaction) -> None:
        invited = await self._linking.begin(_person(interaction))
        card = cards.invitation(invited, self._linking.proof, self._host)
        if interaction.context.dm_channel:
            await self._remember_card(invited, await show(interaction, card))
            return
        self._remember_reply(interaction)
        message = await write_to(self._bot, interaction.user.id, card)
        if message is None:
            await show(interaction, card)
            return
        await self._remember_card(invited, message)
        await show(interaction, cards.look_at_messages(message.jump_url))

    def _remember_reply(self, interaction: Interaction) -> None:
        """Remember the reply, to edit it later; Discord allows that for fifteen minutes, so older replies go."""
        self._replies = {who: reply for who, reply in self._replies.items() if not reply.is_expired()}
        self._replies[interaction.user.id] = interaction

    async def _remember_card(self, invited: Invitation, message: discord.Message) -> None:
        await self._store.attempts.show_card(invited.state_hash, message.channel.id, message.id)

    async def _edit(self, attempt: Attempt, card: discord.ui.LayoutView) -> None:
        if message := self._card_of(attempt):
            await _though_discord_refuses(repeat(lambda: message.edit(view=card)))

    async def _remove_card(self, attempt: Attempt) -> None:
        if message := self._card_of(attempt):
            await _though_discord_refuses(repeat(message.delete))

    async def _answer(self, reply: Interaction | None, card: discord.ui.LayoutView) -> None:
        if reply and not reply.is_expired():
            await _though_discord_refuses(show(reply, card))

    def _card_of(self, attempt: Attempt) -> discord.PartialMessage | None:
        if attempt.card_channel_id is None or attempt.card_message_id is None:
            return None
        return self._bot.get_partial_messageable(attempt.card_channel_id).get_partial_message(attempt.card_message_id)


async def _though_discord_refuses(changing: Awaitable[object]) -> None:
    """Await an edit, and only log Discord's refusal: the link is stored, and must not look undone."""
    try:
        await changing
    except discord.HTTPException as error:
        _log.info("A card could not be turned into the result: %s %s", error.status, error.code)
    except NotTaken as error:
        _log.warning("Discord did not say whether it turned a card into the result: %s", error)


def _person(interaction: Interaction) -> LinkingPerson:
    guild = interaction.guild
    return LinkingPerson(
        discord_id=interaction.user.id,
        name=interaction.user.name,
        created_at=int(interaction.user.created_at.timestamp()),
        guild_id=interaction.guild_id,
        guild_name=(guild.name if guild and guild.name else str(interaction.guild_id)) if guild else None,
        locale=interaction.locale.value,
    )


async def setup(bot: Musubi) -> None:
    await bot.add_cog(LinkCog(bot, bot.linking, bot.store, bot.parts, bot.host))
