"""People with tastes, for the demo's server: some agree, some don't, and all of them watch titles that air.

Visitors of the demo can be any of VISITORS. The CLUB are members already. All of them are made up.
"""

from datetime import datetime, timedelta

import msgspec

from demo.anilist.people import JUNO, PEOPLE, TSUMUGI, AniListUser, UserListOptions


def _timezone() -> str:
    """This machine's time zone, as AniList writes it: visitors of the demo are in the same zone."""
    seconds = int((datetime.now().astimezone().utcoffset() or timedelta()).total_seconds())
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"{'-' if seconds < 0 else ''}{hours:02}:{minutes:02}"


def _with_taste(person: AniListUser, likes: tuple[str, ...], dislikes: tuple[str, ...]) -> AniListUser:
    anime = msgspec.structs.replace(person.anime, size=90)
    manga = msgspec.structs.replace(person.manga, size=50)
    return msgspec.structs.replace(
        person, likes=likes, dislikes=dislikes, timezone=_timezone(), anime=anime, manga=manga
    )


VISITORS = (
    _with_taste(TSUMUGI, ("Romance", "Slice of Life", "Drama"), ("Action", "Ecchi")),
    _with_taste(JUNO, ("Action", "Fantasy", "Adventure"), ("Slice of Life", "Romance")),
    *PEOPLE[2:],
)

CLUB = (
    AniListUser(
        id=5500201,
        name="HaruNoAme",
        note="cries at weddings, in anime too",
        colour="#c2557a",
        score_format="POINT_10_DECIMAL",
        timezone=_timezone(),
        likes=("Romance", "Drama", "Slice of Life"),
        dislikes=("Action", "Horror"),
        anime=UserListOptions(size=100),
        manga=UserListOptions(size=60),
    ),
    AniListUser(
        id=5500202,
        name="mikazuki",
        note="the quieter, the better",
        colour="#5d7fb8",
        score_format="POINT_5",
        title_language="ENGLISH",
        likes=("Slice of Life", "Romance", "Comedy"),
        dislikes=("Action", "Thriller"),
        anime=UserListOptions(size=95),
        manga=UserListOptions(size=40),
    ),
    AniListUser(
        id=5500203,
        name="KenjiKicks",
        note="here for the fights",
        colour="#b3402e",
        score_format="POINT_100",
        likes=("Action", "Adventure", "Fantasy"),
        dislikes=("Romance", "Slice of Life"),
        anime=UserListOptions(size=100),
        manga=UserListOptions(size=55),
    ),
    AniListUser(
        id=5500204,
        name="Nadia",
        note="dragons, swords, dragons with swords",
        colour="#7a5a2b",
        score_format="POINT_10",
        title_language="ENGLISH",
        likes=("Fantasy", "Action", "Supernatural"),
        dislikes=("Slice of Life", "Sports"),
        anime=UserListOptions(size=95),
    ),
    AniListUser(
        id=5500205,
        name="theodora",
        note="guesses the culprit by episode two",
        colour="#4a4f8f",
        score_format="POINT_100",
        likes=("Mystery", "Psychological", "Thriller"),
        dislikes=("Comedy", "Ecchi"),
        anime=UserListOptions(size=95),
        manga=UserListOptions(size=50),
    ),
    AniListUser(
        id=5500206,
        name="LinaLuna",
        note="likes it dark and sad",
        colour="#5b3b6e",
        score_format="POINT_10_DECIMAL",
        timezone="01:00",
        likes=("Psychological", "Drama", "Horror"),
        dislikes=("Ecchi", "Comedy"),
        anime=UserListOptions(size=90),
    ),
    AniListUser(
        id=5500207,
        name="SoraUnit02",
        note="robots first",
        colour="#2f8a8a",
        score_format="POINT_10",
        title_language="NATIVE",
        timezone="09:00",
        likes=("Sci-Fi", "Mecha", "Action"),
        dislikes=("Fantasy",),
        anime=UserListOptions(size=90),
    ),
    AniListUser(
        id=5500208,
        name="PavelLaughs",
        note="never finishes a sad one",
        colour="#d08a2e",
        score_format="POINT_3",
        title_language="ENGLISH",
        likes=("Comedy", "Slice of Life"),
        dislikes=("Drama", "Psychological"),
        anime=UserListOptions(size=95),
    ),
    AniListUser(
        id=5500209,
        name="OluOvertime",
        note="cheers at the screen",
        colour="#3f8f4f",
        score_format="POINT_5",
        likes=("Sports", "Drama", "Comedy"),
        dislikes=("Fantasy", "Supernatural"),
        anime=UserListOptions(size=85),
        manga=UserListOptions(size=45),
    ),
    AniListUser(
        id=5500210,
        name="BeaBooks",
        note="read the manga first",
        colour="#8f5f9f",
        score_format="POINT_100",
        title_language="ENGLISH",
        likes=("Fantasy", "Romance", "Adventure"),
        dislikes=("Horror", "Sci-Fi"),
        anime=UserListOptions(size=85),
        manga=UserListOptions(size=90),
    ),
    AniListUser(
        id=5500211,
        name="maximumdrama",
        note="the worse the reviews, the better; shows adult titles",
        colour="#9a2f55",
        score_format="POINT_10",
        adult=True,
        likes=("Ecchi", "Horror", "Thriller"),
        dislikes=("Adventure", "Drama"),
        anime=UserListOptions(size=90),
    ),
    AniListUser(
        id=5500212,
        name="Yui",
        note="has just begun",
        colour="#6f8f3f",
        score_format="POINT_10",
        likes=("Adventure", "Comedy", "Fantasy"),
        dislikes=("Psychological",),
        anime=UserListOptions(size=30),
        manga=UserListOptions(size=5),
    ),
)
