"""The cards of a link: invitation, success, failure, and the notices that make a hijack impossible to miss."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from cards import buttons, card
from cards.card import Card, Colour, button, headed, link_button, moment, plain, row, text
from cards.host import Host, policy, small
from linking import Invitation, Proof
from store import Link

APPS_URL = "https://anilist.co/settings/apps"
CODE_FIELD = "musubi:code"

SCORES = {
    "POINT_100": "0–100",
    "POINT_10_DECIMAL": "0–10 with decimals",
    "POINT_10": "0–10",
    "POINT_5": "★",
    "POINT_3": "🙂",
}

_STEPS: dict[Proof, tuple[str, ...]] = {
    "code": (
        "**1.** Approve on AniList with the button below.",
        "**2.** A page shows you an 8-character code.",
        "**3.** Come back here, press **Enter code**, type it.",
    ),
    "discord": (
        "**1.** Approve on AniList with the button below.",
        "**2.** A page asks you to sign in to Discord, so that nobody else can use this link.",
        "**3.** This message changes when it is done.",
    ),
    "paste": (
        "**1.** Approve on AniList with the button below.",
        "**2.** AniList shows you a long code. Copy it.",
        "**3.** Come back here, press **Enter code**, paste it.",
    ),
}
_WARNINGS: dict[Proof, str] = {
    "code": "Never give the code to anyone: whoever has it gets your lists.",
    "discord": "Don't pass it on.",
    "paste": "Never give the code to anyone: whoever has it gets your lists.",
}


def invitation(invited: Invitation, proof: Proof, host: Host) -> Card:
    """The card of /link: the address of AniList's consent page, and the way back."""
    approve = link_button("Approve on AniList", invited.url.reveal())
    return Card(
        Colour.BLUE,
        text(
            "### Link your AniList account",
            "Musubi will read your lists, and change them when you ask and only then.",
            *_STEPS[proof],
        ),
        row(approve) if proof == "discord" else row(approve, buttons.enter_code()),
        text(
            f"-# This link is for you alone and works until {moment(invited.expires_at, 't')}. {_WARNINGS[proof]}",
            small(policy(host)),
        ),
    )


def look_at_messages(message_url: str) -> Card:
    return Card(
        Colour.BLUE,
        text("### Look at your messages", "I sent you a private message with everything you need."),
        row(link_button("Open my message", message_url)),
    )


def linked(
    link: Link, *, is_again: bool, guild_id: int | None, guild_name: str | None, offer: Sequence[ui.Item[Any]] = ()
) -> Card:
    """The success. The owner of the Discord account reads it even if somebody else linked it.

    `offer` is a deferred change of theirs; without it, the card offers first steps.
    """
    actions = [buttons.hide(guild_id)] if guild_id else []
    steps = offer or (row(*buttons.next_steps()),)
    return Card(
        Colour.GREEN,
        headed(
            _linked_as(link, is_again=is_again),
            f"{link.anime_count} anime · {link.manga_count} manga · scores in {SCORES.get(link.score_format, '0–10')}",
            f"-# Valid until {moment(link.expires_at, 'D')}. I will write to you before it ends.",
            picture=link.avatar_url,
            described_as=f"Avatar of {link.name}",
        ),
        text(_seen_in(guild_name), "-# Was it not you? Unlink here, then change your Discord password."),
        *steps,
        row(*actions, buttons.unlink()),
    )


def linked_reply(link: Link, *, is_again: bool) -> Card:
    """The success, on the reply that pointed to the direct messages."""
    return Card(
        Colour.GREEN,
        text(f"### {_linked_as(link, is_again=is_again)}", "You can close the page."),
        row(*buttons.next_steps()),
    )


def approve_first(url: str) -> Card:
    """The answer to a code that is entered before the approval: it leads on with the same attempt."""
    return Card(
        Colour.BLUE,
        text("Approve on AniList first. The page that opens then shows you the code."),
        row(link_button("Approve on AniList", url)),
    )


def approval(message: discord.Message) -> str | None:
    """The address behind the Approve button of `message`, an :func:`invitation`; None without that button."""
    parts = ui.LayoutView.from_message(message).walk_children()
    return next((one.url for one in parts if isinstance(one, ui.Button) and one.url), None)


