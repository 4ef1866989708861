"""Text in the spellings of people's keyboards."""


def wide(text: str) -> str:
    """The text in the full-width letters of a Japanese keyboard."""
    return "".join(chr(ord(letter) + 0xFEE0) if letter != " " else "\u3000" for letter in text)
