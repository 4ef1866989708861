"""AniList's schema (``demo/schema.graphql``) with the stand-in's resolvers on it."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema, GraphQLUnionType, build_schema

from demo.anilist.activity import POST_TYPES
from demo.anilist.media import Node
from demo.anilist.refusals import Refusal
from demo.anilist.resolve import RESOLVERS
from demo.anilist.world import Info

_FILE = Path(__file__).parent.parent / "schema.graphql"
_DOORS = ("Query", "Mutation", "Page")
_UNIONS = ("ActivityUnion", "LikeableUnion")  # of structs
_INSIDE_A_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")


@cache
def schema() -> GraphQLSchema:
    """The executable schema. Fields that the stand-in can't answer are refused, never made up."""
    built = build_schema(_FILE.read_text())
    for door in _DOORS:
        for name, field in _fields(built, door).items():
            field.resolve = _unknown(name)
    for place, resolver in RESOLVERS.items():
        kind, name = place.split(".")
        _fields(built, kind)[name].resolve = resolver
    for name in _UNIONS:
        union = built.type_map[name]
        if isinstance(union, GraphQLUnionType):
            union.resolve_type = _type_name
    return built


def _type_name(source: msgspec.Struct, *_info: object) -> str:
    return POST_TYPES[type(source)]


def read_field(source: Node | msgspec.Struct, info: Info, **_arguments: Any) -> Any:
    """A field without a resolver."""
    return value_of(source, info.field_name)


def value_of(source: Node | msgspec.Struct, name: str) -> Any:
    """A key of plain data, or a struct's attribute; null without either."""
    return source.get(name) if isinstance(source, dict) else getattr(source, _attribute(name), None)


@cache
def _attribute(field_name: str) -> str:
    return _INSIDE_A_WORD.sub("_", field_name).lower()


def _fields(built: GraphQLSchema, kind: str) -> dict[str, GraphQLField]:
    found = built.type_map[kind]
    if not isinstance(found, GraphQLObjectType):
        raise TypeError(f"{kind} has no fields")
    return found.fields


def _unknown(name: str) -> Callable[..., None]:
    def refuse(*_source: object, **_arguments: object) -> None:
        raise Refusal(501, f"The stand-in AniList does not know {name}.")

    return refuse
