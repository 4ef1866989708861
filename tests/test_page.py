"""The page at the redirect address in a real browser (S6, S7): what it sends, shows, keeps, and how it looks to use."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import msgspec
import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Locator, Page, Request, Route, ViewportSize, expect

from demo import faults
from demo.anilist import TSUMUGI
from i18n import LANGUAGES
from linking import AttemptGone, LinkingPerson
from redaction import Secret
from tests.kit.browsers import BROWSING
from tests.kit.languages import PSEUDO, speaking_only, unmarked
from tests.kit.site import AOI, REN, Site, open_site
from web.texts import BUTTONS, LINK_PAGE, PROBLEMS, SCRIPT
from web.troubles import GONE, IN_ANOTHER_TAB, UNFIT, WRONG_ACCOUNT, Trouble, anilist_down, too_often

PHONE: ViewportSize = {"width": 390, "height": 844}
HOSTILE = LinkingPerson(
    discord_id=AOI.discord_id,
    name="<img src=x onerror=alert(1)>",
    created_at=AOI.created_at,
    guild_id=7,
    guild_name='"><script>alert(2)</script>\u202e\u2066 {{7*7}} ' + "W" * 60,
)
STORED = """async () => [localStorage.length, sessionStorage.length, document.cookie,
    (await indexedDB.databases()).length, (await caches.keys()).length]"""
CONTRASTS = """() => {
    const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const linear = (part) => (part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4);
    const light = (colour) => {
        const [r, g, b] = numbers(colour).map((part) => linear(part / 255));
        return .2126 * r + .7152 * g + .0722 * b + .05;
    };
    const ground = (element) => {
        const colour = getComputedStyle(element).backgroundColor;
        return (numbers(colour)[3] ?? 1) === 1 ? colour : ground(element.parentElement);
    };
    const poor = [];
    for (const element of document.querySelectorAll("body *")) {
        const words = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
        if (!words || !element.checkVisibility() || element.matches(":disabled")) continue;
        const [a, b] = [light(getComputedStyle(element).color), light(ground(element))].sort((x, y) => y - x);
        if (a / b < 4.5) poor.push(`${element.textContent}: ${a / b}`);
    }
    return poor;
}"""
BORDERS = """() => [...document.querySelectorAll("button")].filter((one) => one.checkVisibility()).map((one) => {
    const style = getComputedStyle(one);
    return parseFloat(style.borderTopWidth) > 0 && style.borderTopColor !== style.backgroundColor
        && !style.borderTopColor.startsWith("rgba");
})"""
OVERFLOWING = """() => [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility()
    && !one.matches(".unseen, .unseen *") && one.scrollWidth > one.clientWidth + 1 && one.clientWidth).map(
    (one) => one.outerHTML.slice(0, 100))"""
TURN_VISIBILITY = """(selectors) => selectors.forEach((selector) =>
    document.querySelectorAll(selector).forEach((one) => (one.hidden = !one.hidden)))"""
SCROLLED_TABLES = """() => [...document.querySelectorAll("table")].filter(
    (one) => one.scrollWidth > one.clientWidth).length"""
SEND_FROM_ELSEWHERE = """async ([url, state]) => {
    const make = (name, properties) => Object.assign(document.createElement(name), properties);
    const form = make("form", { method: "post", enctype: "text/plain", action: url, target: "frame" });
    form.append(make("input", { name: '{"state":"' + state + '","x":"', value: '"}' }));
    document.body.append(form, make("iframe", { name: "frame" }));
    form.submit();
    const body = JSON.stringify({ state });
    navigator.sendBeacon(url, new Blob([body], { type: "text/plain" }));
    const headers = { "Content-Type": "application/json" };
    return Promise.all([
        fetch(url, { method: "POST", body, mode: "no-cors" }),
        fetch(url, { method: "POST", body, headers }),
        fetch(url, { method: "POST", body, headers, mode: "no-cors", credentials: "include" }),
    ].map((one) => one.then((answer) => answer.type, () => "refused")));
}"""

pytestmark = BROWSING


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(viewport=PHONE, reduced_motion="reduce")
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(context: BrowserContext) -> AsyncIterator[Page]:
    broken: list[str] = []
    page = await context.new_page()
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("dialog", lambda dialog: broken.append(dialog.message))
    yield page
    assert broken == []


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path) as site:
        yield site


@pytest_asyncio.fixture(loop_scope="session")
async def signing_site(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path, with_sign_in=True) as site:
        yield site


async def approve(site: Site, page: Page, person: LinkingPerson = AOI) -> tuple[str, str]:
    """`person` ran /link, somebody approved on AniList, and the browser comes back; the state and the token."""
    state, token = await site.begin(person), site.stand_in.token_for(TSUMUGI)
    fragment = urlencode({"access_token": token, "token_type": "Bearer", "expires_in": "31536000", "state": state})
    await page.goto(f"{site.url}/callback#{fragment}")
    return state, token


async def come_back(site: Site, page: Page, address: str) -> None:
    """AniList sends the browser back with `address` behind the redirect address."""
    await page.goto(f"{site.url}/healthz")  # from itself to another fragment, a page is not loaded again
    await page.goto(f"{site.url}/callback{address}")


async def approved_again(site: Site, page: Page, state: str) -> None:
    """A tab comes back from AniList to an attempt that is known, with a token of its own."""
    token = site.stand_in.token_for(TSUMUGI, jti="another")
    await page.goto(f"{site.url}/callback#{urlencode({'access_token': token, 'state': state})}")


async def press_link(page: Page) -> None:
    await button(page, "link").click()


async def shown_code(page: Page) -> str:
    await stage(page, "code")
    return await page.locator(".code").inner_text()


async def is_live(site: Site, state: str) -> bool:
    try:
        await site.linking.preview(Secret(state))
    except AttemptGone:
        return False
    return True


async def stage(page: Page, name: str) -> None:
    """Wait for a section of the page, with its heading."""
    await expect(page.locator(f"#{name}").get_by_role("heading")).to_be_visible()


async def heading(page: Page, text: str) -> None:
    await expect(page.get_by_role("heading", name=text)).to_be_visible()


async def problem(page: Page, name: str) -> None:
    """Wait for a problem that the page finds by itself."""
    title, message = PROBLEMS[name]
    await heading(page, title)
    await expect(page.get_by_text(message)).to_be_visible()


async def trouble(page: Page, told: Trouble) -> None:
    """Wait for a trouble that the server tells."""
    await heading(page, told.heading)
    await expect(page.get_by_text(told.message)).to_be_visible()


def button(page: Page, place: str) -> Locator:
    return page.get_by_role("button", name=LINK_PAGE[place], exact=True)


async def test_from_approval_to_done(site: Site, page: Page) -> None:
    requests: list[Request] = []
    said: list[str] = []
    page.on("request", lambda request: requests.extend([request]))
    page.on("console", lambda message: said.append(message.text))
    where_it_asked: list[str] = []

    async def note(route: Route) -> None:
        where_it_asked.append(await page.evaluate("location.href"))
        await route.continue_()

    await page.route("**/link/who", note)
    state, token = await approve(site, page)
    await stage(page, "ask")
    assert where_it_asked == [page.url] == [f"{site.url}/callback"]
    shown = await page.locator("#ask").inner_text()
    assert all(
        text in shown for text in ("@aoi", "4000 0000 0000 0000 01", "March 12, 2019", "years ago", "Anime Club")
    )
    assert LINK_PAGE["warning"].replace("**", "") in shown

    await expect(button(page, "link")).to_be_enabled()
    assert [urlsplit(one.url).path for one in requests if one.method == "POST"] == ["/link/who"]
    assert not any(token in (one.post_data or "") for one in requests)

    await press_link(page)
    code = await shown_code(page)
    text = await page.locator("#code").inner_text()
    assert LINK_PAGE["type_code"].format(anilist="Tsumugi", name="@aoi", enter_code=BUTTONS["enter_code"]) in text
    assert LINK_PAGE["code_warning"] in text

    await site.linking.confirm(AOI.discord_id, Secret(code))
    await stage(page, "done")
    assert LINK_PAGE["linked_to"].format(anilist="Tsumugi", name="@aoi") in await page.locator("#done").inner_text()

    assert [urlsplit(one.url).path for one in requests if token in (one.post_data or "")] == ["/link"]
    assert {f"{urlsplit(one.url).scheme}://{urlsplit(one.url).netloc}" for one in requests} == {site.url}
    assert not any(secret in one.url.split("#")[0] for one in requests for secret in (token, state))
    assert not [one.url for one in requests if "referer" in await one.all_headers()]
    assert await page.evaluate(STORED) == [0, 0, "", 0, 0]
    assert await page.evaluate("navigation.entries().map((entry) => entry.url)") == [page.url]
    assert said == []


async def test_the_code_grant_comes_back_in_the_query(tmp_path: Path, page: Page) -> None:
    async with open_site(tmp_path, grant="code") as site:
        state, code = await site.begin(), site.stand_in.code_for(TSUMUGI)
        await page.goto(f"{site.url}/callback?{urlencode({'code': code, 'state': state})}")
        await press_link(page)
        await stage(page, "code")
        assert page.url == f"{site.url}/callback"


async def test_the_back_button_brings_nothing_back(site: Site, page: Page) -> None:
    _, token = await approve(site, page)
    await stage(page, "ask")
    await page.goto(f"{site.url}/privacy")
    await page.go_back()
    await problem(page, "nothing")
    assert token not in page.url + await page.content()
    await page.reload()
    await problem(page, "nothing")


async def test_cancel_sends_the_state_only(site: Site, page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    state, token = await approve(site, page)
    async with page.expect_response("**/link/cancel"):
        await button(page, "cancel").click()
    await stage(page, "cancelled")
    assert not any(token in body for body in sent)
    assert not await is_live(site, state)


BAD_RETURNS = {
    "": PROBLEMS["nothing"],
    "#error=access_denied&state=STATE": PROBLEMS["denied"],
    "?error=access_denied&state=STATE": PROBLEMS["denied"],
    "#state=STATE?error=access_denied": PROBLEMS["denied"],
    "?error=server_error&error_description=%3Cb%3Ebold%3C%2Fb%3E": PROBLEMS["refused"],
    "#access_token=a.b.c": PROBLEMS["damaged"],
    "#state=STATE": PROBLEMS["damaged"],
    "?state=other#access_token=a.b.c&state=STATE": PROBLEMS["damaged"],
    "#access_token=a.b.c&access_token=d.e.f&state=STATE": PROBLEMS["damaged"],
    "#access_token=a.b.c&state=unknown": (GONE.heading, GONE.message),
}


async def test_bad_returns_have_their_own_page(site: Site, page: Page) -> None:
    state = await site.begin()
    for address, (title, message) in BAD_RETURNS.items():
        await come_back(site, page, address.replace("STATE", state))
        await heading(page, title)
        assert message.format(**BUTTONS) in await page.locator("#problem").inner_text(), address
        await expect(page.get_by_role("button")).to_have_count(0)
        assert page.url == f"{site.url}/callback", address
        assert await is_live(site, state), address


async def test_a_token_for_another_app_or_person(site: Site, page: Page) -> None:
    wrong: list[dict[str, Any]] = [{"aud": "999"}, {"sub": "1"}, {"exp": 1}]
    for claims in wrong:
        state, token = await site.begin(), site.stand_in.token_for(TSUMUGI, believed=True, **claims)
        await come_back(site, page, f"#{urlencode({'access_token': token, 'state': state})}")
        await press_link(page)
        await trouble(page, UNFIT)


async def test_anilist_down_and_up_again(site: Site, page: Page) -> None:
    site.stand_in.faults.arm(faults.html())
    await approve(site, page)
    await press_link(page)
    await heading(page, anilist_down(None).heading)
    await page.locator("#retry").click()
    await stage(page, "code")


async def test_too_many_tries(site: Site, page: Page) -> None:
    await page.clock.install()
    state = await site.begin()
    for _ in range(10):
        await site.post("/link/who", state=state)
    await approved_again(site, page, state)
    await heading(page, too_often(59).heading)
    again = page.locator("#retry")
    await expect(again).to_be_disabled()
    await expect(again).to_have_text(SCRIPT["again_in"].format(time="0:59"))
    site.clock.ahead = 61
    await page.clock.run_for(61_000)
    await again.click()
    await stage(page, "ask")


async def test_no_network_and_network_again(site: Site, page: Page) -> None:
    await page.route("**/link/who", lambda route: route.abort())
    await approve(site, page)
    await problem(page, "network")
    await page.unroute("**/link/who")
    await page.locator("#retry").click()
    await stage(page, "ask")


async def test_an_answer_that_is_lost_on_its_way_comes_again(site: Site, page: Page) -> None:
    async def lose(route: Route) -> None:
        assert (await route.fetch()).ok
        await route.abort("connectionreset")

    await approve(site, page)
    await stage(page, "ask")
    await page.route("**/link", lose)
    await press_link(page)
    await problem(page, "network")
    await page.unroute("**/link")
    await page.locator("#retry").click()
    code = Secret(await shown_code(page))
    assert (await site.linking.confirm(AOI.discord_id, code)).link.anilist_id == TSUMUGI.id


async def test_the_code_runs_out(site: Site, page: Page) -> None:
    await page.clock.install()
    await approve(site, page)
    await press_link(page)
    await expect(page.locator("[data-slot=left]")).to_contain_text("9:5")
    site.clock.ahead = 601
    await page.clock.run_for(3_000)
    await problem(page, "ended")


async def test_lost_connections_do_not_end_the_waiting(site: Site, page: Page) -> None:
    lost = 0

    async def lose(route: Route) -> None:
        nonlocal lost
        lost += 1
        await route.abort()

    await page.clock.install()
    await page.route("**/link/progress", lose)
    await approve(site, page)
    await press_link(page)
    code = await shown_code(page)
    while lost < 3:
        await page.clock.run_for(15_000)
    await expect(page.get_by_text(SCRIPT["lost"])).to_be_visible()
    await page.unroute("**/link/progress")
    await site.linking.confirm(AOI.discord_id, Secret(code))
    await page.clock.run_for(20_000)
    await stage(page, "done")


async def test_the_code_is_read_out_sign_by_sign(site: Site, page: Page) -> None:
    await approve(site, page)
    await press_link(page)
    code = await shown_code(page)
    heard = await page.locator("#code").aria_snapshot()
    assert ", ".join(code.replace("-", "")) in heard and code not in heard


@pytest.mark.parametrize("is_code_shown", [False, True])
async def test_a_second_tab_points_to_the_first(
    site: Site, page: Page, context: BrowserContext, is_code_shown: bool
) -> None:
    state, _ = await approve(site, page)
    second = await context.new_page()
    if not is_code_shown:
        await approved_again(site, second, state)
        await stage(second, "ask")
    await press_link(page)
    code = await shown_code(page)
    if is_code_shown:
        await approved_again(site, second, state)
    else:
        await press_link(second)
    await trouble(second, IN_ANOTHER_TAB)
    await site.linking.confirm(AOI.discord_id, Secret(code))
    await stage(page, "done")


async def test_buttons_are_seen_in_the_readers_own_colours(site: Site, browser: Browser) -> None:
    context = await browser.new_context(viewport=PHONE, reduced_motion="reduce", forced_colors="active")
    page = await context.new_page()
    await approve(site, page)
    await expect(button(page, "link")).to_be_enabled()
    assert await page.evaluate(BORDERS) == [True, True]
    await press_link(page)
    await shown_code(page)
    assert await page.evaluate(BORDERS) == [True]
    await context.close()


async def test_copy(site: Site, page: Page, context: BrowserContext) -> None:
    await context.grant_permissions(["clipboard-read", "clipboard-write"])
    await approve(site, page)
    await press_link(page)
    await button(page, "copy").click()
    await expect(page.locator("#copy")).to_have_text(SCRIPT["copied"])
    assert await page.evaluate("navigator.clipboard.readText()") == await shown_code(page)


async def test_names_with_markup_are_only_names(site: Site, page: Page) -> None:
    people = site.stand_in.world.people
    people[TSUMUGI.id] = msgspec.structs.replace(TSUMUGI, name="<b>bold</b><script>alert(3)</script>")
    await approve(site, page, HOSTILE)
    await expect(page.locator(".handle")).to_have_text(f"@{HOSTILE.name}")
    inside = "'><script>alert(2)</script> {{7*7}} " + "W" * 13
    await expect(page.locator("#ask dd").last).to_have_text(SCRIPT["server"].format(server=f"{inside}…"))
    await press_link(page)
    await expect(page.locator("#code bdi").first).to_have_text("<b>bold</b><script>alert(3)</script>")
    assert await page.evaluate("document.querySelectorAll('bdi *, dd script, dd img').length") == 0


SERVERS = {
    "Anime Club": "Anime Club",
    "Club” · checked by Musubi: safe": "Club' · checked by Musubi: safe",
    "Club\n\nPress Link to go on.\u2028\u202e": "Club Press Link to go on.",
    "Musubi has checked this. " * 4: f"{('Musubi has checked this. ' * 4)[:49]}…",
    "{time} {server}": "{time} {server}",
    None: None,
}


async def test_a_servers_name_is_marked_as_a_name(site: Site, page: Page) -> None:
    for name, shown in SERVERS.items():
        site.clock.ahead += 601  # so often nobody may link
        await page.goto(f"{site.url}/healthz")
        await approve(site, page, msgspec.structs.replace(AOI, guild_name=name))
        said = SCRIPT["server"].format(server=shown) if shown else SCRIPT["direct_message"]
        await expect(page.locator("#ask dd").last).to_have_text(said)


async def test_scripts_off(site: Site, browser: Browser) -> None:
    context = await browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = await context.new_page()
    await approve(site, page)
    await heading(page, LINK_PAGE["no_script"])
    await expect(page.locator("section:visible")).to_have_count(0)
    await context.close()


async def come_back_from_discord(site: Site, page: Page, **answer: str) -> None:
    """As Discord would send the browser back: from another site, with the state it was given."""
    await page.wait_for_url(f"{site.discord.api_url}/**")
    state = parse_qs(urlsplit(page.url).query)["state"][0] if "state=" in page.url else ""
    back = f"{site.url}/discord?{urlencode({**answer, 'state': state})}"
    await page.evaluate("(url) => location.assign(url)", back)
    await page.wait_for_url(f"{site.url}/discord")


async def test_signing_in_to_discord_as_the_same_person(signing_site: Site, page: Page) -> None:
    site = signing_site
    await approve(site, page)
    await expect(page.get_by_text(SCRIPT["next_sign_in"])).to_be_visible()
    await press_link(page)
    await come_back_from_discord(site, page, code=site.discord.code_for(AOI.discord_id))
    await stage(page, "done")
    assert page.url == f"{site.url}/discord"
    assert await page.evaluate(STORED) == [0, 0, "", 0, 0]
    assert await page.context.cookies(site.url) == []


async def test_signing_in_to_discord_as_somebody_else(signing_site: Site, page: Page) -> None:
    site = signing_site
    await approve(site, page)
    await press_link(page)
    await come_back_from_discord(site, page, code=site.discord.code_for(REN.discord_id))
    await trouble(page, WRONG_ACCOUNT)
    assert not await site.linking.unlink(AOI.discord_id)


async def test_not_signing_in_to_discord(signing_site: Site, page: Page) -> None:
    site = signing_site
    await approve(site, page)
    await press_link(page)
    await come_back_from_discord(site, page, error="access_denied")
    await problem(page, "denied_discord")


async def test_it_can_not_be_framed(site: Site, page: Page) -> None:
    other = site.url.replace("localhost", "127.0.0.1")
    frame = f"<iframe src='{site.url}/callback'></iframe><iframe src='{site.url}/healthz'></iframe>"
    await page.route(f"{other}/evil", lambda route: route.fulfill(body=frame, content_type="text/html"))
    await page.goto(f"{other}/evil")
    framed = [one for one in page.frames if one != page.main_frame]
    assert len(framed) == 2
    assert [await one.locator("main, pre").count() for one in framed] == [0, 0]


async def test_another_site_can_not_send(site: Site, page: Page) -> None:
    state = await site.begin()
    other = site.url.replace("localhost", "127.0.0.1")
    await page.route(f"{other}/evil", lambda route: route.fulfill(body="<p>", content_type="text/html"))
    await page.goto(f"{other}/evil")
    outcomes = await page.evaluate(SEND_FROM_ELSEWHERE, [f"{site.url}/link/cancel", state])
    assert outcomes == ["refused"] * 3
    assert await is_live(site, state)


@pytest.mark.parametrize("scheme", ["dark", "light"])
async def test_it_can_be_read_and_tapped(site: Site, browser: Browser, scheme: str) -> None:
    context = await browser.new_context(
        viewport={"width": 320, "height": 640},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = await context.new_page()

    async def check() -> None:
        assert await page.evaluate(CONTRASTS) == []
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for one in await page.locator("button:visible").all():
            box = await one.bounding_box()
            assert box
            assert min(box["width"], box["height"]) >= 44
        assert await page.evaluate("document.activeElement.localName") == "h1"
        assert await page.title() != "Musubi"

    await approve(site, page, HOSTILE)
    await expect(button(page, "link")).to_be_enabled()
    await check()
    await page.keyboard.press("Tab")
    assert await page.evaluate(
        "[document.activeElement.id, getComputedStyle(document.activeElement).outlineStyle]"
    ) == [
        "cancel",
        "solid",
    ]
    cancel, link = await page.locator("#cancel").bounding_box(), await page.locator("#link").bounding_box()
    assert cancel
    assert link
    assert (cancel["width"], cancel["height"]) == (link["width"], link["height"])
    await press_link(page)
    code = await shown_code(page)
    await check()
    await site.linking.confirm(AOI.discord_id, Secret(code))
    await stage(page, "done")
    await check()
    await page.goto(f"{site.url}/callback")
    await page.reload()
    await problem(page, "nothing")
    await check()
    for path in ("/", "/privacy", "/nowhere"):
        await page.goto(f"{site.url}{path}")
        assert await page.evaluate(CONTRASTS) == []
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert await page.evaluate(SCROLLED_TABLES) == 0, "a table is read line by line, not by scrolling it sideways"
    await context.close()


OF_THE_BROWSER = ["[data-slot=made]", "[data-slot=age]"]  # what it writes by itself, in its own language
NAMES = {"Tsumugi", "@aoi", "Anime Club"}


async def the_whole_way(site: Site, page: Page) -> AsyncIterator[str]:
    """Everything that the pages show to somebody who links, and to somebody who doesn't."""
    await approve(site, page)
    await expect(page.locator("#link")).to_be_enabled()
    yield "ask"
    await page.locator("#link").click()
    await stage(page, "code")
    yield "code"
    await site.linking.confirm(AOI.discord_id, Secret(await page.locator(".code").inner_text()))
    await stage(page, "done")
    yield "done"
    await page.reload()
    await stage(page, "problem")
    yield "problem"
    await page.goto(f"{site.url}/healthz")
    await approve(site, page)
    await expect(page.locator("#cancel")).to_be_enabled()
    await page.locator("#cancel").click()
    await stage(page, "cancelled")
    yield "cancelled"
    for path in ("/", "/nowhere", "/privacy"):
        await page.goto(f"{site.url}{path}")
        yield path


