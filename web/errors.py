"""The translator from exceptions to pages: a sentence, a status, and whether another try can help.

It is the web's only translator. The page's script knows the kinds; people read the sentences.
"""

import logging
import math
from html import escape
from http import HTTPStatus

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

from anilist import GrantRejected, RateLimited, TokenRejected, Unavailable
from linking import AttemptGone, InAnotherTab, InvalidToken, NothingPending, Overloaded, WrongAccount
from store import Damaged, Unwritable
from web.discord import SignInFailed, SignInUnavailable
from web.limits import TooManyRequests
from web.pages import plain_page

_log = logging.getLogger(__name__)


class Refused(Exception):
    """The request is not as our page sends it."""

    def __init__(self, status: int, kind: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.message = message


class Starting(Exception):
    """Discord has not answered the login yet: no link could be finished."""


class Trouble(msgspec.Struct, frozen=True):
    """The answer to an exception. `retry_after` is in seconds, None when no time is known."""

    status: int
    kind: str
    message: str
    retry: bool = False
    retry_after: int | None = None


_BUG = Trouble(
    500,
    "bug",
    "Something broke inside Musubi. That is our bug, not yours, and it has been written down. Run /link again.",
)
_DISK = Trouble(
    503,
    "disk",
    "Its disk is full or can't be used at the moment, so nothing was linked. Tell whoever runs the bot, or try again "
    "later.",
    retry=True,
)
_AGAIN = "Run /link in Discord to start again."
_KNOWN: dict[type[Exception], Trouble] = {
    AttemptGone: Trouble(410, "gone", f"It has expired, or it was used already. {_AGAIN}"),
    InAnotherTab: Trouble(
        410,
        "elsewhere",
        "This link is already open in another tab or window. Go on there. If you have closed it, run /link again.",
    ),
    NothingPending: Trouble(410, "gone", f"It has expired, or it was used already. {_AGAIN}"),
    InvalidToken: Trouble(
        422, "unfit", f"What came back from AniList is damaged or was made for another app. {_AGAIN}"
    ),
    TokenRejected: Trouble(422, "rejected", f"AniList does not accept this approval. {_AGAIN}"),
    GrantRejected: Trouble(422, "rejected", f"AniList does not accept this approval. {_AGAIN}"),
    Overloaded: Trouble(
        503, "busy", "Many people are linking right now. Try again in a minute.", retry=True, retry_after=60
    ),
    Starting: Trouble(
        503,
        "starting",
        "It waits for Discord. Nothing is lost: try again in a moment.",
        retry=True,
        retry_after=5,
    ),
    WrongAccount: Trouble(
        403,
        "wrong_account",
        "This browser is signed in to Discord as somebody else. Nothing was linked. If you ran /link "
        "yourself, sign in to Discord as the account that did, and run /link again.",
    ),
    SignInFailed: Trouble(422, "sign_in", f"Discord does not accept this sign-in. Nothing was linked. {_AGAIN}"),
    SignInUnavailable: Trouble(503, "discord_outage", "Discord did not answer. Try again in a moment.", retry=True),
}

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
        return _answer(request, _DISK)
    except Exception:  # noqa: BLE001  (the browser has to be told something)
        _log.exception("A %s request broke", request.method)
        return _answer(request, _BUG)


def explain(error: Exception) -> Trouble:
    """The answer to an error that is expected here."""
    match error:
        case Refused():
            return Trouble(error.status, error.kind, error.message)
        case TooManyRequests():
            wait = error.retry_after
            return Trouble(429, "limited", f"That was too often. Wait {_seconds(wait)}.", retry=True, retry_after=wait)
        case RateLimited():
            wait = math.ceil(error.retry_after)
            sentence = f"AniList lets Musubi ask only so often. Try again in {_seconds(wait)}."
            return Trouble(503, "anilist_limit", sentence, retry=True, retry_after=wait)
        case Unavailable():
            notice = f" AniList says: “{error.notice[:300]}”" if error.notice else ""
            return Trouble(503, "outage", f"AniList did not answer. Try again in a minute.{notice}", retry=True)
        case _:
            return _KNOWN[type(error)]


def _of_status(status: int) -> Trouble:
    kind, message = {
        404: ("nothing_here", "There is nothing here. Linking begins in Discord, with /link."),
        405: ("not_done_here", "That can't be done here. Linking begins in Discord, with /link."),
        413: ("too_large", "That is more than can be needed here."),
    }.get(status, ("refused", "The request can't be answered."))
    return Trouble(status, kind, message)


def _answer(request: web.Request, trouble: Trouble, *, allow: str | None = None) -> web.Response:
    answer = web.Response(status=trouble.status)
    if request.method in {"GET", "HEAD"}:
        answer.content_type = "text/html"
        answer.text = plain_page(HTTPStatus(trouble.status).phrase, f"<p>{escape(trouble.message)}</p>")
    else:
        answer.content_type = "application/json"
        told = {"error": trouble.kind, "message": trouble.message, "retry": trouble.retry}
        answer.body = msgspec.json.encode(told)
    if trouble.retry_after is not None:
        answer.headers["Retry-After"] = str(trouble.retry_after)
    if allow:
        answer.headers["Allow"] = allow
    return answer


def _seconds(count: int) -> str:
    if count > 90:
        return f"{math.ceil(count / 60)} minutes"
    return "1 second" if count == 1 else f"{count} seconds"
