"""Metrics for Prometheus at ``/metrics``, on a port of their own: an *exporter*.

Parts keep their numbers by themselves; they are read when Prometheus asks. No label is a name or an id of a person, a
server or a title. Knows the names of the metrics (https://prometheus.io/docs/practices/naming/), and no rule of a part.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import accumulate, chain
from typing import Final, Protocol

import msgspec
from aiohttp import hdrs, web
from prometheus_client import PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from anilist import Load
from store import Store, StoreError
from tally import Tally
from version import VERSION
from web.pauses import Pauses
from web.wire import SAFETY, safety_headers

PATH: Final = "/metrics"

_SECONDS_REMEMBERED = 5
_SECONDS_TO_READ = 2  # the numbers of a store that is busy for longer are left out, and the others told in time


class Renewal(Protocol):
    """The state of the daily renewal of lists: the people, those who wait for longer, the most that AniList allows."""

    @property
    def people(self) -> int: ...
    @property
    def overdue(self) -> int: ...
    @property
    def oldest_seconds(self) -> int: ...
    @property
    def a_day(self) -> int: ...


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """The parts whose numbers are shown."""

    store: Store
    load: Callable[[], Load]
    servers: Callable[[], int]
    is_connected: Callable[[], bool]
    interactions: Tally
    notices: Tally
    activity: Tally
    renewal: Callable[[], Renewal | None]
    pauses: Pauses


class Stored(msgspec.Struct, frozen=True):
    """The numbers of the store; None where it can't be read."""

    links: int | None = None
    bytes: int | None = None
    overdue: int | None = None
    seconds_overdue: int | None = None
    is_activity_heard: bool | None = None
    seconds_unheard: int | None = None
    people_heard: int | None = None


class Metrics:
    """The endpoint. It asks the store at most every few seconds, whoever calls."""

    def __init__(self, measured: Measured) -> None:
        self._measured = measured
        self._collectors = ProcessCollector(registry=None), PlatformCollector(registry=None)
        self._lock = asyncio.Lock()
        self._stored = Stored()
        self._read_at = float("-inf")

    async def show(self, _: web.Request) -> web.Response:
        families = list(_families(self._measured, await self._read()))
        process = chain.from_iterable(collector.collect() for collector in self._collectors)
        # In a thread: writing it takes 3 ms where forty commands are in use, 14 ms at most.
        text = await asyncio.to_thread(generate_latest, _Collected(chain(families, process)))
        return web.Response(body=text, headers={hdrs.CONTENT_TYPE: CONTENT_TYPE_PLAIN_0_0_4})

    async def _read(self) -> Stored:
        async with self._lock:
            now = asyncio.get_running_loop().time()
            if now - self._read_at >= _SECONDS_REMEMBERED:
                self._stored, self._read_at = await _stored(self._measured.store), now
        return self._stored


class _Collected:
    """Metrics as prometheus_client takes them."""

    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        return self._metrics


def metrics_app(measured: Measured) -> web.Application:
    """A site with nothing but the metrics."""
    app = web.Application()
    app[SAFETY] = safety_headers(https=False)
    app.add_routes([web.get(PATH, Metrics(measured).show, allow_head=False), web.route("*", "/{any:.*}", _nothing)])
    return app


async def _nothing(_: web.Request) -> web.Response:
    return web.Response(status=404, text=f"There is nothing here but {PATH}.\n")


async def _stored(store: Store) -> Stored:
    try:
        async with asyncio.timeout(_SECONDS_TO_READ):
            overdue = await store.notices.overdue(store.now())
            poll = await store.hearing.state()
            return Stored(
                links=await store.links.count(),
                bytes=await store.database.size(),
                overdue=overdue.count,
                seconds_overdue=overdue.seconds,
                is_activity_heard=poll and poll.off_at is None,
                seconds_unheard=poll and max(store.now() - poll.heard_until, 0),
                people_heard=poll and await store.hearing.count(),
            )
    except (StoreError, OSError):  # among them TimeoutError
        return Stored()


