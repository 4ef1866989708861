"""The flow that Discord begins and the web finishes: who asked, who approved, and the proof that they are one person.

Knows neither Discord nor HTTP nor SQL.
"""

from linking.errors import (
    AttemptGone,
    InAnotherTab,
    LinkingError,
    NothingPending,
    NotLinked,
    OutOfTries,
    Overloaded,
    TokenUnfit,
    TooManyAttempts,
    WrongAccount,
    WrongCode,
    WrongProof,
)
from linking.flow import Ended, Grant, Invitation, Linked, Linking, Proof, Waiting
from linking.people import Person
from linking.waiting import Progress

__all__ = [
    "AttemptGone",
    "Ended",
    "Grant",
    "InAnotherTab",
    "Invitation",
    "Linked",
    "Linking",
    "LinkingError",
    "NotLinked",
    "NothingPending",
    "OutOfTries",
    "Overloaded",
    "Person",
    "Progress",
    "Proof",
    "TokenUnfit",
    "TooManyAttempts",
    "Waiting",
    "WrongAccount",
    "WrongCode",
    "WrongProof",
]
