"""The details of a title as a large page of AniList has them: 25 characters with five voices each, 25 of the staff."""

from library.titles.details import (
    CharacterCredit,
    Ranking,
    SiteLink,
    StaffCredit,
    StudioCredit,
    TitleDetails,
    TitleTag,
    VoiceCredit,
)

_LANGUAGES = ("Japanese", "English", "German", "French", "Spanish")
_PICTURE = "https://s4.anilist.co/file/anilistcdn/character/large/b127212-FVm9GEtHzQVQ.png"

DETAILS = TitleDetails(
    ended=20240101,
    tags=tuple(TitleTag(f"Tag number {rank}", rank, is_spoiler=rank % 5 == 0) for rank in range(20)),
    studios=tuple(StudioCredit(number, f"Studio {number}", is_main=number < 3) for number in range(1, 9)),
    rankings=tuple(Ranking(place, kind) for place in range(1, 4) for kind in ("RATED", "POPULAR")),
    characters=tuple(
        CharacterCredit(
            number,
            f"Character {number}",
            "登場人物",
            "SUPPORTING",
            _PICTURE,
            tuple(VoiceCredit(number, f"Actor {number}", language) for language in _LANGUAGES),
        )
        for number in range(1, 26)
    ),
    staff=tuple(StaffCredit(number, f"Member {number}", "制作", "Key Animation", _PICTURE) for number in range(1, 26)),
    sites=tuple(SiteLink(f"Site {number}", "https://example.org/watch", "STREAMING") for number in range(12)),
    scores={score: score * 100 for score in range(10, 101, 10)},
)
