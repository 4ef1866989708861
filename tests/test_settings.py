"""/settings in Discord: who may open it, and that what is chosen holds everywhere at once."""

from typing import Any

import pytest

from cards.errors import ADMINS_ONLY
from cards.feed_buttons import OpenFeedHere, ShowFeeds, ShowSettings
from cards.languages import AS_THE_SERVER
from cards.settings import (
    HIDDEN,
    RESET,
    SHOWN,
    HideMember,
    ResetSettings,
    SwitchAdult,
    SwitchSocial,
    settings_card,
)
from store import GuildSettings, HiddenMembers
from tests.kit.lists import ADULT, Club, is_alone, told
from tests.kit.world import actions, labels, says, words


@pytest.fixture
def club(club: Club) -> Club:
    club.add_moderator("haru")
    return club


async def chosen(club: Club) -> GuildSettings:
    return await club.world.bot.store.guilds.of(club.world.guild.id)


async def panel(club: Club) -> Any:
    return await club.run("haru", "settings")


async def test_every_switch_and_back_after_a_restart(club: Club) -> None:
    shown = await panel(club)
    assert shown.ephemeral and "Anime Club" in words(shown.response)
    assert {SwitchSocial, SwitchAdult, ShowFeeds, ResetSettings} < actions(shown.response)
    await club.press("haru", shown.response, SwitchSocial)
    await club.press("haru", shown.response, SwitchAdult)
    await club.pick("haru", shown.response, "NATIVE", "musubi:settings:language")
    expected = GuildSettings(is_social=False, allows_adult=False, title_language="NATIVE")
    assert await chosen(club) == expected
    await club.world.restart()
    await club.press("haru", shown.response, SwitchSocial)
    assert await chosen(club) == GuildSettings(allows_adult=False, title_language="NATIVE")
    await club.press("haru", shown.response, SwitchAdult)
    assert await chosen(club) == GuildSettings(title_language="NATIVE")


async def test_only_who_may_manage_the_server(club: Club) -> None:
    shown = await panel(club)
    club.world.guild.remove_member(club.world.members["haru"])
    club.world.members["haru"] = club.world.guild.add_member(club.world.users["haru"])
    for button in (SwitchSocial, SwitchAdult, ResetSettings):
        pressed = await club.press("haru", shown.response, button)
        assert says(told(pressed), ADMINS_ONLY)
    for custom_id, value in (("musubi:settings:language", "NATIVE"), ("musubi:settings:member", None)):
        picked = [value] if value else [club.world.users["aoi"]]
        pressed = await club.world.members["haru"].select(shown.response, picked, custom_id=custom_id)
        assert is_alone(pressed) and says(told(pressed), ADMINS_ONLY)
    assert await chosen(club) == GuildSettings()
    assert await club.world.bot.store.members.hidden_by_admins(club.world.guild.id) == HiddenMembers()


async def test_hiding_a_member_and_showing_them_again(club: Club) -> None:
    shown, store, aoi = await panel(club), club.world.bot.store, club.world.users["aoi"]

    assert says(await hide_or_show(club, shown, aoi), HIDDEN)
    assert words(shown.response).count(f"<@{aoi.id}>") == 2, "the news, and the list"
    assert aoi.id not in await store.members.shown(club.world.guild.id)
    assert says(await hide_or_show(club, shown, aoi), SHOWN)
    assert aoi.id in await store.members.shown(club.world.guild.id)
    assert words(shown.response).count(f"<@{aoi.id}>") == 1, "the news"


async def test_whoever_has_not_linked_is_answered_about_the_same(club: Club) -> None:
    """Also whoever hides: admins learn of nobody whether they have linked."""
    shown, ren = await panel(club), club.world.members["ren"]
    stranger = club.world.guild.add_member(club.world.env.create_user("stranger"))
    await club.world.bot.store.visibility.hide(ren.id, club.world.guild.id)

    async def said(user: Any) -> list[str]:
        picks = [words(await hide_or_show(club, shown, user)) for _ in range(2)]
        return [text.replace(str(user.id), "somebody") for text in picks]

    assert await said(stranger) == await said(ren)
    assert "1 member" in words(await hide_or_show(club, shown, ren))


async def hide_or_show(club: Club, shown: Any, user: Any) -> Any:
    """Pick them on the panel; returns the panel as it is then."""
    haru = club.world.members["haru"]
    return (await haru.select(shown.response, [user], custom_id="musubi:settings:member")).response


async def test_the_feeds_are_one_press_away_and_so_is_the_way_back(club: Club) -> None:
    shown = (await panel(club)).response
    await club.press("haru", shown, ShowFeeds)
    await club.press("haru", shown, OpenFeedHere)
    await club.press("haru", shown, ShowFeeds)
    await club.press("haru", shown, ShowSettings)
    assert "Anime Club" in words(shown) and any("1" in label for label in labels(shown))


async def test_reset_asks_once_and_forgets_what_admins_chose(club: Club) -> None:
    shown, store, aoi = await panel(club), club.world.bot.store, club.world.users["aoi"].id
    guild_id = club.world.guild.id
    await club.press("haru", shown.response, SwitchSocial)
    await club.press("haru", shown.response, SwitchAdult)
    await store.members.hide(aoi, guild_id, is_hidden=True)
    await club.press("haru", shown.response, ResetSettings)
    assert says(shown.response, AS_THE_SERVER), "the language goes, too"
    await club.press("haru", shown.response, ResetSettings, answer="no")
    assert not (await chosen(club)).is_social and HideMember in actions(shown.response)
    await club.press("haru", shown.response, ResetSettings)
    await club.press("haru", shown.response, ResetSettings)
    assert says(shown.response, RESET)
    assert await chosen(club) == GuildSettings() and store.guilds.allows_adult(guild_id)
    assert aoi in await store.members.shown(guild_id)


async def test_adult_titles_nowhere_means_nowhere(club: Club) -> None:
    """Where they were allowed they were answered in the channel; now to the viewer alone, as in any other channel."""
    club.restrict(to_adults=True)
    commands = (("anime", {"title": f"id:{ADULT}"}), ("watched", {"title": f"id:{ADULT}"}))
    for name, options in commands:
        assert not is_alone(await club.run("aoi", name, **options))
    shown = await panel(club)
    assert "Elsewhere, only the person who asks for one sees it." in words(shown.response), "an admin reads it for all"
    await club.press("haru", shown.response, SwitchAdult)
    standing = club.public().count("Angel Blade")
    for name, options in commands:
        assert is_alone(await club.run("aoi", name, **options))
    await club.world.restart()
    club.restrict(to_adults=True)
    assert is_alone(await club.run("aoi", "anime", title=f"id:{ADULT}")), "after a restart"
    assert club.public().count("Angel Blade") == standing
    direct = await club.world.users["aoi"].slash("anime", title=f"id:{ADULT}")
    assert str(ADULT) in str(direct.response.components), "in their own messages it is theirs"


def test_the_panel_holds_many_hidden_members() -> None:
    card = settings_card("*" * 100, GuildSettings(), HiddenMembers(tuple(range(10**18, 10**18 + 400)), 400))
    assert card.content_length() < 4000 and "and 375 more" in str(card.to_components())
