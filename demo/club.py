"""The Anime Club when the demo opens: who is in the server, and what Musubi knows of them already.

Everybody but Aoi and Ren has linked, and uses Musubi there. Knows Musubi's library and store, through which their
lists come to be known.
"""

from collections.abc import Callable

import aiohttp

from anilist import AniList, Scheduler
from config import Settings
from demo.anilist import CLUB, StandIn
from demo.channel import Channel, Part
from library.opening import open_library
from library.reading import Reader
from linking.profile import link_of
from redaction import Secret
from store import Store

_YEAR = 365 * 86400

UNLINKED = (Part("aoi", "Aoi", days=5 * 365), Part("ren", "Ren", days=12))
LINKED = (  # in the order of CLUB
    Part("haru", "Haru", days=2900, has_seat=False),
    Part("mika.zuki", "Mika 🌙", days=1200, has_seat=False),
    Part("kenji", "Kenji", days=2100, has_seat=False),
    Part("nadia_b", "Nadia", days=800, has_seat=False),
    Part("theo", "Theo", days=1700, has_seat=False),
    Part("lina", "Lina", days=400, has_seat=False),
    Part("sora02", "Sora", days=2500, has_seat=False),
    Part("pavel", "Pavel", days=950, has_seat=False),
    Part("olu", "Olu", days=1500, has_seat=False),
    Part("bea", "Bea *reads*", days=640, has_seat=False),
    Part("maximum", "Max", days=310, has_seat=False),
    Part("yui", "Yui", days=90, has_seat=False),
)
CAST = (*UNLINKED, *LINKED)


async def settle(
    store: Store, reader: Reader, anilist: StandIn, settings: Settings, channel: Channel, now: Callable[[], int]
) -> None:
    """Link the members and read their lists, as AniList's limit would not let it be done at once."""
    limit, anilist.limit.per_minute = anilist.limit.per_minute, None
    tokens = {part.name: Secret(anilist.token_for(person)) for part, person in zip(LINKED, CLUB, strict=True)}
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as session:
        client = _client(settings, session)
        async with open_library(client, store, now) as rooms:
            for name, token in tokens.items():
                discord_id = channel.world.people[name].user.id
                viewer = await client.viewer(token)
                link = link_of(viewer, discord_id=discord_id, expires_at=now() + _YEAR, now=now())
                await store.links.save(link, token)
                await store.members.saw(discord_id, channel.world.guild.id, now())
                await rooms.reader.refresh(link)
    anilist.limit.per_minute = limit
    reader.load_titles()


def _client(settings: Settings, session: aiohttp.ClientSession) -> AniList:
    return AniList(
        session,
        api_url=settings.anilist_api_url,
        oauth_url=settings.anilist_oauth_url,
        client_id=settings.anilist_client_id,
        client_secret=None,
        redirect_uri=settings.redirect_uri,
        referer=settings.public_url or "",
        scheduler=Scheduler(per_minute=10_000, gap=0),
    )
