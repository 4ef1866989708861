"""Random rows from small domains, so that they meet each other, and parameters of statements about them.

Some rows break a rule of their table: then no engine may take them.
"""

import json
import random
import re
from collections import defaultdict
from typing import Any

from store.statements import Row

_WORDS = {
    "status": ("CURRENT", "REPEATING", "PLANNING", "COMPLETED", "RELEASING", "FINISHED", "NOT_YET_RELEASED"),
    "media_type": ("ANIME", "MANGA"),
}
_DATES = {"started": (0, 20240517, 20230000), "completed": (0, 20240517, 20230000)}
_NULLS = 0.4  # of the values of a column that may be NULL
_ABOUT_A_ROW = 0.8  # of the parameters
# Parameters that are JSON arrays: of which column's values. Others have the column's name with an s.
_ARRAYS = {"ids": "id", "kept": "media_id", "without": "discord_id", "statuses": "status"}


class RandomRows:
    """Makes rows, and remembers those that were taken."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._rows = defaultdict[str, list[Row]](list)
        self._values = defaultdict[str, list[Any]](list)
        self._never_null = set[str]()

    def number(self) -> int:
        """How many rows to try for a table: few, some, or as many as there is room for."""
        return self._chance.choice((5, 15, 50))

    def row(self, columns: list[Row], made: str) -> Row:
        """A row for the table that the statement `made` has made, with those `columns` of ``pragma_table_info``."""
        self._never_null |= {column["name"] for column in columns if column["notnull"] or column["pk"]}
        return {column["name"]: self._value(column, made) for column in columns}

    def take(self, table: str, row: Row) -> None:
        self._rows[table].append(row)
        for name, value in row.items():
            self._values[name].append(value)

    def parameters(self, sql: str, types: dict[str, type]) -> dict[str, Any]:
        """Values for the statement's parameters, most of them of one row of a table that it names."""
        tables = [word for word in re.findall(r"\w+", sql) if word in self._rows]
        row = self._chance.choice(self._rows[self._chance.choice(tables)]) if tables else {}
        return {name: self._parameter(name, kind, row) for name, kind in types.items()}

    def _value(self, column: Row, made: str) -> Any:
        name, chance = column["name"], self._chance
        if not column["notnull"] and not column["pk"] and chance.random() < _NULLS:
            return None
        if f"json_valid({name})" in made:
            return chance.choice(("[]", '["a", "b"]'))
        checked = re.search(rf"\b{name} IN \(([^)]*)\)", made)
        words = json.loads(f"[{checked[1]}]".replace("'", '"')) if checked else ()
        if choices := _WORDS.get(name) or _DATES.get(name) or words:
            return chance.choice(choices)
        return self._of_type(column["type"], re.search(rf"length\({name}\) = (\d+)", made))

    def _of_type(self, kind: str, length: re.Match[str] | None) -> Any:
        number = self._chance.randrange(1, 8)
        values = {
            "INTEGER": number,
            "TEXT": "abcdefg"[number - 1],
            "REAL": number / 2,
            "BLOB": bytes([number]) * int(length[1] if length else 8),
        }
        return values[kind]

    def _parameter(self, name: str, kind: type, row: Row) -> Any:
        of = _ARRAYS.get(name) or name.removesuffix("s")
        elements = [value for value in self._values[of] if type(value) is (str if of in _WORDS else int)]
        if kind is str and of != name and elements:
            return json.dumps(self._chance.sample(elements, min(3, len(elements))))
        if type(row.get(name)) is kind and self._chance.random() < _ABOUT_A_ROW:
            return row[name]
        kinds = {kind} if name in self._never_null else {kind, type(None)}
        fitting = [value for value in self._values[name] if type(value) in kinds]
        other: dict[type, Any] = {int: self._chance.randrange(10), str: "[]", bytes: bytes(16), float: 1.5}
        return self._chance.choice([*fitting, other[kind]])
