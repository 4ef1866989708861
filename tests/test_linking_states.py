"""S2: OAuth's state, damaged, forged, expired, replaced and used: never accepted, and always with the same answer."""

import asyncio
import base64
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import jwt
import msgspec
import pytest

from linking import AttemptGone, Waiting
from linking.states import States, state_hash
from redaction import Secret
from tests.kit.cases import each
from tests.kit.linking import AOI, TSUMUGI, Desk

Damage = Callable[[str, random.Random], str]
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def flip_a_bit(state: str, dice: random.Random) -> str:
    place = dice.randrange(len(state))
    return state[:place] + chr(ord(state[place]) ^ 1 << dice.randrange(7)) + state[place + 1 :]


def change_a_letter(state: str, dice: random.Random) -> str:
    place = dice.randrange(len(state))
    return state[:place] + dice.choice(ALPHABET.replace(state[place], "")) + state[place + 1 :]


def change_the_end(state: str, dice: random.Random) -> str:
    """The last letter carries two bits that base64 ignores."""
    return state[:-1] + dice.choice(ALPHABET.replace(state[-1], ""))


def cut(state: str, dice: random.Random) -> str:
    start, end = sorted(dice.sample(range(len(state) + 1), 2))
    return state[start:end] if (start, end) != (0, len(state)) else state[1:]


def lengthen(state: str, dice: random.Random) -> str:
    extra = dice.choice(["=", "==", " ", "\n", "\t", "\0", ".", "A", "é", "\ud800", "%3D", state, "." + state])
    return dice.choice([state + extra, extra + state, state.replace(".", extra + ".", 1)])


def encode_anew(state: str, dice: random.Random) -> str:
    """The same claims and the same signature in other letters."""
    parts = state.split(".")
    which = dice.randrange(2)
    decoded = json.loads(base64.urlsafe_b64decode(parts[which] + "=="))
    shuffled = dict(dice.sample(list(decoded.items()), len(decoded)))
    parts[which] = encoded(json.dumps(shuffled, indent=dice.choice([1, 2, 3])))
    return ".".join(parts)


def sign_with_another_key(state: str, dice: random.Random) -> str:
    return jwt.encode(claims_in(state), dice.randbytes(64), algorithm=dice.choice(["HS256", "HS384", "HS512"]))


def sign_with_none(state: str, dice: random.Random) -> str:
    header, payload, signature = jwt.encode(claims_in(state), "", algorithm="none").split(".")
    name = dice.choice(["none", "None", "NONE", "nOnE", ""])
    header = encoded(json.dumps({"alg": name, "typ": "JWT"}))
    return f"{header}.{payload}.{dice.choice(['', signature, state.split('.')[2]])}"


def another_claim(state: str, dice: random.Random) -> str:
    """Signed by nobody: a claim changed under the old signature."""
    header, _, signature = state.split(".")
    change = dice.choice([{"sub": "1"}, {"exp": 2**40}, {"purpose": "x"}, {"jti": "x"}, {"aud": "x"}])
    return ".".join([header, encoded(json.dumps(claims_in(state) | change)), signature])


def noise(_state: str, dice: random.Random) -> str:
    return dice.choice(
        [
            "",
            ".",
            "..",
            "a.b.c",
            "null",
            dice.randbytes(90).decode("latin-1"),
            "".join(dice.choices(ALPHABET, k=200)),
            encoded("[" * 5000) + ".e30.AA",
            encoded('{"alg": "HS256", "crit": ["x"]}') + ".e30.AA",
            encoded('{"alg": ["HS256"]}') + ".e30.AA",
            "W10.W10.AA",
            "e30." * 2000,
        ]
    )


DAMAGES = (
    flip_a_bit,
    change_a_letter,
    change_the_end,
    cut,
    lengthen,
    encode_anew,
    sign_with_another_key,
    sign_with_none,
    another_claim,
    noise,
)


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def claims_in(state: str) -> dict[str, Any]:
    return jwt.decode(state, options={"verify_signature": False})


def damaged(state: str, rounds: int) -> Iterator[tuple[Damage, str]]:
    dice = random.Random(20260101)
    for _ in range(rounds):
        for damage in DAMAGES:
            yield damage, damage(state, dice)


@pytest.mark.parametrize("rounds", [100, pytest.param(1000, marks=pytest.mark.long)])
async def test_damaged_ones_are_refused(desk: Desk, rounds: int) -> None:
    state, token = await desk.begin(), Secret(desk.stand_in.token_for(TSUMUGI))
    for damage, text in damaged(state.reveal(), rounds):
        assert text != state.reveal(), damage.__name__
        forged = Secret(text)
        for refused in (desk.linking.present(forged, token), desk.linking.preview(forged), desk.linking.cancel(forged)):
            with pytest.raises(AttemptGone):
                await refused
    assert not desk.stand_in.requests
    assert await desk.linking.present(state, token)


