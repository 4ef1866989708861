"""What can go wrong on a page: a heading and a message for each, a status, and whether another try can help."""

from typing import Final

import msgspec

from i18n import mark, t, tn


class Trouble(msgspec.Struct, frozen=True):
    """The answer to an exception. `retry_after` is in seconds, None when no time is known."""

    status: int
    kind: str
    heading: str
    message: str
    retry: bool = False
    retry_after: int | None = None


class Refused(Exception):
    """The request is not as our page sends it."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.kind)
        self.trouble = trouble


BUG: Final = Trouble(
    500,
    "bug",
    mark("Something went wrong"),
    mark("That’s a bug in Musubi, not your fault, and it has been logged. Run /link in Discord again."),
)
DISK: Final = Trouble(
    503,
    "disk",
    mark("Musubi can’t save anything"),
    mark(
        "Its disk is full or can’t be used right now, so nothing was linked. Tell this bot’s host, or try again later."
    ),
    retry=True,
)
GONE: Final = Trouble(
    410,
    "gone",
    mark("This link no longer works"),
    mark("It expired, or it was already used. Run /link in Discord to start again."),
)
IN_ANOTHER_TAB: Final = Trouble(
    410,
    "elsewhere",
    mark("Continue in the other tab"),
    mark("This link is already open in another tab or window. If you’ve closed it, run /link in Discord again."),
)
UNFIT: Final = Trouble(
    422,
    "unfit",
    mark("Musubi can’t use that approval"),
    mark("It is damaged, or it was made for another app. Run /link in Discord to start again."),
)
REJECTED: Final = Trouble(
    422,
    "rejected",
    mark("AniList doesn’t accept that approval"),
    mark("Nothing was linked. Run /link in Discord to start again."),
)
BUSY: Final = Trouble(
    503,
    "busy",
    mark("Musubi is busy"),
    mark("Many people are linking right now. Try again in a minute."),
    retry=True,
    retry_after=60,
)
STARTING: Final = Trouble(
    503,
    "starting",
    mark("Musubi is starting"),
    mark("It’s still connecting to Discord. Nothing is lost: try again in a moment."),
    retry=True,
    retry_after=5,
)
WRONG_ACCOUNT: Final = Trouble(
    403,
    "wrong_account",
    mark("That’s another Discord account"),
    mark(
        "This browser is signed in to Discord with another account, so nothing was linked. If you ran /link yourself, "
        "sign in to Discord with the account that you used, then run /link again."
    ),
)
SIGN_IN_FAILED: Final = Trouble(
    422,
    "sign_in",
    mark("Discord doesn’t accept that sign-in"),
    mark("Nothing was linked. Run /link in Discord to start again."),
)
DISCORD_DOWN: Final = Trouble(
    503,
    "discord_outage",
    mark("Discord isn’t responding"),
    mark("Nothing is linked yet. Try again in a moment."),
    retry=True,
)
OTHER_BROWSER: Final = Trouble(
    403,
    "other_browser",
    mark("That’s another browser"),
    mark("This sign-in didn’t start in this browser, so nothing was linked. Run /link in Discord to start again."),
)
FOREIGN: Final = Trouble(
    403,
    "foreign",
    mark("This isn’t Musubi’s address"),
    mark("The page was opened at another address than Musubi’s own. Run /link in Discord to start again."),
)
NOT_JSON: Final = Trouble(
    415, "malformed", mark("Musubi can’t read that"), mark("Only Musubi’s own page can send something here.")
)
DAMAGED: Final = Trouble(
    400, "damaged", mark("Musubi can’t read that"), mark("The request is damaged. Run /link in Discord to start again.")
)
BROKEN_OFF: Final = Trouble(
    400, "damaged", mark("The connection broke off"), mark("Run /link in Discord to start again.")
)
SLOW: Final = Trouble(
    408, "slow", mark("That took too long"), mark("The connection is too slow. Run /link in Discord to start again.")
)
NOTHING_HERE: Final = Trouble(
    404, "nothing_here", mark("There’s nothing here"), mark("To link your AniList account, run /link in Discord.")
)
NOT_DONE_HERE: Final = Trouble(
    405, "not_done_here", mark("That doesn’t work here"), mark("To link your AniList account, run /link in Discord.")
)
TOO_LARGE: Final = Trouble(
    413, "too_large", mark("That’s too much"), mark("The request is larger than anything Musubi needs.")
)
REFUSED: Final = Trouble(400, "refused", mark("That doesn’t work here"), mark("Musubi can’t answer this request."))


def too_often(seconds: int) -> Trouble:
    """Somebody has used up the limit of requests."""
    return Trouble(429, "limited", t("Too many tries"), _wait(seconds), retry=True, retry_after=seconds)


def anilists_limit(seconds: int) -> Trouble:
    """Musubi has used up AniList's limit of requests."""
    heading = t("AniList’s limit is reached")
    return Trouble(503, "anilist_limit", heading, _wait(seconds), retry=True, retry_after=seconds)


def anilist_down(notice: str | None) -> Trouble:
    """AniList gave no answer; `notice` is its own word about that."""
    if notice:
        message = t("Nothing is linked yet. Try again in a minute. AniList says: “{notice}”", notice=notice[:300])
    else:
        message = t("Nothing is linked yet. Try again in a minute.")
    return Trouble(503, "outage", t("AniList isn’t responding"), message, retry=True)


def _wait(seconds: int) -> str:
    if seconds > 90:
        return tn("Try again in {count} minute.", "Try again in {count} minutes.", -(-seconds // 60))
    return tn("Try again in {count} second.", "Try again in {count} seconds.", seconds)
