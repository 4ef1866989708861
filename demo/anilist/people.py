"""The people with an account at the stand-in AniList. All of them are made up.

AniList's names are 2 to 20 letters and digits, so ``everyone`` and ``null`` are possible names; the names of custom
lists and of advanced scores are free text.
"""

import msgspec


class UserListOptions(msgspec.Struct, frozen=True, kw_only=True):
    """A person's settings for anime or for manga; `size` is the share (percent) of all media on that list."""

    size: int = 15
    section_order: tuple[str, ...] = ()
    custom_lists: tuple[str, ...] | None = ()
    advanced_scoring: tuple[str, ...] | None = ()
    advanced_scoring_enabled: bool = False


class AniListUser(msgspec.Struct, frozen=True, kw_only=True):
    """An AniList account. `likes` and `dislikes` are genres; a person without likes has lists made by chance.

    Changes of a title are one activity within `activity_merge_time` minutes (0 never merges, more than 20160 always
    does); changes to a status of `disabled_list_activity` make none.
    """

    id: int
    name: str
    note: str
    colour: str
    score_format: str = "POINT_10_DECIMAL"
    title_language: str = "ROMAJI"
    adult: bool = False
    timezone: str | None = None
    private_profile: bool = False
    activity_merge_time: int = 720
    disabled_list_activity: tuple[str, ...] = ()
    created_at: int | None = 1_577_836_800
    likes: tuple[str, ...] = ()
    dislikes: tuple[str, ...] = ()
    anime: UserListOptions = UserListOptions()
    manga: UserListOptions = UserListOptions()

    @property
    def options(self) -> dict[str, UserListOptions]:
        """The settings by ``MediaType``."""
        return {"ANIME": self.anime, "MANGA": self.manga}


TSUMUGI = AniListUser(
    id=5500101,
    name="Tsumugi",
    note="rates with decimals and in five parts",
    colour="#3b6ea5",
    timezone="09:00",
    anime=UserListOptions(
        size=40,
        section_order=("Watching", "Planning", "Rewatch some day", "Completed"),
        custom_lists=("Rewatch some day", "Watched with Juno", "`*~_comfy_~*` || [a](b)"),
        advanced_scoring=("Story", "Characters", "Visuals", "Audio", "Enjoyment"),
        advanced_scoring_enabled=True,
    ),
    manga=UserListOptions(size=25, custom_lists=("On my shelf",), advanced_scoring=("Story", "Art")),
)

JUNO = AniListUser(
    id=5500102,
    name="Juno",
    note="rates with smileys, reads titles in English",
    colour="#b4523f",
    score_format="POINT_3",
    title_language="ENGLISH",
    timezone="-05:00",
    anime=UserListOptions(size=30, custom_lists=("Watched with Tsumugi",)),
)

PEOPLE = (
    TSUMUGI,
    JUNO,
    AniListUser(
        id=5500103,
        name="everyone",
        note="a name that mentions people",
        colour="#6b4fa0",
        score_format="POINT_100",
        title_language="NATIVE",
        timezone="05:30",
        anime=UserListOptions(custom_lists=("@everyone", "<@1>")),
    ),
    AniListUser(
        id=5500104,
        name="ThistleAndThornberry",
        note="the longest name AniList allows",
        colour="#2f7d5b",
        score_format="POINT_5",
        title_language="ENGLISH_STYLISED",
        timezone="-03:30",
    ),
    AniListUser(id=720105, name="Q7", note="the shortest name, an early account", colour="#8a6d1f", created_at=None),
    AniListUser(
        id=5500106,
        name="Wren",
        note="shows adult titles",
        colour="#a03d6d",
        score_format="POINT_10",
        adult=True,
        timezone="00:00",
    ),
    AniListUser(
        id=5500107,
        name="Fern",
        note="new here, nothing on any list",
        colour="#4d8f2b",
        anime=UserListOptions(size=0),
        manga=UserListOptions(size=0),
    ),
    AniListUser(
        id=5500108,
        name="Bramble",
        note="private profile",
        colour="#59616f",
        score_format="POINT_5",
        private_profile=True,
    ),
    AniListUser(
        id=5500109,
        name="Tatami",
        note="reads manga only",
        colour="#a0632f",
        title_language="ROMAJI_STYLISED",
        timezone="13:00",
        anime=UserListOptions(size=0),
        manga=UserListOptions(size=70, custom_lists=("Webtoons", "To buy")),
    ),
    AniListUser(
        id=5500110,
        name="Solstice",
        note="has seen nearly everything",
        colour="#c08a1e",
        score_format="POINT_100",
        title_language="NATIVE_STYLISED",
        anime=UserListOptions(size=95),
        manga=UserListOptions(size=90),
    ),
    AniListUser(
        id=5500111,
        name="null",
        note="settings AniList answers with null",
        colour="#3f3f46",
        anime=UserListOptions(custom_lists=None, advanced_scoring=None),
        manga=UserListOptions(custom_lists=None, advanced_scoring=None),
    ),
    AniListUser(
        id=10500112,
        name="Okami88",
        note="advanced scores set up and switched off",
        colour="#287f8f",
        score_format="POINT_10",
        anime=UserListOptions(advanced_scoring=("Plot", "Art", "Fun")),
    ),
)
