"""How a person proves that the browser is theirs: the code, the sign-in, the pasted code."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from anilist import GrantRejected, Unavailable
from demo import faults
from demo.anilist import JUNO, TSUMUGI
from linking import AttemptGone, Ended, Linked, NothingPending, OutOfTries, WrongAccount, WrongCode, WrongProof
from linking.codes import new_code, same_code
from redaction import Secret
from tests.kit.linking import AOI, REN, Desk, open_desk, wrong

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class TestCode:
    @given(st.data())
    def test_is_read_as_people_write_it(self, data: st.DataObject) -> None:
        code = "".join(data.draw(st.lists(st.sampled_from(LETTERS), min_size=8, max_size=8)))
        same = {"0": "0Oo", "1": "1IiLl"}
        written = [data.draw(st.sampled_from(same.get(letter, letter + letter.lower()))) for letter in code]
        between = data.draw(st.lists(st.text(" -_.", max_size=2), min_size=len(code), max_size=len(code)))
        typed = "".join(gap + letter for gap, letter in zip(between, written, strict=True))
        assert same_code(Secret(typed), Secret(code))

    @given(st.text(st.characters(), max_size=12))
    def test_is_nothing_else(self, typed: str) -> None:
        assume(re.sub(r"[ _.-]", "", typed).upper() != "7KQ4M2XD")  # Hypothesis takes words from the modules, too
        assert not same_code(Secret(typed), Secret("7KQ4-M2XD"))

    def test_has_forty_bits(self) -> None:
        codes = [new_code().reveal() for _ in range(500)]
        assert all(re.fullmatch(f"[{LETTERS}]{{4}}-[{LETTERS}]{{4}}", code) for code in codes)
        assert len(set(codes)) == 500
        assert set("".join(codes)) == {*LETTERS, "-"}

    @given(st.integers(0, 7), st.sampled_from(LETTERS))
    def test_differs_in_every_letter(self, place: int, letter: str) -> None:
        code = "7KQ4M2XD"
        typed = code[:place] + letter + code[place + 1 :]
        assert same_code(Secret(typed), Secret(code)) == (typed == code)

    async def test_works_at_the_last_try(self, desk: Desk) -> None:
        waiting = await desk.present(await desk.begin())
        for _ in range(4):
            with pytest.raises(WrongCode):
                await desk.linking.confirm(AOI.discord_id, wrong(waiting.code))
        typed = f" {waiting.code.reveal().lower().replace('-', ' ')} "
        assert await desk.linking.confirm(AOI.discord_id, Secret(typed))

    async def test_no_sign_in_and_no_paste_is_taken_instead(self, desk: Desk) -> None:
        waiting = await desk.present(await desk.begin())
        with pytest.raises(WrongProof):
            await desk.linking.confirm_sign_in(waiting.sign_in, AOI.discord_id)
        with pytest.raises(WrongProof):
            await desk.linking.paste(AOI.discord_id, Secret(desk.stand_in.code_for(TSUMUGI)))
        assert await desk.linking.confirm(AOI.discord_id, waiting.code)

    async def test_works_once(self, desk: Desk) -> None:
        waiting = await desk.present(await desk.begin())
        at_once = (desk.linking.confirm(AOI.discord_id, waiting.code) for _ in range(5))
        outcomes = await asyncio.gather(*at_once, return_exceptions=True)
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Linked", *["NothingPending"] * 4]


class TestSignIn:
    @pytest.fixture
    async def desk(self, tmp_path: Path) -> AsyncIterator[Desk]:
        async with open_desk(tmp_path, proof="discord") as desk:
            yield desk

    async def test_links_who_ran_the_command(self, desk: Desk) -> None:
        waiting = await desk.present(await desk.begin())
        linked = await desk.linking.confirm_sign_in(waiting.sign_in, AOI.discord_id)
        assert (linked.link.discord_id, linked.link.anilist_id) == (AOI.discord_id, TSUMUGI.id)
        assert [type(event) for event in desk.events] == [Linked]
        with pytest.raises(NothingPending):
            await desk.linking.confirm_sign_in(waiting.sign_in, AOI.discord_id)

    @pytest.mark.parametrize("sign_in", ["", "unknown", "é", "\udce9"])
    async def test_is_unknown(self, desk: Desk, sign_in: str) -> None:
        waiting = await desk.present(await desk.begin())
        with pytest.raises(NothingPending):
            await desk.linking.confirm_sign_in(Secret(sign_in), AOI.discord_id)
        assert await desk.linking.confirm_sign_in(waiting.sign_in, AOI.discord_id)

    async def test_as_somebody_else_ends_only_that_attempt(self, desk: Desk) -> None:
        mine = await desk.present(await desk.begin(AOI))
        theirs = await desk.present(await desk.begin(REN), person=JUNO)
        with pytest.raises(WrongAccount):
            await desk.linking.confirm_sign_in(mine.sign_in, REN.discord_id)
        assert await desk.linking.confirm_sign_in(theirs.sign_in, REN.discord_id)
        assert [event.attempt.discord_id for event in desk.events] == [AOI.discord_id, REN.discord_id]

    async def test_no_code_is_taken_instead(self, desk: Desk) -> None:
        """Beside the sign-in a code would be a second, weaker way in."""
        waiting = await desk.present(await desk.begin())
        with pytest.raises(WrongProof):
            await desk.linking.confirm(AOI.discord_id, waiting.code)
        with pytest.raises(WrongProof):
            await desk.linking.paste(AOI.discord_id, Secret(desk.stand_in.code_for(TSUMUGI)))
        assert await desk.linking.confirm_sign_in(waiting.sign_in, AOI.discord_id)


class TestPaste:
    @pytest.fixture
    async def desk(self, tmp_path: Path) -> AsyncIterator[Desk]:
        async with open_desk(tmp_path, grant="pin", proof="paste") as desk:
            yield desk

    async def test_links(self, desk: Desk) -> None:
        invitation = await desk.linking.begin(AOI)
        assert "state" not in invitation.url.reveal()
        linked = await desk.linking.paste(AOI.discord_id, Secret(desk.stand_in.code_for(TSUMUGI)))
        assert linked.link.anilist_id == TSUMUGI.id
        assert linked.attempt.state_hash == invitation.state_hash
        with pytest.raises(AttemptGone):
            await desk.linking.paste(AOI.discord_id, Secret(desk.stand_in.code_for(TSUMUGI)))
        assert [type(event) for event in desk.events] == [Linked]

    async def test_a_wrong_code_may_be_pasted_again(self, desk: Desk) -> None:
        await desk.linking.begin(AOI)
        for _ in range(3):
            with pytest.raises(GrantRejected):
                await desk.linking.paste(AOI.discord_id, Secret("def50200 wrong"))
        assert await desk.linking.paste(AOI.discord_id, Secret(desk.stand_in.code_for(TSUMUGI)))

    async def test_five_wrong_codes_end_it(self, desk: Desk) -> None:
        for _ in range(2):
            await desk.linking.begin(AOI)
            for _ in range(4):
                with pytest.raises(GrantRejected):
                    await desk.linking.paste(AOI.discord_id, Secret("def50200 wrong"))
        with pytest.raises(OutOfTries):
            await desk.linking.paste(AOI.discord_id, Secret("def50200 wrong"))
        with pytest.raises(AttemptGone):
            await desk.linking.paste(AOI.discord_id, Secret(desk.stand_in.code_for(TSUMUGI)))
        assert [type(event) for event in desk.events] == [Ended]

    async def test_an_outage_keeps_the_attempt(self, desk: Desk) -> None:
        await desk.linking.begin(AOI)
        desk.stand_in.faults.arm(faults.html(), operation="token")
        with pytest.raises(Unavailable):
            await desk.linking.paste(AOI.discord_id, Secret(desk.stand_in.code_for(TSUMUGI)))
        assert await desk.linking.paste(AOI.discord_id, Secret(desk.stand_in.code_for(TSUMUGI)))

    async def test_without_an_attempt_anilist_is_not_even_asked(self, desk: Desk) -> None:
        await desk.linking.begin(REN)
        await desk.linking.begin(AOI)
        desk.clock.advance(600)
        for person in (AOI, REN):
            with pytest.raises(AttemptGone):
                await desk.linking.paste(person.discord_id, Secret(desk.stand_in.code_for(TSUMUGI)))
        assert not desk.stand_in.requests

    async def test_of_two_at_once_one_links(self, desk: Desk) -> None:
        await desk.linking.begin(AOI)
        codes = [Secret(desk.stand_in.code_for(person)) for person in (TSUMUGI, JUNO)]
        outcomes = await asyncio.gather(
            *(desk.linking.paste(AOI.discord_id, code) for code in codes), return_exceptions=True
        )
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AttemptGone", "Linked"]
        assert await desk.store.links.count() == 1
