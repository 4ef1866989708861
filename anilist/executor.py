"""The sending of an operation to AniList: its text and variables out, a struct back. Knows the meaning of none."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, TypeVar

import msgspec

from anilist.circuit import Source
from anilist.fairness import Caller, RequestKind
from anilist.protocol import operation_text, read_answer
from anilist.scheduler import Scheduler
from anilist.transport import USUAL, Answer, AnswerLimits, Transport
from redaction import Secret

_T = TypeVar("_T")


class Executor:
    """Sends operations, each in its place in AniList's minute. Equal reads share an answer, until a mutation."""

    def __init__(self, transport: Transport, scheduler: Scheduler, api_url: str) -> None:
        self._transport = transport
        self._scheduler = scheduler
        self._api_url = api_url
        self._writes = 0

    def place(self, name: str, token: Secret, caller: Caller) -> AbstractAsyncContextManager[Caller]:
        """Wait for a place in the minute; the caller inside has it, so that their next request is sent at once.

        It is for work that holds something up while it waits for AniList. Raises RateLimited, Unavailable.
        """
        return self._scheduler.place(caller, Source(name, hash(token)))

    async def _execute(
        self,
        name: str,
        shape: type[_T],
        token: Secret | None,
        caller: Caller,
        *,
        variables: Mapping[str, object] | None = None,
        limits: AnswerLimits = USUAL,
    ) -> _T:
        """The answer to ``<name>.graphql``. AniList takes null for a value, so a variable of None is left out."""
        given = {name: value for name, value in (variables or {}).items() if value is not None}
        text = operation_text(name)

        def read(answer: Answer) -> _T:
            return read_answer(*answer, shape)

        if text.startswith("mutation") and token:
            return await self._change(name, text, given, read, token, caller)
        key = name, token, msgspec.json.encode(given, order="sorted"), self._writes
        send, source = self._sending(name, text, given, read, token, limits)
        return await self._scheduler.run(send, caller, key=key, source=source)

    async def _change(
        self,
        name: str,
        text: str,
        given: Mapping[str, Any],
        read: Callable[[Answer], _T],
        token: Secret,
        caller: Caller,
    ) -> _T:
        """The answer to a mutation, which shares it with nobody."""
        send, source = self._sending(name, text, given, read, token, USUAL)
        try:
            return await self._scheduler.run(
                send, msgspec.structs.replace(caller, kind=RequestKind.WRITE), source=source
            )
        finally:
            self._writes += 1  # answers to earlier requests may already be wrong

    def _sending(
        self,
        name: str,
        text: str,
        given: Mapping[str, Any],
        read: Callable[[Answer], _T],
        token: Secret | None,
        limits: AnswerLimits,
    ) -> tuple[Callable[[], Awaitable[_T]], Source]:
        """A function that sends the operation and reads its answer, and where a failure of it counts."""
        body = {"query": text, "variables": given}
        headers = {"Authorization": f"Bearer {token.reveal()}"} if token else {}

        async def send() -> _T:
            return read(await self._transport.send("POST", self._api_url, body, headers, limits=limits))

        return send, Source(name, hash(token) if token else None)
