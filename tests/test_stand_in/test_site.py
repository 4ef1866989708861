"""The pages and pictures around the consent page."""

import io

import pytest
from aiohttp import ClientSession
from PIL import Image

from demo.anilist import PEOPLE, TSUMUGI, StandIn
from demo.anilist.media import all_media
from demo.anilist.posters import HEIGHT, WIDTH, poster
from tests.kit.stand_in_clients import Api, Clock

PRIVATE = next(person for person in PEOPLE if person.private_profile)


@pytest.mark.parametrize("path", [f"/user/{TSUMUGI.name}", f"/user/{TSUMUGI.id}"])
async def test_a_profile_has_a_page(api: Api, path: str):
    response = await api.get(path)
    assert (response.status, "Tsumugi" in await response.text()) == (200, True)


async def test_a_private_profile_has_one_for_its_owner(api: Api):
    assert (await api.get(f"/user/{PRIVATE.name}")).status == 404
    await api.sign_in(PRIVATE.id)
    assert (await api.get(f"/user/{PRIVATE.name}")).status == 200


@pytest.mark.parametrize("path", [f"/avatar/{TSUMUGI.id}.png", "/cover/1.png"])
async def test_pictures_are_made_here(api: Api, path: str):
    response = await api.get(path)
    assert (await response.read()).startswith(b"\x89PNG\r\n\x1a\n")


def test_every_title_has_a_poster_of_its_own():
    posters = [poster(media_id) for media_id in all_media()]
    assert len(set(posters)) == len(all_media())
    for picture in posters[::3]:
        with Image.open(io.BytesIO(picture)) as image:
            assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))
            colours = image.getcolors(WIDTH * HEIGHT)
            assert colours and len(colours) > 100 and (255, 255, 255) in {colour for _, colour in colours}, "a title"
    poster.cache_clear()
    assert poster(1) == posters[0], "the same at each start"


@pytest.mark.parametrize("path", ["/avatar/1.png", "/cover/2.png", "/user/nobody0", "/nothing"])
async def test_what_is_not_there_is_404(api: Api, path: str):
    assert (await api.get(path)).status == 404


async def test_nobody_signs_in_as_a_stranger(api: Api):
    assert (await api.post("/login", person="1")).status == 400
    assert (await api.get("/settings/apps")).headers["Location"] == "/login"


async def test_avatars_and_profiles_have_the_public_address(clock: Clock):
    stand_in = StandIn(now=clock, site_url="http://anilist.test", per_minute=None)
    async with stand_in.serve() as url, ClientSession() as session:
        answer = await Api(session, url).ask("{ User(id: 5500102) { siteUrl avatar { large } } }")
    assert answer.body["data"]["User"] == {
        "siteUrl": "http://anilist.test/user/Juno",
        "avatar": {"large": "http://anilist.test/avatar/5500102.png"},
    }
