"""The whole way as a person goes it: Discord in SimCord, AniList's pages and Musubi's in Chromium, on a phone."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from cards.buttons import EnterCode
from cards.link import ENDED, LINKED_AS
from demo.anilist import JUNO, TSUMUGI, AniListUser
from tests.kit.browsers import BROWSING
from tests.kit.languages import speaking_tagged, tags
from tests.kit.world import World, address, card_of, labels, open_world, says, words
from web.texts import PROBLEMS
from web.troubles import WRONG_ACCOUNT

pytestmark = BROWSING


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncGenerator[Page]:
    """On a phone."""
    context = await browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    yield await context.new_page()
    await context.close()


async def approve(page: Page, url: str, person: AniListUser = TSUMUGI) -> None:
    """Open the card's address, log in at AniList as `person`, approve."""
    await page.goto(url)
    await page.get_by_role("button", name=person.name).click()
    await page.get_by_role("button", name="Approve").click()


async def tap_link(page: Page) -> None:
    await expect(page.locator("#ask h1")).to_be_visible()
    await page.locator("#link").click()


async def code_on(page: Page) -> str:
    shown = page.locator(".code")
    await expect(shown).to_be_visible()
    return await shown.inner_text()


async def link_of(world: World, name: str = "aoi") -> str:
    """Run /link in the server; the address on the card."""
    await world.slash(name, "link")
    return address(world.dms(name)[-1], "Approve on AniList")


@pytest.mark.parametrize("with_secret", [False, True], ids=["implicit", "code"])
async def test_a_link_from_discord_to_done(tmp_path: Path, page: Page, with_secret: bool) -> None:
    async with open_world(tmp_path, with_secret=with_secret) as world:
        await approve(page, await link_of(world))
        await expect(page.locator("#ask")).to_contain_text("@aoi")
        await expect(page.locator("#ask")).to_contain_text("Anime Club")
        assert page.url == f"{world.settings.public_url}/callback"
        await tap_link(page)
        await world.enter_code("aoi", await code_on(page))
        await expect(page.locator("#done h1")).to_be_visible()
        assert says(world.dms("aoi")[0], LINKED_AS.format(name="[Tsumugi]"))


async def test_a_pin_from_anilists_page(tmp_path: Path, page: Page) -> None:
    async with open_world(tmp_path, with_secret=True, has_address=False) as world:
        await approve(page, await link_of(world))
        await world.enter_code("aoi", await page.locator("textarea").input_value())
        assert says(world.dms("aoi")[0], LINKED_AS.format(name="[Tsumugi]"))


async def test_no_at_anilist_links_nothing(tmp_path: Path, page: Page) -> None:
    async with open_world(tmp_path) as world:
        await page.goto(await link_of(world))
        await page.get_by_role("button", name=TSUMUGI.name).click()
        await page.get_by_role("button", name="Deny").click()
        await expect(page.locator("#problem h1")).to_have_text(PROBLEMS["denied"][0])
        assert await world.bot.store.links.count() == 0


async def test_a_forwarded_link_names_the_attacker_and_binds_nothing(tmp_path: Path, page: Page) -> None:
    async with open_world(tmp_path) as world:
        await approve(page, await link_of(world, "ren"), JUNO)
        await expect(page.locator("#ask")).to_contain_text("@ren")
        await expect(page.locator("#ask")).to_contain_text("12 days ago")
        async with page.expect_response("**/link/cancel"):
            await page.locator("#cancel").click()
        await expect(page.locator("#cancelled h1")).to_be_visible()
        assert says(world.dms("ren")[0], ENDED)
        assert [seen.operation for seen in world.stand_in.requests] == []


async def test_with_closed_direct_messages(tmp_path: Path, page: Page) -> None:
    async with open_world(tmp_path) as world:
        world.close_dms("aoi")
        reply = await world.slash("aoi", "link")
        await approve(page, address(reply.response, "Approve on AniList"))
        await tap_link(page)
        code = await code_on(page)
        shown = await world.press("aoi", reply, EnterCode)
        await world.members["aoi"].submit_modal(shown, {"musubi:code": code})
        await expect(page.locator("#done h1")).to_be_visible()
        assert says(reply.response, LINKED_AS.format(name="[Tsumugi]"))


