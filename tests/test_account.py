"""/account and /unlink: what is remembered, who sees it, and the end of it."""

import json

import pytest

from cards.account import (
    ALL_DATA,
    DARK,
    HIDDEN,
    HIDDEN_BY_ADMINS,
    HIDDEN_EVERYWHERE,
    LIGHT,
    REJECTED_SINCE,
    REPLIES_IN_CHANNEL,
    REPLIES_PRIVATE,
    VISIBLE,
)
from cards.buttons import (
    AskUnlink,
    ConfirmUnlink,
    EnterCode,
    ExportAccount,
    KeepLink,
    RefreshAccount,
    StartLink,
    SwitchEverywhere,
    SwitchPictures,
    SwitchReplies,
    SwitchVisibility,
)
from cards.errors import OUR_FAULT, REJECTED, UNAVAILABLE
from cards.languages import ChooseMyLanguage
from cards.link import LINKED_AS, NOT_LINKED, STILL_LINKED
from cards.link_notices import NO_LONGER_LINKED
from cards.notifications import ShowNotifications
from demo import faults
from demo.anilist import TSUMUGI
from tests.kit.world import World, actions, by, says, words


@pytest.fixture
async def world(world: World) -> World:
    world.stand_in.world.favourites[TSUMUGI.id] = [1, 30051]
    await world.link("aoi")
    return world


async def test_the_panel_shows_what_is_remembered(world: World) -> None:
    panel = await world.slash("aoi", "account")
    assert panel.ephemeral
    text = words(panel.response)
    assert says(panel.response, LINKED_AS.format(name="[Tsumugi]"))
    assert "Watched with Juno" in text
    assert says(panel.response, VISIBLE) and "In Anime Club" in text
    lists = world.stand_in.world.lists
    anime, manga = (len(lists.of(TSUMUGI.id, kind)) for kind in ("ANIME", "MANGA"))
    assert f"{anime} anime · {manga} manga · 2 favourites" in text and " · Anime Club\n" in text
    seen = {RefreshAccount, SwitchVisibility, SwitchEverywhere, AskUnlink, ShowNotifications}
    settings = {SwitchReplies, SwitchPictures, ExportAccount, ChooseMyLanguage}
    assert actions(panel.response) == seen | settings


async def test_names_of_lists_can_not_format_the_panel(world: World) -> None:
    text = words((await world.slash("aoi", "account")).response)
    assert r"\`\*\~\_comfy\_\~\*\` \|\| \[a\]\(b\)" in text


async def test_hiding_here_and_showing_again(world: World) -> None:
    panel = await world.slash("aoi", "account")
    await world.press("aoi", panel, SwitchVisibility)
    assert says(panel.response, HIDDEN)
    assert await world.bot.store.visibility.hidden(world.users["aoi"].id, world.guild.id)
    await world.press("aoi", panel, SwitchVisibility)
    assert says(panel.response, VISIBLE)


async def test_whom_admins_have_hidden_is_told_so(world: World) -> None:
    await world.bot.store.members.hide(world.users["aoi"].id, world.guild.id, is_hidden=True)
    assert says((await world.slash("aoi", "account")).response, HIDDEN_BY_ADMINS)


async def test_hiding_everywhere_and_showing_again(world: World) -> None:
    panel = await world.slash("aoi", "account")
    await world.press("aoi", panel, SwitchVisibility)
    await world.press("aoi", panel, SwitchEverywhere)
    assert says(panel.response, HIDDEN_EVERYWHERE)
    assert SwitchVisibility not in actions(panel.response) and by(panel.response, SwitchEverywhere, visible=True)
    assert await world.bot.store.visibility.hidden_everywhere(world.users["aoi"].id)
    in_messages = await world.users["aoi"].slash("account")
    await world.users["aoi"].click(in_messages.response, **by(in_messages.response, SwitchEverywhere))
    panel = await world.slash("aoi", "account")
    assert says(panel.response, HIDDEN), "what was chosen for single servers stays"
    await world.press("aoi", panel, SwitchVisibility)
    assert await world.bot.store.members.shown(world.guild.id) == [world.users["aoi"].id]


async def test_pictures_dark_or_light(world: World) -> None:
    panel = await world.slash("aoi", "account")
    await world.press("aoi", panel, SwitchPictures)
    assert says(panel.response, LIGHT)
    assert await world.bot.store.preferences.light_pictures(world.users["aoi"].id)
    await world.restart()
    await world.press("aoi", panel, SwitchPictures)
    assert says(panel.response, DARK)


async def exported(world: World) -> tuple[bytes, dict[str, list[dict[str, object]]]]:
    panel = await world.slash("aoi", "account")
    result = await world.press("aoi", panel, ExportAccount)
    shown = result.followups[-1] if result.followups else result.response
    assert shown and shown.ephemeral and says(shown, ALL_DATA)
    content = await shown.attachments[0].read()
    return content, json.loads(content)


async def test_the_export_has_everything_but_the_token(world: World) -> None:
    requests = len(list(world.stand_in.requests))
    content, held = await exported(world)
    assert len(list(world.stand_in.requests)) == requests
    (link,) = held["links"]
    assert link["name"] == "Tsumugi" and "token" not in link
    lists = world.stand_in.world.lists
    assert len(held["entries"]) == sum(len(lists.of(TSUMUGI.id, kind)) for kind in ("ANIME", "MANGA")) > 50
    assert held["favourites"] and held["members"]
    token = await world.bot.store.links.token(world.users["aoi"].id)
    assert token and token.reveal().encode() not in content
    sealed = await world.bot.store.database.one("SELECT token FROM links")
    assert sealed and sealed["token"].hex().encode() not in content


