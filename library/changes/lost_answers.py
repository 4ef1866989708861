"""A try whose answer is lost: AniList may have done it, so a look decides. Knows neither entries nor journals."""

from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager

from anilist import AniListError, NotFound, Unavailable
from library.errors import OutcomeUnknown
from store import StoreError


@contextmanager
def unknown_if_it_fails() -> Generator[None]:
    """Guard a look at AniList after a lost answer: raises OutcomeUnknown if AniList or the database fails."""
    try:
        yield
    except (AniListError, StoreError) as error:
        raise OutcomeUnknown("AniList did not say whether it was done") from error


@contextmanager
def finding_out(lost: Unavailable) -> Generator[None]:
    """Guard the look that follows `lost`, which is raised again where AniList certainly did not take the request."""
    if not lost.may_have_happened:
        raise lost
    with unknown_if_it_fails():
        yield


async def is_deleted(deleting: Awaitable[bool], is_there: Callable[[], Awaitable[bool]]) -> bool:
    """Whether it is gone, by AniList's answer or by a look. Raises AniList's errors, OutcomeUnknown."""
    try:
        is_gone = await deleting
    except NotFound:
        return True
    except Unavailable as lost:
        with finding_out(lost):
            is_gone = not await is_there()
        if not is_gone:
            raise
        return True
    if is_gone:
        return True
    with unknown_if_it_fails():
        return not await is_there()
