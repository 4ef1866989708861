"""A title with its details as the tabs of its card see it, without AniList and Discord."""

from cards.title.tabs import Tab, TabPlace, TitleView
from library.sync.library import Title
from library.titles.details import TitleDetails
from store import Link, Media
from tests.kit.home import START, a_link
from tests.kit.shelf import a_title


def a_view(
    details: TitleDetails | None,
    tab: Tab,
    *,
    media: Media = a_title(),  # noqa: B008  (frozen)
    link: Link | None = a_link(),  # noqa: B008
    number: int = 1,
    choice: str | None = None,
) -> TitleView:
    """A page of a tab, seen by the viewer whose `link` it is, alone."""
    shown = Title(media, None, None, START, details=details)
    return TitleView(shown, link, TabPlace(media.id, tab, number, choice), START, is_alone=True, is_adult=True)
