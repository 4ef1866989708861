"""The content of each step of a link: for the card in Discord, for the page, and for those who hear of its end."""

from collections.abc import Awaitable, Callable
from typing import Literal

import msgspec

from linking.people import LinkingPerson, person_of
from redaction import Secret
from store import Attempt, Link, PendingLink, ReplacedLinks

Grant = Literal["implicit", "code", "pin"]
Proof = Literal["code", "discord", "paste"]


class Invitation(msgspec.Struct, frozen=True):
    """The content of Discord's card: AniList's consent page at `url`, valid until `expires_at` (unix seconds)."""

    state_hash: bytes
    url: Secret
    expires_at: int


class Waiting(msgspec.Struct, frozen=True):
    """The page's content after Link. `ticket` fetches the progress, `sign_in` is the state of Discord's sign-in."""

    anilist_name: str
    person: LinkingPerson
    code: Secret
    ticket: Secret
    sign_in: Secret
    expires_at: int


class Linked(msgspec.Struct, frozen=True):
    """An attempt has ended with a link; `saved` has the links that it replaced."""

    link: Link
    saved: ReplacedLinks
    attempt: Attempt


class Ended(msgspec.Struct, frozen=True):
    """An attempt has ended without a link: cancelled, refused, or out of tries."""

    attempt: Attempt


Listener = Callable[[Linked | Ended], Awaitable[None]]


def waiting_for(pending: PendingLink) -> Waiting:
    return Waiting(
        anilist_name=pending.link.name,
        person=person_of(pending.attempt),
        code=pending.code,
        ticket=pending.ticket,
        sign_in=pending.sign_in,
        expires_at=pending.expires_at,
    )
