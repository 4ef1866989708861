"""Parsers of subcommands' arguments."""

import argparse
from pathlib import Path


def demo_port(text: str) -> int:
    """The first of the demo's three ports. Raises ArgumentTypeError."""
    highest = 65535 - 2
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= highest):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: choose a number from 1 to {highest}")
    return int(text)


def file_name(text: str) -> Path:
    """The file of a backup; SQLite takes names in UTF-8 alone. Raises ArgumentTypeError."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise argparse.ArgumentTypeError(f"{text!r} is no file name in UTF-8: choose another") from None
    return Path(text)
