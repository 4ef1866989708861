"""Pending links: verified tokens that wait for the person's proof. They are in memory alone, few, and expire.

Knows neither AniList nor the rest of the flow.
"""

import hmac
import secrets
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Literal

import msgspec

from linking.codes import new_code, same_code
from linking.errors import AttemptGone, NothingPending, OutOfTries, Overloaded, WrongCode
from redaction import Secret
from store import Attempt, Link

Progress = Literal["waiting", "linked", "ended"]

SECONDS_TO_CONFIRM = 600
MAX_WAITING = 500
MAX_TRIES = 5


class VerifiedToken(msgspec.Struct, frozen=True):
    """A token that AniList has accepted, and the link that it would make."""

    link: Link
    token: Secret


class PendingLink(msgspec.Struct, kw_only=True):
    """A verified token that waits for the proof that its owner ran /link. `expires_at` is in unix seconds."""

    attempt: Attempt
    grant: Secret
    verified: VerifiedToken
    expires_at: int
    code: Secret = msgspec.field(default_factory=new_code)
    ticket: Secret = msgspec.field(default_factory=lambda: Secret(secrets.token_urlsafe(16)))
    sign_in: Secret = msgspec.field(default_factory=lambda: Secret(secrets.token_urlsafe(32)))
    tries_left: int = MAX_TRIES


class PendingLinks:
    """Keeps at most one pending link per Discord account, and :data:`MAX_WAITING` in all."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._pending: dict[int, PendingLink] = {}
        self._finished: dict[Secret, tuple[Progress, int]] = {}
        self._expected: dict[int, bytes] = {}

    @contextmanager
    def expecting(self, attempt: Attempt) -> Generator[None]:
        """Expect a pending link from `attempt` while AniList is asked; :meth:`discard` may end it meanwhile."""
        self._expected[attempt.discord_id] = attempt.state_hash
        try:
            yield
        finally:
            if self.expects(attempt):
                del self._expected[attempt.discord_id]

    def expects(self, attempt: Attempt) -> bool:
        return self._expected.get(attempt.discord_id) == attempt.state_hash

    def add(self, attempt: Attempt, grant: Secret, proven: VerifiedToken) -> PendingLink:
        """Add the link of an expected attempt, which came with `grant`. Raises AttemptGone, Overloaded."""
        if not self.expects(attempt):
            raise AttemptGone("its owner has ended it")
        self.sweep()
        if len(self._pending) >= MAX_WAITING:
            raise Overloaded(f"{MAX_WAITING} links are waiting for their confirmation")
        pending = PendingLink(
            attempt=attempt, grant=grant, verified=proven, expires_at=self._now() + SECONDS_TO_CONFIRM
        )
        self._pending[attempt.discord_id] = pending
        return pending

    def find(self, known: bytes, grant: Secret) -> PendingLink | None:
        """The pending link of this attempt and `grant`, for a browser that has lost the answer and asks again."""
        self.sweep()
        with_both = (
            pending
            for pending in self._pending.values()
            if pending.attempt.state_hash == known and hmac.compare_digest(_bytes(pending.grant), _bytes(grant))
        )
        return next(with_both, None)

    def has_person(self, discord_id: int) -> bool:
        """Whether the person has a pending link, or AniList is being asked about their token."""
        self.sweep()
        return discord_id in self._pending or discord_id in self._expected

    def has_attempt(self, known: bytes) -> bool:
        """Whether the attempt with the state hash `known` has a pending link, or AniList is asked about its token."""
        self.sweep()
        return known in self._expected.values() or any(
            one.attempt.state_hash == known for one in self._pending.values()
        )

    def get(self, discord_id: int) -> PendingLink:
        """The person's pending link. Raises :class:`NothingPending`."""
        self.sweep()
        if discord_id not in self._pending:
            raise NothingPending("no browser has come back from AniList for this person")
        return self._pending[discord_id]

    def get_by_sign_in(self, sign_in: Secret) -> PendingLink:
        """The pending link with that `sign_in`. Raises :class:`NothingPending`."""
        self.sweep()
        for pending in self._pending.values():
            if hmac.compare_digest(_bytes(pending.sign_in), _bytes(sign_in)):
                return pending
        raise NothingPending("no sign-in is waiting")

    def check_code(self, pending: PendingLink, typed: Secret) -> None:
        """Pop `pending` if `typed` is its code. Raises WrongCode; OutOfTries, after which `pending` is gone."""
        if same_code(typed, pending.code):
            self.pop(pending)
            return
        pending.tries_left -= 1
        if pending.tries_left == 0:
            self.discard(pending.attempt.discord_id)
            raise OutOfTries("the last try was wrong")
        raise WrongCode(pending.tries_left)

    def pop(self, pending: PendingLink) -> None:
        """Remove `pending`, once; the page waits on until :meth:`set_progress`."""
        self._remove(pending, "waiting")

    def set_progress(self, pending: PendingLink, outcome: Progress) -> None:
        """Keep the outcome of a removed pending link for the page."""
        self._finished[pending.ticket] = (outcome, self._now() + SECONDS_TO_CONFIRM)

    def discard(self, discord_id: int) -> None:
        """End the person's pending link, and the expectation of another."""
        self._expected.pop(discord_id, None)
        if pending := self._pending.get(discord_id):
            self._remove(pending, "ended")

    def knows(self, text: Secret) -> bool:
        """Whether `text` is a pending link's ticket or sign-in, or the ticket of a remembered outcome."""
        self.sweep()
        pending_links = self._pending.values()
        return text in self._finished or any(text in {pending.ticket, pending.sign_in} for pending in pending_links)

    def progress(self, ticket: Secret) -> Progress:
        self.sweep()
        if any(pending.ticket == ticket for pending in self._pending.values()):
            return "waiting"
        return self._finished.get(ticket, ("ended", 0))[0]

    def sweep(self) -> None:
        """Delete expired pending links and outcomes."""
        now = self._now()
        for pending in [one for one in self._pending.values() if one.expires_at <= now]:
            self._remove(pending, "ended")
        for ticket in [ticket for ticket, (_, until) in self._finished.items() if until <= now]:
            del self._finished[ticket]

    def _remove(self, pending: PendingLink, outcome: Progress) -> None:
        del self._pending[pending.attempt.discord_id]
        self.set_progress(pending, outcome)


def _bytes(secret: Secret) -> bytes:
    return secret.reveal().encode(errors="replace")
