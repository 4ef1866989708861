"""/link, from the button to the stored token, for each grant and proof; and what a stranger can't do with it."""

from collections.abc import AsyncGenerator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from cards.buttons import AskUnlink, EnterCode, ShowMyBehind, ShowMyList, ShowMyReminders, StartLink, SwitchVisibility
from cards.errors import CODE_REFUSED, LINK_GONE, NO_CODE_NEEDED, OUT_OF_TRIES, TOO_MANY_LINKS, WRONG_CODE
from cards.link import ALREADY_LINKED, APPROVE_FIRST, CHECK_DMS, ENDED, LINKED_AGAIN_AS, LINKED_AS, NOT_YOU
from cards.link_notices import MOVED
from cards.list_buttons import CatchUp
from cards.list_selects import ShowStatus
from cards.remind import SwitchReminders
from demo import faults
from demo.anilist import JUNO, TSUMUGI
from redaction import Secret
from tests.kit.servers import COMMAND, a_user, called, in_server
from tests.kit.wired import open_wired
from tests.kit.world import World, actions, address, by, card_of, open_world, says, state_in, words


async def linked_as(world: World, name: str) -> str | None:
    link = await world.bot.store.links.of(world.users[name].id)
    return link.name if link else None


async def test_a_person_links(world: World) -> None:
    reply = await world.slash("aoi", "link")
    assert reply.ephemeral
    assert says(reply.response, CHECK_DMS)
    card = world.dms("aoi")[-1]
    assert str(card.id) in address(reply.response, "Open my message")

    state = state_in(card)
    who = await world.post("/link/who", state=state)
    assert (who.body["name"], who.body["guild"]) == ("aoi", "Anime Club")
    answer = await world.present(state)
    assert answer.body["anilist"] == "Tsumugi"
    assert (await world.post("/link/progress", ticket=answer.body["ticket"])).body == {"status": "waiting"}

    await world.enter_code("aoi", answer.body["code"].lower().replace("-", " "))
    assert (await world.post("/link/progress", ticket=answer.body["ticket"])).body == {"status": "linked"}
    (told,) = world.dms("aoi")
    assert told.id != card.id, "a new message: Discord notifies nobody of an edit"
    assert says(told, LINKED_AS.format(name="[Tsumugi]")) and "**Anime Club**" in words(told) and says(told, NOT_YOU)
    assert says(reply.response, LINKED_AS.format(name="[Tsumugi]"))
    steps = {ShowMyList, ShowMyBehind, ShowMyReminders}
    assert actions(told) == {*steps, SwitchVisibility, AskUnlink} and actions(reply.response) == steps
    assert await linked_as(world, "aoi") == "Tsumugi"
    assert [seen.operation for seen in world.stand_in.requests] == ["Viewer", "Collection", "Collection"]


@pytest.mark.parametrize("where", ["message", "server"])
async def test_the_next_steps_answer_below_the_news(world: World, where: str) -> None:
    reply = await world.slash("aoi", "link")
    await world.finish_link("aoi")
    news = world.dms("aoi")[-1] if where == "message" else reply.response
    assert news is not None
    presser = world.users["aoi"] if where == "message" else world.members["aoi"]
    for step, answer in ((ShowMyList, ShowStatus), (ShowMyBehind, CatchUp), (ShowMyReminders, SwitchReminders)):
        result = await presser.click(news, **by(news, step))
        assert answer in actions(result.response) - actions(news), step
        assert result.ephemeral == (where == "server")
    assert world.general.history(viewer=world.members["ren"]) == []


async def test_a_result_that_cant_be_sent_takes_the_cards_place(world: World) -> None:
    answer = await world.present(await world.begin("aoi"))
    world.close_dms("aoi")
    await world.enter_code("aoi", answer.body["code"])
    (card,) = world.dms("aoi")
    assert says(card, LINKED_AS.format(name="[Tsumugi]"))


async def test_nothing_of_a_link_is_public(world: World) -> None:
    await world.link("aoi")
    await world.slash("aoi", "link")
    await world.slash("aoi", "account")
    await world.slash("aoi", "unlink")
    assert world.general.history(viewer=world.members["ren"]) == []


async def test_in_direct_messages_the_card_comes_right_there(world: World) -> None:
    reply = await world.users["aoi"].slash("link")
    assert [message.id for message in world.dms("aoi")] == [reply.response.id]
    answer = await world.present(state_in(reply.response))
    await world.enter_code("aoi", answer.body["code"])
    assert says(world.dms("aoi")[0], LINKED_AS.format(name="[Tsumugi]"))


