"""The first start: what is asked, how an answer is checked, and what is written down."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from admin.setup import _to_ask, complete, write_setting
from config import SettingsError, texts_from
from demo.anilist import CLIENT_ID, StandIn
from tests.kit.processes import NOWHERE, ROOT
from tests.kit.servers import APPLICATION_ID
from tests.kit.services import CLIENT_SECRET, TOKEN, Discord

KEPT = "What you have typed is kept: Enter tries it again."
OFFERED = "DISCORD_CLIENT_SECRET"  # Enter goes on without it
WRONG_TOKEN = TOKEN.replace("a", "x")


class Admin:
    """Answers what they are asked, in a folder of their own, with both services on this machine."""

    def __init__(self, folder: Path, discord: Discord, anilist: StandIn) -> None:
        self.env_file = folder / ".env"
        self.discord = discord
        self.anilist = anilist
        self.asked: list[str] = []
        self.questions: list[str] = []
        self.said: list[str] = []
        self.services = {
            "DISCORD_API_URL": discord.api_url,
            "ANILIST_API_URL": anilist.api_url,
            "ANILIST_OAUTH_URL": anilist.oauth_url,
        }

    async def complete(self, *answers: str, **given: str) -> dict[str, str]:
        """What is set at the end, without the services."""
        left = list(answers)

        def ask(name: str, question: str) -> str:
            self.asked.append(name)
            self.questions.append(question)
            return "" if name == OFFERED and not left else left.pop(0)

        # The questions block, as a terminal does; the stand-ins go on meanwhile.
        texts = await asyncio.to_thread(
            complete, {**self.services, **given}, self.env_file, ask=ask, say=self.said.append
        )
        assert left == []
        return {name: text for name, text in texts.items() if name not in self.services}


@pytest.fixture
async def admin(tmp_path: Path) -> AsyncIterator[Admin]:
    anilist = StandIn(per_minute=None)
    async with Discord().serve() as discord, anilist.serve():
        yield Admin(tmp_path, discord, anilist)


async def test_three_answers_are_enough(admin: Admin) -> None:
    expected = {"DISCORD_TOKEN": TOKEN, "PUBLIC_URL": "http://localhost:8080", "ANILIST_CLIENT_ID": CLIENT_ID}
    assert await admin.complete(TOKEN, "http://localhost:8080", CLIENT_ID) == expected
    assert admin.asked == ["DISCORD_TOKEN", "PUBLIC_URL", "ANILIST_CLIENT_ID", OFFERED]
    assert texts_from({}, admin.env_file) == expected
    assert admin.said[1:] == [
        "  ✓ Discord knows the bot as Musubi",
        "  ✓ noted",
        "The redirect URL to enter at AniList: http://localhost:8080/callback",
        f"  ✓ AniList knows client {CLIENT_ID}",
        "The redirect to add and save at Discord, OAuth2: http://localhost:8080/discord",
    ]
    assert TOKEN not in "\n".join(admin.said + admin.questions)


async def test_only_what_is_missing_is_asked(admin: Admin) -> None:
    given = {"DISCORD_TOKEN": TOKEN, "PUBLIC_URL": "http://localhost:8080"}
    assert await admin.complete(CLIENT_ID, **given) == {**given, "ANILIST_CLIENT_ID": CLIENT_ID}
    assert admin.asked == ["ANILIST_CLIENT_ID", OFFERED]
    assert texts_from({}, admin.env_file) == {"ANILIST_CLIENT_ID": CLIENT_ID}


async def test_the_pin_page_needs_no_address(admin: Admin) -> None:
    admin.anilist.app.redirect_uri = admin.anilist.pin_url
    given = {"ANILIST_CLIENT_SECRET": admin.anilist.app.client_secret}
    await admin.complete(TOKEN, CLIENT_ID, **given)
    assert admin.asked == ["DISCORD_TOKEN", "ANILIST_CLIENT_ID"]
    assert f"The redirect URL to enter at AniList: {admin.anilist.pin_url}" in admin.said
    assert admin.said[-1] == f"  ✓ AniList knows client {CLIENT_ID}"


async def test_a_wrong_answer_is_explained_and_asked_again(admin: Admin) -> None:
    set_in_the_end = await admin.complete(
        *("", "hunter2", WRONG_TOKEN, f"Bot {TOKEN}"),
        *("http://musubi.example.org", "https://musubi.example.org/x", "http://localhost:8080/"),
        *("Musubi", "", "999", CLIENT_ID),
    )
    assert set_in_the_end["DISCORD_TOKEN"] == TOKEN
    assert [admin.asked.count(name) for name in ("DISCORD_TOKEN", "PUBLIC_URL", "ANILIST_CLIENT_ID")] == [4, 3, 4]
    refusals = [sentence for sentence in admin.said if sentence.startswith("  ✗ ")]
    for refusal, beginning in zip(
        refusals,
        (
            "DISCORD_TOKEN is not a bot token",
            "Discord does not accept DISCORD_TOKEN",
            "PUBLIC_URL must begin with https",
            "PUBLIC_URL must have no path",
            "ANILIST_CLIENT_ID must be the number",
            "AniList does not know client 999 with the redirect URL http://localhost:8080/callback",
        ),
        strict=True,
    ):
        assert refusal.startswith(f"  ✗ {beginning}")
    assert not any(secret in "\n".join(admin.said) for secret in ("hunter2", WRONG_TOKEN, TOKEN))
    assert texts_from({}, admin.env_file) == set_in_the_end


async def test_the_address_has_a_default_for_ones_own_machine(admin: Admin) -> None:
    admin.anilist.app.redirect_uri = "http://localhost:9000/callback"
    assert (await admin.complete(TOKEN, "", CLIENT_ID, PORT="9000"))["PUBLIC_URL"] == "http://localhost:9000"
    assert admin.questions[1].endswith("[http://localhost:9000]")


async def test_an_anilist_that_does_not_answer_holds_nobody_up(admin: Admin) -> None:
    admin.services["ANILIST_OAUTH_URL"] = f"{NOWHERE}/api/v2/oauth"
    assert (await admin.complete(TOKEN, "", "999"))["ANILIST_CLIENT_ID"] == "999"
    assert admin.said[-2].startswith("  ✓ noted, but not checked: AniList could not be reached")


async def test_a_discord_out_of_reach_is_said(admin: Admin) -> None:
    class GaveUp(Exception):
        pass

    def ask(name: str, question: str) -> str:
        if admin.said[1:]:
            raise GaveUp
        return TOKEN

    services = {**admin.services, "DISCORD_API_URL": NOWHERE}
    with pytest.raises(GaveUp):
        await asyncio.to_thread(complete, services, admin.env_file, ask=ask, say=admin.said.append)
    (refusal,) = admin.said[1:]
    assert refusal == (
        "  ✗ Discord can't be reached: check this machine's network, then try again. "
        "What you have typed is kept: Enter tries it again."
    )
    assert not admin.env_file.exists()


async def test_no_network_is_no_outage_of_anilist_and_what_was_typed_is_kept(admin: Admin) -> None:
    admin.services = dict.fromkeys(admin.services, NOWHERE)
    with pytest.raises(IndexError):  # they have no third answer
        await admin.complete("999", "", DISCORD_TOKEN=TOKEN, PUBLIC_URL="http://localhost:8080")
    refused = (
        "  ✗ Neither AniList nor Discord can be reached: check this machine's network, then try again. "
        "What you have typed is kept: Enter tries it again."
    )
    assert admin.said[2:] == [refused, refused]
    assert [question.endswith("[999]") for question in admin.questions] == [False, True, True]
    assert not admin.env_file.exists()


async def test_what_was_typed_is_tried_again_by_enter(admin: Admin) -> None:
    admin.discord.status = 503
    answers = [TOKEN, "", "http://localhost:8080", CLIENT_ID, ""]

    def ask(_name: str, question: str) -> str:
        admin.questions.append(question)
        admin.discord.status = 200 if len(admin.questions) > 1 else 503
        return answers.pop(0)

    texts = await asyncio.to_thread(complete, admin.services, admin.env_file, ask=ask, say=admin.said.append)
    assert texts["DISCORD_TOKEN"] == TOKEN
    assert admin.questions[1].endswith("[what you have typed]")
    assert TOKEN not in "".join(admin.questions + admin.said)


async def test_an_answer_can_be_corrected_later(admin: Admin) -> None:
    admin.anilist.app.redirect_uri = "http://localhost:9000/callback"
    answers = ("Back", TOKEN, "http://localhost:8000", "999", "back", "http://localhost:9000", CLIENT_ID)
    set_in_the_end = await admin.complete(*answers)
    assert set_in_the_end["PUBLIC_URL"] == "http://localhost:9000"
    assert texts_from({}, admin.env_file) == set_in_the_end
    assert admin.asked == [
        *("DISCORD_TOKEN", "DISCORD_TOKEN", "PUBLIC_URL", "ANILIST_CLIENT_ID", "ANILIST_CLIENT_ID"),
        *("PUBLIC_URL", "ANILIST_CLIENT_ID", OFFERED),
    ]
    assert admin.questions[5].endswith("[http://localhost:8000]")
    assert any(sentence.endswith("Type back to correct the address.") for sentence in admin.said)


async def test_the_sign_in_is_offered_and_checked(admin: Admin) -> None:
    given = {"DISCORD_TOKEN": TOKEN, "PUBLIC_URL": "http://localhost:8080"}
    answers = iter([CLIENT_ID, "wrong", CLIENT_SECRET, ""])

    def ask(name: str, question: str) -> str:
        admin.questions.append(question)
        if len(admin.questions) == 4:  # they have saved it meanwhile
            admin.discord.application["redirect_uris"] = ["http://localhost:8080/discord"]
        return next(answers)

    texts = await asyncio.to_thread(
        complete, {**admin.services, **given}, admin.env_file, ask=ask, say=admin.said.append
    )
    assert texts[OFFERED] == CLIENT_SECRET == texts_from({}, admin.env_file)[OFFERED]
    page = f"https://discord.com/developers/applications/{APPLICATION_ID}/oauth2"
    redirect = f"Redirect to add and save at {page}: http://localhost:8080/discord"
    assert admin.said[-3:] == [
        f"  ✗ Discord does not accept DISCORD_CLIENT_SECRET. Copy it from {page}, or reset it there.",
        f"  ✗ Discord does not know where to send browsers back to from the sign-in. {redirect}. {KEPT}",
        "  ✓ Discord accepts DISCORD_CLIENT_SECRET",
    ]
    assert admin.questions[3].endswith("[what you have typed]")
    assert CLIENT_SECRET not in "".join(admin.said + admin.questions)


async def test_nothing_is_offered_where_nothing_is_missing_or_no_page_is_served() -> None:
    least = {"DISCORD_TOKEN": TOKEN, "ANILIST_CLIENT_ID": "1"}
    for given, asked in (
        ({**least, "PUBLIC_URL": "http://localhost:1"}, []),
        ({**least, "ANILIST_CLIENT_SECRET": "s"}, []),
        ({"ANILIST_CLIENT_SECRET": "s"}, ["DISCORD_TOKEN", "ANILIST_CLIENT_ID"]),
        ({**least, OFFERED: "s"}, ["PUBLIC_URL"]),
        (least, ["PUBLIC_URL", OFFERED]),
    ):
        assert _to_ask(given) == asked


async def test_each_answer_is_written_at_once(admin: Admin) -> None:
    written: list[dict[str, str]] = []
    answers = [TOKEN, "http://localhost:8080", CLIENT_ID, ""]

    def ask(name: str, question: str) -> str:
        written.append(texts_from({}, admin.env_file))
        return answers[len(written) - 1]

    await asyncio.to_thread(complete, admin.services, admin.env_file, ask=ask, say=admin.said.append)
    assert [sorted(texts) for texts in written] == [
        [],
        ["DISCORD_TOKEN"],
        ["DISCORD_TOKEN", "PUBLIC_URL"],
        ["ANILIST_CLIENT_ID", "DISCORD_TOKEN", "PUBLIC_URL"],
    ]


async def test_another_setting_that_is_wrong_ends_it_before_anything_is_asked(admin: Admin) -> None:
    with pytest.raises(SettingsError, match=r"^PORT must be"):
        await admin.complete(PORT="http")
    assert admin.asked == []


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PORT=1\n")
    file.chmod(0o644)
    write_setting(file, "DISCORD_TOKEN", TOKEN)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [".env"]


def test_every_other_line_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(
        "# mine ✓\nPUBLIC_URL=\n\n  export DISCORD_TOKEN = old\n#DISCORD_TOKEN=x\nMY_DISCORD_TOKEN=y\nPUBLIC_URL=z"
    )
    write_setting(file, "DISCORD_TOKEN", TOKEN)
    write_setting(file, "PUBLIC_URL", "https://a.example")
    write_setting(file, "PORT", "80")
    assert file.read_text() == (
        f"# mine ✓\nPUBLIC_URL=https://a.example\n\nDISCORD_TOKEN={TOKEN}\n"
        "#DISCORD_TOKEN=x\nMY_DISCORD_TOKEN=y\nPORT=80\n"
    )


def test_the_example_can_be_filled_in(tmp_path: Path) -> None:
    example = (ROOT / ".env.example").read_text()
    file = tmp_path / ".env"
    file.write_text(example)
    write_setting(file, "DISCORD_TOKEN", TOKEN)
    assert file.read_text() == example.replace("DISCORD_TOKEN=\n", f"DISCORD_TOKEN={TOKEN}\n")
