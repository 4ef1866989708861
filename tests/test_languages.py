"""Whose language an answer is in: the person's where they alone read it, the server's where others read it too."""

from collections.abc import Generator

import pytest

from cards.languages import DISCORDS, picked_language
from store import GuildSettings
from tests.kit.home import Home, a_link, a_token, fill
from tests.kit.languages import speaking_tagged, tags
from tests.kit.lists import Club, options
from tests.kit.world import World

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
            assert await store.languages.for_messages(ONE) == locale
        await store.languages.choose(ONE, "ja")
        assert await store.languages.for_messages(ONE) == "ja"
        await store.languages.choose(ONE, None)
        assert await store.languages.for_messages(ONE) == "es-ES"


async def test_what_was_heard_is_written_once(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    async with home.open() as store:
        await fill(store, 1)
        await store.languages.hear(ONE, "fr")
        monkeypatch.setattr(store.database, "execute", None)
        await store.languages.hear(ONE, "fr")


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
