"""Whose failure it is: one person's and one operation's are theirs, and an outage is still seen at once."""

from contextlib import suppress
from itertools import cycle

from anilist import AniListError, NotFound, Unavailable
from anilist.circuit import Circuit, Source

MEDIA, SAVE, CHANGES = "media", "save_entry", "changes"
AOI, REN, YUKI, NOBODY = 1, 2, 3, None


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class AniList:
    """`broken` says which sources AniList fails; each request is a second after the one before."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.circuit = Circuit(now=self.clock)
        self.broken: set[str | int | None] = set()
        self.notice: str | None = None
        self.asked = 0

    def ask(self, operation: str, token: int | None, *, after: float = 1.0) -> str:
        """Whether it was answered, failed, or refused without asking."""
        self.clock.now += after
        source = Source(operation, token)
        try:
            self.circuit.check(source)
        except Unavailable:
            return "refused"
        self.asked += 1
        with suppress(AniListError), self.circuit.watch(source):
            if self.broken & {"all", *source}:
                raise Unavailable("500", notice=self.notice)
            return "answered"
        return "failed"


def test_one_persons_failures_are_theirs() -> None:
    """AniList answers 500 to a dead token, whatever is asked: it is spared, and nobody else notices."""
    anilist = AniList()
    anilist.broken = {AOI}
    ends = [anilist.ask(operation, AOI) for operation in (MEDIA, SAVE, CHANGES, MEDIA, SAVE, CHANGES)]
    assert ends == ["failed"] * 3 + ["refused"] * 3
    for operation in (MEDIA, SAVE, CHANGES):
        assert [anilist.ask(operation, other, after=0) for other in (REN, YUKI, NOBODY)] == ["answered"] * 3


def test_one_operations_failures_are_its_own() -> None:
    """Three saves that failed had everybody's reads refused."""
    anilist = AniList()
    anilist.broken = {SAVE}
    ends = [anilist.ask(SAVE, token) for token in (AOI, REN, YUKI, AOI, REN, YUKI)]
    assert ends == ["failed"] * 3 + ["refused"] * 3
    assert {anilist.ask(operation, token, after=0) for operation in (MEDIA, CHANGES) for token in (AOI, REN)} == {
        "answered"
    }


def test_an_operation_named_like_a_place_is_none() -> None:
    """The exchange of a code is the operation "token" without a token: it is left alone after three failures, too."""
    anilist = AniList()
    anilist.broken = {"token"}
    assert [anilist.ask("token", NOBODY) for _ in range(4)] == ["failed"] * 3 + ["refused"]
    assert [anilist.ask(operation, NOBODY) for operation in (MEDIA, CHANGES)] == ["answered"] * 2


def test_one_person_with_one_operation_alone_stops_nothing_else() -> None:
    anilist = AniList()
    anilist.broken = {AOI}
    assert [anilist.ask(MEDIA, AOI) for _ in range(4)] == ["failed"] * 3 + ["refused"]
    anilist.broken = set()
    assert [anilist.ask(MEDIA, REN), anilist.ask(SAVE, AOI)] == ["answered"] * 2


def test_anilists_sentence_to_one_is_not_said_to_others() -> None:
    """Anonymous requests may be switched off while those with a token are answered."""
    anilist = AniList()
    anilist.broken, anilist.notice = {NOBODY}, "switched off"
    ends = [anilist.ask(operation, NOBODY) for operation in (MEDIA, MEDIA, SAVE, CHANGES)]
    assert ends == ["failed", "refused", "failed", "refused"]
    assert [anilist.ask(operation, AOI) for operation in (MEDIA, SAVE, CHANGES)] == ["answered"] * 3


def test_an_outage_is_seen_after_three_failures_of_several() -> None:
    anilist = AniList()
    anilist.broken = {"all"}
    assert [anilist.ask(*one) for one in ((MEDIA, AOI), (SAVE, REN), (CHANGES, YUKI))] == ["failed"] * 3
    assert [anilist.ask("viewer", 4), anilist.ask(MEDIA, NOBODY)] == ["refused"] * 2


def test_an_announced_outage_is_seen_after_two() -> None:
    anilist = AniList()
    anilist.broken, anilist.notice = {"all"}, "disabled"
    assert [anilist.ask(MEDIA, AOI), anilist.ask(SAVE, REN), anilist.ask(CHANGES, YUKI)] == ["failed"] * 2 + ["refused"]


def test_an_outage_of_an_hour_costs_a_probe_every_45_seconds_and_its_end_is_seen() -> None:
    anilist = AniList()
    anilist.broken = {"all"}
    sources = cycle((operation, token) for operation in (MEDIA, SAVE, CHANGES) for token in (AOI, REN, YUKI, NOBODY))
    for _ in range(3600):
        anilist.ask(*next(sources))
    assert anilist.asked < 3600 / 45 + 12
    anilist.broken = set()
    ends = [anilist.ask(*next(sources)) for _ in range(120)]
    assert ends.index("answered") <= 60 and "refused" not in ends[-60:]


def test_the_first_answer_after_an_outage_speaks_for_everybody() -> None:
    anilist = AniList()
    anilist.broken = {"all"}
    for _ in range(300):
        for source in ((MEDIA, AOI), (SAVE, REN), (CHANGES, YUKI)):
            anilist.ask(*source)
    anilist.broken = set()
    while anilist.ask(MEDIA, AOI) == "refused":
        pass
    assert [anilist.ask(SAVE, REN, after=0), anilist.ask(CHANGES, YUKI, after=0)] == ["answered"] * 2


def test_what_anilist_does_not_have_is_an_answer() -> None:
    anilist = AniList()
    anilist.broken = {AOI}
    for _ in range(2):
        anilist.ask(MEDIA, AOI)
    with suppress(NotFound), anilist.circuit.watch(Source(MEDIA, AOI)):
        raise NotFound("no")
    assert [anilist.ask(MEDIA, AOI) for _ in range(4)] == ["failed"] * 3 + ["refused"]


def test_failures_of_a_quiet_night_are_no_outage() -> None:
    """Nothing was asked between them, and each was somebody's own."""
    anilist = AniList()
    anilist.broken = {AOI, REN}
    for operation, token in ((MEDIA, AOI), (CHANGES, REN), (SAVE, AOI), (MEDIA, REN)):
        assert anilist.ask(operation, token, after=1800) == "failed"
    assert anilist.ask(MEDIA, YUKI) == "answered"
