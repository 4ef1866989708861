"""Clickable commands: Discord shows ``</list:123>`` as a command that opens when it is pressed."""

from collections.abc import Mapping
from string import Formatter

from i18n import t

_ids = dict[str, int]()  # the ids of the commands by their names, as Discord gave them to this process


def know_commands(ids: Mapping[str, int]) -> None:
    """Take the ids that Discord gave to the commands, by their names."""
    _ids.clear()
    _ids.update(ids)


def command(name: str) -> str:
    """A command that can be pressed, such as ``feed title``; plain ``/feed title`` while its id is not known."""
    command_id = _ids.get(name.partition(" ")[0])
    return f"</{name}:{command_id}>" if command_id else f"/{name}"


def with_commands(message: str) -> str:
    """The `message` in the current language; its placeholders are names of commands, such as ``{list}``."""
    names = {name for _, name, _, _ in Formatter().parse(message) if name}
    return t(message, **{name: command(name) for name in names})
