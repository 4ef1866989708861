"""What people do at Discord, and what they are answered, when: interactions that go to one process, or to all."""

import time
from itertools import count
from typing import Any

from tests.kit.fleet import Fleet, Peer, until
from tests.kit.fleet_people import Resident
from tests.kit.servers import COMMAND, MESSAGE, PRESS, SENT, an_interaction, called, in_messages, in_server
from tests.kit.services import Discord, Heard
from tests.kit.wired import parts

_EPHEMERAL, _COMPONENTS = 64, 32768  # flags of messages

_tokens = count(1)


class Call:
    """An interaction, and what has been heard about it."""

    def __init__(self, discord: Discord, what: str) -> None:
        self.what = what
        self.token = f"token-{next(_tokens)}"
        self.sent_at = time.monotonic()
        self._discord = discord

    @property
    def heard(self) -> list[Heard]:
        return self._discord.heard.get(self.token, [])

    @property
    def is_alone(self) -> bool:
        """Whether the person alone sees the answer."""
        return bool(self._discord.acknowledgements[self.token].get("data", {}).get("flags", 0) & _EPHEMERAL)

    def seconds_until(self, *what: str) -> float | None:
        """The seconds until the first request of that kind; None before it."""
        times = [heard.at for heard in self.heard if heard.what in what]
        return times[0] - self.sent_at if times else None

    def said(self) -> str:
        """The words of the answer as it is now; empty before it."""
        at_once = self._discord.acknowledgements.get(self.token)
        card = self._discord.sent.get(self.token, [None])[-1] or self._discord.shown.get(self.token) or at_once
        return "\n".join(parts(card, "content"))

    async def answer(self) -> str:
        """Wait for the answer; returns its words."""
        await until(lambda: self.seconds_until("answered") is not None, f"{self.what} is answered")
        await until(lambda: bool(self.said()), f"{self.what} is answered in words")
        return self.said()


class Caller:
    """A person in a server, or in their direct messages. Discord tells all processes of a call, or one (`at`)."""

    def __init__(self, fleet: Fleet, person: Resident, guild_id: int | None = None, at: Peer | None = None) -> None:
        self.person = person
        self._fleet = fleet
        self._guild_id = guild_id
        self._at = at

    async def run(self, path: str, **options: Any) -> Call:
        """Run a command; people are given by their users."""
        command = self._fleet.discord.commands[path.split(maxsplit=1)[0]]
        return await self._interact(COMMAND, called(command, path, options), path)

    async def press(self, custom_id: str) -> Call:
        return await self._interact(PRESS, {"custom_id": custom_id, "component_type": 2}, custom_id)

    async def send(self, custom_id: str, **fields: str) -> Call:
        """Send a form; its fields are texts."""
        said = [{"type": 18, "component": {"type": 4, "custom_id": one, "value": text}} for one, text in fields.items()]
        return await self._interact(SENT, {"custom_id": custom_id, "components": said}, custom_id)

    async def _interact(self, kind: int, data: dict[str, Any], what: str) -> Call:
        call, user = Call(self._fleet.discord, what), self.person.user
        where = in_server(self._guild_id, user) if self._guild_id else in_messages(user)
        if kind != COMMAND:
            where |= {"message": _message_to(user)}
        event = an_interaction(self._fleet.discord.new_id(), kind, data, where, call.token)
        await self._fleet.discord.deliver(event, self._fleet.session_of(self._at) if self._at else None)
        return call


def _message_to(user: dict[str, Any]) -> dict[str, Any]:
    """Musubi's answer to a command of that person."""
    asked = {"id": "1", "type": COMMAND, "user": user, "authorizing_integration_owners": {}}
    return {**MESSAGE, "flags": _COMPONENTS, "interaction_metadata": asked}