@pytest.mark.parametrize("code", [50007, 50278])
async def test_with_closed_direct_messages_the_card_comes_in_the_ephemeral_reply(world: World, code: int) -> None:
    world.close_dms("aoi", code)
    reply = await world.slash("aoi", "link")
    assert reply.ephemeral
    answer = await world.present(state_in(reply.response))
    shown = await world.press("aoi", reply, EnterCode)
    await world.members["aoi"].submit_modal(shown, {"musubi:code": answer.body["code"]})
    assert says(reply.response, LINKED_AS.format(name="[Tsumugi]"))
    assert await linked_as(world, "aoi") == "Tsumugi"
    assert world.general.history(viewer=world.members["ren"]) == []


async def test_a_wrong_code_says_how_many_tries_are_left_and_the_last_one_ends_it(world: World) -> None:
    answer = await world.present(await world.begin("aoi"))
    for left in ("4 tries", "3 tries", "2 tries", "1 try"):
        result = await world.enter_code("aoi", "0000-0000")
        assert left in words(result.followups[-1])
        assert result.followups[-1].ephemeral
    card = card_of(world.dms("aoi"))
    result = await world.enter_code("aoi", "0000-0000")
    assert says(result.followups[-1], OUT_OF_TRIES)
    assert says(world.dms("aoi")[0], ENDED)
    assert (await world.post("/link/progress", ticket=answer.body["ticket"])).body == {"status": "ended"}
    late = await world.users["aoi"].click(world.dms("aoi")[0], **by(world.dms("aoi")[0], StartLink))
    assert late.acknowledged
    assert await linked_as(world, "aoi") is None
    assert card.id == world.dms("aoi")[0].id


async def test_a_forwarded_link_binds_nothing(world: World) -> None:
    """Ren runs /link and has Aoi's owner, JUNO, approve it; without the code on JUNO's page Ren gets nowhere."""
    state = await world.begin("ren")
    shown = await world.post("/link/who", state=state)
    assert (shown.body["name"], shown.body["id"]) == ("ren", str(world.users["ren"].id))
    answer = await world.present(state, JUNO)
    for _ in range(5):
        await world.enter_code("ren", "AAAA-AAAA", card_of(world.dms("ren")))
    result = await world.users["ren"].click(world.dms("ren")[0], **by(world.dms("ren")[0], StartLink))
    assert result.acknowledged
    again = await world.enter_code_bare("ren", answer.body["code"])
    assert says(again, APPROVE_FIRST), "the code on JUNO's page is no use to Ren"
    assert await world.bot.store.links.count() == 0


async def test_somebody_elses_code_is_no_use(world: World) -> None:
    answer = await world.present(await world.begin("aoi"))
    await world.present(await world.begin("ren"), JUNO)
    result = await world.enter_code("ren", answer.body["code"])
    assert says(result.followups[-1], WRONG_CODE)
    assert await world.bot.store.links.count() == 0


async def test_enter_code_before_the_page_leads_to_the_same_approval(world: World) -> None:
    state = await world.begin("aoi")
    result = await world.users["aoi"].click(card_of(world.dms("aoi")), **by(card_of(world.dms("aoi")), EnterCode))
    assert says(result.response, APPROVE_FIRST)
    assert state_in(result.response) == state
    answer = await world.present(state)
    await world.enter_code("aoi", answer.body["code"])
    assert await linked_as(world, "aoi") == "Tsumugi"


async def test_enter_code_when_the_time_to_approve_is_over_leads_to_a_new_attempt(world: World) -> None:
    await world.begin("aoi")
    await world.env.advance_time(601)
    result = await world.users["aoi"].click(card_of(world.dms("aoi")), **by(card_of(world.dms("aoi")), EnterCode))
    assert says(result.response, LINK_GONE) and actions(result.response) == {StartLink}


async def test_a_cancelled_page_turns_the_card(world: World) -> None:
    reply = await world.slash("aoi", "link")
    state = state_in(world.dms("aoi")[-1])
    assert (await world.post("/link/cancel", state=state)).status == 200
    assert says(world.dms("aoi")[-1], ENDED)
    assert says(reply.response, ENDED)
    assert (await world.present(state)).status == 410


async def test_an_outage_of_anilist_costs_nothing_but_time(world: World) -> None:
    state = await world.begin("aoi")
    world.stand_in.faults.arm(faults.html())
    answer = await world.present(state)
    assert (answer.status, answer.body["retry"]) == (503, True)
    answer = await world.present(state)
    await world.enter_code("aoi", answer.body["code"])
    assert await linked_as(world, "aoi") == "Tsumugi"


