"""Linking's errors, named for what the caller does next.

LinkingError
├── TooManyAttempts   wait `retry_after` seconds before the next /link
├── AttemptGone       unknown, expired, used or ended: begin again (one answer for all four)
│   └── InAnotherTab  used by another tab, which waits for its proof: go on there
├── InvalidToken      the token is damaged, expired or made for another app: begin again
├── NothingPending    no browser has come back from AniList yet, or Musubi was restarted since
├── WrongCode         type it again; `tries_left` more tries
├── OutOfTries        the fifth wrong code: begin again
├── WrongProof        a code, where Discord's sign-in is the proof, or the like: give the proof that is taken
├── WrongAccount      the browser is signed in to Discord as somebody else: nothing is linked
├── Overloaded        too many links are waiting at once: try in a minute
└── NotLinked         what was asked for needs a link: offer one
"""


class LinkingError(Exception):
    """Base of every reason why a link does not come about."""


class TooManyAttempts(LinkingError):
    """The person ran /link too often; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too many attempts, {retry_after} s to wait")
        self.retry_after = retry_after


class AttemptGone(LinkingError):
    """The attempt is unknown, expired, used or ended; which of them is not told."""


class InAnotherTab(AttemptGone):
    """The attempt was used by another tab of a browser, which still waits for its proof."""


class InvalidToken(LinkingError):
    """What came back from AniList can't be a token for this app."""


class NothingPending(LinkingError):
    """There is no token waiting for this person's confirmation."""


class WrongCode(LinkingError):
    """The typed code is not the one the page shows."""

    def __init__(self, tries_left: int) -> None:
        super().__init__(f"wrong code, {tries_left} tries left")
        self.tries_left = tries_left


class OutOfTries(LinkingError):
    """The last try was wrong too; the attempt has ended."""


class WrongProof(LinkingError):
    """This Musubi takes another proof than the one that was brought."""


class WrongAccount(LinkingError):
    """The browser belongs to another Discord account than the one that ran /link."""


class Overloaded(LinkingError):
    """More links are waiting for their confirmation than fit in memory."""


class NotLinked(LinkingError):
    """The person has no AniList account tied to their Discord account, or does not show it to `somebody_else`.

    `name` is theirs on Discord, None where nobody knows it.
    """

    def __init__(self, reason: str, *, somebody_else: bool = False, name: str | None = None) -> None:
        super().__init__(reason)
        self.somebody_else = somebody_else
        self.name = name