async def test_a_reload_says_that_the_code_still_counts(tmp_path: Path, page: Page) -> None:
    async with open_world(tmp_path) as world:
        await approve(page, await link_of(world))
        await tap_link(page)
        code = await code_on(page)
        await page.reload()
        await expect(page.locator("#problem")).to_contain_text(PROBLEMS["nothing"][1])
        await world.enter_code("aoi", code)
        assert says(world.dms("aoi")[0], LINKED_AS.format(name="[Tsumugi]"))


async def test_a_browser_of_some_years_ago_will_do(tmp_path: Path, page: Page) -> None:
    async with open_world(tmp_path) as world:
        await page.add_init_script("delete AbortSignal.timeout")  # Safari has it since 16
        await approve(page, await link_of(world))
        await tap_link(page)
        assert await code_on(page)


async def test_a_restart_while_the_page_waits(tmp_path: Path, page: Page) -> None:
    async with open_world(tmp_path) as world:
        await approve(page, await link_of(world))
        await expect(page.locator("#ask")).to_be_visible()
        await world.restart()
        await tap_link(page)
        await world.enter_code("aoi", await code_on(page))
        await expect(page.locator("#done h1")).to_be_visible()


async def test_the_page_has_the_browsers_language_and_the_card_the_persons(tmp_path: Path, browser: Browser) -> None:
    context = await browser.new_context(locale="de-AT")
    page = await context.new_page()
    with speaking_tagged("de", "ja"):
        async with open_world(tmp_path) as world:
            world.set_locale("aoi", "ja")
            await world.slash("aoi", "link")
            assert tags(words(world.dms("aoi")[0])) == {"ja"}
            await approve(page, address(world.dms("aoi")[0], "ja·Approve on AniList"))
            await expect(page.locator("#cancel")).to_be_enabled()
            assert tags(await page.locator("#ask").inner_text()) == {"de"}
            async with page.expect_response("**/link/cancel"):
                await page.locator("#cancel").click()
            assert tags(await page.locator("#cancelled").inner_text()) == {"de"}
            assert says(world.dms("aoi")[0], f"ja·{ENDED}") and tags(words(world.dms("aoi")[0])) == {"ja"}
    await context.close()


@pytest.mark.parametrize(("locale", "tag"), [("ja", "ja·"), ("de", "de·"), ("ko", "")])
async def test_the_page_names_a_button_as_discord_shows_it(
    tmp_path: Path, browser: Browser, locale: str, tag: str
) -> None:
    context = await browser.new_context(locale="de-AT")
    page = await context.new_page()
    with speaking_tagged("de", "ja"):
        async with open_world(tmp_path) as world:
            world.set_locale("aoi", locale)
            await world.slash("aoi", "link")
            card = world.dms("aoi")[0]
            assert f"{tag}Enter code" in labels(card)
            await approve(page, address(card, f"{tag}Approve on AniList"))
            await tap_link(page)
            await expect(page.locator("#code [data-slot=enter_code]")).to_have_text(f"{tag}Enter code")
    await context.close()


class TestSignIn:
    """With ``DISCORD_CLIENT_SECRET``: the browser signs in to Discord, and nobody types anything."""

    @pytest_asyncio.fixture(loop_scope="session")
    async def world(self, tmp_path: Path) -> AsyncGenerator[World]:
        async with open_world(tmp_path, with_sign_in=True) as world:
            yield world

    async def sign_in(self, page: Page, name: str) -> None:
        await page.get_by_role("button", name=name).click()
        await page.get_by_role("button", name="Authorize").click()

    async def test_the_owner_signs_in(self, world: World, page: Page) -> None:
        reply = await world.slash("aoi", "link")
        await approve(page, address(world.dms("aoi")[-1], "Approve on AniList"))
        await tap_link(page)
        await self.sign_in(page, "aoi")
        await expect(page.locator("#done h1")).to_be_visible()
        assert "code" not in page.url
        assert says(world.dms("aoi")[0], LINKED_AS.format(name="[Tsumugi]"))
        assert says(reply.response, LINKED_AS.format(name="[Tsumugi]"))

    async def test_whoever_else_signs_in_links_nothing(self, world: World, page: Page) -> None:
        await approve(page, await link_of(world, "ren"), JUNO)
        await tap_link(page)
        await self.sign_in(page, "aoi")
        await expect(page.locator("#problem h1")).to_have_text(WRONG_ACCOUNT.heading)
        assert says(world.dms("ren")[0], ENDED)
        assert await world.bot.store.links.count() == 0

    async def test_there_is_no_code_to_enter(self, world: World) -> None:
        await link_of(world)
        with pytest.raises(StopIteration):
            card_of(world.dms("aoi"))
