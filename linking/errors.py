"""Linking's errors, named for what the caller does next.

LinkingError
├── TooManyAttempts   wait `retry_after` seconds before the next /link
├── AttemptGone       unknown, expired, used or ended: begin again (one answer for all four)
│   └── InAnotherTab  used by another tab, which waits for its proof: go on there
├── InvalidToken      the token is damaged, expired or made for another app: begin again
├── NothingPending    no browser has come back from AniList yet, or it was too long ago
├── WrongCode         type it again; `tries_left` more tries
├── OutOfTries        the fifth wrong code: begin again
├── WrongProof        the wrong kind of proof, such as a code where Discord's sign-in is set: give the proof that is set
├── WrongAccount      the browser is signed in to Discord with another account: nothing is linked
├── Overloaded        too many links are waiting at once: try in a minute
└── NotLinked         the command needs a link: offer to link
"""


class LinkingError(Exception):
    """Base of linking's errors."""


class TooManyAttempts(LinkingError):
    """The person ran /link too often; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too many attempts, {retry_after} s to wait")
        self.retry_after = retry_after


class AttemptGone(LinkingError):
    """The attempt is unknown, expired, used or ended; the error does not tell these apart."""


class InAnotherTab(AttemptGone):
    """The attempt was used by another tab of a browser, which still waits for its proof."""


class InvalidToken(LinkingError):
    """AniList's redirect brought no token for this app."""


class NothingPending(LinkingError):
    """No token waits for this person's confirmation."""


class WrongCode(LinkingError):
    """The typed code differs from the code on the page."""

    def __init__(self, tries_left: int) -> None:
        super().__init__(f"wrong code, {tries_left} tries left")
        self.tries_left = tries_left


class OutOfTries(LinkingError):
    """The last try was wrong too; the attempt has ended."""


class WrongProof(LinkingError):
    """This Musubi takes another kind of proof."""


class WrongAccount(LinkingError):
    """The browser is signed in to another Discord account than the account that ran /link."""


class Overloaded(LinkingError):
    """Too many links are waiting for their confirmation."""


class NotLinked(LinkingError):
    """The person has not linked; with `somebody_else` it is another person, who has not linked or is not shown.

    `name` is the person's name on Discord, None when unknown.
    """

    def __init__(self, reason: str, *, somebody_else: bool = False, name: str | None = None) -> None:
        super().__init__(reason)
        self.somebody_else = somebody_else
        self.name = name