async def shown_words(page: Page, but: Sequence[str]) -> str:
    """The words of the page that somebody reads or hears, without the parts `but`."""
    await page.evaluate(TURN_VISIBILITY, but)
    labels = await page.evaluate("[...document.querySelectorAll('[aria-label]')].map((one) => one.ariaLabel)")
    words = " ".join([await page.title(), await page.locator("body").inner_text(), *labels])
    await page.evaluate(TURN_VISIBILITY, but)
    return words


async def fits(page: Page) -> None:
    """Check that nothing leaves the screen or its own box, and that each button can be tapped."""
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await page.evaluate(OVERFLOWING) == []
    for one in await page.locator("button:visible").all():
        box = await one.bounding_box()
        assert box and min(box["width"], box["height"]) >= 44


@pytest.mark.parametrize(
    "codes", [("de", "ja"), pytest.param(tuple(LANGUAGES), marks=pytest.mark.long)], ids=["long words, none", "all"]
)
async def test_each_language_on_a_phone(tmp_path: Path, browser: Browser, codes: tuple[str, ...]) -> None:
    """Side by side: a page mostly waits."""
    await asyncio.gather(*(reads_on_a_phone(tmp_path / code, browser, code) for code in codes))


async def reads_on_a_phone(folder: Path, browser: Browser, code: str) -> None:
    context = await browser.new_context(viewport=PHONE, reduced_motion="reduce", locale=code)
    page = await context.new_page()
    async with open_site(folder) as site:
        async for place in the_whole_way(site, page):
            assert await page.evaluate("document.documentElement.lang") == code, place
            await fits(page)
    await context.close()


