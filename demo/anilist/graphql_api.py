"""The GraphQL endpoint: an operation in, AniList's answer and its headers out.

graphql-core executes against AniList's schema. Knows HTTP and AniList's error shapes; not the meaning of fields.
"""

import logging
from typing import Any

import msgspec
from aiohttp import web
from graphql import ExecutionResult, GraphQLError

from demo.anilist.execution import execute
from demo.anilist.limit import Limit
from demo.anilist.people import AniListUser
from demo.anilist.question import Operation, read_question
from demo.anilist.refusals import Refusal
from demo.anilist.tokens import Tokens
from demo.anilist.world import AniListWorld, ResolverContext
from demo.faults import Faults, refusal
from demo.traffic import LoggedRequest, RequestLog

_log = logging.getLogger(__name__)


class GraphQLApi:
    """AniList's API over plain data."""

    def __init__(self, world: AniListWorld, tokens: Tokens, faults: Faults, limit: Limit, log: RequestLog) -> None:
        self._world = world
        self._tokens = tokens
        self._faults = faults
        self._limit = limit
        self._requests = log

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """POST /"""
        seen = self._requests.write(request, "")
        response = await self._limited(request, seen)
        seen.status = response.status
        return response

    async def _limited(self, request: web.Request, seen: LoggedRequest) -> web.StreamResponse:
        if not self._limit.take():
            return refusal(429, "Too Many Requests.", headers=self._limit.headers() | self._limit.block_headers())
        try:
            question = await read_question(request)
        except Refusal as error:
            return refusal(error.status, str(error), headers=self._limit.headers())
        seen.operation = question.name
        bearer = request.headers.get("Authorization")
        seen.user_id = self._tokens.holder(bearer.removeprefix("Bearer ")) if bearer else None

        async def answer() -> web.Response:
            if bearer and seen.user_id is None:
                return self._response(_invalid_token(question))
            return self._response(await self._execute(question, self._world.people.get(seen.user_id or 0)))

        return await self._faults.apply(request, seen.operation, answer)

    async def _execute(self, question: Operation, viewer: AniListUser | None) -> ExecutionResult:
        if question.errors:
            return ExecutionResult(errors=question.errors)
        return await execute(question, ResolverContext(self._world, viewer))

    def _response(self, result: ExecutionResult) -> web.Response:
        body: dict[str, Any] = {"data": result.data}
        if result.errors:
            body["errors"] = [_shape(error) for error in result.errors]
        status = body["errors"][0]["status"] if result.errors else 200
        text = msgspec.json.encode(body).decode()
        return web.json_response(text=text, status=status, headers=self._limit.headers())


def _invalid_token(question: Operation) -> ExecutionResult:
    """The answer to an invalid token, which spoils every operation, even an operation that needs none."""
    error = GraphQLError("Invalid token", nodes=question.operation, original_error=Refusal(400, "Invalid token"))
    return ExecutionResult(dict.fromkeys(question.fields), [error])


def _shape(error: GraphQLError) -> dict[str, Any]:
    """https://docs.anilist.co/guide/graphql/errors"""
    places = [{"line": place.line, "column": place.column} for place in error.locations or ()]
    cause = error.original_error
    if cause is None or isinstance(cause, GraphQLError):
        return {"message": error.message, "status": 400, "locations": places}
    if not isinstance(cause, Refusal):
        _log.error("The stand-in AniList has a fault of its own", exc_info=cause)
        return {"message": "Internal Server Error", "status": 500, "locations": places}
    shape = {"message": error.message, "status": cause.status, "locations": places}
    return shape if cause.validation is None else {**shape, "validation": cause.validation}
