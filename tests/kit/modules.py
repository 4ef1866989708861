"""What modules import and define, read once a process."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path


@cache
def names(path: Path) -> tuple[list[str], list[str]]:
    """Dotted names of all that `path` imports, inside functions too, and the names of its classes."""
    imported, classes = list[str](), list[str]()
    for node in _statements(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            imported += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            imported += (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ClassDef):
            classes.append(node.name)
    return imported, classes


def imports(path: Path) -> list[str]:
    return names(path)[0]


def _statements(parent: ast.AST) -> Iterator[ast.stmt]:
    """All statements inside, without a look at the expressions, which are most of a tree."""
    for part in ("body", "orelse", "finalbody", "handlers", "cases"):
        inside = getattr(parent, part, ())
        for child in inside if isinstance(inside, list) else ():
            if isinstance(child, ast.stmt):
                yield child
            yield from _statements(child)
