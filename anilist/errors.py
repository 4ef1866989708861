"""AniList's errors, named for what the caller does next.

AniListError
├── RateLimited      wait `retry_after` seconds, then ask again
├── Unavailable      AniList is down, disabled or unreadable: say so, try later
│   └── Stopping     this process is about to end: ask the next one
├── TokenRejected    the person must link again
├── GrantRejected    the one-time code is spent, expired or foreign: begin a new link
├── NotFound         AniList has no such title, entry or person
└── Invalid          AniList refused a value: show `messages`
"""

from redaction import one_line


class AniListError(Exception):
    """Base of AniList's errors. The message is a line of text."""

    def __init__(self, reason: str) -> None:
        super().__init__(one_line(reason))


class RateLimited(AniListError):
    """AniList's limit is used up; `retry_after` is in seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"AniList asks to wait {retry_after:.0f} s")
        self.retry_after = retry_after


class Unavailable(AniListError):
    """AniList gave no usable answer. `notice` is AniList's own sentence, if it gave one.

    The request may have been executed all the same, unless AniList certainly did not take it. `was_sent` is false if
    the circuit was open after other failures.
    """

    def __init__(
        self, reason: str, notice: str | None = None, *, may_have_happened: bool = True, was_sent: bool = True
    ) -> None:
        super().__init__(reason)
        self.notice = one_line(notice) if notice else None
        self.may_have_happened = may_have_happened
        self.was_sent = was_sent


class Stopping(Unavailable):
    """Musubi stops, and waits for AniList no longer."""

    def __init__(self, *, may_have_happened: bool) -> None:
        super().__init__("Musubi stops", may_have_happened=may_have_happened)


class TokenRejected(AniListError):
    """AniList says that the token is invalid, expired or revoked."""


class GrantRejected(AniListError):
    """AniList's token endpoint refuses the one-time code."""


class NotFound(AniListError):
    """AniList has no such title, entry or person."""


class Invalid(AniListError):
    """AniList refuses a value; `messages` are its sentences by field."""

    def __init__(self, messages: dict[str, list[str]]) -> None:
        super().__init__("; ".join(text for texts in messages.values() for text in texts) or "refused by AniList")
        self.messages = messages
