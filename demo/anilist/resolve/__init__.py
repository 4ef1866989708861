"""How the stand-in answers each field of AniList's schema; one module per family of types.

A resolver gets its source, graphql-core's info (whose context is a ResolverContext) and the field's arguments. A field
without a resolver is read from the source by its name, or is null.
"""

from collections.abc import Callable
from typing import Any

from demo.anilist.resolve import (
    activities,
    airing,
    cast,
    details,
    favourites,
    follows,
    list_options,
    lists,
    media,
    opinions,
    pages,
    recommendations,
    statistics,
    studios,
    users,
)

RESOLVERS: dict[str, Callable[..., Any]] = {
    **users.RESOLVERS,
    **statistics.RESOLVERS,
    **media.RESOLVERS,
    **details.RESOLVERS,
    **airing.RESOLVERS,
    **cast.RESOLVERS,
    **lists.RESOLVERS,
    **list_options.RESOLVERS,
    **favourites.RESOLVERS,
    **opinions.RESOLVERS,
    **recommendations.RESOLVERS,
    **activities.RESOLVERS,
    **follows.RESOLVERS,
    **pages.RESOLVERS,
    **studios.RESOLVERS,
}
