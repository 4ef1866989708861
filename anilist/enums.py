"""AniList's enums of media, by their names in its schema."""

from anilist.shapes import AniListEnum


class MediaType(AniListEnum):
    ANIME = "ANIME"
    MANGA = "MANGA"
    UNKNOWN = "UNKNOWN"


class MediaFormat(AniListEnum):
    TV = "TV"
    TV_SHORT = "TV_SHORT"
    MOVIE = "MOVIE"
    SPECIAL = "SPECIAL"
    OVA = "OVA"
    ONA = "ONA"
    MUSIC = "MUSIC"
    MANGA = "MANGA"
    NOVEL = "NOVEL"
    ONE_SHOT = "ONE_SHOT"
    UNKNOWN = "UNKNOWN"


class MediaStatus(AniListEnum):
    FINISHED = "FINISHED"
    RELEASING = "RELEASING"
    NOT_YET_RELEASED = "NOT_YET_RELEASED"
    CANCELLED = "CANCELLED"
    HIATUS = "HIATUS"
    UNKNOWN = "UNKNOWN"


class MediaSeason(AniListEnum):
    WINTER = "WINTER"
    SPRING = "SPRING"
    SUMMER = "SUMMER"
    FALL = "FALL"
    UNKNOWN = "UNKNOWN"


class MediaSource(AniListEnum):
    ORIGINAL = "ORIGINAL"
    MANGA = "MANGA"
    LIGHT_NOVEL = "LIGHT_NOVEL"
    VISUAL_NOVEL = "VISUAL_NOVEL"
    VIDEO_GAME = "VIDEO_GAME"
    OTHER = "OTHER"
    NOVEL = "NOVEL"
    DOUJINSHI = "DOUJINSHI"
    ANIME = "ANIME"
    WEB_NOVEL = "WEB_NOVEL"
    LIVE_ACTION = "LIVE_ACTION"
    GAME = "GAME"
    COMIC = "COMIC"
    MULTIMEDIA_PROJECT = "MULTIMEDIA_PROJECT"
    PICTURE_BOOK = "PICTURE_BOOK"
    UNKNOWN = "UNKNOWN"


class MediaListStatus(AniListEnum):
    CURRENT = "CURRENT"
    PLANNING = "PLANNING"
    COMPLETED = "COMPLETED"
    DROPPED = "DROPPED"
    PAUSED = "PAUSED"
    REPEATING = "REPEATING"
    UNKNOWN = "UNKNOWN"


class MediaRelation(AniListEnum):
    ADAPTATION = "ADAPTATION"
    PREQUEL = "PREQUEL"
    SEQUEL = "SEQUEL"
    PARENT = "PARENT"
    SIDE_STORY = "SIDE_STORY"
    CHARACTER = "CHARACTER"
    SUMMARY = "SUMMARY"
    ALTERNATIVE = "ALTERNATIVE"
    SPIN_OFF = "SPIN_OFF"
    OTHER = "OTHER"
    SOURCE = "SOURCE"
    COMPILATION = "COMPILATION"
    CONTAINS = "CONTAINS"
    SAME_UNIVERSE = "SAME_UNIVERSE"
    UNKNOWN = "UNKNOWN"


class MediaRankType(AniListEnum):
    RATED = "RATED"
    POPULAR = "POPULAR"
    UNKNOWN = "UNKNOWN"


class ExternalLinkType(AniListEnum):
    INFO = "INFO"
    STREAMING = "STREAMING"
    SOCIAL = "SOCIAL"
    UNKNOWN = "UNKNOWN"


class CharacterRole(AniListEnum):
    MAIN = "MAIN"
    SUPPORTING = "SUPPORTING"
    BACKGROUND = "BACKGROUND"
    UNKNOWN = "UNKNOWN"
