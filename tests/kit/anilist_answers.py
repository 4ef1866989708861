"""Answers that the stand-in would not give by itself."""

from aiohttp import web

from demo.faults import Fault, always

VIEWER = {"id": 1, "name": "x"} | dict.fromkeys(("siteUrl", "avatar", "options", "mediaListOptions", "statistics"))


def answer(body: object, status: int = 200) -> Fault:
    """AniList answers `body`."""
    return always(lambda: web.json_response(body, status=status))
