"""The colours of pictures on Discord's dark and light ground, and how far they stand out from it."""

import msgspec


class Theme(msgspec.Struct, frozen=True):
    """Letters have a contrast of 4.5 to 1 on the ground, marks 3 (WCAG AA). The colour-blind tell blue from orange."""

    ground: str
    ink: str
    faint: str  # small print
    panel: str  # the track behind marks
    first: str  # the first person's marks
    second: str


DARK = Theme(ground="#313338", ink="#f2f3f5", faint="#c4c9ce", panel="#4a4d55", first="#5cbcff", second="#ffb454")
LIGHT = Theme(ground="#ffffff", ink="#1e1f22", faint="#4e5058", panel="#e0e3e8", first="#0069ad", second="#a85000")


def theme(*, is_light: bool) -> Theme:
    return LIGHT if is_light else DARK


def standing_out(colour: int, theme: Theme) -> str:
    """`colour`, moved towards the ink until marks in it stand out from the ground."""
    shade = f"#{colour:06x}"
    steps = (_mixed(shade, theme.ink, part / 10) for part in range(11))
    return next(mixed for mixed in steps if contrast(mixed, theme.ground) >= 3)


def contrast(one: str, other: str) -> float:
    """1 to 21, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in bytes.fromhex(colour[1:]))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mixed(colour: str, into: str, part: float) -> str:
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(into[1:]), strict=True)
    return "#" + bytes(round(one + (other - one) * part) for one, other in pairs).hex()
