"""Small made-up pictures as PNG (https://www.w3.org/TR/png-3/), so that nothing is loaded from elsewhere."""

import struct
from functools import lru_cache
from zlib import compress, crc32

_TILES = 5
_TILE = 24  # pixels


@lru_cache(maxsize=512)
def picture(seed: str, colour: str) -> bytes:
    """A square pattern of tiles, mirrored left and right; `colour` is ``#rrggbb``."""
    ink = bytes.fromhex(colour.removeprefix("#"))
    paper = bytes(255 - (255 - part) // 5 for part in ink)
    bits = crc32(seed.encode()) | crc32(seed[::-1].encode()) << 32
    lines = bytearray()
    for row in range(_TILES):
        tiles = [ink if bits >> (row * 3 + min(x, _TILES - 1 - x)) & 1 else paper for x in range(_TILES)]
        lines += (b"\0" + b"".join(pixel * _TILE for pixel in tiles)) * _TILE
    size = struct.pack(">IIBBBBB", _TILES * _TILE, _TILES * _TILE, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", size) + _chunk(b"IDAT", compress(bytes(lines))) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", crc32(kind + content))