async def test_how_to_be_answered(world: World) -> None:
    assert not (await world.slash("aoi", "list")).ephemeral
    panel = await world.slash("aoi", "account")
    assert says(panel.response, REPLIES_IN_CHANNEL)
    await world.press("aoi", panel, SwitchReplies)
    assert says(panel.response, REPLIES_PRIVATE)
    assert (await world.slash("aoi", "list")).ephemeral
    await world.restart()
    await world.press("aoi", panel, SwitchReplies)
    assert not (await world.slash("aoi", "list")).ephemeral
    in_messages = await world.users["aoi"].slash("account")
    await world.users["aoi"].click(in_messages.response, **by(in_messages.response, SwitchReplies))
    assert (await world.slash("aoi", "list")).ephemeral
    await world.bot.linking.unlink(world.users["aoi"].id)
    await world.press("aoi", panel, SwitchReplies)
    assert says(panel.response, NOT_LINKED)


async def test_hiding_from_the_card_in_the_direct_messages(world: World) -> None:
    result = await world.users["aoi"].click(world.dms("aoi")[0], **by(world.dms("aoi")[0], SwitchVisibility))
    assert says(result.response, HIDDEN) and "Anime Club" in words(result.response)
    assert says(world.dms("aoi")[0], LINKED_AS)


async def test_hiding_after_unlinking_says_that_nothing_is_linked(world: World) -> None:
    card = world.dms("aoi")[0]
    await world.bot.linking.unlink(world.users["aoi"].id)
    result = await world.users["aoi"].click(card, **by(card, SwitchVisibility))
    assert says(result.response, NOT_LINKED)


async def test_refresh_asks_anilist_for_settings_and_in_the_background_for_the_lists(world: World) -> None:
    panel = await world.slash("aoi", "account")
    await world.env.advance_time(60)
    world.stand_in.requests.clear()
    await world.press("aoi", panel, RefreshAccount)
    assert [seen.operation for seen in world.stand_in.requests] == ["Viewer", "Collection", "Collection"]
    assert f"<t:{world.clock()}:R>" in words(panel.response)


async def test_an_outage_is_said_and_the_panel_stays(world: World) -> None:
    panel = await world.slash("aoi", "account")
    world.stand_in.faults.arm(faults.html())
    result = await world.press("aoi", panel, RefreshAccount)
    assert says(result.followups[-1], UNAVAILABLE)
    assert says(panel.response, LINKED_AS)
    link = await world.bot.store.links.of(world.users["aoi"].id)
    assert link and link.rejected_at is None


async def test_a_dead_token_is_marked_and_leads_to_a_new_link(world: World) -> None:
    panel = await world.slash("aoi", "account")
    token = await world.bot.store.links.token(world.users["aoi"].id)
    assert token
    world.stand_in.revoke(token.reveal())
    result = await world.press("aoi", panel, RefreshAccount)
    assert says(result.followups[-1], REJECTED)
    panel = await world.slash("aoi", "account")
    assert says(panel.response, REJECTED_SINCE)
    assert StartLink in actions(panel.response) and RefreshAccount not in actions(panel.response)
    await world.slash("aoi", "link")
    assert EnterCode in actions(world.dms("aoi")[-1])


async def test_unlinking_asks_once_and_deletes_everything(world: World) -> None:
    question = await world.slash("aoi", "unlink")
    assert "Tsumugi" in words(question.response) and actions(question.response) == {ConfirmUnlink, KeepLink}
    await world.press("aoi", question, KeepLink)
    assert says(question.response, STILL_LINKED)

    question = await world.slash("aoi", "unlink")
    await world.press("aoi", question, ConfirmUnlink)
    assert "https://anilist.co/settings/apps" in words(question.response)
    assert says(world.dms("aoi")[-1], NO_LONGER_LINKED)
    assert await world.bot.store.links.count() == 0
    assert says((await world.slash("aoi", "account")).response, NOT_LINKED)
    assert says((await world.slash("aoi", "unlink")).response, NOT_LINKED)


async def test_leaving_a_server_forgets_who_hid_there(world: World) -> None:
    panel = await world.slash("aoi", "account")
    await world.press("aoi", panel, SwitchVisibility)
    guild = world.bot.get_guild(world.guild.id)
    assert guild
    await world.bot.on_guild_remove(guild)
    assert not await world.bot.store.visibility.hidden(world.users["aoi"].id, world.guild.id)


async def test_a_bug_of_ours_is_answered_and_logged_with_a_reference(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await world.bot.store.database.execute("UPDATE links SET anime = '7'")
    reply = await world.slash("aoi", "account")
    text = words(reply.followups[-1] if reply.followups else reply.response)
    assert OUR_FAULT in text
    record = next(record for record in caplog.records if "Unexpected error" in record.message)
    assert record.getMessage().split()[-1] in text
    assert len(world.env.errors) == 1
    assert world.bot.interactions.counts["command", "account", "bug"] == 1
