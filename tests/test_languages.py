"""Whose language an answer is in: the person's where they alone read it, the server's where others read it too."""

import asyncio
from collections.abc import Generator
from itertools import cycle
from typing import Any

import pytest

from cards.languages import DISCORDS, picked_language
from cards.list_buttons import GiveScore
from store import GuildSettings, Reminder
from tests.kit.home import Home, a_link, a_token, fill, sqlite
from tests.kit.languages import speaking_tagged, tags
from tests.kit.lists import ADULT, DEATH_NOTE, DIGIMON, HEROES, Club, airs, is_alone, options, told
from tests.kit.sharing import beside, sharing
from tests.kit.steps import cut_off_waiting
from tests.kit.unmarked import said
from tests.kit.world import World, components, words

ONE, TWO, STRANGER = (a_link(number).discord_id for number in (1, 2, 3))
HERE, THERE = 77, 78


async def test_a_choice_is_kept_until_the_link_goes(home: Home) -> None:
    async with home.open() as store:
        await store.languages.choose(STRANGER, "ja")
        assert store.languages.chosen(STRANGER) is None, "not linked: nothing is remembered"
        await fill(store, 2)
        await store.languages.choose(ONE, "pl")
        await store.languages.choose(ONE, "ja")
        await store.languages.choose(TWO, "de")
        await store.languages.choose(TWO, None)
        assert (store.languages.chosen(ONE), store.languages.chosen(TWO)) == ("ja", None)
        await store.links.save(a_link(1, anilist_id=9), a_token(1))
        assert store.languages.chosen(ONE) == "ja", "another account of the same person"
    async with home.open() as store:
        await store.languages.load()
        assert (store.languages.chosen(ONE), store.languages.chosen(TWO)) == ("ja", None)
        await store.links.delete(ONE)
        assert store.languages.chosen(ONE) is None
        await fill(store, 1)
        await store.languages.load()
        assert store.languages.chosen(ONE) is None


async def test_a_displaced_person_has_no_choice_left(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 1)
        await store.languages.choose(ONE, "ja")
        await store.links.save(a_link(2, anilist_id=a_link(1).anilist_id), a_token(2))
        assert store.languages.chosen(ONE) is None


async def test_messages_are_in_the_chosen_language_or_else_in_the_heard_one(home: Home) -> None:
    async with home.open() as store:
        await store.languages.hear(ONE, "fr")
        assert await store.languages.for_messages(ONE) is None, "not linked"
        await store.links.save(a_link(1, locale="de"), a_token(1))
        assert await store.languages.for_messages(ONE) == "de", "from the attempt"
        for locale in ("pl", "pl", "es-ES"):
            await store.languages.hear(ONE, locale)
            await store.links.save(a_link(1, locale="de"), a_token(1))  # of an attempt that began before
            assert await store.languages.for_messages(ONE) == locale
        await store.languages.choose(ONE, "ja")
        assert await store.languages.for_messages(ONE) == "ja"
        await store.languages.choose(ONE, None)
        assert await store.languages.for_messages(ONE) == "es-ES"