async def test_anilists_own_words_on_an_outage_are_passed_on(world: World) -> None:
    state = await world.begin("aoi")
    world.stand_in.faults.arm(faults.disabled())
    assert "temporarily disabled" in (await world.present(state)).body["message"]


async def test_a_token_for_another_app_is_refused(world: World) -> None:
    state = await world.begin("aoi")
    token = world.stand_in.token_for(TSUMUGI, believed=True, aud="999")
    assert (await world.post("/link", state=state, token=token)).status == 422
    assert says(world.dms("aoi")[-1], ENDED)
    assert await world.bot.store.links.count() == 0


async def test_the_fourth_link_in_ten_minutes_has_to_wait(world: World) -> None:
    for _ in range(3):
        await world.begin("aoi")
    reply = await world.slash("aoi", "link")
    assert says(reply.followups[-1] if reply.followups else reply.response, TOO_MANY_LINKS)
    assert len(world.env.errors) == 1
    await world.env.advance_time(601)
    await world.begin("aoi")


async def test_linking_again_keeps_one_link_and_says_so(world: World) -> None:
    await world.link("aoi")
    reply = await world.slash("aoi", "link")
    assert says(reply.response, ALREADY_LINKED.format(name="[Tsumugi]"))
    assert actions(reply.response) == {StartLink, AskUnlink}
    await world.press("aoi", reply, StartLink)
    answer = await world.present(state_in(world.dms("aoi")[-1]), JUNO)
    await world.enter_code("aoi", answer.body["code"])
    assert says(world.dms("aoi")[-1], LINKED_AGAIN_AS.format(name="[Juno]"))
    assert await linked_as(world, "aoi") == "Juno"
    assert await world.bot.store.links.count() == 1


async def test_an_account_that_moves_is_told_to_its_former_holder(world: World) -> None:
    await world.link("aoi")
    await world.link("ren")
    assert await linked_as(world, "aoi") is None
    assert await linked_as(world, "ren") == "Tsumugi"
    assert says(world.dms("aoi")[-1], MOVED)


async def test_a_restart_before_the_page_loses_nothing(world: World) -> None:
    state = await world.begin("aoi")
    await world.restart()
    answer = await world.present(state)
    await world.enter_code("aoi", answer.body["code"])
    assert says(world.dms("aoi")[0], LINKED_AS.format(name="[Tsumugi]"))


async def test_a_restart_before_the_code_changes_nothing(world: World) -> None:
    reply = await world.slash("aoi", "link")
    answer = await world.present(state_in(world.dms("aoi")[-1]))
    shown = await world.users["aoi"].click(card_of(world.dms("aoi")), **by(card_of(world.dms("aoi")), EnterCode))
    await world.restart()
    assert (await world.post("/link/progress", ticket=answer.body["ticket"])).body == {"status": "waiting"}
    await world.users["aoi"].submit_modal(shown, {"musubi:code": answer.body["code"]})
    assert (await world.post("/link/progress", ticket=answer.body["ticket"])).body == {"status": "linked"}
    (told,) = world.dms("aoi")
    assert says(told, LINKED_AS.format(name="[Tsumugi]"))
    assert says(reply.response, LINKED_AS.format(name="[Tsumugi]")), "it is edited by another process"


