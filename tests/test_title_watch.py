"""The tab Watch: which places are named, in which order, and what is never followed."""

from cards.card import Card
from cards.title import watch as tab
from i18n import t
from library.titles.details import SiteLink, TitleDetails
from library.titles.languages import language_of_country, language_of_tag
from tests.kit.cards import holds, parts
from tests.kit.cases import each
from tests.kit.shelf import a_title
from tests.kit.title_views import a_view


def watched(*sites: SiteLink, spoken: str = "English", media_id: int = 1) -> list[str]:
    """The lines of the tab."""
    card = Card(0, *tab.watch(a_view(TitleDetails(sites=sites), "watch", media=a_title(media_id)), spoken))
    holds(card.to_components())
    return [line for part in parts(card.to_components()) for line in part.get("content", "").splitlines()]


def stream(name: str, language: str = "", note: str = "") -> SiteLink:
    return SiteLink(name, f"https://anilist.co/to/{len(name)}", "STREAMING", language, note)


def test_the_readers_language_comes_first_and_official_pages_last() -> None:
    home = SiteLink("Home", "https://anilist.co/to/1", "INFO", "Japanese")
    lines = watched(
        *(SiteLink("Chat", "https://anilist.co/to/2", "SOCIAL"), home, stream("Somewhere else", "Thai")),
        *(stream("Everywhere"), stream("Zuhause", "German", "Dubbed")),
        spoken="German",
    )
    assert [line for line in lines if "[" in line] == [
        "- [Zuhause](https://anilist.co/to/7) · Dubbed",
        "- [Everywhere](https://anilist.co/to/10)",
        "- [Somewhere else](https://anilist.co/to/14) · Thai",
        "- [Home](https://anilist.co/to/1) · Japanese",
        "- [Chat](https://anilist.co/to/2)",
    ]
    assert lines[0] == "**German**"


def test_it_says_when_there_is_no_place_and_when_there_are_only_pages() -> None:
    assert watched() == [t(tab.NOWHERE["ANIME"])] and watched(media_id=2) == [t(tab.NOWHERE["MANGA"])]
    only_pages = watched(SiteLink("Home", "https://anilist.co/to/1", "INFO"), media_id=2)
    assert only_pages[0] == t(tab.NOT_STREAMED["MANGA"]) and len(only_pages) == 3


def test_nothing_is_followed_but_https_and_each_address_once() -> None:
    odd = [SiteLink(url, url) for url in ("javascript:alert(1)", "http://a.example", "https://a.example/) [x](y", "")]
    same = stream("once")
    assert watched(*odd) == [t(tab.NOWHERE["ANIME"])]
    assert sum("](" in line for line in watched(*odd, same, same)) == 1


def test_many_places_are_cut_and_counted() -> None:
    many = [SiteLink("S" * 300, f"https://anilist.co/to/{number:0450}", "STREAMING", "L" * 300) for number in range(50)]
    lines = watched(*many)
    shown = sum(line.startswith("- ") for line in lines)
    assert 0 < shown < 10 and any(f"{50 - shown} " in line for line in lines if line.startswith("-#"))


@each(
    ("tag", "language"),
    [("pt-BR", "Portuguese"), ("es-419", "Spanish"), ("zh-TW", "Chinese"), ("en-GB", "English"), ("tlh", "English")],
)
def test_a_tag_is_a_language_of_anilists(tag: str, language: str) -> None:
    assert language_of_tag(tag) == language


def test_a_country_has_its_first_voices() -> None:
    assert [language_of_country(one) for one in ("JP", "KR", "CN", "TW", None)] == [
        *("Japanese", "Korean", "Chinese", "Chinese", "Japanese")
    ]
