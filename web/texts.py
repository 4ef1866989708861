"""The words on the pages. Each text of ``link.html`` has the name of its place there.

A text is Markdown. ``{anilist}`` and ``{name}`` are filled in by the page's script, ``{approve}`` and ``{enter_code}``
are the labels of buttons in Discord, ``{apps}`` and ``{privacy}`` addresses. Discord may be in another language than
the browser: as soon as the server says whose link it is, the script fills in the label that they see.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from markdown_it import MarkdownIt

from i18n import ENGLISH, current, language_for, mark, speaking, t

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_ADDRESSES = {"apps": "https://anilist.co/settings/apps", "privacy": "/privacy"}
_SLOTS = {
    "anilist": '<b><bdi data-slot="anilist"></bdi></b>',
    "name": '<b>@<bdi data-slot="name"></bdi></b>',
}
BUTTONS: Final = {"approve": mark("Approve on AniList"), "enter_code": mark("Enter code")}  # as cards/ has them

PLAIN_PAGE: Final = {"unofficial": mark("unofficial, for AniList")}
LINK_PAGE: Final = PLAIN_PAGE | {
    "no_script": mark("This page needs JavaScript"),
    "no_script_why": mark(
        "AniList’s answer is in this page’s address. Only the page’s own script can read it without showing it to "
        "anyone else."
    ),
    "no_script_next": mark("Nothing was linked. Allow scripts for this site, then press {approve} in Discord again."),
    "wait": mark("One moment…"),
    "looking_up": mark("Checking who ran /link."),
    "signing_in": mark("Checking your Discord account."),
    "ask": mark("Let this Discord account use your AniList?"),
    "allows": mark("It will be able to read and change your lists, and to follow, like and post as you."),
    "id": mark("ID"),
    "created": mark("Created"),
    "requested_in": mark("Requested in"),
    "warning": mark("Only go on if **you** typed /link a moment ago. If somebody sent you this page, cancel."),
    "cancel": mark("Cancel"),
    "link": mark("Link"),
    "code": mark("One more step in Discord"),
    "type_code": mark("To link {anilist} on AniList to {name}, press {enter_code} in Musubi’s message and type:"),
    "copy": mark("Copy code"),
    "time_left": mark("Time left"),
    "code_warning": mark("Never give this code to anyone. Anyone who asks for it wants your account."),
    "linked": mark("Linked"),
    "linked_to": mark("{anilist} on AniList is now linked to {name} on Discord."),
    "close": mark("You can close this page."),
    "cancelled": mark("Link cancelled"),
    "nothing_sent": mark("Nothing was linked, and nothing was sent. You can close this page."),
    "take_back": mark(
        "If you didn’t type /link yourself, somebody may have wanted your account. They didn’t get it. To take the "
        "approval back too, open [AniList’s list of apps]({apps})."
    ),
    "privacy": mark("What Musubi stores"),
}

SCRIPT: Final = {
    "server": mark("the server “{server}”"),
    "direct_message": mark("a direct message"),
    "next_code": mark("Next: a code to type in Discord."),
    "next_sign_in": mark("Next: sign in to Discord, to show that it’s you."),
    "asking": mark("Checking your AniList account…"),
    "lost": mark("Connection lost. Trying again…"),
    "expires": mark("Expires in {time}"),
    "expired": mark("Expired"),
    "again": mark("Try again"),
    "again_in": mark("Try again in {time}"),
    "copied": mark("Copied"),
    "selected": mark("Selected. Copy it from here."),
}
PROBLEMS: Final = {  # heading and message of what the script finds by itself; all others are in web/troubles.py
    "nothing": (
        mark("There’s nothing to link here"),
        mark(
            "This page works only once. If it showed you a code, the code still works: type it in Discord. If it said "
            "“Linked”, you’re done. Otherwise run /link in Discord again."
        ),
    ),
    "damaged": (
        mark("Part of the answer is missing"),
        mark("This page’s address is incomplete. Go back to Discord and press “{approve}” again."),
    ),
    "refused": (
        mark("AniList couldn’t do that"),
        mark("AniList sent an error instead of an approval. Go back to Discord and press “{approve}” again."),
    ),
    "denied": (
        mark("Nothing was linked"),
        mark("You declined on AniList. If you change your mind, go back to Discord and press “{approve}” again."),
    ),
    "denied_discord": (
        mark("Nothing was linked"),
        mark("You didn’t sign in to Discord, so Musubi can’t tell that it’s you. Run /link in Discord to start again."),
    ),
    "network": (
        mark("Musubi isn’t responding"),
        mark("It may be restarting, or your connection dropped. Try again in a moment."),
    ),
    "ended": (
        mark("This code no longer works"),
        mark(
            "It expired, was mistyped too often, or was replaced by a newer one. Run /link in Discord to start again."
        ),
    ),
    "broken": (
        mark("Something went wrong"),
        mark("This page has a bug, which is not your fault. Run /link in Discord to start again."),
    ),
}
ABOUT: Final = (
    mark("Musubi links your Discord account to your AniList account. It’s unofficial, for AniList."),
    mark("To link, run **/link** in Discord."),
    mark("[What Musubi stores]({privacy})"),
)
PRIVACY: Final = mark("Privacy policy")
CONTACT: Final = mark("Contact this bot’s host: {contact}")
NOT_TRANSLATED: Final = mark("This page isn’t translated into your language yet, so here it is in English.")


def html(message: str, **values: str) -> str:
    """A text in the current language as HTML, with further `values`, which are HTML."""
    written = _inline(_filled(t(message), _ADDRESSES))
    if "{" not in written:
        return written
    labels = {name: f'<b data-slot="{name}">{_inline(t(label))}</b>' for name, label in BUTTONS.items()}
    return _filled(written, {**_SLOTS, **labels, **values})


@lru_cache(maxsize=1024)
def _inline(text: str) -> str:
    """Markdown as HTML. Each language has a page of its own, made at the start, and most texts are on several."""
    return _MARKDOWN.renderInline(text)


def button_in_discord(name: str, locale: str | None) -> str:
    """The label of that button as Discord shows it to somebody whose Discord has the `locale`; None is not known."""
    with speaking((language_for(locale) or ENGLISH) if locale else current()):
        return t(BUTTONS[name])


def script_texts() -> dict[str, object]:
    """What the page's script says, in the current language; it fills in the other placeholders."""
    labels = {name: t(label) for name, label in BUTTONS.items()}
    problems = {
        name: {"heading": t(heading), "message": _filled(t(message), labels)}
        for name, (heading, message) in PROBLEMS.items()
    }
    return {**{name: t(text) for name, text in SCRIPT.items()}, "problems": problems}


def _filled(text: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text
