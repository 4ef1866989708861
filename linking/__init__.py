"""The flow that Discord begins and the web finishes, with the proof that both are one person.

Knows neither Discord nor HTTP nor SQL.
"""

from linking.errors import (
    AttemptGone,
    InAnotherTab,
    InvalidToken,
    LinkingError,
    NothingPending,
    NotLinked,
    OutOfTries,
    Overloaded,
    TooManyAttempts,
    WrongAccount,
    WrongCode,
    WrongProof,
)
from linking.flow import Ended, Grant, Invitation, Linked, Linking, Proof, Waiting
from linking.pending_links import Progress
from linking.people import LinkingPerson

__all__ = [
    "AttemptGone",
    "Ended",
    "Grant",
    "InAnotherTab",
    "InvalidToken",
    "Invitation",
    "Linked",
    "Linking",
    "LinkingError",
    "LinkingPerson",
    "NotLinked",
    "NothingPending",
    "OutOfTries",
    "Overloaded",
    "Progress",
    "Proof",
    "TooManyAttempts",
    "Waiting",
    "WrongAccount",
    "WrongCode",
    "WrongProof",
]
