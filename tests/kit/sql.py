"""The SQL statements of `store/`: constants as importing has made them, and literals of functions by the syntax tree.

None is missed: a function that puts a statement together from anything but constants of its module fails the test.
"""

import ast
import importlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent.parent
_ENGINES = re.compile(r"sqlite|postgresql|schema|overwriting")  # they may say what their engine alone understands
_COPYING = {"moving"}  # it copies every table, whatever its columns, and its tests do so on both engines
_VERB = re.compile(r"\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH|PRAGMA|VACUUM|CREATE|DROP|ALTER|BEGIN|COMMIT|NOTIFY)\b")


class Statement(NamedTuple):
    """A statement, the module where it stands, and the name of its constant or function there."""

    module: str
    name: str
    sql: str


@cache
def statements() -> tuple[Statement, ...]:
    """All statements of `store/`, except those of an engine."""
    modules = (path.stem for path in sorted((ROOT / "store").glob("*.py")))
    own = (module for module in modules if not _ENGINES.match(module) and module not in _COPYING)
    return tuple(statement for module in own for statement in _of_module(module))


@cache
def tree(module: str) -> ast.Module:
    return ast.parse((ROOT / "store" / f"{module}.py").read_text("utf-8"))


def _of_module(name: str) -> Iterator[Statement]:
    module = importlib.import_module("store" if name == "__init__" else f"store.{name}")
    constants = {target for node in tree(name).body for target in _assigned(node)} - _only_parts(tree(name))
    for constant in sorted(constants):
        yield from (Statement(name, constant, sql) for sql in _texts(getattr(module, constant)))
    for function in (node for node in ast.walk(tree(name)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)):
        yield from (Statement(name, function.name, sql) for sql in _inline(function, module))


def _assigned(node: ast.stmt) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _only_parts(module: ast.Module) -> set[str]:
    """The names that f-strings alone use."""
    inside = {id(part) for text in ast.walk(module) if isinstance(text, ast.JoinedStr) for part in ast.walk(text)}
    used = [node for node in ast.walk(module) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
    return {node.id for node in used} - {node.id for node in used if id(node) not in inside}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str) and _VERB.match(value):
        yield value
    elif isinstance(value, dict):
        yield from _texts(tuple(value.values()))
    elif isinstance(value, tuple | list):
        yield from (text for one in value for text in _texts(one))


def _inline(function: ast.AST, module: ModuleType) -> Iterator[str]:
    formatted = [node for node in ast.walk(function) if isinstance(node, ast.JoinedStr)]
    inside = {id(part) for text in formatted for part in ast.walk(text)}
    for node in ast.walk(function):
        if isinstance(node, ast.Constant) and id(node) not in inside:
            yield from _texts(node.value)
    for node in formatted:
        yield from _texts(_resolved(node, module))


def _resolved(text: ast.JoinedStr, module: ModuleType) -> str | None:
    """The text of an f-string of constants; None of one that is no statement."""
    try:
        return eval(compile(ast.Expression(text), "", "eval"), vars(module))
    except NameError:
        head = text.values[0]
        is_statement = isinstance(head, ast.Constant) and _VERB.match(str(head.value))
        assert not is_statement, f"{module.__name__} makes {ast.unparse(text)} anew each time: let it be constants"
        return None


def parameters(sql: str) -> list[str]:
    return re.findall(r"(?<![\w:]):(\w+)", sql)


def without_calls(sql: str) -> str:
    return re.sub(r"\w+\([^()]*\)", "", sql)


def sort_keys(sql: str) -> list[str]:
    """The columns of each ``ORDER BY``, without those that a function makes something of."""
    keys = re.findall(r"ORDER BY ([^()]+?)(?:LIMIT|\)|$)", without_calls(sql))
    return [key.split()[0].rpartition(".")[2] for part in keys for key in part.split(",") if key.strip()]
