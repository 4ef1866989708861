"""A picture as a PNG, https://www.w3.org/TR/png-3/.

Pillow tries five filters for each row, which takes longer than the whole drawing. They make photographs smaller; where
colours are even, a file is as small without.
"""

import struct
import zlib
from collections.abc import Iterator

from PIL import Image

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_LEVEL = 3  # the last one of zlib's fast ones


def png(image: Image.Image) -> bytes:
    """The file of an image of the mode RGB."""
    return _SIGNATURE + b"".join(_chunks(image))


def _chunks(image: Image.Image) -> Iterator[bytes]:
    yield _chunk(b"IHDR", struct.pack(">2I5B", *image.size, 8, 2, 0, 0, 0))  # 8 bits each of red, green and blue
    spaced = memoryview(image.tobytes("raw", "RGB", 3 * image.width + 1))  # with a zero behind each row
    deflate = zlib.compressobj(_LEVEL)
    rows = deflate.compress(b"\0") + deflate.compress(spaced[:-1])  # before a row, zero means that it has no filter
    yield _chunk(b"IDAT", rows + deflate.flush())
    yield _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
