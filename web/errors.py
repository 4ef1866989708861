"""The translator from exceptions to pages: a heading, a message, a status, and whether another try can help.

It is the web's only translator. People read the heading and the message, in their browser's language.
"""

import logging
import math
from html import escape

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

from anilist import GrantRejected, RateLimited, TokenRejected, Unavailable
from i18n import t
from linking import AttemptGone, InAnotherTab, InvalidToken, NothingPending, Overloaded, WrongAccount
from store import Damaged, Unwritable
from web import troubles
from web.discord import SignInFailed, SignInUnavailable
from web.language import language_headers
from web.limits import TooManyRequests
from web.pages import plain_page
from web.troubles import Refused, Trouble

_log = logging.getLogger(__name__)


class Starting(Exception):
    """Discord has not answered the login yet: no link could be finished."""


_KNOWN: dict[type[Exception], Trouble] = {
    AttemptGone: troubles.GONE,
    InAnotherTab: troubles.IN_ANOTHER_TAB,
    NothingPending: troubles.GONE,
    InvalidToken: troubles.UNFIT,
    TokenRejected: troubles.REJECTED,
    GrantRejected: troubles.REJECTED,
    Overloaded: troubles.BUSY,
    Starting: troubles.STARTING,
    WrongAccount: troubles.WRONG_ACCOUNT,
    SignInFailed: troubles.SIGN_IN_FAILED,
    SignInUnavailable: troubles.DISCORD_DOWN,
}
_STATUSES = {404: troubles.NOTHING_HERE, 405: troubles.NOT_DONE_HERE, 413: troubles.TOO_LARGE}
_EXPECTED = (Refused, TooManyRequests, RateLimited, Unavailable, *_KNOWN)


@web.middleware
async def translate_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer every exception: our page gets JSON, a person gets a page."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        return _answer(request, _of_status(error.status), allow=error.headers.get("Allow"))
    except _EXPECTED as error:
        return _answer(request, explain(error))
    except (Unwritable, Damaged) as error:
        _log.error("Nothing was changed for a browser: %s", error)
        return _answer(request, _said(troubles.DISK))
    except Exception:  # noqa: BLE001  (the browser has to be told something)
        _log.exception("A %s request broke", request.method)
        return _answer(request, _said(troubles.BUG))


def explain(error: Exception) -> Trouble:
    """The answer to an error that is expected here, in the current language."""
    match error:
        case Refused():
            return _said(error.trouble)
        case TooManyRequests():
            return troubles.too_often(error.retry_after)
        case RateLimited():
            return troubles.anilists_limit(math.ceil(error.retry_after))
        case Unavailable():
            return troubles.anilist_down(error.notice)
        case _:
            return _said(_KNOWN[type(error)])


def _of_status(status: int) -> Trouble:
    return msgspec.structs.replace(_said(_STATUSES.get(status, troubles.REFUSED)), status=status)


def _said(trouble: Trouble) -> Trouble:
    return msgspec.structs.replace(trouble, heading=t(trouble.heading), message=t(trouble.message))


def _answer(request: web.Request, trouble: Trouble, *, allow: str | None = None) -> web.Response:
    answer = web.Response(status=trouble.status, headers=language_headers())
    if request.method in {"GET", "HEAD"}:
        answer.content_type = "text/html"
        body = f"<h1>{escape(trouble.heading)}</h1><p>{escape(trouble.message)}</p>"
        answer.text = plain_page(trouble.heading, body)
    else:
        answer.content_type = "application/json"
        told = {"error": trouble.kind, "heading": trouble.heading, "message": trouble.message, "retry": trouble.retry}
        answer.body = msgspec.json.encode(told)
    if trouble.retry_after is not None:
        answer.headers["Retry-After"] = str(trouble.retry_after)
    if allow:
        answer.headers["Allow"] = allow
    return answer
