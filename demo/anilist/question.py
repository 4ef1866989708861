"""Parsing and validation of a GraphQL request. https://graphql.org/learn/serving-over-http/"""

from functools import lru_cache
from typing import Any

import msgspec
from aiohttp import web
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    get_operation_ast,
    parse,
    validate,
)

from demo.anilist.refusals import Refusal
from demo.anilist.schema import schema


class Operation(msgspec.Struct, frozen=True):
    """A request's document and variables, and the operation to execute; None if the request leaves it open.

    `errors` are the schema's objections to the document.
    """

    document: DocumentNode
    errors: list[GraphQLError]
    operation: OperationDefinitionNode | None
    variables: dict[str, Any] | None

    @property
    def name(self) -> str:
        """The operation's name; without a name, that of its first field; empty without either."""
        if self.operation is not None and self.operation.name is not None:
            return self.operation.name.value
        return next(iter(self.fields), "")

    @property
    def fields(self) -> list[str]:
        """The top fields, by their names in the answer."""
        selections = self.operation.selection_set.selections if self.operation is not None else ()
        return [(one.alias or one.name).value for one in selections if isinstance(one, FieldNode)]


class _Body(msgspec.Struct, rename="camel"):
    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None


async def read_question(request: web.Request) -> Operation:
    """The request's operation. Raises Refusal for a request that is no GraphQL."""
    if request.content_type != "application/json":
        raise Refusal(400, "The Content-Type of a question must be application/json.")
    try:
        body = msgspec.json.decode(await request.read(), type=_Body)
        document, errors = _read(body.query)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refusal(400, "No query or mutation provided.") from error
    except GraphQLSyntaxError as error:
        raise Refusal(400, error.message) from error
    return Operation(document, errors, get_operation_ast(document, body.operation_name), body.variables)


@lru_cache(maxsize=256)
def _read(text: str) -> tuple[DocumentNode, list[GraphQLError]]:
    """A document and its errors, cached: the same few texts are sent again and again. Raises GraphQLSyntaxError."""
    document = parse(text)
    return document, validate(schema(), document)