def _families(measured: Measured, stored: Stored) -> Iterator[Metric]:
    yield _gauge("info", "1, with the version of Musubi that runs.", {VERSION: 1}, label="version")
    yield _gauge("discord_connected", "1 while Discord's gateway is ready, else 0.", measured.is_connected())
    yield _gauge("servers", "Discord servers that Musubi is in.", measured.servers())
    yield _gauge("links", "Linked accounts.", stored.links)
    yield _gauge("database_size_bytes", "Size of the database with its write-ahead log.", stored.bytes)
    yield _gauge(
        "event_loop_longest_pause_seconds",
        "Longest time of the last minute in which one thing kept everything else waiting.",
        measured.pauses.longest,
    )
    yield from _of_anilist(measured.load())
    yield from _of_interactions(measured.interactions)
    yield from _of_notices(measured.notices, stored)
    yield from _of_renewal(measured.renewal())
    yield from _of_activity(measured.activity, stored)


def _of_anilist(load: Load) -> Iterator[Metric]:
    yield _gauge("anilist_budget_limit", "Requests that may go to AniList in a minute.", load.per_minute)
    yield _gauge("anilist_budget_used", "Requests that count in this minute, running ones too.", load.used)
    yield _gauge("anilist_waiting_requests", "Requests in the queue, by priority.", load.waiting, label="priority")
    yield _gauge(
        "anilist_open_breakers",
        "Open circuit breakers, by the kind of place where AniList fails and requests are refused.",
        load.open_breakers,
        label="place",
    )
    yield _counter(
        "anilist_requests", "Requests that were sent, by priority and outcome.", load.sent, "priority", "outcome"
    )
    yield _counter(
        "anilist_refused_requests",
        "Requests that Musubi refused instead of sending them, by priority and reason.",
        load.refused,
        *("priority", "reason"),
    )


def _of_interactions(tally: Tally) -> Iterator[Metric]:
    yield _counter(
        "interactions",
        "Commands, autocompletes, buttons, selects and forms, by kind, name and outcome.",
        tally,
        *("kind", "name", "outcome"),
    )
    yield _histogram("interaction_duration", "Time until an interaction was answered.", tally, "kind", "name")


def _of_notices(tally: Tally, stored: Stored) -> Iterator[Metric]:
    yield _counter("notices", "Reminders and posts of feeds, by kind and outcome.", tally, "kind", "outcome")
    yield _histogram("notice_lateness", "Time from a notice's due time until Discord had it.", tally, "kind")
    yield _gauge("notices_overdue", "Notices that are due and not sent yet.", stored.overdue)
    yield _gauge("notices_overdue_seconds", "Time since the first of them was due.", stored.seconds_overdue)


def _of_renewal(renewal: Renewal | None) -> Iterator[Metric]:
    people, overdue, oldest, limit = (
        (renewal.people, renewal.overdue, renewal.oldest_seconds, renewal.a_day) if renewal else (None,) * 4
    )
    yield _gauge("renewal_people", "People whose lists are read again each day.", people)
    yield _gauge("renewal_overdue_people", "Those of them with a list that is older than a day.", overdue)
    yield _gauge("renewal_oldest_list_seconds", "Age of the oldest of these lists.", oldest)
    yield _gauge("renewal_people_limit", "People whose lists AniList's limit lets Musubi read in a day.", limit)


def _of_activity(tally: Tally, stored: Stored) -> Iterator[Metric]:
    yield _gauge("activity_poll_on", "1 while AniList tells what members do there, else 0.", stored.is_activity_heard)
    yield _gauge("activity_poll_seconds", "Time since that was heard last.", stored.seconds_unheard)
    yield _gauge("activity_poll_people", "People who are asked for.", stored.people_heard)
    yield _counter("activity_polled", "What the poll of members' activity has found, by outcome.", tally, "outcome")


def _gauge(name: str, words: str, value: float | Mapping[str, float] | None, *, label: str = "") -> Metric:
    """A gauge with a value, or several by a label; without any where the value is not known."""
    family = GaugeMetricFamily(f"musubi_{name}", words, labels=[label] if label else [])
    if isinstance(value, Mapping):
        for word, count in value.items():
            family.add_metric([word], count)
    elif value is not None:
        family.add_metric([], value)
    return family


def _counter(name: str, words: str, tally: Tally, *labels: str) -> Metric:
    family = CounterMetricFamily(f"musubi_{name}", words, labels=labels)
    for values, count in tally.counts.items():
        family.add_metric(values, count)
    return family


def _histogram(name: str, words: str, tally: Tally, *labels: str) -> Metric:
    family = HistogramMetricFamily(f"musubi_{name}_seconds", words, labels=labels)
    bounds = [*map(str, tally.bounds), "+Inf"]
    for values, counts in tally.buckets.items():
        family.add_metric(values, list(zip(bounds, accumulate(counts), strict=True)), tally.seconds[values])
    return family
