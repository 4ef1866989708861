"""Pending links: verified tokens that wait for the person's proof. Few, and they expire.

Knows neither AniList nor the rest of the flow.
"""

import msgspec

from linking.codes import new_code
from linking.states import States
from redaction import Secret
from store import Attempt, Link, PendingLink

SECONDS_TO_CONFIRM = 600
SECONDS_TOLD = 600  # for which the page hears of the link
MAX_WAITING = 500
MAX_TRIES = 5


class VerifiedToken(msgspec.Struct, frozen=True):
    """A token that AniList has accepted, and the link that it would make."""

    link: Link
    token: Secret


def new_pending_link(attempt: Attempt, proven: VerifiedToken, states: States, now: int) -> PendingLink:
    """A pending link with a new code, and with the signed texts by which its page comes back."""

    def sign() -> Secret:
        until = now + SECONDS_TO_CONFIRM + SECONDS_TOLD
        return states.sign(attempt.discord_id, issued_at=now, expires_at=until, purpose="page")

    return PendingLink(
        attempt=attempt,
        link=proven.link,
        token=proven.token,
        code=new_code(),
        ticket=sign(),
        sign_in=sign(),
        expires_at=now + SECONDS_TO_CONFIRM,
    )
