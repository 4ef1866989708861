"""The demo's Discord channel, with a small bot of its own, as a person meets it in Chromium."""

import asyncio
import base64
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import aiohttp
import discord
import pytest
import pytest_asyncio
from aiohttp import web
from discord import ui
from discord.ext import commands, tasks
from playwright.async_api import Browser, BrowserContext, FilePayload, Locator, Page, expect
from simcord.enums import ChannelType

from demo.channel import Channel, ChannelWorld, Clock, open_channel
from demo.channel.stage import KEPT
from demo.channel.world import PATIENCE
from demo.serving import serving
from tests.kit.browsers import BROWSING

pytestmark = BROWSING
PICTURE = "http://localhost:1/avatar/1.png"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
HOUR = 3600
SCROLL_UP = """timeline => { timeline.scrollTo(0, 0); timeline.dispatchEvent(new Event("wheel")); }"""  # as by hand


class Card(ui.LayoutView):
    def __init__(self, text: str, *rows: ui.Item[ui.LayoutView], picture: str = PICTURE) -> None:
        super().__init__(timeout=None)
        self.add_item(ui.Container(ui.Section(text, accessory=ui.Thumbnail(picture)), *rows))


class Enter(ui.DynamicItem[ui.Button[Any]], template="enter"):
    def __init__(self) -> None:
        super().__init__(ui.Button(label="Enter code", custom_id="enter"))

    @classmethod
    async def from_custom_id(cls, interaction, item, match, /):
        return cls()

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Code())


class Code(ui.Modal, title="Enter the code"):
    code: ui.Label[ui.Modal] = ui.Label(text="Code", component=ui.TextInput(custom_id="code"))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        bot, field = interaction.client, self.code.component
        assert isinstance(bot, Hello) and isinstance(field, ui.TextInput) and bot.asked
        await interaction.response.edit_message(view=Card(f"Welcome, {field.value}"))
        await bot.asked.edit_original_response(view=Card("You are known."))


