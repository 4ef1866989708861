"""Whether AniList is down, judged by how the latest requests ended. Knows no queue and no HTTP."""

from collections.abc import Callable, Generator
from contextlib import contextmanager

from anilist.errors import AniListError, Unavailable

_FAILURES = 3  # in a row
_FIRST_PAUSE = 5.0  # seconds; each failed probe doubles it
_LONGEST_PAUSE = 45.0  # a probe may hang for 10 s before it fails, and AniList's return is seen within a minute


class Circuit:
    """Closed while AniList answers. Open, it refuses all but one probe at a time, with growing pauses between."""

    def __init__(self, *, now: Callable[[], float]) -> None:
        self._now = now
        self._failures = 0
        self._pause = 0.0  # 0: closed
        self._probe_at = 0.0
        self._is_probing = False
        self._notice: str | None = None

    @property
    def is_open(self) -> bool:
        return self._pause > 0

    def check(self) -> None:
        """Raises Unavailable unless a request may go out now."""
        if self.is_open and (self._is_probing or self._now() < self._probe_at):
            reason = "AniList did not answer just now, and is left alone for a while"
            raise Unavailable(reason, notice=self._notice, may_have_happened=False)

    @contextmanager
    def watch(self) -> Generator[None]:
        """Learn from how the request inside ends."""
        is_probe = self.is_open
        self._is_probing |= is_probe
        try:
            yield
        except Unavailable as error:
            self._fail(error, is_probe=is_probe)
            raise
        except AniListError:
            self._close()
            raise
        else:
            self._close()
        finally:
            if is_probe:
                self._is_probing = False

    def _fail(self, error: Unavailable, *, is_probe: bool) -> None:
        self._failures += 1
        is_enough = error.notice is not None or self._failures >= _FAILURES
        if is_probe or (is_enough and not self.is_open):
            self._pause = min(self._pause * 2 or _FIRST_PAUSE, _LONGEST_PAUSE)
            self._probe_at = self._now() + self._pause
            self._notice = error.notice

    def _close(self) -> None:
        self._failures, self._pause, self._notice = 0, 0.0, None
