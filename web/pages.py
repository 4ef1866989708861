"""The pages: static files, read once and sent unchanged, and plain pages in the same style.

Knows nothing of linking.
"""

from collections.abc import Sequence
from functools import cache
from html import escape
from itertools import pairwise
from pathlib import Path
from string import Template
from typing import Final

from aiohttp import web
from markdown_it import MarkdownIt
from markdown_it.token import Token

_STATIC = Path(__file__).with_name("static")
_PLAIN = Template((_STATIC / "plain.html").read_text("utf-8"))
_DATA: Final = Path(__file__).parent.parent / "docs" / "data.md"
_SERVED = {
    "/callback": ("link.html", "text/html"),
    "/discord": ("link.html", "text/html"),
    "/static/link.js": ("link.js", "text/javascript"),
    "/static/style.css": ("style.css", "text/css"),
    "/static/mark.svg": ("mark.svg", "image/svg+xml"),
    "/static/loose.svg": ("loose.svg", "image/svg+xml"),
}
_INDEX = (
    "<h1>Musubi</h1><p>It ties a Discord account to an AniList account. It is unofficial, for AniList.</p>"
    "<p>Linking begins in Discord, with <b>/link</b>. <a href='/privacy'>What is stored, and how to delete it.</a></p>"
)


def page_routes() -> list[web.RouteDef]:
    """The routes whose answers are the same for everybody."""
    pages = [_fixed(path, (_STATIC / name).read_text("utf-8"), kind) for path, (name, kind) in _SERVED.items()]
    return [
        *pages,
        _fixed("/", plain_page("Musubi", _INDEX), "text/html"),
        _fixed("/privacy", plain_page("Privacy", _privacy()), "text/html"),
    ]


@cache
def _privacy() -> str:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(_DATA.read_text("utf-8"))
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


def plain_page(title: str, body: str) -> str:
    """A page with a message only; `body` is HTML, `title` is text."""
    return _PLAIN.substitute(title=escape(title), body=body)


def _fixed(path: str, text: str, content_type: str) -> web.RouteDef:
    async def send(_: web.Request) -> web.Response:
        return web.Response(text=text, content_type=content_type)

    return web.get(path, send)
