"""Execution of GraphQL operations: graphql-core's executor, with a shortcut for plain leaves.

Most fields of an answer are scalars and enums of plain data. graphql-core calls a dozen functions for each; here a
compiled reader takes their place. A field that a reader can't take (it has a resolver or arguments, or its value is
not of its type) is left to graphql-core, which finds the error. Knows no field of AniList's.
"""

from collections.abc import Awaitable, Callable
from functools import cache
from types import CoroutineType
from typing import Any, TypeGuard, cast

from graphql import ExecutionResult, GraphQLObjectType, Undefined, is_leaf_type
from graphql import execute as _execute  # pyright: ignore[reportUnknownVariableType] (its Middleware is an open list)
from graphql import get_nullable_type as _nullable  # pyright: ignore[reportUnknownVariableType] (of open lists, too)
from graphql.execution import Executor
from graphql.execution.collect_fields import GroupedFieldSet
from graphql.pyutils import Path

from demo.anilist.question import Operation
from demo.anilist.schema import read_field, schema, value_of
from demo.anilist.world import ResolverContext


async def execute(question: Operation, context: ResolverContext) -> ExecutionResult:
    """The answer to a document that is valid against the schema."""
    result = _execute(
        schema(),
        question.document,
        context_value=context,
        variable_values=question.variables,
        operation_name=question.operation and question.operation.name and question.operation.name.value,
        field_resolver=read_field,
        executor_class=_LeafExecutor,
        is_awaitable=_is_coroutine,
    )
    return result if isinstance(result, ExecutionResult) else await result


class _LeafExecutor(Executor[Any]):
    """Reads plain leaves by the shortcut."""

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        grouped_field_set: GroupedFieldSet,
        position_context: Any,
    ) -> Any:
        leaves = dict[str, Any]()
        for answered, fields in grouped_field_set.items():
            node = fields[0].node
            read = None if node.arguments else _reader(parent_type, node.name.value)
            if read and (value := read(source_value)) is not Undefined:
                leaves[answered] = value
        if len(leaves) == len(grouped_field_set):
            return leaves
        others = {answered: fields for answered, fields in grouped_field_set.items() if answered not in leaves}
        executed = super().execute_fields(parent_type, source_value, path, others, position_context)
        if isinstance(executed, dict):
            return _in_order(grouped_field_set, leaves | executed)
        return _awaited(grouped_field_set, leaves, executed)


async def _awaited(asked: GroupedFieldSet, leaves: dict[str, Any], executed: Awaitable[dict[str, Any]]) -> Any:
    return _in_order(asked, leaves | await executed)


def _in_order(asked: GroupedFieldSet, values: dict[str, Any]) -> dict[str, Any]:
    """The values in the order in which they were asked for."""
    return {answered: values[answered] for answered in asked if answered in values}


@cache
def _reader(parent_type: GraphQLObjectType, name: str) -> Callable[[Any], Any] | None:
    """A reader of a plain leaf: it returns the value, or Undefined for a value of another type.

    None for a field that is no plain leaf.
    """
    field = parent_type.fields.get(name)
    kind = cast("Any", _nullable(field.type)) if field and field.resolve is None else None
    if field is None or not is_leaf_type(kind):
        return None
    null, coerce = None if kind is field.type else Undefined, kind.coerce_output_value

    def read(source: Any) -> Any:
        value = value_of(source, name)
        try:
            return null if value is None else coerce(value)
        except Exception:  # noqa: BLE001 (graphql-core meets it again, and says where)
            return Undefined

    return read


def _is_coroutine(value: Any) -> TypeGuard[Awaitable[Any]]:
    """Whether to await a value: resolvers of the stand-in return no other awaitables."""
    return type(value) is CoroutineType
