"""The privacy policy's address and the host's contact, where people meet them."""

from pathlib import Path

from cards.account import exported
from cards.card import Card, Document
from cards.host import Host, contact, policy
from tests.kit.cards import parts
from tests.kit.world import World, open_world, words


async def test_the_privacy_policy_is_on_the_cards_of_a_link(world: World) -> None:
    assert world.settings.public_url
    address = f"({world.settings.public_url}/privacy)"
    await world.slash("aoi", "link")
    assert address in words(world.dms("aoi")[-1])
    await world.finish_link("aoi")
    panel = await world.slash("aoi", "account")
    assert address in words(panel.response)


async def test_without_an_address_there_is_none(tmp_path: Path) -> None:
    async with open_world(tmp_path, with_secret=True, has_address=False) as world:
        await world.slash("aoi", "link")
        await world.settle_in("aoi")
        panel = await world.slash("aoi", "account")
        for card in (world.dms("aoi")[-1], panel.response):
            assert "/privacy" not in words(card)


def test_what_a_host_writes_can_not_format_a_card() -> None:
    assert contact(Host(contact="[admin](https://x.y) @everyone")).endswith(r"\[admin\]\(https\:\/\/x\.y\) \@everyone")
    assert contact(Host(contact="https://example.org/us")).endswith(" https://example.org/us")
    assert contact(Host()) == policy(Host()) == ""


def shown(card: Card) -> str:
    return "\n".join(part["content"] for part in parts(card.to_components()) if "content" in part)


def test_the_export_names_the_policy_where_there_is_one() -> None:
    host = Host(privacy_url="https://example.org/privacy")
    assert "(https://example.org/privacy)" in shown(exported(Document("data.json", b"{}"), host))
    assert "](" not in shown(exported(Document("data.json", b"{}"), Host()))
