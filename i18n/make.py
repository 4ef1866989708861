"""Bring the catalogues up to date with the code: ``make messages``. For developers; needs Babel.

Extracts the messages of all rooms, merges them into each ``catalogues/*.po``, and compiles it to the ``.mo`` that
Musubi reads. The syntax tree is read, because Babel does not look inside f-strings before Python 3.12.
"""

import ast
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel import Locale
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from i18n.languages import CATALOGUES

ROOT = Path(__file__).parent.parent
ROOMS = ("cards", "chat", "cogs", "i18n", "library", "linking", "web")
_WRITTEN = datetime(2026, 11, 29, tzinfo=UTC)  # a constant: a catalogue changes with its messages alone
_OWN = (  # the messages of i18n.languages, which are read without a current language
    ("the name of this language, in itself", "English"),
    ("how numbers are written", "1,234 · 12,345.6"),
)


class Message(NamedTuple):
    """A message of the code. `ids` are its singular and plural, or the one text."""

    ids: tuple[str, ...]
    context: str | None
    path: str


def messages(root: Path = ROOT) -> Iterator[Message]:
    """All messages of the code. Raises ValueError for a call with anything but plain texts or names."""
    yield from (Message((text,), context, "i18n/languages.py") for context, text in _OWN)
    for path in sorted(path for room in ROOMS for path in (root / room).rglob("*.py")):
        yield from messages_in(path.read_text(), str(path.relative_to(root)))


def messages_in(source: str, path: str) -> Iterator[Message]:
    """The messages of one module, in the order of its lines."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        match call.func:
            case ast.Name(id="t" | "mark") if texts := _texts(call.args[:1], path):
                yield Message(texts, None, path)
            case ast.Name(id="tn") if texts := _texts(call.args[:2], path):
                yield Message(texts, None, path)
            case ast.Name(id="tc") if texts := _texts(call.args[:2], path):
                yield Message(texts[1:], texts[0], path)
            case _:
                pass


def template() -> Catalog:
    """A catalogue of all messages, without translations."""
    catalog = Catalog(project="Musubi", charset="utf-8", fuzzy=False, creation_date=_WRITTEN, revision_date=_WRITTEN)
    for one in messages():
        catalog.add(one.ids if one.ids[1:] else "".join(one.ids), locations=[(one.path, 0)], context=one.context)
    return catalog


def read(path: Path) -> Catalog:
    """The catalogue of the language that the file is named for; an empty file is a new language."""
    locale = Locale.parse(path.stem, sep="-")
    with path.open("rb") as file:
        catalog = read_po(file, locale=str(locale))
    catalog.project, catalog.version, catalog.fuzzy = "Musubi", "", False
    catalog.creation_date = catalog.revision_date = _WRITTEN
    catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = ""
    catalog.header_comment = f"# Musubi in {locale.english_name}. `make messages` brings it up to date with the code."
    return catalog


def written(catalog: Catalog) -> bytes:
    """The text of a ``.po`` file."""
    file = BytesIO()
    write_po(file, catalog, width=120, include_lineno=False, ignore_obsolete=True)
    return file.getvalue()


def compiled(catalog: Catalog) -> bytes:
    """The bytes of a ``.mo`` file."""
    file = BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def main() -> None:
    new = template()
    for path in sorted(CATALOGUES.glob("*.po")):
        catalog = read(path)
        catalog.update(new, update_header_comment=False)
        path.write_bytes(written(catalog))
        path.with_suffix(".mo").write_bytes(compiled(catalog))


def _texts(arguments: Iterable[ast.expr], path: str) -> tuple[str, ...]:
    """The texts of a call's arguments; none when the call has a name, whose text is marked elsewhere."""
    texts = list[str]()
    for node in arguments:
        match node:
            case ast.Constant(value=str() as text):
                texts.append(text)
            case ast.Name() | ast.Attribute() | ast.Subscript() | ast.Call():
                pass
            case _:
                raise ValueError(f"{path}, line {node.lineno}: a message is a plain text, or the name of one")
    return tuple(texts)


if __name__ == "__main__":
    main()
