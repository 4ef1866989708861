"""Earlier runs of Musubi, made once a process: a world begins as their next start, as most starts of a host are.

The very first start tells Discord the commands, uploads the emojis and reads people's lists: half of a world's time.
"""

from collections.abc import Collection, Mapping
from copy import copy
from pathlib import Path
from typing import Any

import msgspec
from simcord.backend import Backend
from simcord.backend.models import GuildEmoji

from tests.kit.template import write_data

WORLD, CLUB = "world", "club"
_runs: dict[str, "Earlier"] = {}


class Earlier(msgspec.Struct, frozen=True):
    """What a run has left: its database and key, the application's commands and emojis at Discord, and people's tokens.

    `site` is the address that AniList had then.
    """

    database: bytes
    key: bytes
    site: bytes
    commands: Mapping[int | None, Mapping[tuple[str, int], dict[str, Any]]]
    emojis: Mapping[int, GuildEmoji]
    tokens: Mapping[int, Collection[str]]

    def furnish(self, data: Path, key_file: Path, site: str) -> None:
        """Write both, as if AniList had always been at `site`, whose port has as many digits."""
        assert len(site) == len(self.site)
        write_data(data, self.database.replace(self.site, site.encode()), key_file, self.key)

    def tell(self, discord: Backend) -> None:
        """Have the commands and emojis at a new Discord, with their ids."""
        discord.commands = {scope: dict(commands) for scope, commands in self.commands.items()}
        discord.application_emojis = {number: copy(emoji) for number, emoji in self.emojis.items()}
        for command in self.commands[None].values():
            discord.reserve_id(int(command["id"]))
        for number in self.emojis:
            discord.reserve_id(number)


def remember(name: str, run: Earlier) -> None:
    _runs[name] = run


def earlier(name: str | None) -> Earlier | None:
    """The run of that name; None where there was none in this process."""
    return _runs.get(name) if name else None
