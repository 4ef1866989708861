"""The Anime Club when the demo opens: its members, and the data that Musubi already has about them.

Everybody but Aoi and Ren is linked and has used Musubi there. Knows Musubi's library and store, which fetch and hold
their lists.
"""

from collections.abc import Callable

import aiohttp

from anilist import AniList, RequestQueue, Scheduler
from config import Settings
from demo.anilist import CLUB, StandIn
from demo.anilist.media import Node, all_media, titles
from demo.channel import Arrival, CastMember, ChannelWorld, Participant
from library.opening import open_library
from library.sync.title_loading import TitleLoading
from linking.profile import link_of
from redaction import Secret
from store import Store

_YEAR = 365 * 86400
_UNTIL_TOLD = 360  # seconds from an episode's air time until its notices are sent, in feeds too

UNLINKED = (CastMember("aoi", "Aoi", days=5 * 365, has_seat=True), CastMember("ren", "Ren", days=12, has_seat=True))
LINKED = (  # in the order of CLUB
    CastMember(
        "haru", "Haru", days=2900, has_seat=True, is_owner=True, says="Musubi has moved in. Type `/link` to join us!"
    ),
    CastMember("mika.zuki", "Mika 🌙", days=1200),
    CastMember("kenji", "Kenji", days=2100, says="Done. Is anybody else watching https://anilist.co/anime/135865 ?"),
    CastMember("nadia_b", "Nadia", days=800, says="I am! Always behind, though."),
    CastMember("theo", "Theo", days=1700),
    CastMember("lina", "Lina", days=400),
    CastMember("sora02", "Sora", days=2500),
    CastMember("pavel", "Pavel", days=950),
    CastMember("olu", "Olu", days=1500),
    CastMember("bea", "Bea *reads*", days=640),
    CastMember("maximum", "Max", days=310),
    CastMember("yui", "Yui", days=90),
)
CAST = (*UNLINKED, *LINKED)


async def settle(
    store: Store,
    titles: TitleLoading,
    anilist: StandIn,
    settings: Settings,
    world: ChannelWorld,
    now: Callable[[], int],
) -> None:
    """Link the members and fetch their lists, with the rate limit off: it would not let them all through at once."""
    limit, anilist.limit.per_minute = anilist.limit.per_minute, None
    tokens = {part.name: Secret(anilist.token_for(person)) for part, person in zip(LINKED, CLUB, strict=True)}
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as session:
        client = _client(settings, session)
        async with open_library(client, store, now) as parts:
            for name, token in tokens.items():
                discord_id = world.people[name].user.id
                viewer = await client.viewer(token)
                link = link_of(viewer, discord_id=discord_id, expires_at=now() + _YEAR, now=now())
                await store.links.save(link, token)
                await store.members.record_use(discord_id, world.guild.id, now())
                await parts.list_sync.sync_now(link)
    await _share(store, world, now())
    anilist.limit.per_minute = limit
    titles.start()


async def _share(store: Store, world: ChannelWorld, at: int) -> None:
    """The club has a feed of what its members do, and all have agreed; every other one shares scores."""
    owner = world.people[LINKED[0].name].user.id
    feed = await store.feeds.open(world.guild.id, world.general.id, "activity", is_all=True, opened_by=owner, at=at)
    for number, part in enumerate(LINKED):
        await store.sharers.share(feed.id, world.people[part.name].user.id, at, with_scores=number % 2 == 0)


async def next_episode(store: Store, anilist: StandIn, person: Participant, now: float) -> Arrival:
    """The time when the next episode that `person` watches has been announced.

    An unlinked person gets the next episode that any member of the club watches.
    """
    link = await store.links.of(person.user.id)
    watching = {link.anilist_id} if link else {one.id for one in CLUB}
    lists = (entry for user_id in watching for entry in anilist.world.lists.of(user_id, "ANIME"))
    watched = {entry.media_id for entry in lists if entry.status in {"CURRENT", "REPEATING"}}
    ahead = [airing for media_id in watched if (airing := anilist.world.airings.next(media_id))]
    if not ahead:
        return Arrival(now, "Nothing that airs is watched.")
    first = min(ahead, key=lambda airing: airing.airing_at)
    title = _title(all_media()[first.media_id], link.title_language if link else "ROMAJI")
    return Arrival(first.airing_at + _UNTIL_TOLD, f"{title}, episode {first.episode}, has just aired.")


def _title(node: Node, language: str) -> str:
    """The title as cards write it for a viewer with that title `language`."""
    return node["title"][language.removesuffix("_STYLISED").lower()] or titles(node)[0]


def _client(settings: Settings, session: aiohttp.ClientSession) -> AniList:
    return AniList(
        session,
        api_url=settings.anilist_api_url,
        oauth_url=settings.anilist_oauth_url,
        client_id=settings.anilist_client_id,
        client_secret=None,
        redirect_uri=settings.redirect_uri,
        referer=settings.public_url or "",
        scheduler=Scheduler(RequestQueue(per_minute=10_000, gap=0)),
    )
