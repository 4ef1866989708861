"""Execution of GraphQL operations: graphql-core's executor, with plans for what resolvers return.

For each field of an answer, graphql-core calls dozens of functions. A plan reads an object or a list as an operation
asks for it, and is kept for the next request with that operation. What a plan can't do is left to graphql-core, and so
is a value that makes it fail: graphql-core meets the error again, and says where it is. Knows no field of AniList's.
"""

from collections.abc import Awaitable, Callable
from functools import cached_property
from inspect import iscoroutinefunction
from types import CoroutineType
from typing import Any, TypeGuard, cast

from graphql import (
    ExecutionResult,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    Undefined,
    is_abstract_type,
    is_leaf_type,
)
from graphql import execute as _execute  # pyright: ignore[reportUnknownVariableType] (its Middleware is an open list)
from graphql.execution import Executor
from graphql.execution.collect_fields import FieldDetails, FieldDetailsList
from graphql.execution.values import get_argument_values
from graphql.pyutils import Path

from demo.anilist.question import Operation
from demo.anilist.schema import read_field, schema, value_of
from demo.anilist.world import Info, ResolverContext

_Plan = Callable[[Any, "_PlanningExecutor", Info], Any]
_PlanKey = tuple[int, tuple[int, ...], tuple[bool, ...]]

_UNPLANNED = "Page"  # it counts what is taken from it, and an attempt that fails would be counted
_MOST_PLANS = 5000
_plans: dict[_PlanKey, tuple[_Plan | None, object]] = {}  # each with what its key names by ids


async def execute(question: Operation, context: ResolverContext) -> ExecutionResult:
    """The answer to a document that is valid against the schema."""
    result = _execute(
        schema(),
        question.document,
        context_value=context,
        variable_values=question.variables,
        operation_name=question.operation and question.operation.name and question.operation.name.value,
        field_resolver=read_field,
        executor_class=_PlanningExecutor,
        is_awaitable=_is_coroutine,
    )
    return result if isinstance(result, ExecutionResult) else await result


class _PlanningExecutor(Executor[Any]):
    """Completes what resolvers return by plans."""

    def complete_value(
        self,
        return_type: Any,
        field_details_list: FieldDetailsList,
        info: Any,
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        try:
            return self._plan(return_type, field_details_list)(result, self, info)
        except Exception:  # noqa: BLE001 (graphql-core meets it again, and says where)
            return cast("Any", super()).complete_value(
                return_type, field_details_list, info, path, result, position_context
            )

    def _plan(self, kind: Any, fields: FieldDetailsList) -> _Plan:
        """The plan for values of that type. Raises _Unplannable."""
        key = (id(kind), tuple(id(field.node) for field in fields), self._decisions)
        if key not in _plans:
            if len(_plans) >= _MOST_PLANS:
                _plans.clear()
            _plans[key] = (_plan_or_none(self, kind, fields), [kind, *fields])
        plan, _ = _plans[key]
        if plan is None:
            raise _Unplannable
        return plan

    @cached_property
    def _decisions(self) -> tuple[bool, ...]:
        """The variables that ``@include`` and ``@skip`` can ask for."""
        return tuple(value for value in self.variable_values.coerced.values() if isinstance(value, bool))

    @cached_property
    def arguments(self) -> dict[int, dict[str, Any]]:
        """The arguments of fields by the ids of their nodes: they are the same for each object of a list."""
        return {}


class _Unplannable(Exception):
    """A resolver waits for others, or can't be called twice."""


def _plan_or_none(executor: _PlanningExecutor, kind: Any, fields: FieldDetailsList) -> _Plan | None:
    try:
        return _plan(executor, kind, fields)
    except _Unplannable:
        return None


def _plan(executor: _PlanningExecutor, kind: Any, fields: FieldDetailsList) -> _Plan:
    if type(kind) is GraphQLNonNull:
        return _plan_of_some(_plan(executor, cast("Any", kind).of_type, fields))
    if type(kind) is GraphQLList:
        return _plan_of_list(_plan(executor, cast("Any", kind).of_type, fields))
    if is_leaf_type(kind):
        return _plan_of_leaf(kind.coerce_output_value)
    if is_abstract_type(kind):
        return _plan_of_union(executor, kind, fields)
    return _plan_of_object(executor, kind, fields)


def _plan_of_some(plan: _Plan) -> _Plan:
    """A plan for a value that is never null."""

    def complete(value: Any, executor: _PlanningExecutor, info: Info) -> Any:
        return _some(plan(value, executor, info))

    return complete


def _plan_of_list(plan: _Plan) -> _Plan:
    def complete(value: Any, executor: _PlanningExecutor, info: Info) -> Any:
        return None if value is None else [plan(item, executor, info) for item in value]

    return complete


def _plan_of_leaf(coerce: Callable[[Any], Any]) -> _Plan:
    def complete(value: Any, _executor: _PlanningExecutor, _info: Info) -> Any:
        return None if value is None else _some(coerce(value))

    return complete


def _plan_of_union(executor: _PlanningExecutor, union: Any, fields: FieldDetailsList) -> _Plan:
    find_type: Callable[..., Any] = union.resolve_type or executor.type_resolver
    kinds = executor.schema.get_possible_types(union)
    plans = {kind.name: _plan_of_object(executor, kind, fields) for kind in kinds}

    def complete(value: Any, executor: _PlanningExecutor, info: Info) -> Any:
        return None if value is None else plans[find_type(value, info, union)](value, executor, info)

    return complete


def _plan_of_object(executor: _PlanningExecutor, kind: GraphQLObjectType, fields: FieldDetailsList) -> _Plan:
    if kind.name == _UNPLANNED:
        raise _Unplannable
    asked = executor.collect_subfields(kind, fields).grouped_field_set
    steps = [(answered, _step(executor, kind, same)) for answered, same in asked.items()]

    def complete(value: Any, executor: _PlanningExecutor, info: Info) -> Any:
        return None if value is None else {answered: step(value, executor, info) for answered, step in steps}

    return complete


def _step(executor: _PlanningExecutor, kind: GraphQLObjectType, fields: FieldDetailsList) -> _Plan:
    """A plan that reads a field of an object."""
    name = fields[0].node.name.value
    field = executor.schema.get_field(kind, name)
    if field is None or iscoroutinefunction(field.resolve):
        raise _Unplannable
    if name == "__typename":
        return lambda _source, _executor, _info: kind.name
    plan, resolve = _plan(executor, cast("Any", field).type, fields), field.resolve
    if resolve is None:
        return lambda source, executor, info: plan(value_of(source, name), executor, info)
    if not field.args:
        return lambda source, executor, info: plan(resolve(source, info), executor, info)

    def resolved(source: Any, executor: _PlanningExecutor, info: Info) -> Any:
        return plan(resolve(source, info, **_arguments(executor, field, fields[0])), executor, info)

    return resolved


def _arguments(executor: _PlanningExecutor, field: GraphQLField, asked: FieldDetails) -> dict[str, Any]:
    known = executor.arguments
    if id(asked.node) not in known:
        known[id(asked.node)] = get_argument_values(field, asked.node, executor.variable_values)
    return known[id(asked.node)]


def _some(value: Any) -> Any:
    if value is None or value is Undefined:
        raise TypeError("null where the schema has none")
    return value


def _is_coroutine(value: Any) -> TypeGuard[Awaitable[Any]]:
    """Whether to await a value: resolvers of the stand-in return no other awaitables."""
    return type(value) is CoroutineType
