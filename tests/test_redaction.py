"""What a Secret and the log let out: nothing (S8)."""

import copy
import importlib
import io
import json
import logging
import pickle
import pkgutil
import traceback
from collections.abc import Iterator
from typing import get_type_hints
from urllib.parse import quote

import msgspec
import pytest

from admin.terminal import fail, say
from anilist import Invalid, NotFound, Unavailable
from redaction import RedactingFormatter, RedactingJsonFormatter, Secret, redact
from tests.kit.cases import each

PACKAGES = ("anilist", "linking", "store", "web")
TEXT = "hunter2-the-canary"


class Keeper(msgspec.Struct):
    name: str
    secret: Secret


class TestSecret:
    def test_prints_as_three_stars(self) -> None:
        secret = Secret(TEXT)
        printed = [
            repr(secret),
            str(secret),
            f"{secret}",
            f"{secret!r:>5}",
            f"{secret:>5}",
            format(secret),
            "{}".format(secret),  # noqa: UP032  (one of the ways)
            "%s %r" % (secret, secret),  # noqa: UP031  (another one)
            repr([secret]),
            repr({"secret": secret}),
            repr(Keeper("x", secret)),
            repr(msgspec.structs.asdict(Keeper("x", secret))),
            json.dumps({"secret": secret}, default=str),
            repr(Exception(secret)),
        ]
        assert all("***" in one and TEXT not in one for one in printed)
        out = io.StringIO()
        print(secret, file=out)
        assert out.getvalue() == "***\n"
        assert secret.reveal() == TEXT

    def test_stays_out_of_tracebacks_that_show_locals(self) -> None:
        def fail(secret: Secret) -> None:
            raise ValueError(f"this is wrong: {secret}")

        with pytest.raises(ValueError, match="this is wrong") as caught:
            fail(Secret(TEXT))
        shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
        assert "secret = ***" in "".join(shown.format())
        assert TEXT not in "".join(shown.format())

    def test_is_not_written_anywhere(self) -> None:
        for write in (pickle.dumps, copy.copy, copy.deepcopy, msgspec.json.encode, json.dumps):
            with pytest.raises(TypeError):
                write(Secret(TEXT))

    def test_has_no_drawer_to_look_into(self) -> None:
        with pytest.raises(TypeError):
            vars(Secret(TEXT))
        with pytest.raises(AttributeError):
            Secret(TEXT).note = TEXT  # pyright: ignore[reportAttributeAccessIssue]

    def test_equals_what_holds_the_same(self) -> None:
        assert Secret(TEXT) == Secret(TEXT) != Secret("other")
        assert Secret(TEXT) != TEXT
        assert len({Secret(TEXT), Secret(TEXT)}) == 1


def test_what_holds_a_secret_can_be_printed() -> None:
    """No struct of ours has the text of a token, a code, a state or a ticket in it, so no repr shows one."""
    for package in PACKAGES:
        for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            importlib.import_module(module.name)
    fields = {
        f"{struct.__module__}.{struct.__name__}.{name}": kind
        for struct in structs(msgspec.Struct)
        if struct.__module__.split(".")[0] in PACKAGES
        for name, kind in get_type_hints(struct).items()
        if name.endswith(("token", "code", "ticket", "sign_in", "grant", "secret")) or (name, kind) == ("state", str)
    }
    assert len(fields) > 10
    assert {name: kind for name, kind in fields.items() if kind not in (Secret, Secret | None)} == {}


