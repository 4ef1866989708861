"""The OAuth flow of a link, from /link to the stored token, for each grant and each proof.

This module fixes the order of the checks: a state that Musubi signed, used for the first time; a token with fitting
claims; AniList's own answer about the token's owner; the person's proof that browser and Discord account are both
theirs; and only then the link. A forwarded link stops at the proof ("Cross-user OAuth Session Fixation",
https://datatracker.ietf.org/doc/draft-ietf-oauth-security-topics-update/).

An attempt::

         /link          present: the token is proven          the person's proof
    ─────────────▶ live ───────────────────────────▶ pending ─────────────────────▶ linked
                   │ ▲ │                             │
                   │ └─┘ no word of AniList's        │ out of tries, too late, another account, a newer /link
                   │                                 ▼
                   └──────────────────────────────▶ ended
                     refused, cancelled, too late, a newer /link

With AniList's pin page the pasted code is the proof, and a live attempt is linked at once.

Each arrow is one transaction of the store's, so an attempt takes it once, whichever processes serve its page and its
person's Discord, and a process that is killed leaves the attempt where it was. While AniList is asked a process holds
a lease, for which the same page waits when it asks once more.

Knows neither Discord nor HTTP nor SQL.
"""

import logging
from collections.abc import Callable

import msgspec

from anilist import (
    AniList,
    Caller,
    GrantRejected,
    MalformedToken,
    RateLimited,
    RequestKind,
    TokenRejected,
    Unavailable,
    read_claims,
)
from linking.codes import same_code
from linking.errors import (
    AttemptGone,
    InAnotherTab,
    InvalidToken,
    NothingPending,
    OutOfTries,
    Overloaded,
    TooManyAttempts,
    WrongAccount,
    WrongCode,
    WrongProof,
)
from linking.pending_links import MAX_TRIES, MAX_WAITING, SECONDS_TOLD, VerifiedToken, new_pending_link
from linking.people import LinkingPerson, attempt_by, person_of
from linking.profile import link_of
from linking.states import States, state_hash
from linking.steps import Ended, Grant, Invitation, Linked, Listener, Proof, Waiting, waiting_for
from redaction import Secret
from store import (
    Attempt,
    Attempts,
    Leases,
    Link,
    Links,
    PendingLink,
    PendingLinks,
    Progress,
    ReplacedLinks,
    StoreError,
    to_the_end,
)

SECONDS_TO_APPROVE = 600
ATTEMPTS_PER_WINDOW = 3
WINDOW_SECONDS = 600
_SECONDS_OF_A_LEASE = 15  # renewed while AniList is asked
_FINISHES_A_LINK = Caller(kind=RequestKind.LINK)

_log = logging.getLogger(__name__)


