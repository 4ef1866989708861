"""Circuit breakers: while AniList fails, requests are refused here. Knows no queue and no HTTP.

A failure may be a person's (after a year AniList answers some tokens with 500), an operation's, or AniList's own. So it
counts in four places, each with its own threshold: the same operation with the same token; that operation with several
tokens; that token with several operations; several of both, which is an outage.

Each of them::

           failures in a row           the pause is over
    closed ─────────────────▶ open ──────────────────────▶ probing
      ▲                        ▲                            │   │
      │                        └────────────────────────────┘   │
      │                          it fails: a longer pause       │
      └─────────────────────────────────────────────────────────┘ it is answered
"""

from collections import Counter, deque
from collections.abc import Callable, Collection, Generator, Hashable, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from anilist.errors import AniListError, Unavailable
from tally import counted

_FAILURES = 3  # in a row
_KEPT = 20  # failures whose operations and tokens are remembered
_SECONDS_KEPT = 600.0  # failures longer apart are separate outages
_FIRST_PAUSE = 5.0  # seconds; each failed probe doubles it
_EVERYTHING = "AniList"
_KINDS = ("everything", "operation", "token", "request")
_LONGEST_PAUSE = 45.0  # a probe may hang for 10 s before it fails, and AniList's return is seen within a minute


class Source(NamedTuple):
    """The origin of a failure: an operation, and the hash of a `token`, None for an anonymous request."""

    operation: str
    token: int | None = None


class Threshold(NamedTuple):
    """The numbers of different operations and tokens whose failures open a breaker at this `kind` of place."""

    kind: str
    operations: int
    tokens: int


class _Breaker:
    """A breaker: closed while answers come. Open, it refuses all but a probe at a time, with growing pauses between."""

    def __init__(self, threshold: Threshold) -> None:
        self._threshold = threshold
        self.kind = threshold.kind
        self._failures: deque[tuple[float, Source]] = deque(maxlen=_KEPT)
        self._pause = 0.0  # 0: closed
        self._probe_at = 0.0
        self.is_probing = False
        self.notice: str | None = None

    @property
    def is_open(self) -> bool:
        return self._pause > 0

    def refuses(self, now: float) -> bool:
        return self.is_open and (self.is_probing or now < self._probe_at)

    def is_stale(self, now: float) -> bool:
        """Whether the last failure here is long ago."""
        return not self.is_probing and now - self._failures[-1][0] > _SECONDS_KEPT

    def fail(self, source: Source, now: float, notice: str | None, *, is_probe: bool) -> None:
        self._failures.append((now, source))
        if is_probe or (not self.is_open and self._is_reached(now, at_once=notice is not None)):
            self._pause = min(self._pause * 2 or _FIRST_PAUSE, _LONGEST_PAUSE)
            self._probe_at = now + self._pause
            self.notice = notice

    def _is_reached(self, now: float, *, at_once: bool) -> bool:
        recent = [source for at, source in self._failures if now - at <= _SECONDS_KEPT]
        operations, tokens = {source.operation for source in recent}, {source.token for source in recent}
        is_enough = at_once or len(recent) >= _FAILURES
        return is_enough and len(operations) >= self._threshold.operations and len(tokens) >= self._threshold.tokens


class Circuit:
    """A breaker for each place where requests fail; a place where they succeed has none."""

    def __init__(self, *, now: Callable[[], float]) -> None:
        self._now = now
        self._breakers: dict[Hashable, _Breaker] = {}

    def check(self, source: Source) -> None:
        """Raises Unavailable if a request of this source may not be sent now."""
        for place in _places(source) if self._breakers else ():
            breaker = self._breakers.get(place)
            if breaker and breaker.refuses(self._now()):
                reason = "AniList did not answer just now, and is left alone for a while"
                raise Unavailable(reason, notice=breaker.notice, may_have_happened=False, was_sent=False)

    def open_breakers(self) -> Counter[str]:
        """The number of open breakers, by the kind of their places."""
        return counted(_KINDS, (breaker.kind for breaker in self._breakers.values() if breaker.is_open))

    @contextmanager
    def watch(self, source: Source) -> Generator[None]:
        """Learn from the outcome of the request inside."""
        known = {place: self._breakers.get(place) for place in _places(source)}
        probed = {place: breaker for place, breaker in known.items() if breaker and breaker.is_open}
        for breaker in probed.values():
            breaker.is_probing = True
        try:
            yield
        except Unavailable as error:
            self._fail(source, error, probed)
            raise
        except AniListError:
            self._close(source)
            raise
        else:
            self._close(source)
        finally:
            for breaker in probed.values():
                breaker.is_probing = False

    def _fail(self, source: Source, error: Unavailable, probed: Collection[Hashable]) -> None:
        now = self._now()
        for place, threshold in _places(source).items():
            breaker = self._breakers.setdefault(place, _Breaker(threshold))
            breaker.fail(source, now, error.notice, is_probe=place in probed)
        self._breakers = {place: one for place, one in self._breakers.items() if not one.is_stale(now)}

    def _close(self, source: Source) -> None:
        """Close the breakers of an answer's places; after an outage close all, because the outage opened them."""
        everything = self._breakers.get(_EVERYTHING)
        if everything and everything.is_open:
            self._breakers.clear()
        for place in _places(source):
            self._breakers.pop(place, None)


def _places(source: Source) -> Mapping[Hashable, Threshold]:
    """The places where a failure counts, with the failures that prove that it is not of a smaller place."""
    return {
        ("request", *source): Threshold("request", operations=1, tokens=1),
        ("operation", source.operation): Threshold("operation", operations=1, tokens=2),
        ("token", source.token): Threshold("token", operations=2, tokens=1),
        _EVERYTHING: Threshold("everything", operations=2, tokens=2),
    }