class Hello(commands.AutoShardedBot):
    """DMs a card to whoever says hello. `site` is where its link leads."""

    def __init__(self, site: str = "http://localhost:1") -> None:
        super().__init__(commands.when_mentioned, intents=discord.Intents(guilds=True), help_command=None)
        self.site = site
        self.asked: discord.Interaction | None = None
        self.card: discord.Message | None = None
        self.hours = 0
        self.hour_passed = asyncio.Event()
        self.tree.command(name="hello", description="Say hello")(self.hello)
        self.tree.command(name="think", description="Never answer")(self.think)
        self.tree.command(name="weigh", description="Weigh a file")(self.weigh)

    async def setup_hook(self) -> None:
        self.add_dynamic_items(Enter)
        await self.tree.sync()
        self.every_hour.start()

    async def hello(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        self.asked = interaction
        enter: Any = Enter()
        row = ui.ActionRow(ui.Button(label="Open the page", url=self.site), enter)
        self.card = await interaction.user.send(view=Card("## Hello there", row, picture="http://localhost:1/none.png"))
        link = ui.Button(label="Open messages", url=f"https://discord.com/channels/@me/{self.card.channel.id}")
        await interaction.edit_original_response(view=Card("Look at your messages.", ui.ActionRow(link)))

    async def weigh(self, interaction: discord.Interaction, file: discord.Attachment) -> None:
        await interaction.response.send_message(f"{file.filename}: {len(await file.read())} bytes")

    async def think(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        await asyncio.Event().wait()

    @tasks.loop(hours=1)
    async def every_hour(self) -> None:
        self.hours += 1
        self.hour_passed.set()


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser) -> AsyncGenerator[BrowserContext]:
    context = await browser.new_context()
    yield context
    await context.close()


@asynccontextmanager
async def a_page(body: str) -> AsyncGenerator[str]:
    """Another web site on this machine, with one page."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=body)

    app = web.Application()
    app.router.add_get("/", answer)
    async with serving(app, 0) as url:
        yield url


def shown(page: Page, text: str) -> Locator:
    return page.locator("#channel-timeline").get_by_text(text)


def button(page: Page, name: str) -> Locator:
    return page.locator("#channel-timeline").get_by_role("button", name=name)


def link(page: Page, name: str) -> Locator:
    return page.locator("#channel-timeline").get_by_role("link", name=name)


async def run(page: Page, command: str) -> None:
    """Type a command as people do: its beginning, Enter to choose it, Enter to run it."""
    await page.get_by_label("Message", exact=True).press_sequentially(f"/{command[:-1]}")
    await expect(page.get_by_role("option")).to_have_count(1)
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name=f"Command /{command}").press("Enter")


async def say(page: Page, text: str) -> None:
    await page.get_by_label("Message", exact=True).fill(text)
    await page.keyboard.press("Enter")


async def opens(link: Locator) -> str | None:
    """What the page says that a click on `link` opens in a new tab, which is closed again."""
    async with link.page.context.expect_page() as opened:
        await link.click()
    page = await opened.value
    text = await page.text_content("body")
    await page.close()
    await link.page.bring_to_front()
    return text


async def visit(context: BrowserContext, channel: Channel, seat: str = "") -> Page:
    page = await context.new_page()
    await page.goto(channel.url + seat)
    await expect(page.locator("#action-status")).to_have_text("Viewport updated")  # it takes clicks from then on
    return page


def is_restricted(bot: Hello, channel_id: int) -> bool:
    channel = bot.get_channel(channel_id)
    assert isinstance(channel, discord.TextChannel)
    return channel.is_nsfw()


async def restart_from(page: Page) -> None:
    await page.get_by_role("button", name="Restart Musubi").click()
    await expect(page.get_by_role("button", name="Restart Musubi")).to_be_enabled()
    await expect(page.locator("#action-status")).to_have_text("Viewport updated")


async def restart_as_hello(world: ChannelWorld) -> None:
    await world.restart(Hello())


async def test_a_person_runs_a_command_opens_their_messages_and_fills_in_a_form(context: BrowserContext) -> None:
    async with (
        a_page("the page") as site,
        open_channel(Hello(site), port=0, assets={PICTURE: ("1.png", PNG)}) as channel,
    ):
        page = await visit(context, channel)
        await run(page, "hello")
        await expect(shown(page, "Look at your messages.")).to_be_visible()
        await expect(shown(page, "Only you can see this")).to_be_visible()
        await expect(page.locator("#channel-timeline .component-media img")).to_have_js_property("naturalWidth", 1)
        await expect(page.locator("#rail a.news")).to_have_attribute("href", "#aoi-dms")

        await link(page, "Open messages").click()
        await expect(shown(page, "Hello there")).to_be_visible()
        assert page.url == f"{channel.url}#aoi-dms"
        missing_picture = page.locator("#channel-timeline .media-unavailable")
        await expect(missing_picture).to_have_css("color", "rgba(0, 0, 0, 0)")
        assert await opens(link(page, "Open the page")) == "the page"

        await button(page, "Enter code").click()
        form = page.get_by_role("dialog")
        await form.get_by_role("textbox").fill("7KQ4-M2XD")
        await form.get_by_role("button", name="Submit").click()
        await expect(shown(page, "Welcome, 7KQ4-M2XD")).to_be_visible()

        await page.locator("#rail a.news").click()
        await expect(shown(page, "You are known.")).to_be_visible()


async def test_what_one_asked_for_is_in_sight(context: BrowserContext) -> None:
    async with open_channel(Hello(), port=0) as channel:
        async with channel.turn:
            for line in range(30):
                await channel.world.people["ren"].member.send(channel.world.general, f"line {line}")
        page = await visit(context, channel)
        await expect(shown(page, "line 29")).to_be_in_viewport()
        await page.locator("#channel-timeline").evaluate(SCROLL_UP)
        await expect(shown(page, "line 29")).not_to_be_in_viewport()
        await run(page, "hello")
        await expect(shown(page, "Look at your messages.")).to_be_in_viewport()


async def test_what_a_web_page_of_the_bot_does_appears_by_itself(context: BrowserContext) -> None:
    bot = Hello()

    async def finish(_: web.Request) -> web.Response:
        assert bot.asked and bot.card
        await bot.asked.edit_original_response(view=Card("Finished in the browser."))
        await bot.card.reply("A notice")
        return web.Response(text="done")

    app = web.Application()
    app.router.add_get("/", finish)
    async with (
        open_channel(bot, port=0) as channel,
        serving(app, 0) as site,
        aiohttp.ClientSession() as session,
    ):
        page = await visit(context, channel)
        await run(page, "hello")
        await expect(shown(page, "Look at your messages.")).to_be_visible()
        await session.get(site)
        await expect(shown(page, "Finished in the browser.")).to_be_visible()

        await page.goto(f"{channel.url}#aoi-dms")
        await button(page, "Enter code").click()
        field = page.get_by_role("dialog").get_by_role("textbox")
        await field.fill("half a co")
        await session.get(site)
        await expect(shown(page, "A notice")).to_have_count(2)
        await expect(field).to_have_value("half a co")


async def test_a_click_on_a_page_that_is_behind_still_counts(context: BrowserContext) -> None:
    bot = Hello()
    async with open_channel(bot, port=0) as channel:
        behind = await visit(context, channel, "#ren-dms")
        await run(behind, "hello")
        await expect(button(behind, "Enter code")).to_be_visible()
        current = await visit(context, channel, "#ren-dms")
        await behind.route("**/api/state", lambda route: route.abort())
        assert bot.card
        await bot.card.reply("A notice")
        await expect(shown(current, "A notice")).to_be_visible()

        await button(behind, "Enter code").click()
        await behind.unroute("**/api/state")
        await expect(behind.get_by_role("dialog")).to_be_visible()


async def test_a_file_is_sent_along_with_a_command(context: BrowserContext) -> None:
    async with open_channel(Hello(), port=0) as channel:
        page = await visit(context, channel)
        await page.get_by_label("Message", exact=True).press_sequentially("/weig")
        await expect(page.get_by_role("option")).to_have_count(1)
        await page.keyboard.press("Enter")
        large: FilePayload = {"name": "list.xml", "mimeType": "text/xml", "buffer": b"<" * 2_000_000}
        await page.locator("input[type=file]").last.set_input_files(large)
        await page.get_by_role("button", name="Send").click()
        await expect(shown(page, "list.xml: 2000000 bytes")).to_be_visible()


async def test_two_people_side_by_side_each_see_what_is_theirs(context: BrowserContext) -> None:
    async with a_page("a trap") as site, open_channel(Hello(), port=0) as channel:
        aoi = await visit(context, channel, "#aoi-general")
        ren = await visit(context, channel, "#ren-general")
        await run(aoi, "hello")
        await expect(shown(aoi, "Look at your messages.")).to_be_visible()
        await say(ren, f"Free badges: {site}/")
        assert await opens(link(aoi, f"{site}/")) == "a trap"
        await expect(shown(ren, "Free badges")).to_be_visible()
        await expect(shown(ren, "Look at your messages.")).to_have_count(0)

        await ren.locator("#rail a[href='#ren-dms']").click()
        await aoi.get_by_role("button", name="Show this one here").click()
        await expect(shown(aoi, "Look at your messages.")).to_be_visible()
        await expect(ren.get_by_role("button", name="Show this one here")).to_be_visible()


async def test_everybody_has_their_seats_and_one_channel_is_age_restricted(context: BrowserContext) -> None:
    bot = Hello()
    async with open_channel(bot, port=0) as channel:
        aoi = await visit(context, channel)
        await expect(aoi.locator("#places a:visible")).to_have_text(
            ["#general", "#airing", "#after-dark 18+", "@Musubi"]
        )
        ids = {name: handle.id for name, handle in channel.world.channels.items()}
        assert [name for name in ids if is_restricted(bot, ids[name])] == ["after-dark"]

        ren = await visit(context, channel, "#ren-general")
        await run(ren, "hello")
        await expect(shown(ren, "Look at your messages.")).to_be_visible()
        for _ in range(2):  # the second was asked when it was visible: what Ren has read is no news then
            await ren.wait_for_event("response", lambda answer: answer.url.endswith("/news"))
        await expect(aoi.locator("#people a.news")).to_have_text("Ren")
        await aoi.locator("#places a:visible", has_text="airing").click()
        await expect(aoi.locator("#places a[aria-current]")).to_have_text("#airing")
        await aoi.locator("#people a", has_text="Ren").click()
        await expect(aoi).to_have_url(f"{channel.url}#ren-airing")
        await expect(aoi.locator("#places a.news:visible")).to_have_attribute("href", "#ren-dms")


async def test_a_room_is_there_for_those_alone_who_are_in_it(context: BrowserContext) -> None:
    async with open_channel(Hello(), port=0) as channel:
        page, backend, people = await visit(context, channel), channel.world.env.backend, channel.world.people
        place = channel.world.general.id, "Episode 8 <b>", backend.bot_user.id
        async with channel.turn:
            thread = backend.create_thread(*place, type=ChannelType.PRIVATE_THREAD)
            backend.add_thread_member(thread.id, people["aoi"].user.id)
            await people["aoi"].member.send(channel.world.rooms[0], "what an end")
        await expect(page.get_by_text("started a thread")).to_have_count(0)
        label = page.locator("#places a[data-place^='room'] span")
        await expect(label).to_have_css("text-overflow", "ellipsis")
        await expect(label).to_have_css("overflow", "hidden")
        await page.locator("#places").get_by_text("Episode 8 <b>").click()
        await expect(shown(page, "what an end")).to_be_visible()
        await page.locator("#people").get_by_text("Ren").click()
        await expect(page.locator("#places a:visible")).to_have_count(4)
        await page.goto(f"{channel.url}#ren-room{thread.id}")
        await expect(page.locator("#people a[aria-current]")).to_have_text("Aoi")
        await page.locator("#places").get_by_text("Episode 8 <b>").click()
        async with channel.turn:
            backend.remove_thread_member(thread.id, people["aoi"].user.id)
        await expect(page.locator("#places a:visible")).to_have_count(4)


async def test_time_is_sent_ahead_and_every_hour_of_it_passes(context: BrowserContext) -> None:
    bot, clock = Hello(), Clock()
    async with open_channel(bot, port=0, clock=clock) as channel:
        page = await visit(context, channel)
        before, hours = clock(), bot.hours
        await page.get_by_role("button", name="+1 day").click()
        await expect(page.locator("#time.travelling")).to_have_count(1)
        await expect(page.locator("#time.travelling")).to_have_count(0)
        assert 24 * HOUR <= clock() - before < 25 * HOUR
        assert bot.hours - hours == 24
        shown_at = await page.locator("#time time").get_attribute("datetime")
        assert shown_at and abs(datetime.fromisoformat(shown_at).timestamp() - clock()) < HOUR / 4
        await run(page, "hello")
        await expect(shown(page, "Look at your messages.")).to_be_visible()


async def test_buttons_outlive_a_restart(context: BrowserContext) -> None:
    bots = [Hello()]

    async def restart(world: ChannelWorld) -> None:
        bots.append(Hello())
        await world.restart(bots[-1])

    async with open_channel(bots[0], port=0, restart=restart) as channel:
        page = await visit(context, channel, "#aoi-dms")
        await run(page, "hello")
        await expect(button(page, "Enter code")).to_be_visible()
        await restart_from(page)
        assert len(bots) == 2
        assert is_restricted(bots[1], channel.world.channels["after-dark"].id)
        await button(page, "Enter code").click()
        await expect(page.get_by_role("dialog")).to_be_visible()


async def test_a_restart_gives_up_what_would_never_be_answered(context: BrowserContext) -> None:
    async with asyncio.timeout(60) as patience, open_channel(Hello(), port=0, restart=restart_as_hello) as channel:
        page = await visit(context, channel)
        await run(page, "think")
        await expect(page.get_by_text("Completing action…")).to_be_visible()
        patience.reschedule(asyncio.get_running_loop().time() + PATIENCE - 2)
        await restart_from(page)
        await run(page, "hello")
        await expect(shown(page, "Look at your messages.")).to_be_visible()


async def test_discord_s_clock_follows_the_one_that_is_handed_in() -> None:
    ahead, bot = 0, Hello()
    async with open_channel(bot, port=0, clock=Clock(lambda: time.time() + ahead)) as channel:
        aoi, ren = (discord.utils.snowflake_time(channel.world.people[name].user.id) for name in ("aoi", "ren"))
        assert abs(channel.world.env.now().timestamp() - time.time()) < 5
        assert channel.world.env.now() - aoi > 300 * (channel.world.env.now() - ren) / 10
        bot.hour_passed.clear()
        ahead = 3 * HOUR
        while bot.hours < 4:
            await asyncio.wait_for(bot.hour_passed.wait(), 60)
            bot.hour_passed.clear()


async def test_time_that_was_sent_ahead_travels_until_it_is_there() -> None:
    now = 100.0
    clock = Clock(lambda: now)
    assert not clock.is_travelling
    clock.send_ahead(110)
    assert clock.is_travelling, "the last step may be short of it by seconds"
    now = 110.0
    assert not clock.is_travelling


async def test_a_channel_keeps_as_many_messages_as_the_page_can_draw_quickly() -> None:
    async with (
        open_channel(Hello(), port=0) as channel,
        aiohttp.ClientSession(channel.url, headers={"X-Simcord-Capability": "ren-general"}) as session,
    ):
        aoi, general = channel.world.people["aoi"], channel.world.general
        async with channel.turn:
            for number in range(KEPT + 20):
                await aoi.member.send(general, str(number))
        async with session.get("/news") as answer:
            assert "aoi-general" not in (await answer.json())["news"], "one's own messages are no news"
        said = [str(number) for number in range(20, KEPT + 20)]
        async with asyncio.timeout(60):
            while [message.content for message in general.history()] != said:
                (await session.get("/news")).release()
        async with session.post("/api/pages", json={}) as answer:
            assert answer.status == 200


async def test_a_page_that_is_loaded_while_nothing_is_shown_waits() -> None:
    nothing_is_shown, go_on = asyncio.Event(), asyncio.Event()

    async def restart(_: ChannelWorld) -> None:
        nothing_is_shown.set()
        await go_on.wait()

    async with (
        open_channel(Hello(), port=0, restart=restart) as channel,
        aiohttp.ClientSession(channel.url, headers={"X-Simcord-Capability": "aoi-dms"}) as session,
    ):
        restarting = asyncio.create_task(session.post("/restart").__aenter__())
        await nothing_is_shown.wait()
        loading = asyncio.create_task(session.get("/").__aenter__())
        async with session.get("/news") as answer:
            assert (await answer.json())["shown"] is False
        go_on.set()
        assert [(await restarting).status, (await loading).status] == [204, 200]


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/", {}, 200),
        ("/", {"Host": "evil.example"}, 403),
        ("/", {"Origin": "http://evil.example"}, 403),
        ("/api/state", {}, 401),
        ("/api/state", {"X-Simcord-Capability": "someone-else"}, 401),
        ("/news", {"X-Simcord-Capability": "aoi-dms"}, 200),
        ("/api/state", {"X-Simcord-Capability": "aoi-dms"}, 401),  # not what is shown
    ],
)
async def test_the_page_answers_only_itself(path: str, headers: dict[str, str], status: int) -> None:
    async with (
        open_channel(Hello(), port=0) as channel,
        aiohttp.ClientSession() as session,
        session.get(channel.url.rstrip("/") + path, headers=headers) as answer,
    ):
        assert answer.status == status


async def test_a_port_in_use_is_an_os_error() -> None:
    async with a_page("") as taken:
        with pytest.raises(OSError, match="address already in use"):
            async with open_channel(Hello(), port=int(taken.rpartition(":")[2])):
                pass


async def test_it_ends_at_once_in_the_middle_of_an_answer(context: BrowserContext) -> None:
    async with asyncio.timeout(60) as patience:
        async with open_channel(Hello(), port=0) as channel:
            page = await visit(context, channel)
            await run(page, "think")
            await expect(page.get_by_text("Completing action…")).to_be_visible()
            patience.reschedule(asyncio.get_running_loop().time() + PATIENCE - 2)
