"""The stand-in's tokens are AniList's in shape, and fail as AniList's do."""

import subprocess
import sys
from typing import Any

import jwt
import pytest

from demo.anilist import JUNO, TSUMUGI, StandIn
from tests.kit.cases import each
from tests.kit.processes import ROOT
from tests.kit.stand_in_clients import BEBOP, START, VIEWER, Api, Clock


def test_a_token_is_shaped_like_anilists(stand_in: StandIn):
    token = stand_in.token_for(TSUMUGI)
    header = jwt.get_unverified_header(token)
    claims = jwt.decode(token, options={"verify_signature": False})
    assert header == {"alg": "RS256", "typ": "JWT", "jti": claims["jti"]}
    assert claims == {
        "aud": "14200",
        "jti": claims["jti"],
        "iat": START,
        "nbf": START,
        "exp": START + 365 * 86400,
        "sub": str(TSUMUGI.id),
        "scopes": [],
    }
    assert len(claims["jti"]) == 80


async def test_it_opens_its_persons_account_for_a_year(api: Api, stand_in: StandIn, clock: Clock):
    token = stand_in.token_for(TSUMUGI)
    assert (await api.ask(VIEWER, token)).body == {"data": {"Viewer": {"id": TSUMUGI.id, "name": "Tsumugi"}}}
    clock.time += 365 * 86400
    assert (await api.ask(VIEWER, token)).error["message"] == "Invalid token"


@each("wrong", [{"exp": 1}, {"sub": "7"}, {"sub": "x"}, {"sub": None}, {"algorithm": "HS256"}, {"algorithm": "none"}])
async def test_a_wrong_token_spoils_every_question(api: Api, stand_in: StandIn, wrong: dict[str, Any]):
    token = stand_in.token_for(TSUMUGI, **wrong)
    for query, field in ((VIEWER, "Viewer"), (BEBOP, "Media")):
        answer = await api.ask(query, token)
        assert answer.status == 400
        assert answer.body["data"] == {field: None}
        assert answer.error == {"message": "Invalid token", "status": 400, "locations": [{"line": 1, "column": 1}]}


async def test_a_revoked_token_is_no_good(api: Api, stand_in: StandIn):
    token = stand_in.token_for(JUNO)
    stand_in.revoke(token)
    assert (await api.ask(VIEWER, token)).error["message"] == "Invalid token"


async def test_the_tokens_of_other_apps_are_good_too(api: Api, stand_in: StandIn):
    assert (await api.ask(VIEWER, stand_in.token_for(JUNO, aud="999"))).status == 200


@pytest.mark.parametrize("wrong", [{"exp": 1}, {"sub": "7"}, {"algorithm": "HS256"}, {"algorithm": "none"}])
async def test_a_believed_token_is_good_whatever_it_says(api: Api, stand_in: StandIn, wrong: dict[str, Any]):
    answer = await api.ask(VIEWER, stand_in.token_for(JUNO, believed=True, **wrong))
    assert answer.body["data"]["Viewer"]["id"] == JUNO.id


FIRST_OF_A_PROCESS = """
import asyncio
from demo.anilist import TSUMUGI, StandIn, schema, tokens

async def main():
    stand_in = StandIn(per_minute=None)
    async with stand_in.serve():
        del schema.build_schema, tokens.rsa.generate_private_key
        assert 1075 <= len(stand_in.token_for(TSUMUGI)) <= 1090
        schema.schema()

asyncio.run(main())
"""


def test_the_first_request_of_a_process_makes_neither_key_nor_schema() -> None:
    """They take seconds on a busy machine, and Musubi waits nine for AniList. The token is as long as AniList's."""
    subprocess.run([sys.executable, "-c", FIRST_OF_A_PROCESS], cwd=ROOT, check=True)
