"""Pauses of feeds: when a post that Discord refuses is tried again, and when a feed ends. Pure.

A permission that is missing may be back in an hour, as after a raid. So the steps grow with the pause, up to fifteen
minutes, and the feed ends after a day::

              refused             refused for a day, or the channel is gone
    open ───────────────▶ paused ───────────────────────────────────────────▶ ended
     ▲ ▲                   │  │ ▲                                               │
     │ └───────────────────┘  └─┘ refused again: a later try                    │
     │    a post arrives                                                        │
     └──────────────────────────────────────────────────────────────────────────┘
          an admin turns it on again
"""

SECONDS_UNTIL_END = 86400
SECONDS_UNTIL_TOLD = 3600  # the admin who opened the feed may have locked the channel, and for less
_FIRST_STEP, _LONGEST_STEP = 120, 900


def last_try(since: int) -> int:
    """The time of the last try, and the end of the feed if Discord refuses that one, too."""
    return since + SECONDS_UNTIL_END


def next_try(since: int, now: int) -> int:
    """The time of the next try, after a refusal at `now`: the pause doubles until then. The last try ends the day."""
    step = min(max(now - since, _FIRST_STEP), _LONGEST_STEP)
    return min(now + step, last_try(since))


def is_over(since: int, now: int) -> bool:
    """Whether a refusal at `now` ends the feed."""
    return now >= last_try(since)


def is_told(since: int, now: int) -> bool:
    """Whether the admin is told of the pause, if they were not told yet."""
    return now - since >= SECONDS_UNTIL_TOLD
