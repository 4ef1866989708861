"""What people think of a title, and where it is found, as AniList tells it."""

from typing import Any

from anilist.shapes import is_address
from demo.anilist.media import all_media
from tests.kit.stand_in_clients import Api

TOLD = """query ($page: Int) { Page(page: $page) { pageInfo { hasNextPage } media(sort: ID) { id popularity meanScore
    stats { scoreDistribution { score amount } statusDistribution { status amount } }
    externalLinks { id site url type language notes isDisabled }
    reviews(sort: [RATING_DESC, ID], perPage: 1) { nodes {
        id summary score rating ratingAmount private siteUrl user { id name siteUrl } } } } } }"""


async def told(api: Api) -> list[Any]:
    pages = list[Any]()
    while not pages or pages[-1]["pageInfo"]["hasNextPage"]:
        pages.append((await api.ask(TOLD, page=len(pages) + 1)).body["data"]["Page"])
    return [media for page in pages for media in page["media"]]


async def test_every_title_is_told_and_some_lack_each_part(api: Api) -> None:
    media = await told(api)
    assert [one["id"] for one in media] == sorted(all_media())
    scored = [one for one in media if one["stats"]["scoreDistribution"]]
    for one in scored:
        bars = {bar["score"]: bar["amount"] for bar in one["stats"]["scoreDistribution"]}
        assert list(bars) == list(range(10, 101, 10)) and sum(bars.values()) <= (one["popularity"] or 0)
        lists = sum(bar["amount"] for bar in one["stats"]["statusDistribution"])
        assert 0 <= (one["popularity"] or 0) - lists < 5
    reviews = [one["reviews"]["nodes"] for one in media]
    links = [one["externalLinks"] for one in media]
    assert all(len(one["summary"]) <= 120 and one["user"]["name"] for nodes in reviews for one in nodes)
    assert all(40 < sum(map(bool, parts)) < 300 for parts in (scored, reviews, links))
    kinds = {(link["type"], link["language"]) for found in links for link in found}
    assert {("STREAMING", "French"), ("STREAMING", None), ("INFO", "Japanese"), ("SOCIAL", "Korean")} < kinds


async def test_one_title_has_links_that_should_not_be_followed(api: Api) -> None:
    (odd,) = [one["externalLinks"] for one in await told(api) if one["id"] == 9253]
    assert sum(not is_address(link["url"]) for link in odd) == 2 and any(link["isDisabled"] for link in odd)