@each(
    "change",
    [
        {"purpose": "sign-in"},
        {"purpose": None},
        {"aud": "somebody"},
        {"aud": None},
        {"exp": None},
        {"iat": None},
        {"jti": None},
        {"sub": None},
    ],
)
def test_our_signature_alone_makes_no_state(change: dict[str, str | None]) -> None:
    key = b"k" * 32
    states = States(key)
    state = states.sign(1, issued_at=1, expires_at=2)
    assert states.recognise(state, now=1) == state_hash(state)
    claims = {name: value for name, value in {**claims_in(state.reveal()), **change}.items() if value is not None}
    assert states.recognise(Secret(jwt.encode(claims, key, algorithm="HS256")), now=1, purpose=None) is None


def test_the_text_of_a_page_makes_no_state() -> None:
    states = States(b"k" * 32)
    for _ in range(2):
        ticket = states.sign(1, issued_at=1, expires_at=3, purpose="page")
        assert states.recognise(ticket, now=1) is None
        assert states.recognise(ticket, now=1, purpose="page") == state_hash(ticket)
        assert states.recognise(ticket, now=1, purpose=None) == state_hash(ticket)
        assert states.recognise(ticket, now=1) is None, "though it is known now"
        assert states.recognise(states.sign(1, issued_at=1, expires_at=2), now=1, purpose="page") is None


def test_claims_without_our_signature_make_no_state() -> None:
    """The store would not know them either; they do not get that far."""
    key = b"k" * 64
    state = States(key).sign(1, issued_at=1, expires_at=2)
    assert States(b"K" * 64).recognise(state, now=1) is None
    claims = claims_in(state.reveal())
    assert States(key).recognise(Secret(jwt.encode(claims, key, algorithm="HS512")), now=1) is None
    assert States(key).recognise(Secret(jwt.encode(claims, "", algorithm="none")), now=1) is None
    assert States(key).recognise(state, now=1)
    assert States(key).recognise(state, now=2) is None


def test_a_state_is_recognised_until_it_expires_and_then_forgotten() -> None:
    states = States(b"k" * 32)
    early, late = (states.sign(1, issued_at=1, expires_at=end) for end in (5, 9))
    for _ in range(2):
        assert states.recognise(early, now=4) == state_hash(early)
        assert states.recognise(Secret(f"{early.reveal()}x"), now=4) is None
    assert states.recognise(early, now=5) is None
    assert states.recognise(late, now=5) == state_hash(late)
    assert len(states) == 1


async def test_one_of_ours_that_the_store_never_saw_is_refused(desk: Desk) -> None:
    states = States(desk.store.keys.derive("state"))
    now = desk.clock()
    with pytest.raises(AttemptGone):
        await desk.present(states.sign(AOI.discord_id, issued_at=now, expires_at=now + 600))


async def test_used_ones_are_refused(desk: Desk) -> None:
    state = await desk.begin()
    waiting = await desk.present(state)
    for _ in range(3):
        with pytest.raises(AttemptGone):
            await desk.present(state)
    await desk.linking.confirm(AOI.discord_id, waiting.code)
    with pytest.raises(AttemptGone):
        await desk.present(state)
    assert len(desk.stand_in.requests) == 1


@pytest.mark.parametrize("rounds", [20, pytest.param(200, marks=pytest.mark.long)])
async def test_of_fifty_at_once_one_is_accepted(desk: Desk, rounds: int) -> None:
    tokens = [desk.stand_in.token_for(TSUMUGI) for _ in range(2)]
    for number in range(1, rounds + 1):
        state = await desk.begin(msgspec.structs.replace(AOI, discord_id=number))
        desk.stand_in.requests.clear()
        at_once = (desk.present(state, tokens[turn % 2]) for turn in range(50))
        outcomes = await asyncio.gather(*at_once, return_exceptions=True)
        accepted = [outcome for outcome in outcomes[::2] if isinstance(outcome, Waiting)]
        assert len(accepted) == 25 and len({one.ticket for one in accepted}) == 1, "one browser, however often it asks"
        assert all(isinstance(outcome, AttemptGone) for outcome in outcomes[1::2]), "and no other"
        assert len(desk.stand_in.requests) == 1


async def test_who_has_lost_the_answer_gets_it_again(desk: Desk) -> None:
    state, token = await desk.begin(), desk.stand_in.token_for(TSUMUGI)
    waiting = await desk.present(state, token)
    assert await desk.present(state, token) == waiting
    with pytest.raises(AttemptGone):
        await desk.present(state, desk.stand_in.token_for(TSUMUGI))
    await desk.linking.confirm(AOI.discord_id, waiting.code)
    with pytest.raises(AttemptGone):
        await desk.present(state, token)
    assert len(desk.stand_in.requests) == 1
