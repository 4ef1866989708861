"""The ways to send the demo's clock ahead. Knows no visitor."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from demo.channel.world import Participant

HOUR = 3600
DAY = 24 * HOUR


@dataclass(frozen=True)
class Arrival:
    """Where a leap ends, in unix seconds, and what is to be seen there."""

    at: float
    words: str = ""


Leap = Callable[[Participant, float], Awaitable[Arrival]]  # for anybody who looks, from now


def by(seconds: float) -> Leap:
    async def leap(_person: Participant, now: float) -> Arrival:
        return Arrival(now + seconds)

    return leap


LEAPS: Mapping[str, Leap] = {"+1 hour": by(HOUR), "+1 day": by(DAY)}
