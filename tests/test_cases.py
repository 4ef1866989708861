"""A test that goes through its cases itself tells each of them that fails."""

import pytest

from tests.kit.cases import each


@each(("typed", "read"), [("1", 1), ("2", 3), ("x", 4)])
def goes_through(typed: str, read: int) -> None:
    if read == 4:
        with pytest.raises(KeyError):
            int(typed)  # fails in another way than it should
    assert int(typed) == read


def test_every_case_that_fails_is_named() -> None:
    with pytest.raises(BaseExceptionGroup, match="2 of 3 cases fail") as failed:
        goes_through()
    notes = [note for error in failed.value.exceptions for note in error.__notes__]
    assert notes == ["the case is {'typed': '2', 'read': 3}", "the case is {'typed': 'x', 'read': 4}"]
