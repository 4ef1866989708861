"""R13: any order of linking, confirming, expiring, restarting, rotating, unlinking and moving, against a small model.

Three processes take turns.

The model knows what must hold: who is linked is who proved it, with the token that was proven; nobody is linked twice;
a state is used once; and everything that ended was told once.
"""

import asyncio
import tempfile
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack
from itertools import cycle
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from anilist import TokenRejected, Unavailable
from demo import faults
from demo.anilist import JUNO, PEOPLE, TSUMUGI
from demo.anilist import AniListUser as AniListPerson
from linking import (
    AttemptGone,
    Ended,
    InvalidToken,
    Linked,
    NothingPending,
    OutOfTries,
    TooManyAttempts,
    Waiting,
    WrongAccount,
    WrongCode,
    WrongProof,
)
from redaction import Secret
from store import rotate
from tests.kit.linking import AOI, REN, Desk, open_desk, wrong
from tests.kit.sharing import sharing

PERSONS = (AOI, REN, msgspec.structs.replace(AOI, discord_id=400000000000000003, name="mio"))
T = TypeVar("T")
whos = st.sampled_from([person.discord_id for person in PERSONS])
picks = st.integers(0, 99)


class Try(msgspec.Struct):
    """An attempt in the model: its state, and whether that may still be used."""

    who: int
    state: Secret
    until: int
    open: bool = True


class Guest(msgspec.Struct):
    """A token that waits for its proof."""

    who: int
    anilist_id: int
    token: str
    shown: Waiting
    until: int
    tries: int = 5


class LinkMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.process: Desk
        self.processes: Iterator[Desk]
        self.events: list[Linked | Ended] = []
        self.begun: dict[int, list[int]] = {person.discord_id: [] for person in PERSONS}
        self.tries: list[Try] = []
        self.guests: dict[int, Guest] = {}
        self.shown: list[Waiting] = []
        self.outcomes: dict[Secret, Literal["linked", "ended"]] = {}
        self.links: dict[int, tuple[int, str]] = {}
        self.told: list[tuple[type, int]] = []

    @initialize(proof=st.sampled_from(["code", "discord"]))
    def open(self, proof: Literal["code", "discord"]) -> None:
        folder = self.stack.enter_context(tempfile.TemporaryDirectory())
        self.stack.enter_context(sharing())
        self.process = self.run(self.stack.enter_async_context(open_desk(Path(folder), proof=proof)))
        self.start_others()

    def start_others(self) -> None:
        processes = [self.process, self.process.beside(), self.process.beside()]
        for process in processes:
            process.events = self.events
        self.processes = cycle(processes)

    @property
    def desk(self) -> Desk:
        """Another process each time."""
        return next(self.processes)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def fails(self, error: type[Exception], work: Coroutine[Any, Any, object]) -> None:
        with pytest.raises(error):
            self.run(work)

    def teardown(self) -> None:
        for _, token in self.links.values():
            assert not self.desk.files_with(token)
        self.run(self.stack.aclose())
        self.runner.close()

    @rule(who=whos)
    def begin(self, who: int) -> None:
        person, now = next(one for one in PERSONS if one.discord_id == who), self.desk.clock()
        if sum(at > now - 600 for at in self.begun[who]) >= 3:
            self.fails(TooManyAttempts, self.desk.begin(person))
            return
        state = self.run(self.desk.begin(person))
        self.close_attempts(who)
        self.dismiss(who)
        self.begun[who].append(now)
        self.tries.append(Try(who, state, now + 600))

    @precondition(lambda self: self.tries)
    @rule(pick=picks)
    def look(self, pick: int) -> None:
        one = self.pick(pick)
        if self.is_live(one):
            person, until = self.run(self.desk.linking.preview(one.state))
            assert (person.discord_id, until) == (one.who, one.until)
        else:
            self.fails(AttemptGone, self.desk.linking.preview(one.state))

    @precondition(lambda self: self.tries)
    @rule(pick=picks)
    def cancel(self, pick: int) -> None:
        one = self.pick(pick)
        if self.is_live(one):
            self.run(self.desk.linking.cancel(one.state))
            self.over(one)
        else:
            self.fails(AttemptGone, self.desk.linking.cancel(one.state))

    @precondition(lambda self: self.tries)
    @rule(pick=picks, person=st.sampled_from(PEOPLE[:3]))
    def present(self, pick: int, person: AniListPerson) -> None:
        one, token = self.pick(pick), self.desk.stand_in.token_for(person)
        if not self.is_live(one):
            self.fails(AttemptGone, self.desk.present(one.state, token))
            return
        waiting = self.run(self.desk.present(one.state, token))
        assert waiting.person.discord_id == one.who
        one.open = False
        self.shown.append(waiting)
        self.guests[one.who] = Guest(one.who, person.id, token, waiting, self.desk.clock() + 600)

    @precondition(lambda self: self.tries)
    @rule(pick=picks)
    def present_during_an_outage(self, pick: int) -> None:
        one, desk = self.pick(pick), self.desk
        token = desk.stand_in.token_for(TSUMUGI)
        desk.stand_in.faults.arm(faults.html())
        self.fails(Unavailable if self.is_live(one) else AttemptGone, desk.present(one.state, token))
        desk.stand_in.faults.clear()
        self.run(desk.anilist.viewer(Secret(token)))  # or this process would leave AniList alone after three outages

    @precondition(lambda self: self.tries)
    @rule(pick=picks, revoked=st.booleans())
    def present_what_is_no_good(self, pick: int, revoked: bool) -> None:
        one, error = self.pick(pick), TokenRejected if revoked else InvalidToken
        token = self.desk.stand_in.token_for(JUNO, believed=not revoked, aud=None if not revoked else "14200")
        if revoked:
            self.desk.stand_in.revoke(token)
        if self.is_live(one):
            self.fails(error, self.desk.present(one.state, token))
            self.over(one)
        else:
            self.fails(AttemptGone, self.desk.present(one.state, token))

    @precondition(lambda self: self.shown)
    @rule(who=whos, pick=picks)
    def type_a_code_that_was_shown(self, who: int, pick: int) -> None:
        self.type_code(who, self.shown[-1 - pick % len(self.shown)].code)

    @precondition(lambda self: self.guests)
    @rule(pick=picks, times=st.integers(1, 5))
    def type_wrong_codes(self, pick: int, times: int) -> None:
        guest = list(self.guests.values())[pick % len(self.guests)]
        for _ in range(times):
            self.type_code(guest.who, wrong(guest.shown.code))

    @precondition(lambda self: self.guests)
    @rule(pick=picks)
    def type_the_code(self, pick: int) -> None:
        guest = list(self.guests.values())[pick % len(self.guests)]
        self.type_code(guest.who, guest.shown.code)

    @precondition(lambda self: self.shown)
    @rule(who=whos, pick=picks)
    def sign_in(self, who: int, pick: int) -> None:
        waiting = self.shown[-1 - pick % len(self.shown)]
        guest = self.guests.get(waiting.person.discord_id)
        signing_in = self.desk.linking.confirm_sign_in(waiting.sign_in, who)
        if self.desk.linking.proof != "discord":
            self.fails(WrongProof, signing_in)
        elif guest is None or guest.shown is not waiting:
            self.fails(NothingPending, signing_in)
        elif guest.who != who:
            self.fails(WrongAccount, signing_in)
            self.refused(guest)
        else:
            self.run(signing_in)
            self.linked(guest)

    @rule(seconds=st.sampled_from([1, 59, 299, 300, 599, 600, 5000]))
    def wait(self, seconds: int) -> None:
        self.desk.clock.advance(seconds)
        for guest in list(self.guests.values()):
            if guest.until <= self.desk.clock():
                self.dismiss(guest.who)

    @rule()
    def sweep(self) -> None:
        self.run(self.desk.linking.sweep())

    @rule(with_new_key=st.booleans())
    def restart(self, with_new_key: bool) -> None:
        self.run(self.process.stop())
        if with_new_key:
            self.run(rotate(self.process.data, key_file=self.process.key_file))
            self.close_attempts(*self.begun)
            self.outcomes.clear()
            self.guests.clear()
            for times in self.begun.values():
                times.clear()
        self.run(self.process.start())
        self.start_others()

    @rule(who=whos)
    def unlink(self, who: int) -> None:
        link, known = self.run(self.desk.linking.unlink(who)), self.links.pop(who, None)
        assert (link and link.anilist_id) == (known and known[0])
        self.forget(who)

    @invariant()
    def the_store_and_the_pages_tell_the_truth(self) -> None:
        self.run(self.tell_the_truth())

    async def tell_the_truth(self) -> None:
        """Links are those that were proven, and each page hears what became of its link."""
        links = self.desk.store.links
        opened = [await links.opened(person.discord_id) for person in PERSONS]
        found = {one.link.discord_id: (one.link.anilist_id, one.token.reveal()) for one in opened if one}
        assert found == self.links
        assert len({anilist_id for anilist_id, _ in found.values()}) == len(found) == await links.count()
        waiting, now = {guest.shown.ticket for guest in self.guests.values()}, self.desk.clock()
        for one in self.shown:
            known = self.outcomes.get(one.ticket, "ended")
            if known == "ended" or now < one.expires_at:
                told = await self.desk.linking.progress(one.ticket)
                assert told == ("waiting" if one.ticket in waiting else known)

    @invariant()
    def every_end_was_told_once(self) -> None:
        assert [(type(event), event.attempt.discord_id) for event in self.events] == self.told

    def pick(self, pick: int) -> Try:
        """The newest most often."""
        return self.tries[-1 - pick % len(self.tries)]

    def is_live(self, one: Try) -> bool:
        return one.open and self.desk.clock() < one.until

    def over(self, one: Try) -> None:
        one.open = False
        self.told.append((Ended, one.who))

    def dismiss(self, who: int) -> None:
        if guest := self.guests.pop(who, None):
            self.outcomes[guest.shown.ticket] = "ended"

    def refused(self, guest: Guest) -> None:
        self.dismiss(guest.who)
        self.told.append((Ended, guest.who))

    def linked(self, guest: Guest) -> None:
        self.dismiss(guest.who)
        self.outcomes[guest.shown.ticket] = "linked"
        self.told.append((Linked, guest.who))
        for who, (anilist_id, _) in list(self.links.items()):
            if anilist_id == guest.anilist_id and who != guest.who:
                del self.links[who]
                self.forget(who)
        self.links[guest.who] = (guest.anilist_id, guest.token)

    def forget(self, who: int) -> None:
        """All that is known of the person is deleted; their page hears no more."""
        self.close_attempts(who)
        self.dismiss(who)
        for one in self.shown:
            if one.person.discord_id == who:
                self.outcomes.pop(one.ticket, None)

    def close_attempts(self, *whos: int) -> None:
        for one in self.tries:
            one.open = one.open and one.who not in whos

    def type_code(self, who: int, code: Secret) -> None:
        confirming, guest = self.desk.linking.confirm(who, code), self.guests.get(who)
        if self.desk.linking.proof != "code":
            self.fails(WrongProof, confirming)
        elif guest is None:
            self.fails(NothingPending, confirming)
        elif code == guest.shown.code:
            assert self.run(confirming).link.anilist_id == guest.anilist_id
            self.linked(guest)
        elif guest.tries == 1:
            self.fails(OutOfTries, confirming)
            self.refused(guest)
        else:
            guest.tries -= 1
            self.fails(WrongCode, confirming)


class TestLinking(LinkMachine.TestCase):
    settings = settings(
        max_examples=10,
        stateful_step_count=30,
        suppress_health_check=[HealthCheck.too_slow],
    )


@pytest.mark.long
class TestLinkingLong(LinkMachine.TestCase):
    settings = settings(parent=TestLinking.settings, max_examples=400, stateful_step_count=60)
