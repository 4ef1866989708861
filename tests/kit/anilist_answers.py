"""Answers of AniList that the stand-in does not give by itself."""

from aiohttp import web

from demo.faults import Fault, always

VIEWER = {"id": 1, "name": "x"} | dict.fromkeys(("siteUrl", "avatar", "options", "mediaListOptions", "statistics"))


def answer(body: object, status: int = 200) -> Fault:
    """Let AniList answer with `body`."""
    return always(lambda: web.json_response(body, status=status))
