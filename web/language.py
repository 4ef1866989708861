"""The language of an answer: the one that the browser prefers.

``Accept-Language`` names languages with weights (https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4). Browsers send
it with every request, also with those of the page's script.
"""

import re
from functools import lru_cache
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from i18n import ENGLISH, Language, current, language_for, speak

_LONGEST: Final = 200  # characters that are read; browsers send fewer
_RANGE = re.compile(
    r"\s*(?P<tag>[a-z]{1,8}(?:-[a-z0-9]{1,8})*|\*)\s*(?:;\s*q=(?P<weight>0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*)?",
    re.ASCII | re.IGNORECASE,
)


@web.middleware
async def speak_to_browser(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer in the language that the browser prefers."""
    speak(preferred(",".join(request.headers.getall("Accept-Language", ()))))
    return await handler(request)


def preferred(header: str) -> Language:
    """The language of Musubi's with the greatest weight; English without any. Parts that are malformed are ignored."""
    for tag in _tags(header[:_LONGEST]):
        if tag == "*":
            break
        if language := language_for(tag):
            return language
    return ENGLISH


@lru_cache(1024)  # most people's browsers say the same
def _tags(header: str) -> tuple[str, ...]:
    """The tags in the order of their weights, without those that are refused."""
    ranges = [match for part in header.split(",") if (match := _RANGE.fullmatch(part))]
    weights = {one["tag"]: float(one["weight"] or 1) for one in ranges}
    return tuple(sorted((tag for tag in weights if weights[tag]), key=lambda tag: -weights[tag]))


def language_headers() -> dict[str, str]:
    """The headers of an answer that is written in the current language."""
    return {"Content-Language": current().code, "Vary": "Accept-Language"}
