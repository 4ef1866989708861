"""A stand-in for AniList: API, OAuth and the pages that a link needs, over made-up people and real media facts.

It executes operations against AniList's own schema, so it refuses every field that AniList doesn't have.
"""

from demo.anilist.club import CLUB, VISITORS
from demo.anilist.oauth import App
from demo.anilist.people import JUNO, PEOPLE, TSUMUGI, AniListUser
from demo.anilist.stand_in import CLIENT_ID, REDIRECT_URI, StandIn

__all__ = [
    "CLIENT_ID",
    "CLUB",
    "JUNO",
    "PEOPLE",
    "REDIRECT_URI",
    "TSUMUGI",
    "VISITORS",
    "AniListUser",
    "App",
    "StandIn",
]
