"""Who plays in the stand-in's titles and who makes them: characters, voice actors and staff, all invented.

They follow from a title's number, so they are the same in every run; they are made once a process, when somebody asks.
"""

from demo.anilist.cast.company import CAT, COMPOSER, VOICE, Cast, Credit, Part, Voice, cast
from demo.anilist.cast.persons import Character, PersonName, Staff

__all__ = [
    "CAT",
    "COMPOSER",
    "VOICE",
    "Cast",
    "Character",
    "Credit",
    "Part",
    "PersonName",
    "Staff",
    "Voice",
    "cast",
]