@pytest.mark.parametrize(("locale", "date"), [("en-GB", "12 March 2019"), ("en-US", "March 12, 2019")])
async def test_dates_are_written_as_in_the_readers_region(site: Site, browser: Browser, locale: str, date: str) -> None:
    context = await browser.new_context(locale=locale)
    page = await context.new_page()
    await approve(site, page)
    await expect(page.locator("[data-slot=made]")).to_have_text(date)
    await context.close()


async def test_longer_words_fit_and_no_english_is_left(tmp_path: Path, browser: Browser) -> None:
    screen: ViewportSize = {"width": 320, "height": 640}
    context = await browser.new_context(viewport=screen, reduced_motion="reduce", locale=PSEUDO.code)
    page = await context.new_page()
    with speaking_only(PSEUDO):
        async with open_site(tmp_path) as site:
            async for place in the_whole_way(site, page):
                await fits(page)
                but = [*OF_THE_BROWSER, ".code", ".unseen", ".id", *(["main"] if place == "/privacy" else [])]
                assert list(unmarked(await shown_words(page, but), NAMES)) == [], place
    await context.close()


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
async def test_who_wants_no_motion_gets_none(site: Site, browser: Browser, motion: str) -> None:
    context = await browser.new_context(reduced_motion="reduce" if motion == "reduce" else "no-preference")
    page = await context.new_page()
    held: asyncio.Queue[Route] = asyncio.Queue()
    await page.route("**/link/who", held.put)
    await approve(site, page)
    await stage(page, "loading")
    moving = await page.evaluate("document.getAnimations().length")
    assert (moving == 0) == (motion == "reduce")
    await (await held.get()).continue_()
    await stage(page, "ask")
    await context.close()