async def test_what_was_heard_is_written_once(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    async with home.open() as store:
        sqlite(store)  # elsewhere its own change comes back as a signal, and what was heard is looked up once more
        await fill(store, 1)
        for person in (ONE, STRANGER):
            await store.languages.hear(person, "fr")
        assert store.languages._heard == {ONE: "fr"}, "nothing is remembered of who has not linked"
        with monkeypatch.context() as patch:
            patch.setattr(store.database, "one", None)
            await store.languages.hear(ONE, "fr")


async def test_a_look_finds_what_another_process_has_chosen(home: Home) -> None:
    with sharing():
        async with home.open() as store:
            await fill(store, 1)
            other = beside(store)
            await other.guilds.put(HERE, GuildSettings(language="fr", allows_adult=False))
            await other.languages.choose(ONE, "ja")
            await store.signals.look()
            assert (store.guilds.language(HERE), store.guilds.allows_adult(HERE)) == ("fr", False)
            assert store.languages.chosen(ONE) == "ja"


async def test_what_is_in_memory_is_what_is_stored_however_a_choice_is_cut_off(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 1)
        for at, language in zip(range(20), cycle(("fr", "ja")), strict=False):
            choices = store.guilds.put(HERE, GuildSettings(language=language)), store.languages.choose(ONE, language)
            for choice in choices:
                await asyncio.wait([asyncio.create_task(cut_off_waiting(choice, at, 1))])
            chosen = store.guilds.language(HERE), store.languages.chosen(ONE)
            await store.guilds.load()
            await store.languages.load()
            assert chosen == (store.guilds.language(HERE), store.languages.chosen(ONE)), at
        assert store.guilds.language(HERE) == store.languages.chosen(ONE) == "ja", "the last one was not cut off"


async def test_a_servers_language_is_answered_from_memory(home: Home) -> None:
    async with home.open() as store:
        for language in ("fr", "ja"):
            await store.guilds.put(HERE, GuildSettings(language=language))
            assert (store.guilds.language(HERE), store.guilds.language(THERE)) == (language, None)
        await store.guilds.put(THERE, GuildSettings(language="pl"))
        await store.guilds.put(THERE, GuildSettings())
        assert store.guilds.language(THERE) is None
    async with home.open() as store:
        await store.guilds.load()
        assert (store.guilds.language(HERE), store.guilds.language(THERE)) == ("ja", None)
        for end in (store.guilds.reset, store.guilds.forget):
            await store.guilds.put(HERE, GuildSettings(language="fr"))
            await end(HERE)
            assert store.guilds.language(HERE) is None
            assert await store.guilds.of(HERE) == GuildSettings()


@pytest.fixture
def tagged() -> Generator[None]:
    """Musubi speaks English, Japanese, Polish and French; all but English can be told apart."""
    with speaking_tagged("ja", "pl", "fr"):
        yield


def of_select(message: object, start: str) -> set[str]:
    return tags("".join(options(message, start)))


async def test_a_person_reads_the_language_of_their_discord_until_they_choose(tagged: None, world: World) -> None:
    await world.settle_in("aoi")
    world.set_locale("aoi", "ja")
    panel = (await world.slash("aoi", "account")).response
    assert panel and of_select(panel, "musubi:language") == {"ja"}
    assert await world.bot.store.languages.for_messages(world.users["aoi"].id) == "ja"
    for picked, spoken in (("pl", "pl"), ("fr", "fr"), (DISCORDS, "ja")):
        await world.members["aoi"].select(panel, [picked], custom_id="musubi:language")
        assert of_select(panel, "musubi:language") == {spoken}
    world.set_locale("aoi", "ko")
    assert of_select((await world.slash("aoi", "account")).response, "musubi:language") == set(), "not spoken: English"
    world.set_locale("aoi", "fr")
    await world.members["aoi"].select(panel, ["pl"], custom_id="musubi:language")
    await world.restart()
    in_messages = await world.users["aoi"].slash("account")
    assert of_select(in_messages.response, "musubi:language") == {"pl"}, "a choice counts everywhere"


async def test_admins_choose_the_servers_language(tagged: None, club: Club) -> None:
    club.add_moderator("haru")
    guilds, guild_id = club.world.bot.store.guilds, club.world.guild.id
    panel = (await club.run("haru", "settings")).response
    for picked, kept in (("ja", "ja"), ("pl", "pl"), (DISCORDS, None)):
        await club.pick("haru", panel, picked, "musubi:settings:speak")
        assert guilds.language(guild_id) == kept == (await guilds.of(guild_id)).language


def test_a_language_that_was_offered_once_counts_as_no_choice(tagged: None) -> None:
    assert (picked_language("ja"), picked_language("xx")) == ("ja", None)


@pytest.fixture
async def abroad(tagged: None, club: Club) -> Club:
    """aoi's Discord is in Japanese and ren's in French; the server is Polish."""
    club.world.set_locale("aoi", "ja")
    club.world.set_locale("ren", "fr")
    club.world.set_server_locale("pl")
    return club


def spoken(message: Any) -> set[str]:
    """The languages of a message or a form."""
    shown = message if isinstance(message, dict) else [*components(message)]
    return tags("\n".join(said(shown)))


async def test_others_read_the_servers_language_and_one_alone_their_own(abroad: Club) -> None:
    public = await abroad.run("aoi", "who", title=f"id:{DEATH_NOTE}")
    assert spoken(public.response) == {"pl"}
    refreshed = await abroad.press_id("aoi", public.response, "musubi:who")
    assert spoken(refreshed.response) == {"pl"}, "a press on a public card keeps the server's"
    beside = await abroad.press_id("ren", public.response, "musubi:title")
    assert is_alone(beside) and spoken(told(beside)) == {"fr"}
    await abroad.answer_alone("aoi")
    alone = await abroad.run("aoi", "who", title=f"id:{DEATH_NOTE}")
    assert is_alone(alone) and spoken(alone.response) == {"ja"}
    in_messages = await abroad.world.users["aoi"].slash("list")
    assert spoken(in_messages.response) == {"ja"}
    await abroad.world.bot.store.guilds.put(abroad.world.guild.id, GuildSettings(language="fr"))
    assert spoken((await abroad.run("ren", "who", title=f"id:{DEATH_NOTE}")).response) == {"fr"}
    abroad.world.set_server_locale("pl")
    assert spoken((await abroad.run("ren", "who", title=f"id:{DEATH_NOTE}")).response) == {"fr"}, "the admins' choice"


async def test_an_error_is_in_its_persons_language(abroad: Club, forgiving: None) -> None:
    """The answer was to be public, and so was the language of what came before the error."""
    for options_of in ({"score": "11"}, {"score": "9", "started": "soon"}, {"progress": 400}):
        refused = await abroad.run("aoi", "edit", title=f"id:{DEATH_NOTE}", **options_of)
        assert is_alone(refused) and spoken(told(refused)) == {"ja"}
    asked = await abroad.run("aoi", "rate", title="boku no", score="7.7")
    assert is_alone(asked) and spoken(told(asked)) == {"ja"}


async def test_a_form_is_in_its_persons_language(abroad: Club) -> None:
    public = await abroad.run("aoi", "anime", title=f"id:{DEATH_NOTE}")
    form = await abroad.press("ren", public.response, GiveScore)
    assert spoken(form.modal) == {"fr"}
    changed = await abroad.fill("ren", form, score=[":)"])
    assert is_alone(changed) and spoken(told(changed)) == {"fr"}


async def test_what_is_secret_on_a_public_card_is_in_its_persons_language(abroad: Club) -> None:
    editor = await abroad.run("aoi", "anime", title=f"id:{DEATH_NOTE}")
    opened = await abroad.press_id("aoi", editor.response, "musubi:edit")
    assert is_alone(opened) and spoken(told(opened)) == {"ja"}


async def test_suggestions_are_in_their_persons_language(abroad: Club) -> None:
    world = abroad.world
    offered = await world.members["aoi"].autocomplete(world.general, "rate", "score", "0")
    assert tags("".join(one["name"] for one in offered)) == {"ja"}


async def test_reminders_are_in_their_persons_language_and_posts_in_the_servers(abroad: Club) -> None:
    world = abroad.world
    abroad.let_manage("aoi")
    await abroad.run("aoi", "feed", kind="New episodes")
    link = await world.bot.store.links.of(world.users["aoi"].id)
    assert link and link.locale == "ja"
    await world.bot.parts.reminders.put(link, Reminder(is_on=True))
    await airs(abroad, DIGIMON, at=world.clock() + 120)
    await world.env.advance_time(8 * 60)
    assert spoken(world.dms("aoi")[-1]) == {"ja"}
    post = world.general.history(viewer=world.members["ren"])[-1]
    assert "44" in str(post.components) and spoken(post) == {"pl"}


async def test_the_invitation_to_share_is_in_the_servers_language(abroad: Club) -> None:
    abroad.let_manage("aoi")
    panel = await abroad.run("aoi", "feed", kind="List updates")
    assert spoken(panel.response) == {"ja"}
    assert spoken(abroad.world.general.history(viewer=abroad.world.members["ren"])[-1]) == {"pl"}


async def test_a_link_speaks_one_language_from_the_command_to_the_end(tagged: None, world: World) -> None:
    """Also where a browser ends it, and somebody else's link with it."""
    world.set_locale("aoi", "ja")
    await world.settle_in("ren")
    await world.bot.store.languages.choose(world.users["ren"].id, "pl")
    reply = await world.slash("aoi", "link")
    assert spoken(reply.response) == {"ja"} and spoken(world.dms("aoi")[-1]) == {"ja"}
    await world.finish_link("aoi")
    assert spoken(world.dms("aoi")[-1]) == {"ja"} == spoken(reply.response)
    assert spoken(world.dms("ren")[-1]) == {"pl"}, "whose account it was"
    again = await world.slash("aoi", "link")
    world.set_locale("aoi", "fr")
    await world.slash("aoi", "account")
    await world.bot.store.languages.choose(world.users["aoi"].id, "pl")
    assert spoken(again.response) == {"ja"}
    await world.link_again("aoi")
    assert spoken(world.dms("aoi")[-1]) == {"pl"}


async def test_a_warning_is_in_the_language_that_was_heard_last(tagged: None, world: World) -> None:
    world.set_locale("aoi", "ja")
    await world.settle_in("aoi")
    await world.slash("aoi", "account")
    await world.bot.store.database.execute("UPDATE links SET expires_at = :at", at=world.clock() + 86400)
    await world.env.advance_time(3600)
    assert spoken(world.dms("aoi")[-1]) == {"ja"}


async def test_who_is_hidden_reads_about_themselves_in_their_language(abroad: Club) -> None:
    await abroad.world.bot.store.visibility.hide(abroad.world.users["aoi"].id, abroad.world.guild.id)
    for command, given in (("affinity", {}), ("together", {"user": abroad.world.members["ren"]}), ("recommend", {})):
        shown = told(await abroad.run("aoi", command, **given))
        assert shown.ephemeral and spoken(shown) == {"ja"}, command


@pytest.mark.parametrize("title", [f"id:{ADULT}", "Angel Blade Punish!"])
async def test_who_watches_a_secret_title_is_told_in_the_persons_language(abroad: Club, title: str) -> None:
    """Also where the answer was to be public, until the title was found."""
    shown = told(await abroad.run("aoi", "who", title=title))
    assert shown.ephemeral and spoken(shown) == {"ja"}


async def test_a_refused_option_is_called_as_it_is_typed(abroad: Club, forgiving: None) -> None:
    """Also where the same word is a label elsewhere; a field of a form has its translated name."""
    refused = await abroad.run("aoi", "rate", title=f"id:{DEATH_NOTE}", score="lots")
    assert "**score:**" in words(told(refused))
    form = await abroad.press("aoi", (await abroad.run("aoi", "anime", title=f"id:{HEROES}")).response, GiveScore)
    assert "**ja·Score:**" in words(told(await abroad.fill("aoi", form, score="lots")))
