"""The pages in each language, made once and sent unchanged, the files beside them, and plain pages in the same style.

Knows nothing of linking.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from html import escape
from itertools import pairwise
from pathlib import Path
from string import Template
from typing import Final

import msgspec
from aiohttp import web
from markdown_it import MarkdownIt
from markdown_it.token import Token

from i18n import LANGUAGES, current, speaking, t
from web import texts
from web.language import language_headers

_ROOT = Path(__file__).parent.parent
_STATIC = Path(__file__).with_name("static")
_LINK = Template((_STATIC / "link.html").read_text("utf-8"))
_PLAIN = Template((_STATIC / "plain.html").read_text("utf-8"))
PRIVACY: Final = {
    "en": _ROOT / "docs" / "data.md",
    **{path.stem: path for path in sorted((_ROOT / "i18n" / "privacy").glob("*.md"))},
}
_FILES = {
    "link.js": "text/javascript",
    "style.css": "text/css",
    "mark.svg": "image/svg+xml",
    "loose.svg": "image/svg+xml",
}


def page_routes(contact: str | None) -> list[web.RouteDef]:
    """The routes whose answers are the same for everybody who reads the same language.

    `contact` is how people reach the host, None where the host has not said it.
    """
    pages = {
        "/callback": _link_page,
        "/discord": _link_page,
        "/": _front_page,
        "/privacy": lambda: _privacy_page(contact),
    }
    return [*(_file(name, kind) for name, kind in _FILES.items()), *(_page(path, made) for path, made in pages.items())]


def plain_page(title: str, body: str) -> str:
    """A page with a message only; `body` is HTML, `title` is text."""
    return _PLAIN.substitute(_words(texts.PLAIN_PAGE), title=escape(title), body=body)


def _link_page() -> str:
    return _LINK.substitute(_words(texts.LINK_PAGE), texts=escape(msgspec.json.encode(texts.script_texts()).decode()))


def _front_page() -> str:
    return plain_page("Musubi", f"<h1>Musubi</h1>{''.join(f'<p>{texts.html(text)}</p>' for text in texts.ABOUT)}")


def _privacy_page(contact: str | None) -> str:
    own = PRIVACY.get(current().code)
    policy = _policy(own or PRIVACY["en"])
    if own is None:
        policy = f'<p class="note">{texts.html(texts.NOT_TRANSLATED)}</p><div lang="en">{policy}</div>'
    return plain_page(t(texts.PRIVACY), policy + (_contact(contact) if contact else ""))


def _contact(contact: str) -> str:
    shown = escape(contact)
    if contact.startswith("https://"):
        shown = f'<a href="{shown}">{shown}</a>'
    return f"<p>{texts.html(texts.CONTACT, contact=shown)}</p>"


def _words(words: Mapping[str, str]) -> dict[str, str]:
    return {"lang": current().code, **{place: texts.html(text) for place, text in words.items()}}


@cache
def _policy(path: Path) -> str:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(path.read_text("utf-8"))
    _name_cells(tokens)
    return markdown.renderer.render(tokens, markdown.options, {})


def _name_cells(tokens: Sequence[Token]) -> None:
    """Give each cell its column's name: on a phone a row becomes a list (style.css), without a head above it."""
    heads: list[str] = []
    column = 0
    for token, after in pairwise(tokens):
        if token.type == "thead_open":
            heads = []
        elif token.type == "th_open":
            heads.append(after.content)
        elif token.type == "tr_open":
            column = 0
        elif token.type == "td_open":
            token.attrSet("data-column", heads[column])
            column += 1


def _page(path: str, made: Callable[[], str]) -> web.RouteDef:
    """A page in each language, made now."""
    pages = dict[str, bytes]()
    for language in LANGUAGES.values():
        with speaking(language):
            pages[language.code] = made().encode()

    async def send(_: web.Request) -> web.Response:
        page = pages[current().code]
        return web.Response(body=page, content_type="text/html", charset="utf-8", headers=language_headers())

    return web.get(path, send)


def _file(name: str, content_type: str) -> web.RouteDef:
    content = (_STATIC / name).read_bytes()

    async def send(_: web.Request) -> web.Response:
        return web.Response(body=content, content_type=content_type, charset="utf-8")

    return web.get(f"/static/{name}", send)
