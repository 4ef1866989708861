"""The contract with AniList: questions, structs and stand-in agree with AniList's schema, each for itself."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import msgspec
import pytest
from aiohttp import ClientSession
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLUnionType,
    InlineFragmentNode,
    NoDeprecatedCustomRule,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
    specified_rules,
    validate,
)
from msgspec import inspect

from demo.anilist import JUNO, AniListUser, StandIn
from demo.anilist.schema import schema
from tests.kit.cases import each
from tests.kit.operations import OPERATIONS, VARIABLES, fill, shape_of
from tests.kit.stand_in_clients import START

SCALARS = {
    "Int": inspect.IntType,
    "Float": inspect.FloatType,
    "String": inspect.StrType,
    "Boolean": inspect.BoolType,
    "CountryCode": inspect.StrType,
    "Json": inspect.AnyType,
}

every_question = each("name", OPERATIONS)


def complaints(text: str) -> list[str]:
    rules = [*specified_rules, NoDeprecatedCustomRule]
    return [error.message for error in validate(schema(), parse(text), rules)]


def differences(text: str, shape: type) -> list[str]:
    """Where the struct and the question's answer, as the schema describes it, are not the same."""
    document = parse(text)
    (operation,) = (one for one in document.definitions if isinstance(one, OperationDefinitionNode))
    root = schema().get_root_type(operation.operation)
    return list(_differences(root, operation.selection_set, inspect.type_info(shape), document, ""))


def _differences(
    kind: Any, selections: SelectionSetNode | None, shape: inspect.Type, document: DocumentNode, where: str
) -> Iterator[str]:
    is_required = isinstance(kind, GraphQLNonNull)
    kind = kind.of_type if is_required else kind
    takes_null, shape = _without_null(shape)
    # At the top null stands beside an error, so a struct may insist on an answer there.
    if takes_null if is_required else not takes_null and "." in where:
        yield f"{where}: null"
    if isinstance(kind, GraphQLList):
        if not isinstance(shape, inspect.ListType):
            yield f"{where}: list"
            return
        yield from _differences(kind.of_type, selections, shape.item_type, document, f"{where}.[]")
    elif isinstance(kind, GraphQLObjectType | GraphQLUnionType):
        if not isinstance(shape, inspect.StructType):
            yield f"{where}: struct"
            return
        if isinstance(kind, GraphQLObjectType):
            yield from _field_differences(kind, selections, shape, document, where)
        else:
            yield from _member_differences(selections, shape, document, where)
    elif isinstance(kind, GraphQLEnumType):
        known = {member.value for member in shape.cls} if isinstance(shape, inspect.EnumType) else set()
        if known != {*kind.values, "UNKNOWN"}:
            yield f"{where}: enum"
    elif not isinstance(shape, SCALARS[kind.name]):
        yield f"{where}: {kind.name}"


def _field_differences(
    kind: GraphQLObjectType,
    selections: SelectionSetNode | None,
    shape: inspect.StructType,
    document: DocumentNode,
    where: str,
) -> Iterator[str]:
    asked = {(node.alias or node.name).value: node for node in _fields(selections, document)}
    had = {field.encode_name: field for field in shape.fields}
    yield from (f"{where}.{name}: not in both" for name in sorted(asked.keys() ^ had.keys()))
    for name in asked.keys() & had.keys():
        node, field = asked[name], had[name]
        path = f"{where}.{name}" if where else name
        if field.required is _may_be_left_out(node):
            yield f"{path}: default"
        yield from _differences(kind.fields[node.name.value].type, node.selection_set, field.type, document, path)


def _member_differences(
    selections: SelectionSetNode | None,
    shape: inspect.StructType,
    document: DocumentNode,
    where: str,
) -> Iterator[str]:
    """One struct stands for all members: what only some of them have, it may lack."""
    members = list(_members(selections, document))
    asked = [{(node.alias or node.name).value: node for node in _fields(one, document)} for _, one in members]
    had = {field.encode_name: field for field in shape.fields if field.encode_name != "__typename"}
    yield from (f"{where}.{name}: not in both" for name in sorted({name for one in asked for name in one} ^ had.keys()))
    for (kind, _), nodes in zip(members, asked, strict=True):
        for name in nodes.keys() & had.keys():
            node, field, path = nodes[name], had[name], f"{where}.{kind.name}.{name}"
            of = kind.fields[node.name.value].type
            if all(name in one for one in asked) != field.required:
                yield f"{path}: default"
            if not field.required and isinstance(of, GraphQLNonNull):
                of = of.of_type
            yield from _differences(of, node.selection_set, field.type, document, path)


def _members(
    selections: SelectionSetNode | None, document: DocumentNode
) -> Iterator[tuple[GraphQLObjectType, SelectionSetNode]]:
    """The members of a union, and what is asked of each."""
    for node in selections.selections if selections else ():
        if isinstance(node, InlineFragmentNode) and node.type_condition:
            kind = schema().type_map[node.type_condition.name.value]
            assert isinstance(kind, GraphQLObjectType)
            yield kind, node.selection_set
        elif isinstance(node, FragmentSpreadNode):
            yield from _members(_fragment(node, document).selection_set, document)


