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
from linking.flow import Linking
from linking.people import LinkingPerson
from linking.steps import Ended, Grant, Invitation, Linked, Proof, Waiting

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
    "Proof",
    "TooManyAttempts",
    "Waiting",
    "WrongAccount",
    "WrongCode",
    "WrongProof",
]
