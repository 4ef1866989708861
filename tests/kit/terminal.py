"""A terminal for a program that asks: what it shows is waited for, and answers are typed."""

import asyncio
import os
import signal
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any


class Terminal:
    """A terminal on which a program runs."""

    def __init__(self, program: Sequence[str | Path], **options: Any) -> None:
        self._screen, keyboard = os.openpty()
        self.text = ""
        self._read_up_to = 0
        self.process = subprocess.Popen(
            program,
            stdin=keyboard,
            stdout=keyboard,
            stderr=keyboard,
            start_new_session=True,  # so that it has this terminal and no other
            **options,
        )
        os.close(keyboard)

    def shows(self, text: str) -> None:
        """Returns when `text` has appeared after what was last waited for."""
        while (found := self.text.find(text, self._read_up_to)) < 0:
            self.text += self._more()
        self._read_up_to = found + len(text)

    def type(self, line: str) -> None:
        os.write(self._screen, f"{line}\n".encode())

    def interrupt(self) -> None:
        self.process.send_signal(signal.SIGINT)

    def close(self) -> None:
        os.close(self._screen)
        self.process.kill()
        self.process.wait()

    def _more(self) -> str:
        try:
            return os.read(self._screen, 4096).decode()
        except OSError as error:  # how Linux says that nobody is there any more
            raise AssertionError(self.text) from error


async def on_terminal(terminal: Terminal, play: Callable[[Terminal], None], *, seconds: int = 60) -> Terminal:
    """Play with a terminal while the stand-ins go on."""
    try:
        await asyncio.wait_for(asyncio.to_thread(play, terminal), seconds)
        return terminal
    finally:
        terminal.close()
