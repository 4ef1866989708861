"""The cards of a link: invitation, success, failure, unlinking. Its notices are :mod:`cards.link_notices`'."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from cards import buttons, card
from cards.card import Card, Colour, button, headed, link_button, moment, plain, row, small, text
from cards.emojis import emoji
from cards.host import Host, policy
from i18n import mark, t, tn
from linking import Invitation, Proof
from store import Link

APPS_URL = "https://anilist.co/settings/apps"
CODE_FIELD = "musubi:code"

_STEPS: dict[Proof, tuple[str, ...]] = {
    "code": (
        mark("**1.** Press **{approve}** below."),
        mark("**2.** The page at the end shows you an 8-character code."),
        mark("**3.** Come back here, press **{enter_code}** and type it in."),
    ),
    "discord": (
        mark("**1.** Press **{approve}** below."),
        mark("**2.** The page asks you to sign in to Discord, so that nobody else can use this link."),
        mark("**3.** This message changes as soon as you’re linked."),
    ),
    "paste": (
        mark("**1.** Press **{approve}** below."),
        mark("**2.** AniList shows you a long code. Copy it."),
        mark("**3.** Come back here, press **{enter_code}** and paste it."),
    ),
}
_WARNINGS: dict[Proof, str] = {
    "code": mark("Never give the code to anyone: whoever has it can act as you on AniList."),
    "discord": mark("Don’t share this link with anyone."),
    "paste": mark("Never give the code to anyone: whoever has it can act as you on AniList."),
}
MAY_DO = mark(
    "I’ll be able to read and change your lists, and to follow, like and post as you. I only do what you ask."
)
LINKED_AS = mark("Linked as {name}")
LINKED_AGAIN_AS = mark("Linked again as {name}")
NOT_YOU = mark("Wasn’t this you? Press **{unlink}**, then change your Discord password.")
ALREADY_LINKED = mark("You’re linked as {name}")
APPROVE_FIRST = mark("Approve on AniList first. The page at the end shows you the code.")
CHECK_DMS = mark("Check your DMs")
ENDED = mark("Nothing was linked")
NOT_LINKED = mark("You haven’t linked an AniList account yet.")
STILL_LINKED = mark("Nothing changed: you’re still linked as **{name}**.")


def invitation(invited: Invitation, proof: Proof, host: Host) -> Card:
    """The card of /link: the address of AniList's consent page, and the way back."""
    approve = buttons.approve(invited.url.reveal())
    labels = {"approve": t(buttons.APPROVE), "enter_code": t(buttons.ENTER_CODE)}
    until = t("This link is only for you, and works until {time}.", time=moment(invited.expires_at, "t"))
    return Card(
        Colour.BLUE,
        text(
            f"### {t('Link your AniList account')}",
            t(MAY_DO),
        ),
        text(*(t(step, **labels) for step in _STEPS[proof])),
        row(approve) if proof == "discord" else row(approve, buttons.enter_code()),
        text(small(until), small(t(_WARNINGS[proof]), policy(host))),
    )


def look_at_messages(message_url: str) -> Card:
    return Card(
        Colour.BLUE,
        text(f"### {t(CHECK_DMS)}", t("I’ve sent you a message with everything you need to link.")),
        row(link_button(t("Open my message"), message_url)),
    )


def linked(
    link: Link, *, is_again: bool, guild_id: int | None, guild_name: str | None, offer: Sequence[ui.Item[Any]] = ()
) -> Card:
    """The success. The owner of the Discord account reads it even if somebody else linked it.

    `offer` is a deferred change of theirs; without it, the card offers first steps.
    """
    actions = [buttons.hide(guild_id)] if guild_id else []
    steps = offer or (row(*buttons.next_steps()),)
    end = t("Valid until {date}. I’ll DM you before it ends.", date=moment(link.expires_at, "D"))
    return Card(
        Colour.GREEN,
        headed(
            _linked_as(link, is_again=is_again),
            " · ".join([*title_counts(link), t("scores: {scale}", scale=scale(link.score_format))]),
            f"-# {end}",
            picture=link.avatar_url,
            described_as=t("Avatar of {name}", name=link.name),
        ),
        text(
            _seen_in(guild_name),
            f"-# {t(NOT_YOU, unlink=t(buttons.UNLINK))}",
        ),
        *steps,
        row(*actions, buttons.unlink()),
    )


def linked_reply(link: Link, *, is_again: bool) -> Card:
    """The success, on the reply that pointed to the direct messages."""
    return Card(
        Colour.GREEN,
        text(f"### {_linked_as(link, is_again=is_again)}", t("You can close the page in your browser.")),
        row(*buttons.next_steps()),
    )