def structs(base: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    for struct in base.__subclasses__():
        yield struct
        yield from structs(struct)


JWT = "eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiIxNDIwMCJ9.c2lnbmF0dXJl-_x"
CODE = "def50200" + "0a1b2c3d" * 20
DISCORD = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GaBcDe.abcdefghijklmnopqrstuvwxyz0123456789AB"
SHORT = "k9Xw-2_z"


@each(
    ("text", "secret"),
    [
        (f"token {JWT} is bad", JWT),
        (f"{JWT[: JWT.rindex('.')]}. and no signature", JWT[: JWT.rindex(".")]),
        (f"Authorization: Bearer {JWT}", JWT),
        ("Authorization: Bearer 2YotnFZFEjr1zCsicMWpAA==", "2YotnFZFEjr1zCsicMWpAA"),
        ("authorization: bearer   abcdef.ghijkl~mnopqr+/", "abcdef"),
        (f"'Authorization': 'Bot {DISCORD}'", DISCORD),
        ("Bot discord.token.of-this-test", "discord.token"),
        (f"login with {DISCORD}", DISCORD),
        (f"code {CODE} was pasted", CODE),
        (f"'custom_id': 'musubi:code', 'value': '{CODE}'", CODE),
        (f"GET /callback?code={SHORT}&x=1", SHORT),
        (f"GET /callback?x=1&state={SHORT} HTTP/1.1", SHORT),
        (f"/callback#access_token={SHORT}&token_type=Bearer", SHORT),
        (f"code={SHORT}", SHORT),
        (f"CODE={SHORT}", SHORT),
        (f"client_secret={SHORT}&grant_type=authorization_code", SHORT),
        (f"refresh_token={SHORT}", SHORT),
        (f'{{"code": "{SHORT}", "state":"{SHORT}"}}', SHORT),
        (f'{{"access_token":"{SHORT}"}}', SHORT),
        (f"{{'client_secret' : '{SHORT}'}}", SHORT),
        (f"{{'token': '{SHORT}', 'type': 2}}", SHORT),
        (json.dumps(json.dumps({"code": SHORT, "state": SHORT})), SHORT),
        (f"Waiting(name='x', code='{SHORT}')", SHORT),
        (f'Request(state="{SHORT}")', SHORT),
        (quote(f"https://x.example/callback?code={SHORT}&state={SHORT}", safe=""), SHORT),
        (f"next={quote(f'https://x.example/#access_token={SHORT}', safe='')}", SHORT),
        (f"{'x' * 5000} state={SHORT} {'y' * 5000}", SHORT),
        (f"one line\nand another: code={SHORT}\n", SHORT),
        (f"GET /link/progress?ticket={SHORT}", SHORT),
        (f'{{"ticket":"{SHORT}"}}', SHORT),
        (f"Waiting(ticket='{SHORT}', sign_in='{SHORT}')", SHORT),
        (f"Cookie: __Host-sign-in={SHORT}; path=/", SHORT),
        ("the page shows 7KQ4-M2XD now", "7KQ4-M2XD"),
        ("'value': '0000-000A'", "0000-000A"),
        ("{'type': 18, 'component': {'value': '7kq4 m2xd', 'type': 4, 'custom_id': 'musubi:code'}}", "7kq4 m2xd"),
        ("""{'custom_id': 'musubi:code', 'id': 2, 'value': "7kq4'm2xd"}""", "7kq4'm2xd"),
        ('{"custom_id":"musubi:code","value":"7kq4.m2xd"}', "7kq4.m2xd"),
    ],
)
def test_secrets_are_hidden(text: str, secret: str) -> None:
    assert secret in text
    assert secret not in redact(text)
    assert "***" in redact(text)


@each(
    "text",
    [
        "Discord answered 403 with code 50007",
        "error code: 50007",
        "exit code=",
        "the state of things: fine",
        "Logged in as Musubi (bot 930000000000000001)",
        "The bot administration of internationalization",
        "the bearer of good news",
        "POST /link 200",
        "gateway-us-east1-b.discord.gg, session 3f2c",
        "2026-01-01 00:00:00,000 INFO discord.gateway: Shard ID None has connected",
        "File /srv/musubi/linking/flow.py, line 120, in present",
        "uuid 123e4567-e89b-12d3-a456-426614174000, sha256 " + "ab" * 32,
        "Musubi/0.1.0 aiohttp/3.14.5 Python/3.11.7",
        "https://musubi.example.org/callback",
        "tokens: 12, secrets: 3, states: 4, codes: 5, tickets: 6",
        "sign-ins fail until it is set right",
        "from 1998-2004, 2026-11-29, 0123-4567, UTF-8, MARK-10",
        "UUID 123E4567-E89B-12D3-A456-426614174000",
        "{'custom_id': 'musubi:edit', 'value': '12'}",
        "",
    ],
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert redact(text) == text


def test_the_formatter_hides_arguments_and_tracebacks() -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(RedactingFormatter("%(levelname)s %(message)s"))
    logger = logging.getLogger("apart")
    logger.addHandler(handler)
    error = RuntimeError(JWT)
    error.__cause__ = ValueError(f"state={SHORT} is wrong")
    logger.error("It broke: %s", f"code={SHORT}", exc_info=error, stack_info=True)
    logger.removeHandler(handler)
    line = out.getvalue()
    assert line.startswith("ERROR It broke: code***\n  ")
    assert "ValueError: state*** is wrong" in line
    assert "RuntimeError: ***" in line
    assert SHORT not in line
    assert JWT not in line


HOSTILE = {
    "\x1b[2J\x1b[31m": "\\x1b[2J\\x1b[31m",  # clears the screen, writes in red
    "\x9b2J": "\\x9b2J",
    "\r": "\\r",
    "\b" * 3: "\\x08" * 3,
    "\u202egnp\u202c": "\\u202egnp\\u202c",  # turns what follows
    "\u2066\u2069": "\\u2066\\u2069",
    "\u2028": "\\u2028",
    "\x85": "\\x85",
    "\ud800": "\\ud800",
}
FORGED = "\n2026-11-29 12:00:00 INFO bot: All is well"


def logged(message: str, *arguments: object, error: Exception | None = None) -> list[str]:
    """The lines of a log that such a record makes."""
    record = logging.LogRecord("apart", logging.ERROR, "", 0, message, arguments, None)
    record.exc_info = (type(error), error, None) if error else None
    return RedactingFormatter("%(levelname)s %(message)s").format(record).split("\n")


def test_a_log_spells_out_what_would_move_the_cursor_or_turn_the_line() -> None:
    for hostile, spelt in HOSTILE.items():
        assert logged("It says: %s", f"a{hostile}b") == [f"ERROR It says: a{spelt}b"]
        assert logged("It broke", error=ValueError(f"a{hostile}b"))[1:] == [f"  ValueError: a{spelt}b"]
    assert logged("Shōgun 将軍 🎌 é\t%s", "\u200f ok") == ["ERROR Shōgun 将軍 🎌 é\t\u200f ok"]


def test_no_text_in_a_log_looks_like_a_record() -> None:
    assert logged("It says: %s", FORGED) == [f"ERROR It says: {FORGED}".replace("\n", "\\n")]
    told = logged("It broke", error=ValueError(f"no{FORGED}"))
    assert told[0] == "ERROR It broke"
    assert all(line.startswith("  ") for line in told[1:])


def test_a_log_of_json_has_an_object_a_line_and_no_secret() -> None:
    error = RuntimeError(JWT)
    error.__cause__ = ValueError(f"state={SHORT} is wrong")
    for text in (f"code={SHORT}", JWT, FORGED, *HOSTILE):
        record = logging.LogRecord("apart", logging.ERROR, "", 0, "It says: %s", (text,), (type(error), error, None))
        line = RedactingJsonFormatter().format(record)
        assert line.isascii() and "\n" not in line and SHORT not in line and JWT not in line
        told = json.loads(line)
        assert list(told) == ["time", "level", "logger", "message", "exception"]
        assert (told["level"], told["logger"]) == ("ERROR", "apart") and told["message"].startswith("It says: ")
        assert "ValueError: state*** is wrong" in told["exception"] and "RuntimeError: ***" in told["exception"]
    plain = logging.LogRecord("apart", logging.INFO, "", 0, "100 %", (), None)
    plain.created = 1_767_225_600.25
    assert json.loads(RedactingJsonFormatter().format(plain)) == {
        "time": "2026-01-01T00:00:00.250+00:00",
        "level": "INFO",
        "logger": "apart",
        "message": "100 %",
    }


def test_a_terminal_shows_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    for hostile, spelt in HOSTILE.items():
        say(f"It says: a{hostile}b\nand more")
        with pytest.raises(SystemExit):
            fail(f"It says: a{hostile}b")
        assert capsys.readouterr() == (f"It says: a{spelt}b\nand more\n", f"It says: a{spelt}b\n")


def test_what_anilist_says_is_one_line() -> None:
    said = f"a\x1b[31m\u202e{FORGED}"
    unavailable, refused = Unavailable(said, notice=said), Invalid({"score": [said, said]})
    for text in (str(unavailable), unavailable.notice, str(refused), str(NotFound(said))):
        assert text and text.isprintable() and "\n" not in text
