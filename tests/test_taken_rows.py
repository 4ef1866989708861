"""Every statement of the store that takes a row has an owner who puts it back; this table names them all."""

import ast
import re
from collections.abc import Iterator

from tests.kit.processes import ROOT

ROOMS = ("chat", "cogs", "web", "linking", "library")
# Each statement that takes a row, the method that runs it, and who puts the row back.
OWNERS = {
    "_TAKE": (
        "take",
        {
            "chat/disambiguation.py": {"_run_again"},
            "cogs/confirmation.py": {"confirm"},
            "chat/pending_input.py": {"kept"},
        },
    ),
}
# Where nobody needs it back: the row ends there.
ENDS = {
    "_GIVE_UP",  # a notice that is lost or late stays so
    "_TAKE_OVER",  # a claim that nobody uses runs out
    "_SETTLE",  # what became of a notice is known
    "_END",  # an attempt that is cancelled or refused
    "_COUNT_WRONG",  # a try that is used up
}
OTHERS = {"self.registry.take"}  # called so too, and nothing of the store's
NEEDED_NO_MORE = {"kept"}  # the form has been handled before its row is taken


def test_every_statement_that_takes_a_row_has_an_owner() -> None:
    found = {name for path in (ROOT / "store").rglob("*.py") for name in _taking(path.read_text())}
    assert found == OWNERS.keys() | ENDS
    for method, owners in OWNERS.values():
        named = {path: text for path in _code() if method in (text := (ROOT / path).read_text())}
        calls = {path: places for path, text in named.items() if (places := _calls_of(method, ast.parse(text)))}
        assert {path: set(places) for path, places in calls.items()} == owners
        for path, places in calls.items():
            tree = ast.parse((ROOT / path).read_text())
            for function, is_taken in places.items():
                assert is_taken or function in NEEDED_NO_MORE or _is_finished(function, tree), (path, function)


def _taking(text: str) -> Iterator[str]:
    """The names of the statements that change or delete rows and return them."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            words = re.findall(r"\w+", ast.unparse(node.value).replace("\\n", " "))
            if "RETURNING" in words and {"UPDATE", "DELETE"} & set(words[:2]):
                yield node.targets[0].id


def _code() -> list[str]:
    return [str(path.relative_to(ROOT)) for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


def _calls_of(method: str, tree: ast.Module) -> dict[str, bool]:
    """The functions that call `method` of the store, and whether they do so for :func:`store.taken`."""
    places: dict[str, bool] = {}
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef)):
        takes = [node for node in ast.walk(function) if _is_call(node, method)]
        owned = [take for node in ast.walk(function) if _is_call(node, "taken") for take in ast.walk(node)]
        if takes:
            places[function.name] = all(take in owned for take in takes)
    return places


def _is_finished(function: str, tree: ast.Module) -> bool:
    """Whether whoever calls `function` lets it come to its end, cancelled or not."""
    calls = [node for node in ast.walk(tree) if _is_call(node, function)]
    finished = [call for node in ast.walk(tree) if _is_call(node, "to_the_end") for call in ast.walk(node)]
    return bool(calls) and all(call in finished for call in calls)


def _is_call(node: ast.AST, name: str) -> bool:
    if not isinstance(node, ast.Call) or ast.unparse(node.func) in OTHERS:
        return False
    called = node.func
    return name == (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", None))
