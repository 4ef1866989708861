"""Tokens between the browser's Link and the person's proof: in memory only, few, and gone when their time is up.

Knows nothing of how the proof is given.
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


class Proven(msgspec.Struct, frozen=True):
    """A token that AniList answered to, and the link it would make."""

    link: Link
    token: Secret


class PendingLink(msgspec.Struct, kw_only=True):
    """A proven token waiting for the proof that its owner ran /link."""

    attempt: Attempt
    grant: Secret
    proven: Proven
    expires_at: int
    code: Secret = msgspec.field(default_factory=new_code)
    ticket: Secret = msgspec.field(default_factory=lambda: Secret(secrets.token_urlsafe(16)))
    sign_in: Secret = msgspec.field(default_factory=lambda: Secret(secrets.token_urlsafe(32)))
    tries_left: int = MAX_TRIES


class PendingLinks:
    """At most one guest a Discord account and :data:`MAX_WAITING` in all."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._guests: dict[int, PendingLink] = {}
        self._outcomes: dict[Secret, tuple[Progress, int]] = {}
        self._expected: dict[int, bytes] = {}

    @contextmanager
    def expecting(self, attempt: Attempt) -> Generator[None]:
        """While AniList is asked: a guest may come of `attempt`, unless :meth:`dismiss` ends it meanwhile."""
        self._expected[attempt.discord_id] = attempt.state_hash
        try:
            yield
        finally:
            if self.expects(attempt):
                del self._expected[attempt.discord_id]

    def expects(self, attempt: Attempt) -> bool:
        return self._expected.get(attempt.discord_id) == attempt.state_hash

    def admit(self, attempt: Attempt, grant: Secret, proven: Proven) -> PendingLink:
        """Take in a guest who is expected, and came with `grant`. Raises :class:`AttemptGone`, :class:`Overloaded`."""
        if not self.expects(attempt):
            raise AttemptGone("its owner has ended it")
        self.sweep()
        if len(self._guests) >= MAX_WAITING:
            raise Overloaded(f"{MAX_WAITING} links are waiting for their confirmation")
        guest = PendingLink(attempt=attempt, grant=grant, proven=proven, expires_at=self._now() + SECONDS_TO_CONFIRM)
        self._guests[attempt.discord_id] = guest
        return guest

    def again(self, known: bytes, grant: Secret) -> PendingLink | None:
        """The guest who came with this attempt and `grant`: the browser has lost the answer, and asks once more."""
        self.sweep()
        with_both = (
            guest
            for guest in self._guests.values()
            if guest.attempt.state_hash == known and hmac.compare_digest(_bytes(guest.grant), _bytes(grant))
        )
        return next(with_both, None)

    def holds(self, discord_id: int) -> bool:
        """Whether the person has a guest here, or AniList is just being asked about one."""
        self.sweep()
        return discord_id in self._guests or discord_id in self._expected

    def keeps(self, known: bytes) -> bool:
        """Whether a browser is here, or on its way in, with the attempt of the state hash `known`."""
        self.sweep()
        return known in self._expected.values() or any(one.attempt.state_hash == known for one in self._guests.values())

    def guest(self, discord_id: int) -> PendingLink:
        """The person's guest. Raises :class:`NothingPending`."""
        self.sweep()
        if discord_id not in self._guests:
            raise NothingPending("no browser has come back from AniList for this person")
        return self._guests[discord_id]

    def guest_signing_in(self, sign_in: Secret) -> PendingLink:
        """The guest who holds `sign_in`. Raises :class:`NothingPending`."""
        self.sweep()
        for guest in self._guests.values():
            if hmac.compare_digest(_bytes(guest.sign_in), _bytes(sign_in)):
                return guest
        raise NothingPending("no sign-in is waiting")

    def redeem(self, guest: PendingLink, typed: Secret) -> None:
        """Let `guest` out if `typed` is the code. Raises WrongCode, or OutOfTries and the guest is gone."""
        if same_code(typed, guest.code):
            self.release(guest)
            return
        guest.tries_left -= 1
        if guest.tries_left == 0:
            self.dismiss(guest.attempt.discord_id)
            raise OutOfTries("the last try was wrong")
        raise WrongCode(guest.tries_left)

    def release(self, guest: PendingLink) -> None:
        """Let `guest` out, once; the page goes on waiting until the outcome is settled."""
        self._leave(guest, "waiting")

    def settle(self, guest: PendingLink, outcome: Progress) -> None:
        """What the page is to be told of a guest who has left."""
        self._outcomes[guest.ticket] = (outcome, self._now() + SECONDS_TO_CONFIRM)

    def dismiss(self, discord_id: int) -> None:
        """Whoever waits for this person, or is expected, has to go."""
        self._expected.pop(discord_id, None)
        if guest := self._guests.get(discord_id):
            self._leave(guest, "ended")

    def knows(self, text: Secret) -> bool:
        """Whether `text` is a guest's ticket or sign-in, or the ticket of one whose outcome is remembered."""
        self.sweep()
        guests = self._guests.values()
        return text in self._outcomes or any(text in {guest.ticket, guest.sign_in} for guest in guests)

    def progress(self, ticket: Secret) -> Progress:
        self.sweep()
        if any(guest.ticket == ticket for guest in self._guests.values()):
            return "waiting"
        return self._outcomes.get(ticket, ("ended", 0))[0]

    def sweep(self) -> None:
        """Forget every guest and outcome whose time is up."""
        now = self._now()
        for guest in [one for one in self._guests.values() if one.expires_at <= now]:
            self._leave(guest, "ended")
        for ticket in [ticket for ticket, (_, until) in self._outcomes.items() if until <= now]:
            del self._outcomes[ticket]

    def _leave(self, guest: PendingLink, outcome: Progress) -> None:
        del self._guests[guest.attempt.discord_id]
        self.settle(guest, outcome)


def _bytes(secret: Secret) -> bytes:
    return secret.reveal().encode(errors="replace")
