"""AniList's errors inside a GraphQL answer. https://docs.anilist.co/guide/graphql/errors"""

from collections.abc import Mapping


class Refusal(Exception):
    """An error of AniList's with its status, and sentences by field for refused values."""

    def __init__(self, status: int, message: str, validation: Mapping[str, list[str]] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.validation = validation


def not_found() -> Refusal:
    """The medium or person is unknown, deleted, private, or of the other media type."""
    return Refusal(404, "Not Found.")


def unauthorized() -> Refusal:
    """The field needs a token, and the request has none."""
    return Refusal(401, "Unauthorized.")


def invalid(**messages: str) -> Refusal:
    """AniList refuses values; `messages` has a sentence for each field."""
    return Refusal(400, "validation", {field: [text] for field, text in messages.items()})
