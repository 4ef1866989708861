"""The stand-ins' own plain pages: choice of a person, and consent. Knows HTML, not OAuth."""

from collections.abc import Iterable
from html import escape
from pathlib import Path

import msgspec
from aiohttp import web

_STYLE = (Path(__file__).parent / "pages.css").read_text()
_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}


class Face(msgspec.Struct, frozen=True):
    """A demo person as a page shows them; `picture` is an address."""

    id: int
    name: str
    picture: str
    note: str = ""


def page(service: str, title: str, body: str, *, status: int = 200, script: str = "") -> web.Response:
    """A whole page. `body` is HTML already; `title` is text."""
    text = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(title)} · stand-in for {escape(service)}</title>
<link rel="icon" href="data:,">
<style>{_STYLE}</style>
</head>
<body>
<header>Stand-in for {escape(service)}, on this machine</header>
<main>
<h1>{escape(title)}</h1>
{body}
</main>
{f"<script>{script}</script>" if script else ""}
</body>
</html>
"""
    return web.Response(text=text, content_type="text/html", status=status, headers=_HEADERS)


def choose(service: str, faces: Iterable[Face], action: str) -> web.Response:
    """Buttons that post ``person`` to `action`."""
    buttons = "\n".join(
        f'<button class="person" name="person" value="{face.id}">{_picture(face)}'
        f"<span><b>{escape(face.name)}</b><small>{escape(face.note)}</small></span></button>"
        for face in faces
    )
    return page(
        service,
        "Who are you?",
        "<p>Nobody needs a password here: these people are made up.</p>"
        f'<form method="post" action="{escape(action)}">{buttons}</form>',
    )


def consent(
    service: str, face: Face, *, app: str, wants: str, action: str, elsewhere: str, words: tuple[str, str]
) -> web.Response:
    """Two buttons, labelled with `words`, that post ``answer`` (``approve`` or ``deny``) to `action`.

    `elsewhere` is the address of the page that chooses another person.
    """
    return page(
        service,
        f"{app} wants to access your account",
        f'<p class="who">{_picture(face)}<span>You are signed in as <b>{escape(face.name)}</b>. '
        f'<a href="{escape(elsewhere)}">Not you?</a></span></p>'
        f"<p>{escape(wants)}</p>"
        f'<form method="post" action="{escape(action)}" class="answer">'
        '<button name="answer" value="approve" class="approve">'
        f'{words[0]}</button><button name="answer" value="deny">{words[1]}</button></form>',
    )


def message(service: str, title: str, text: str, *, status: int = 200) -> web.Response:
    """A page with one sentence."""
    return page(service, title, f"<p>{escape(text)}</p>", status=status)


def _picture(face: Face) -> str:
    return f'<img src="{escape(face.picture)}" alt="" width="48" height="48">'