def approve_first(url: str) -> Card:
    """The answer to a code that is entered before the approval: it leads on with the same attempt."""
    return Card(
        Colour.BLUE,
        text(t(APPROVE_FIRST)),
        row(buttons.approve(url)),
    )


def approval(message: discord.Message) -> str | None:
    """The address behind the Approve button of `message`, an :func:`invitation`; None without that button."""
    parts = ui.LayoutView.from_message(message).walk_children()
    return next((one.url for one in parts if isinstance(one, ui.Button) and one.url), None)


def already_linked(link: Link) -> Card:
    return Card(
        Colour.BLUE,
        headed(
            t(ALREADY_LINKED, name=_name(link)),
            since(link),
            t("Link again to use another AniList account, or to stay linked for another year."),
            picture=link.avatar_url,
            described_as=t("Avatar of {name}", name=link.name),
        ),
        row(buttons.link(), buttons.unlink()),
    )


def ended() -> Card:
    """The end of an attempt that linked nothing."""
    return Card(
        Colour.AMBER,
        text(f"### {t(ENDED)}", t("This attempt is over, and I’ve deleted everything about it.")),
        row(buttons.link(buttons.START_AGAIN)),
    )


def unlink_question(link: Link) -> Card:
    return Card(
        Colour.RED,
        text(
            f"### {t('Unlink {name}?', name=plain(link.name))}",
            t("I’ll delete your link, your access token and all data I hold about you."),
            t("Your lists on AniList stay as they are."),
        ),
        row(
            button(t("Unlink and delete"), buttons.ConfirmUnlink(), discord.ButtonStyle.danger),
            button(t("Stay linked"), buttons.KeepLink()),
        ),
    )


def unlinked(link: Link | None) -> Card:
    gone = t("**{name}** is unlinked.", name=plain(link.name)) if link else t("No account was linked.")
    revoke = t("AniList lists Musubi among your apps until you revoke it: {url}", url=APPS_URL)
    return Card(
        Colour.AMBER,
        text(gone, t("I’ve deleted all data I held about you."), f"-# {revoke}"),
        row(link_button(t("Revoke on AniList"), APPS_URL), buttons.link()),
    )


def kept(link: Link) -> Card:
    return Card(Colour.GREEN, text(t(STILL_LINKED, name=plain(link.name))))


def not_linked() -> Card:
    return Card(Colour.BLUE, text(t(NOT_LINKED)), row(buttons.link(buttons.LINK)))


def code_modal(proof: Proof) -> ui.Modal:
    """The form in which the code is typed."""
    pasted = proof == "paste"
    field = ui.TextInput[ui.Modal](
        custom_id=CODE_FIELD,
        style=discord.TextStyle.paragraph if pasted else discord.TextStyle.short,
        placeholder=t("Paste the long code from AniList") if pasted else "7KQ4-M2XD",
        min_length=20 if pasted else 8,
        max_length=4000 if pasted else 20,
    )
    modal = ui.Modal(title=t("Enter your code"), custom_id=buttons.EnterCode().custom_id)
    modal.add_item(ui.Label(text=t("Code from the page"), component=field))
    modal.stop()
    return modal


def title_counts(link: Link) -> tuple[str, str]:
    return (
        tn("{count} anime", "{count} anime", link.anime_count),
        tn("{count} manga", "{count} manga", link.manga_count),
    )


def scale(score_format: str) -> str:
    """The scores that AniList offers the person: ``0–100``, ``1–5 ★``."""
    match score_format:
        case "POINT_100":
            return "0–100"
        case "POINT_10_DECIMAL":
            return t("0–10 with decimals")
        case "POINT_5":
            return f"1–5 {emoji('star')}"
        case "POINT_3":
            return " ".join(emoji(name) for name in ("sad", "neutral", "happy"))
        case _:
            return "0–10"


def since(link: Link) -> str:
    """The time of the link, from its beginning to its end."""
    return t("Since {start} · valid until {end}", start=moment(link.linked_at, "D"), end=moment(link.expires_at, "D"))


def _name(link: Link) -> str:
    return card.linked(plain(link.name), link.site_url)


def _linked_as(link: Link, *, is_again: bool) -> str:
    return t(LINKED_AGAIN_AS, name=_name(link)) if is_again else t(LINKED_AS, name=_name(link))


def _seen_in(guild_name: str | None) -> str:
    """The line on who sees the lists from now on."""
    if guild_name:
        seen = t("In **{server}**, other members can now see your lists.", server=plain(guild_name))
    else:
        seen = t("In servers where you use Musubi, other members can now see your lists.")
    return f"-# {seen} {t('Only you can see your private entries.')}"