def already_linked(link: Link) -> Card:
    return Card(
        Colour.BLUE,
        headed(
            f"You are linked as {_name(link)}",
            f"Since {moment(link.linked_at, 'D')}, until {moment(link.expires_at, 'D')}.",
            "Link again to use another AniList account or to start a new year.",
            picture=link.avatar_url,
            described_as=f"Avatar of {link.name}",
        ),
        row(buttons.link(), buttons.unlink()),
    )


def ended() -> Card:
    """The end of an attempt that linked nothing."""
    return Card(
        Colour.AMBER,
        text("### Nothing was linked", "The attempt has ended, and what it knew is forgotten."),
        row(buttons.link("Start again")),
    )


def notice_moved(lost: Link) -> Card:
    """The notice to the former holder of an AniList account that another Discord account has linked."""
    return Card(
        Colour.AMBER,
        text(
            f"🔗 The AniList account **{plain(lost.name)}** has been linked by another Discord account, so it is no "
            "longer linked to yours. Everything I held about it for you is deleted.",
            f"-# Was it not you? Revoke Musubi at {APPS_URL} and link again.",
        ),
        row(buttons.link()),
    )


def notice_unlinked(link: Link) -> Card:
    return Card(
        Colour.AMBER,
        text(f"🔗 Your Discord account is no longer linked to the AniList account **{plain(link.name)}**."),
        row(buttons.link()),
    )


def expires_soon(link: Link) -> Card:
    return Card(
        Colour.AMBER,
        text(
            f"### Your link to {plain(link.name)} ends {moment(link.expires_at)}",
            "AniList gives a year at a time. Link again now and nothing is interrupted.",
        ),
        row(buttons.link()),
    )


def reminders_end() -> Card:
    return Card(
        Colour.AMBER,
        text(
            "### Your reminders are about to end",
            "AniList no longer accepts your link: it was revoked or has run out, so I can’t see any more what you "
            "watch. Link again and they go on.",
            "-# Until then they go by what I knew of your list, for 30 days at most.",
        ),
        row(buttons.link()),
    )


def unlink_question(link: Link) -> Card:
    return Card(
        Colour.RED,
        text(
            f"### Unlink {plain(link.name)}?",
            "I will delete your link, its token and everything I remember about you. Your lists on AniList stay.",
        ),
        row(
            button("Unlink and delete", buttons.ConfirmUnlink(), discord.ButtonStyle.danger),
            button("Keep it", buttons.KeepLink()),
        ),
    )


def unlinked(link: Link | None) -> Card:
    name = f"**{plain(link.name)}** is unlinked" if link else "Nothing is linked"
    return Card(
        Colour.AMBER,
        text(
            f"{name}, and everything I held about you is deleted.",
            f"-# AniList still lists Musubi among your apps until you revoke it: {APPS_URL}",
        ),
        row(link_button("Revoke on AniList", APPS_URL), buttons.link()),
    )


def kept(link: Link) -> Card:
    return Card(Colour.GREEN, text(f"Nothing changed: you are still linked as **{plain(link.name)}**."))


def not_linked() -> Card:
    return Card(Colour.BLUE, text("You have not linked an AniList account yet."), row(buttons.link("Link AniList")))


def code_modal(proof: Proof) -> ui.Modal:
    """The form in which the code is typed."""
    pasted = proof == "paste"
    field = ui.TextInput[ui.Modal](
        custom_id=CODE_FIELD,
        style=discord.TextStyle.paragraph if pasted else discord.TextStyle.short,
        placeholder="Paste the long code that AniList shows" if pasted else "7KQ4-M2XD",
        min_length=20 if pasted else 8,
        max_length=4000 if pasted else 20,
    )
    modal = ui.Modal(title="Enter the code", custom_id=buttons.EnterCode().custom_id)
    modal.add_item(ui.Label(text="The code from the page", component=field))
    modal.stop()
    return modal


def _name(link: Link) -> str:
    return card.linked(plain(link.name), link.site_url)


def _linked_as(link: Link, *, is_again: bool) -> str:
    return f"{'Linked again' if is_again else 'Linked'} as {_name(link)}"


def _seen_in(guild_name: str | None) -> str:
    here = f"In **{plain(guild_name)}** others" if guild_name else "In servers where you use Musubi others"
    return f"-# {here} can see your lists. Private entries: only you."
