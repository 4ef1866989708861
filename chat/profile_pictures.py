"""The pictures of a profile: how its scores lie, and the genres."""

from functools import partial

from cards.card import Colour, Picture
from cards.charts import Ranked, Scores, ScoreScale, score_distribution, top_genres
from chat.pictures import drawn
from library.profile import Profile
from library.rules.genres import genre_name
from store import Preferences


async def profile_pictures(
    preferences: Preferences, name: str, profile: Profile, scale: ScoreScale, viewer_id: int
) -> list[Picture]:
    """The pictures, dark or light as the viewer prefers; a picture without data is left out."""
    look = {"accent": int(Colour.BLUE), "is_light": await preferences.light_pictures(viewer_id)}
    genres = [Ranked(genre_name(one.name), one.count, one.mean) for one in profile.genres]
    wanted = [
        partial(score_distribution, Scores(name, profile.scores, scale), **look) if profile.scores else None,
        partial(top_genres, name, genres, scale, **look) if genres else None,
    ]
    return [await drawn(draw) for draw in wanted if draw]