class Linking:
    """Begins, verifies and ends links, for the grant and the proof that are set."""

    def __init__(
        self,
        *,
        anilist: AniList,
        links: Links,
        attempts: Attempts,
        pending_links: PendingLinks,
        leases: Leases,
        signing_key: bytes,
        client_id: str,
        grant: Grant,
        proof: Proof,
        now: Callable[[], int],
    ) -> None:
        self.grant: Grant = grant
        self.proof: Proof = proof
        self._anilist = anilist
        self._links = links
        self._attempts = attempts
        self._pending_links = pending_links
        self._leases = leases
        self._states = States(signing_key)
        self._client_id = client_id
        self._now = now
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` at every end of an attempt that ends here; returns a function that unsubscribes it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def begin(self, person: LinkingPerson) -> Invitation:
        """Begin an attempt and end the person's older attempts. Raises :class:`TooManyAttempts`."""
        now = self._now()
        expires_at = now + SECONDS_TO_APPROVE
        state = self._states.sign(person.discord_id, issued_at=now, expires_at=expires_at)
        attempt = attempt_by(person, state_hash(state), now, expires_at)
        since = await self._attempts.begin(attempt, most=ATTEMPTS_PER_WINDOW, since=now - WINDOW_SECONDS)
        if since is not None:
            raise TooManyAttempts(since + WINDOW_SECONDS - now)
        url = self._anilist.authorize_url(None if self.grant == "pin" else state.reveal())
        return Invitation(attempt.state_hash, Secret(url), expires_at)

    def recognise(self, text: Secret) -> str | None:
        """A name for `text` if it is a valid state, ticket or sign-in of this Musubi; None otherwise.

        It reads neither the store nor AniList, so a caller can tell people's requests from garbage at no cost.
        """
        known = self._states.recognise(text, now=self._now(), purpose=None)
        return known.hex() if known else None

    async def preview(self, state: Secret) -> tuple[LinkingPerson, int]:
        """The person whom `state` would link, and its expiry in unix seconds. Changes nothing. Raises AttemptGone."""
        attempt = await self._live(self._recognise(state))
        return person_of(attempt), attempt.expires_at

    async def present(self, state: Secret, grant: Secret) -> Waiting:
        """Take the token (or the one-time code) that the browser brings, and verify its owner.

        Consumes `state`, unless AniList gave no answer. A repeated call with the same two has the same answer, because
        the first answer may have been lost on its way. Raises AttemptGone, InvalidToken, Overloaded, AniList's errors.
        """
        known = self._recognise(state)
        async with self._leases.held(_lease(known), seconds=_SECONDS_OF_A_LEASE):
            pending = await self._pending_links.by_grant(known, grant) or await self._add_pending(known, grant)
        return waiting_for(pending)

    async def _add_pending(self, known: bytes, grant: Secret) -> PendingLink:
        attempt = await self._live(known)
        try:
            proven = await self._verify(attempt, grant)
        except (Unavailable, RateLimited):
            raise
        except Exception:
            await to_the_end(self._end(known))
            raise
        pending = new_pending_link(attempt, proven, self._states, self._now())
        match await self._pending_links.add(pending, grant, most=MAX_WAITING):
            case "added":
                return pending
            case "no room":
                raise Overloaded(f"{MAX_WAITING} links are waiting for their confirmation")
            case "attempt has ended":
                raise await self._gone(known)

    async def cancel(self, state: Secret) -> None:
        """End the attempt by the will of the person at the browser. Raises AttemptGone."""
        await to_the_end(self._cancel(self._recognise(state)))

    async def _cancel(self, known: bytes) -> None:
        await self._live(known)
        if not await self._end(known):
            raise await self._gone(known)

    async def progress(self, ticket: Secret) -> Progress:
        """The progress of the pending link from :meth:`present`."""
        return await self._pending_links.progress(ticket)

    async def awaits_code(self, discord_id: int) -> bool:
        """Whether a browser has come back from AniList for this person: it shows the code now or in a moment."""
        if await self._pending_links.waits_for(discord_id):
            return True
        attempt = await self._attempts.live_for(discord_id)
        return attempt is not None and await self._leases.is_held(_lease(attempt.state_hash))

    async def confirm(self, discord_id: int, typed: Secret) -> Linked:
        """Link the person who ran /link by the typed code. Raises WrongProof, NothingPending, WrongCode, OutOfTries."""
        self._require_proof("code")
        return await to_the_end(self._confirm(discord_id, typed))

    async def _confirm(self, discord_id: int, typed: Secret) -> Linked:
        pending = await self._pending_links.of(discord_id)
        if pending is None:
            raise NothingPending("no browser has come back from AniList for this person")
        if same_code(typed, pending.code):
            return await self._complete(pending)
        tries_left = await self._count_wrong(pending.attempt)
        if tries_left is None:
            raise NothingPending("it has ended in this moment")
        raise WrongCode(tries_left)

    async def confirm_sign_in(self, sign_in: Secret, discord_id: int) -> Linked:
        """Link the person by the browser's sign-in to Discord. Raises WrongProof, NothingPending, WrongAccount."""
        self._require_proof("discord")
        return await to_the_end(self._confirm_sign_in(sign_in, discord_id))

    async def _confirm_sign_in(self, sign_in: Secret, discord_id: int) -> Linked:
        pending = await self._pending_links.by_sign_in(sign_in)
        if pending is None:
            raise NothingPending("no sign-in is waiting")
        if pending.attempt.discord_id == discord_id:
            return await self._complete(pending)
        if await self._attempts.end_used(pending.attempt):
            await self._notify(Ended(pending.attempt))
        raise WrongAccount("the browser belongs to another Discord account")

    async def paste(self, discord_id: int, code: Secret) -> Linked:
        """Link the person who ran /link by AniList's code, pasted in Discord.

        Raises WrongProof, AttemptGone, InvalidToken, OutOfTries, AniList's errors.
        """
        self._require_proof("paste")
        attempt = await self._attempts.live_for(discord_id)
        if attempt is None:
            raise AttemptGone("no attempt is open")
        try:
            proven = await self._verify(attempt, code)
        except (GrantRejected, InvalidToken):
            await to_the_end(self._count_wrong(attempt))
            raise
        return await to_the_end(self._save_pasted(proven, attempt))

    async def refresh(self, link: Link) -> Link:
        """Fetch the account from AniList and store it. A rejected token marks the link. Raises AniList's errors."""
        token = await self._links.token(link.discord_id)
        if token is None:
            raise TokenRejected("there is no token any more")
        try:
            viewer = await self._anilist.viewer(token)
        except TokenRejected:
            if token == await self._links.token(link.discord_id):
                await self._links.reject(link.discord_id)
            raise
        fresh = link_of(viewer, discord_id=link.discord_id, expires_at=link.expires_at, now=self._now())
        fresh = msgspec.structs.replace(fresh, linked_at=link.linked_at)
        await self._links.refresh(fresh)
        return fresh

    async def unlink(self, discord_id: int) -> Link | None:
        """Delete everything about the person; returns the deleted link, None when there was none."""
        return await self._links.delete(discord_id)

    async def sweep(self) -> None:
        """Delete expired attempts and pending links."""
        await self._pending_links.expire()
        await self._attempts.purge(starts_before=self._now() - WINDOW_SECONDS)

    def _require_proof(self, proof: Proof) -> None:
        """Refuse every proof but the configured proof: each one alone is enough for a link. Raises WrongProof."""
        if proof != self.proof:
            raise WrongProof(f"the proof is {self.proof}, not {proof}")

    def _recognise(self, state: Secret) -> bytes:
        known = self._states.recognise(state, now=self._now())
        if known is None:
            raise AttemptGone("not a state of ours")
        return known

    async def _live(self, known: bytes) -> Attempt:
        """The attempt, which is neither used nor ended nor expired. Raises AttemptGone."""
        attempt = await self._attempts.live(known)
        if attempt is None:
            raise await self._gone(known)
        return attempt

    async def _gone(self, known: bytes) -> AttemptGone:
        if await self._pending_links.waits_of(known):
            return InAnotherTab("another tab has used it, and waits")
        return AttemptGone("unknown, expired or used")

    async def _end(self, known: bytes) -> bool:
        """End a live attempt. False when it is used or has ended."""
        ended = await self._attempts.end(known)
        if ended is not None:
            await self._notify(Ended(ended))
        return ended is not None

    async def _count_wrong(self, attempt: Attempt) -> int | None:
        """Count a wrong code; returns the tries that are left, None when it is over already. Raises OutOfTries."""
        tries_left = await self._attempts.count_wrong(attempt.state_hash, most=MAX_TRIES)
        if tries_left == 0:
            await self._notify(Ended(attempt))
            raise OutOfTries("the last try was wrong")
        return tries_left

    async def _verify(self, attempt: Attempt, grant: Secret) -> VerifiedToken:
        """Verify the token by AniList's own answer about its owner, the only check that can't be forged.

        Raises InvalidToken, AniList's errors.
        """
        token = grant if self.grant == "implicit" else await self._anilist.exchange(grant)
        now = self._now()
        try:
            claims = read_claims(token, client_id=self._client_id, now=now)
        except MalformedToken as error:
            raise InvalidToken(str(error)) from error
        viewer = await self._anilist.viewer(token, caller=_FINISHES_A_LINK)
        if viewer.id != claims.user_id:
            raise InvalidToken("the token names another person than AniList does")
        link = link_of(viewer, discord_id=attempt.discord_id, expires_at=claims.expires_at, now=now)
        return VerifiedToken(msgspec.structs.replace(link, locale=attempt.locale), token)

    async def _complete(self, pending: PendingLink) -> Linked:
        """Store the proven link, and only then notify Discord. Raises NothingPending."""
        saved = await self._pending_links.save(pending, pending.link, told_until=self._now() + SECONDS_TOLD)
        if saved is None:
            raise NothingPending("it has ended in this moment")
        return await self._linked(pending.link, saved, pending.attempt)

    async def _save_pasted(self, proven: VerifiedToken, attempt: Attempt) -> Linked:
        saved = await self._pending_links.save_at_once(attempt.state_hash, proven.link, proven.token)
        if saved is None:
            raise await self._gone(attempt.state_hash)
        return await self._linked(proven.link, saved, attempt)

    async def _linked(self, link: Link, saved: ReplacedLinks, attempt: Attempt) -> Linked:
        linked = Linked(link, saved, attempt)
        await self._notify(linked)
        return linked

    async def _notify(self, event: Linked | Ended) -> None:
        """Call the listeners. Their errors are only logged: the attempt has ended and must not look undone."""
        for listener in self._listeners:
            try:
                await listener(event)
            except StoreError as error:
                _log.error("The end of an attempt could not be shown. %s", error)
            except Exception:  # noqa: BLE001  (whatever it is, the link is stored)
                _log.exception("The end of an attempt could not be shown")


def _lease(known: bytes) -> str:
    return f"ask AniList about a token:{known.hex()}"
