"""Descriptions and trailers for a handful of media: made up, in the style of AniList's own.

AniList sends HTML's line breaks, italics and entities even where no HTML is asked for, and keeps spoilers in ``~!…!~``.
"""

from collections.abc import Mapping

_NOTE = "<br><br>\n<i>(Source: made up for this demo)</i>"
_LONG = "This sentence was made up for this demo, and it comes again so that the whole is too long for any card. "

DESCRIPTIONS: Mapping[int, str] = {
    1: "Made up: a crew of four &amp; a dog repair old radios between the planets.<br><br>\n"
    "The <i>dog</i> is the best at it. ~!The dog built the first radio.!~" + _NOTE,
    20: "Made up: a boy paints a mountain orange &mdash; one wall at a time.<br>\n<b>Nobody</b> asks why." + _NOTE,
    21: _LONG * 40 + "~!It has no end.!~",
    1535: "Made up: somebody finds a &quot;shopping list&quot; that is always right.<br><br>\n"
    "~!It was their own.<br><br>They had forgotten it in the rain.!~<br><br>\nA story about paper." + _NOTE,
    9253: "Made up: three friends &lt;and a microwave&gt; miss the same train twice. "
    "@everyone *waves* from the platform: [tickets](https://example.org) __sold out__.",
    16498: "Made up: beyond the wall there is &hellip; another wall.<br><br>\n"
    "The gardeners of both meet on the ladder. ~!They are cousins!~, and ~!neither has a key!~." + _NOTE,
    21519: "Made up: two people swap umbrellas &ndash; and keep each other&#039;s for years.",
    30013: "Made up: a crew sails for the best soup in the world. ~!This spoiler was never closed." + _NOTE,
    30026: "Made up: a <a href='https://example.org'>hunt</a> for a lost hat, told by the hat.",
    101922: "Made up: a baker learns to breathe quietly, so that the dough can rise." + _NOTE,
    113415: "Made up: a school for people who lose things.<br>\nThe headmaster is <i>usually</i> somewhere." + _NOTE,
}

TRAILERS: Mapping[int, tuple[str, str]] = {  # the video's site and id; there are no such videos
    1: ("youtube", "made-up-001"),
    1535: ("youtube", "made-up-002"),
    16498: ("youtube", "made-up-003"),
    21519: ("dailymotion", "x0madeup"),
    113415: ("youtube", "made-up-004"),
}

LOCKED = frozenset({129951})  # can't be put on a list
