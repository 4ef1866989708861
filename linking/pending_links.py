"""Verified tokens that wait for the person's proof: in memory only, few, and dropped when their time is up.

Knows nothing of the kind of proof.
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
    """A token that AniList answered to, and the link it would make."""

    link: Link
    token: Secret


class PendingLink(msgspec.Struct, kw_only=True):
    """A proven token waiting for the proof that its owner ran /link."""

    attempt: Attempt
    grant: Secret
    verified: VerifiedToken
    expires_at: int
    code: Secret = msgspec.field(default_factory=new_code)
    ticket: Secret = msgspec.field(default_factory=lambda: Secret(secrets.token_urlsafe(16)))
    sign_in: Secret = msgspec.field(default_factory=lambda: Secret(secrets.token_urlsafe(32)))
    tries_left: int = MAX_TRIES


class PendingLinks:
    """At most one pending a Discord account and :data:`MAX_WAITING` in all."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._pending: dict[int, PendingLink] = {}
        self._finished: dict[Secret, tuple[Progress, int]] = {}
        self._expected: dict[int, bytes] = {}

    @contextmanager
    def expecting(self, attempt: Attempt) -> Generator[None]:
        """While AniList is asked: a pending may come of `attempt`, unless :meth:`dismiss` ends it meanwhile."""
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
        """The pending who came with this attempt and `grant`: the browser has lost the answer, and asks once more."""
        self.sweep()
        with_both = (
            pending
            for pending in self._pending.values()
            if pending.attempt.state_hash == known and hmac.compare_digest(_bytes(pending.grant), _bytes(grant))
        )
        return next(with_both, None)

    def has_person(self, discord_id: int) -> bool:
        """Whether the person has a pending here, or AniList is just being asked about one."""
        self.sweep()
        return discord_id in self._pending or discord_id in self._expected

    def has_attempt(self, known: bytes) -> bool:
        """Whether a browser is here, or on its way in, with the attempt of the state hash `known`."""
        self.sweep()
        return known in self._expected.values() or any(
            one.attempt.state_hash == known for one in self._pending.values()
        )

    def get(self, discord_id: int) -> PendingLink:
        """The person's pending. Raises :class:`NothingPending`."""
        self.sweep()
        if discord_id not in self._pending:
            raise NothingPending("no browser has come back from AniList for this person")
        return self._pending[discord_id]

    def get_by_sign_in(self, sign_in: Secret) -> PendingLink:
        """The pending who holds `sign_in`. Raises :class:`NothingPending`."""
        self.sweep()
        for pending in self._pending.values():
            if hmac.compare_digest(_bytes(pending.sign_in), _bytes(sign_in)):
                return pending
        raise NothingPending("no sign-in is waiting")

    def check_code(self, pending: PendingLink, typed: Secret) -> None:
        """Let `pending` out if `typed` is the code. Raises WrongCode, or OutOfTries and the pending is gone."""
        if same_code(typed, pending.code):
            self.pop(pending)
            return
        pending.tries_left -= 1
        if pending.tries_left == 0:
            self.discard(pending.attempt.discord_id)
            raise OutOfTries("the last try was wrong")
        raise WrongCode(pending.tries_left)

    def pop(self, pending: PendingLink) -> None:
        """Let `pending` out, once; the page goes on waiting until the outcome is settled."""
        self._remove(pending, "waiting")

    def set_progress(self, pending: PendingLink, outcome: Progress) -> None:
        """What the page is to be told of a pending who has left."""
        self._finished[pending.ticket] = (outcome, self._now() + SECONDS_TO_CONFIRM)

    def discard(self, discord_id: int) -> None:
        """Anybody who waits for this person, or is expected, has to go."""
        self._expected.pop(discord_id, None)
        if pending := self._pending.get(discord_id):
            self._remove(pending, "ended")

    def knows(self, text: Secret) -> bool:
        """Whether `text` is a pending's ticket or sign-in, or the ticket of one whose outcome is remembered."""
        self.sweep()
        pending_links = self._pending.values()
        return text in self._finished or any(text in {pending.ticket, pending.sign_in} for pending in pending_links)

    def progress(self, ticket: Secret) -> Progress:
        self.sweep()
        if any(pending.ticket == ticket for pending in self._pending.values()):
            return "waiting"
        return self._finished.get(ticket, ("ended", 0))[0]

    def sweep(self) -> None:
        """Forget every pending and outcome whose time is up."""
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
