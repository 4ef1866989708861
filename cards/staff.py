"""The card of a member of a staff: who they are, whom they speak, and what they have made."""

from dataclasses import replace
from itertools import repeat

from discord import ui

from cards import cast, list_buttons
from cards.card import Card, Colour, button, facts, headed, linked, plain, text
from cards.ids import Action, IdPart, MediaId
from cards.pages import switch, title_select
from i18n import listed, mark, t
from library.cast.people import Named, StaffFacts, StaffRole, VoiceRole
from library.cast.roles import Order, TitleRoles
from library.cast.staff import StaffView, Work
from library.rules.dates import show as show_date
from library.viewer import language_of
from store import FuzzyDate, Link

_WORKS: dict[tuple[Work, Order], str] = {
    ("voices", "popular"): mark("Voice roles, popular first"),
    ("voices", "newest"): mark("Voice roles, newest first"),
    ("credits", "popular"): mark("Staff roles, popular first"),
    ("credits", "newest"): mark("Staff roles, newest first"),
}
_OPEN = mark("Open a character…")
_TOGETHER, _LONGEST = 3, 48  # characters or roles in one title, on its line, and how long they are together


class StaffPlace(IdPart):
    """A page of somebody's work, part of every button's id. A `work` of None is the first that they have."""

    staff_id: MediaId
    work: Work | None = None
    order: Order = "popular"
    number: cast.Number = 1


class ShowStaff(Action, prefix="musubi:staff"):
    """A button that shows another page of somebody's work."""

    place: StaffPlace
    way: cast.Way


class RefreshStaff(Action, prefix="musubi:staff:latest"):
    """A button that fetches the person from AniList, and shows the card again."""

    place: StaffPlace


class ShowWork(Action, prefix="musubi:staff:work"):
    """A select of the kind of work and its order."""

    place: StaffPlace


def work_picked(place: StaffPlace, picked: str) -> StaffPlace:
    """The first page of the picked work; the same page for a value that there is no more."""
    chosen = next((one for one in _WORKS if ":".join(one) == picked), None)
    return replace(place, work=chosen[0], order=chosen[1], number=1) if chosen else place


def staff_card(view: StaffView, place: StaffPlace, link: Link | None) -> Card:
    """`view` has the entries that may be seen where the card is shown."""
    staff, place = view.staff, replace(place, work=view.work)
    head = headed(
        linked(cast.name_of(staff), staff.site_url),
        cast.other_names(staff),
        _career(staff),
        cast.about(staff),
        picture=staff.picture_url,
        described_as=t("Picture of {name}", name=cast.label_of(staff)),
    )
    lines = text(*_lines(view, language_of(link)), _small_print(view, place))
    parts = [head, *cast.told(staff, head, lines), ui.Separator[ui.LayoutView](), lines]
    parts += cast.person_select(
        (one for shown in view.voices for one in _characters(shown)), cast.PickCharacter(beside=True), _OPEN
    )
    parts += title_select((one.media for one in (*view.voices, *view.credits)), language_of(link))
    if view.works:
        choices = {":".join(one): t(said) for one, said in _WORKS.items() if one[0] in view.works}
        parts.append(switch(ShowWork(place), choices, f"{view.work}:{place.order}"))

    def page(number: int, way: cast.Way) -> ShowStaff:
        return ShowStaff(replace(place, number=number), way)

    turns = cast.turns(place.number, page, has_next=view.has_next)
    doors = [list_buttons.favourite(staff.id, "STAFF"), *cast.at_anilist(staff)]
    return Card(Colour.BLUE, *parts, *cast.rows(turns, button(t("Refresh"), RefreshStaff(place)), doors))


def _career(staff: StaffFacts) -> str:
    """Occupations, the language of voices, the years of work and the home town."""
    years = _years(staff.years_active)
    return facts(
        listed(plain(one, 25) for one in staff.occupations[:3]),
        cast.language_name(staff.language),
        t("Active {years}", years=years) if years else "",
        plain(staff.home_town or "", 40),
        t("Died {date}", date=show_date(staff.died)) if staff.died != FuzzyDate() else "",
    )


def _years(years: tuple[int, ...]) -> str:
    """``2009–``, ``1999–2012``."""
    return "–".join(str(year) for year in years[:2]) + ("–" if len(years) == 1 else "")


def _lines(view: StaffView, language: str) -> list[str]:
    return [*map(_voice_line, view.voices, repeat(language)), *map(_credit_line, view.credits, repeat(language))] or [
        t(cast.NO_TITLES)
    ]


def _voice_line(shown: TitleRoles[VoiceRole], language: str) -> str:
    played = plain(listed(cast.label_of(one) for one in _characters(shown)[:_TOGETHER]), _LONGEST)
    role = cast.role_name(shown.roles[0].role)
    return cast.title_line(shown.media, shown.entry, language, role, played=played)


def _credit_line(shown: TitleRoles[StaffRole], language: str) -> str:
    roles = plain(listed(role.role for role in shown.roles[:_TOGETHER]), _LONGEST)
    return cast.title_line(shown.media, shown.entry, language, roles)


def _characters(shown: TitleRoles[VoiceRole]) -> list[Named]:
    return [one for role in shown.roles for one in role.characters]


def _small_print(view: StaffView, place: StaffPlace) -> str:
    return cast.small_print(place.number, view.as_of, has_next=view.has_next, is_unanswered=view.is_unanswered)