def _fragment(node: FragmentSpreadNode, document: DocumentNode) -> FragmentDefinitionNode:
    fragments = (one for one in document.definitions if isinstance(one, FragmentDefinitionNode))
    (fragment,) = (one for one in fragments if one.name.value == node.name.value)
    return fragment


def _may_be_left_out(node: FieldNode) -> bool:
    return any(directive.name.value == "include" for directive in node.directives or ())


def _fields(selections: SelectionSetNode | None, document: DocumentNode) -> Iterator[FieldNode]:
    for node in selections.selections if selections else ():
        if isinstance(node, FieldNode):
            yield node
        elif isinstance(node, FragmentSpreadNode):
            yield from _fields(_fragment(node, document).selection_set, document)


def _without_null(shape: inspect.Type) -> tuple[bool, inspect.Type]:
    if not isinstance(shape, inspect.UnionType):
        return isinstance(shape, inspect.AnyType), shape
    (rest,) = (one for one in shape.types if not isinstance(one, inspect.NoneType))
    return True, rest


@every_question
def test_a_question_is_valid_and_asks_for_nothing_deprecated(name: str):
    assert complaints(OPERATIONS[name]) == []


@every_question
def test_a_question_is_named_like_its_file(name: str):
    (operation,) = (node for node in parse(OPERATIONS[name]).definitions if isinstance(node, OperationDefinitionNode))
    assert operation.name is not None
    assert operation.name.value == name.title().replace("_", "")


@every_question
def test_a_struct_has_exactly_its_questions_names_and_nullability(name: str):
    assert differences(OPERATIONS[name], shape_of(name)) == []


class Everybody:
    """All people of a stand-in."""

    def __init__(self, stand_in: StandIn, url: str, session: ClientSession) -> None:
        self._stand_in, self._url, self._session = stand_in, url, session
        self.people = stand_in.people

    async def ask(self, person: AniListUser, name: str) -> dict[str, Any]:
        fill(self._stand_in, person)
        body = {"query": OPERATIONS[name], "variables": VARIABLES[name]}
        headers = {"Authorization": f"Bearer {self._stand_in.token_for(person)}"}
        async with self._session.post(self._url, json=body, headers=headers) as response:
            return await response.json()


@pytest.fixture
async def everybody() -> AsyncIterator[Everybody]:
    stand_in = StandIn(per_minute=None, now=lambda: START)
    async with stand_in.serve() as url, ClientSession() as session:
        yield Everybody(stand_in, url, session)


@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.long)])
@every_question
async def test_the_stand_in_executes_a_question_for_everybody(everybody: Everybody, name: str, step: int):
    """Or for every third of them, others for each question."""
    for person in everybody.people[list(OPERATIONS).index(name) % step :: step]:
        if name == "toggle_follow" and person == JUNO:  # nobody follows themselves
            continue
        answer = await everybody.ask(person, name)
        assert "errors" not in answer, person.name
        msgspec.convert(answer["data"], shape_of(name))


@every_question
def test_a_question_is_no_more_complex_than_anilist_takes(name: str):
    """AniList refuses more than 500 (its server counts each selected field); fields of later days need room, too."""
    document = parse(OPERATIONS[name])
    (operation,) = (one for one in document.definitions if isinstance(one, OperationDefinitionNode))
    assert complexity(operation.selection_set, document) < 400


def complexity(selections: SelectionSetNode | None, document: DocumentNode) -> int:
    members = sum(complexity(asked, document) for _, asked in _members(selections, document))
    return members + sum(1 + complexity(node.selection_set, document) for node in _fields(selections, document))


def test_complexity_counts_every_field_that_is_selected():
    document = parse("{ Viewer { ...Own name } } fragment Own on User { id avatar { large } }")
    (operation, _) = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    assert complexity(operation.selection_set, document) == 5


class Avatar(msgspec.Struct):
    large: str | None


class Person(msgspec.Struct):
    id: int
    avatar: Avatar | None


class Answer(msgspec.Struct):
    viewer: Person = msgspec.field(name="Viewer")


@each(
    ("selection", "expected"),
    [
        ("id avatar { large }", []),
        ("avatar { large }", ["Viewer.id: not in both"]),
        ("id name avatar { large }", ["Viewer.name: not in both"]),
        ("id avatar { large medium }", ["Viewer.avatar.medium: not in both"]),
        ("id: about avatar { large }", ["Viewer.id: null", "Viewer.id: String"]),
        ("id avatar: options { large: timezone }", []),
        ("id avatar: previousNames { large: name }", ["Viewer.avatar: list"]),
        ("id avatar: name", ["Viewer.avatar: null", "Viewer.avatar: String"]),
        ("...Own } } fragment Own on User { id avatar { large", []),
    ],
)
def test_the_comparison_itself_notices_a_difference(selection: str, expected: list[str]):
    assert differences(f"query Viewer {{ Viewer {{ {selection} }} }}", Answer) == expected


def test_a_default_would_hide_a_missing_field():
    class Loose(msgspec.Struct):
        viewer: Person | None = msgspec.field(name="Viewer", default=None)

    assert differences("query Viewer { Viewer { id avatar { large } } }", Loose) == ["Viewer: default"]


def test_a_deprecated_field_is_noticed():
    assert "deprecated" in complaints("query Viewer { Viewer { moderatorStatus } }")[0]