async def test_where_a_link_began_its_person_is_a_member_wherever_it_ends(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = await world.present(await world.begin("aoi"))
    monkeypatch.setattr(world.bot, "get_guild", lambda _: None)  # the server is another process's
    await world.enter_code("aoi", answer.body["code"])
    assert await world.bot.store.members.uses(world.users["aoi"].id, world.guild.id)


async def test_the_reply_is_left_alone_when_its_time_is_over(world: World) -> None:
    reply = await world.slash("aoi", "link")
    await world.env.advance_time(590)
    answer = await world.present(state_in(world.dms("aoi")[-1]))
    await world.env.advance_time(400)
    await world.enter_code("aoi", answer.body["code"])
    assert says(world.dms("aoi")[0], LINKED_AS)
    assert says(reply.response, CHECK_DMS)


class TestCodeGrant:
    """With ``ANILIST_CLIENT_SECRET``: a one-time code comes back instead of a token."""

    @pytest.fixture
    async def world(self, tmp_path: Path) -> AsyncGenerator[World]:
        async with open_world(tmp_path, with_secret=True) as world:
            yield world

    async def test_a_person_links(self, world: World) -> None:
        await world.slash("aoi", "link")
        url = address(world.dms("aoi")[-1], "Approve on AniList")
        assert parse_qs(urlsplit(url).query)["response_type"] == ["code"]
        back = await world.approve(url, TSUMUGI)
        answer = await world.post("/link", state=back["state"], code=back["code"])
        await world.enter_code("aoi", answer.body["code"])
        assert await linked_as(world, "aoi") == "Tsumugi"
        assert [seen.operation for seen in world.stand_in.requests] == ["token", "Viewer", "Collection", "Collection"]

    async def test_a_spent_code_is_refused(self, world: World) -> None:
        await world.slash("aoi", "link")
        back = await world.approve(address(world.dms("aoi")[-1], "Approve on AniList"), TSUMUGI)
        await world.post("/link", state=back["state"], code=back["code"])
        answer = await world.post("/link", state=await world.begin("ren"), code=back["code"])
        assert (answer.status, answer.body["error"]) == (422, "rejected")


async def test_once_the_sign_in_is_the_proof_no_code_is_taken(world: World) -> None:
    """Neither by the button of an older card, nor by a form that was open when Musubi started anew."""
    answer = await world.present(await world.begin("aoi"))
    card, aoi = world.dms("aoi")[-1], world.users["aoi"]
    form = await aoi.click(card, **by(card, EnterCode))
    await world.restart(msgspec.structs.replace(world.settings, discord_client_secret=Secret("set meanwhile")))
    typed = await aoi.submit_modal(form, {"musubi:code": answer.body["code"]})
    pressed = await aoi.click(card, **by(card, EnterCode))
    assert pressed.modal is None
    for said in (typed.followups[-1], pressed.response):
        assert says(said, NO_CODE_NEEDED)
        assert actions(said) == {StartLink}
    assert await linked_as(world, "aoi") is None


class TestPin:
    """With the secret and without an address: the code from AniList's pin page is pasted, and nothing is served."""

    @pytest.fixture
    async def world(self, tmp_path: Path) -> AsyncGenerator[World]:
        async with open_world(tmp_path, with_secret=True, has_address=False) as world:
            yield world

    async def test_a_person_links(self, world: World) -> None:
        reply = await world.slash("aoi", "link")
        url = address(world.dms("aoi")[-1], "Approve on AniList")
        assert "state" not in parse_qs(urlsplit(url).query)
        back = await world.approve(url, TSUMUGI)
        result = await world.enter_code("aoi", f"  {'x' * 30}  ")
        assert says(result.followups[-1], CODE_REFUSED)
        await world.enter_code("aoi", f" {back['code']}\n")
        assert says(world.dms("aoi")[0], LINKED_AS.format(name="[Tsumugi]"))
        assert says(reply.response, LINKED_AS.format(name="[Tsumugi]"))

    async def test_the_fifth_wrong_code_ends_the_attempt(self, world: World) -> None:
        await world.slash("aoi", "link")
        for _ in range(4):
            result = await world.enter_code("aoi", "x" * 30)
            assert says(result.followups[-1], CODE_REFUSED)
        result = await world.enter_code("aoi", "x" * 30)
        assert says(result.followups[-1], OUT_OF_TRIES)
        assert says(world.dms("aoi")[0], ENDED)
        assert [seen.operation for seen in world.stand_in.requests] == ["token"] * 5

    async def test_a_pasted_code_needs_an_open_attempt(self, world: World) -> None:
        await world.slash("aoi", "link")
        back = await world.approve(address(world.dms("aoi")[-1], "Approve on AniList"), TSUMUGI)
        await world.env.advance_time(601)
        result = await world.enter_code("aoi", back["code"])
        assert says(result.followups[-1], LINK_GONE)
        assert await world.bot.store.links.count() == 0

    async def test_the_attempt_outlives_a_restart(self, world: World) -> None:
        await world.slash("aoi", "link")
        back = await world.approve(address(world.dms("aoi")[-1], "Approve on AniList"), TSUMUGI)
        shown = await world.users["aoi"].click(card_of(world.dms("aoi")), **by(card_of(world.dms("aoi")), EnterCode))
        await world.restart()
        await world.users["aoi"].submit_modal(shown, {"musubi:code": back["code"]})
        assert says(world.dms("aoi")[0], LINKED_AS.format(name="[Tsumugi]"))


async def test_a_server_without_musubi_is_named_by_its_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Discord names no other server; the page puts the name into a sentence of the reader's language."""
    elsewhere, number = 900 << 22, 12345
    async with open_wired(tmp_path, monkeypatch) as wired:
        where = in_server(elsewhere, a_user(number))
        data = called(wired.discord.commands["link"], "link", {})
        await wired.discord.interact(COMMAND, data, where, token := wired.new_token())
        await wired.answered(token)
        attempt = await wired.bot.store.attempts.live_for(number)
        assert attempt and (attempt.guild_name, attempt.is_in_guild) == (str(elsewhere), False)
