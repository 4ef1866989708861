"""How a linked person wants to be answered."""

from tests.kit.home import Home, a_link, a_token, fill

PERSON = a_link().discord_id


async def test_replies_are_public_until_the_person_chooses(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 2)
        assert await store.preferences.public_replies(PERSON)
        for public in (False, False, True, False):
            await store.preferences.set_public_replies(PERSON, public=public)
            assert await store.preferences.public_replies(PERSON) is public
        assert await store.preferences.public_replies(a_link(2).discord_id), "the other's choice"
    async with home.open() as store:
        assert not await store.preferences.public_replies(PERSON), "after a restart"


async def test_the_choice_outlives_another_account_but_not_the_link(home: Home) -> None:
    async with home.open() as store:
        await store.preferences.set_public_replies(PERSON, public=False)
        assert await store.preferences.public_replies(PERSON), "not linked: nothing is remembered"
        await fill(store, 1)
        await store.preferences.set_public_replies(PERSON, public=False)
        await store.links.save(a_link(anilist_id=9), a_token(2))
        assert not await store.preferences.public_replies(PERSON)
        await store.links.delete(PERSON)
        await fill(store, 1)
        assert await store.preferences.public_replies(PERSON)
