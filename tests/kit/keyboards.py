"""Text as people's keyboards make it."""


def wide(text: str) -> str:
    """In the full width letters of a Japanese keyboard."""
    return "".join(chr(ord(letter) + 0xFEE0) if letter != " " else "\u3000" for letter in text)
