"""The log of a failure that goes on: a line when it begins, and one when it is over. An outage may last for days."""

import logging


class LastingFailure:
    """What fails again and again; `what` ends the sentence "Could not …"."""

    def __init__(self, log: logging.Logger, what: str) -> None:
        self._log = log
        self._what = what
        self._is_on = False

    def goes_on(self, reason: object) -> None:
        """It has failed."""
        if not self._is_on:
            self._log.info("Could not %s, and tries again and again: %s", self._what, reason)
        self._is_on = True

    def is_over(self) -> None:
        """It has not failed."""
        if self._is_on:
            self._log.info("Could %s again", self._what)
        self._is_on = False
