"""The ways to send the demo's clock ahead. Knows no visitor."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from demo.channel.world import Participant

HOUR = 3600
DAY = 24 * HOUR


@dataclass(frozen=True)
class Arrival:
    """The end of a leap, in unix seconds, and a sentence about it for the visitor."""

    at: float
    words: str = ""


Leap = Callable[[Participant, float], Awaitable[Arrival]]  # of the visitor and the present time


def by(seconds: float) -> Leap:
    async def leap(_person: Participant, now: float) -> Arrival:
        return Arrival(now + seconds)

    return leap


LEAPS: Mapping[str, Leap] = {"+1 hour": by(HOUR), "+1 day": by(DAY)}
