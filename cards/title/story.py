"""The tab Story: what comes next in the franchise, the watch order, and the titles related to a title."""

from collections.abc import Sequence

from discord import ui

from cards import entries, list_buttons
from cards.card import button, facts, row, small, text
from cards.list_lines import title_lines
from cards.pages import title_select, turning
from cards.title.tabs import Part, TitleView, TurnTab
from i18n import mark, number, t
from library.franchise.franchises import Franchise
from library.franchise.order import FranchiseStep
from library.franchise.related import RelatedTitle
from library.pages import page_slice
from library.titles.formats import format_name
from store import Entry, Media

KINDS = {
    "PREQUEL": mark("Prequel"),
    "SEQUEL": mark("Sequel"),
    "PARENT": mark("Main story"),
    "SIDE_STORY": mark("Side story"),
    "SUMMARY": mark("Summary"),
    "COMPILATION": mark("Compilation"),
    "CONTAINS": mark("Part of it"),
    "ALTERNATIVE": mark("Alternative version"),
    "SPIN_OFF": mark("Spin-off"),
    "SOURCE": mark("Source"),
    "ADAPTATION": mark("Adaptation"),
    "SAME_UNIVERSE": mark("Same universe"),
    "CHARACTER": mark("Shares characters"),
    "OTHER": mark("Related"),
}
NOTHING_RELATED = mark("AniList knows no titles related to this one.")
MORE_TO_FIND = mark("There may be more titles. Refresh to look further.")
NOT_SURE = mark("You’ve finished all that I know of it.")
RELATED = "related"  # the choice that shows related titles instead of the order
_CONTINUE = mark("Continue with **{title}**")
_START = {"ANIME": mark("Start with **{title}**"), "MANGA": mark("Start with **{title}**")}
_NEXT = {"ANIME": mark("Watch next: **{title}**"), "MANGA": mark("Read next: **{title}**")}
_NOT_OUT = mark("Next is **{title}**, which isn’t out yet")
_OPTIONAL = {
    "ANIME": mark("You’ve seen the main story. Optional: **{title}**"),
    "MANGA": mark("You’ve read the main story. Optional: **{title}**"),
}
_ALL_DONE = {"ANIME": mark("You’ve seen all of it."), "MANGA": mark("You’ve read all of it.")}
_ORDER = {"ANIME": mark("Watch order"), "MANGA": mark("Reading order")}
_DONE = {"ANIME": mark("{number} of {total} seen"), "MANGA": mark("{number} of {total} read")}
_PER_PAGE = 10
_TITLE = 80  # characters of a title; seasons often differ at the end of a long name


def story(view: TitleView, franchise: Franchise, titles: Sequence[RelatedTitle]) -> list[Part]:
    """The watch order, or the related titles where they are chosen or there is no franchise."""
    if len(franchise.steps) < 2:
        return _related(view, titles, [])
    order = t(_ORDER[view.shown.media.media_type])
    if view.place.choice == RELATED:
        return _related(view, titles, [_switch(order, view, None)])
    switch = [_switch(t("Related titles"), view, RELATED)] if titles else []
    return _order(view, franchise, f"**{order}**", switch)


def _switch(label: str, view: TitleView, choice: str | None) -> ui.Button[ui.LayoutView]:
    return button(label, TurnTab(view.place.to(number=1, choice=choice)))


def _order(view: TitleView, franchise: Franchise, heading: str, switch: list[ui.Button[ui.LayoutView]]) -> list[Part]:
    steps = franchise.steps
    page = page_slice(len(steps), view.place.number, _PER_PAGE)
    shown = [*enumerate(steps, 1)][page.start : page.end]
    main = [step.media.id for step in steps if step.is_main]
    seen = sum(is_done(franchise.own.get(one)) for one in main)
    said = t(_DONE[view.shown.media.media_type], number=number(seen), total=number(len(main)))
    done = said if view.link and franchise.is_whole else ""
    lines = [_line(view, at, step, franchise.own.get(step.media.id)) for at, step in shown]
    more = [] if franchise.is_whole else [f"-# {t(MORE_TO_FIND)}"]
    buttons = [*turning(page.number, page.pages, lambda to: TurnTab(view.place.to(number=to))), *switch]
    return [
        _next(view, franchise),
        ui.Separator(visible=False),
        text(facts(heading, done), *lines, *more),
        *title_select((step.media for _, step in shown), view.language),
        *([row(*buttons)] if buttons else []),
    ]


def is_done(entry: Entry | None) -> bool:
    """Whether the viewer has seen the title; somebody who watches it again has."""
    return entry is not None and entry.status in {"COMPLETED", "REPEATING"}


def _line(view: TitleView, place: int, step: FranchiseStep, entry: Entry | None) -> str:
    """``**2 · Title** ✅``, and a small line; optional titles are not bold, and say what they are."""
    media = step.media
    name = f"{number(place)} · {entries.name(media, view.language, _TITLE)}"
    is_here = t("this title") if media.id == view.shown.media.id else ""
    sign, status = (entries.sign("COMPLETED"), "") if is_done(entry) else ("", standing(entry, media))
    heading = f"{f'**{name}**' if step.is_main else name} {sign}".rstrip()
    return f"{heading}\n{small(facts(*about(media), *_kind(step), status, is_here))}"


def _kind(step: FranchiseStep) -> list[str]:
    """What a title beside the main line is."""
    return [] if step.is_main else [t(KINDS[step.role]), t("optional")]


def _next(view: TitleView, franchise: Franchise) -> Part:
    """What to watch next, with the button for it."""
    step = franchise.next
    if step is None:
        outcome = _ALL_DONE[view.shown.media.media_type] if franchise.is_whole else NOT_SURE
        return text(t(outcome))
    media, entry = step.media, franchise.own.get(step.media.id)
    sentence = _sentence(step, entry, franchise)
    said = t(sentence, title=entries.name(media, view.language, _TITLE))
    about_it = small(facts(*about(media), *_kind(step), standing(entry, media), entries.coming(media, view.now)))
    if media.id == view.shown.media.id:
        return text(said, about_it)  # its buttons are the card's own
    return ui.Section(text(said, about_it), accessory=_button(media, entry, view))


def _sentence(step: FranchiseStep, entry: Entry | None, franchise: Franchise) -> str:
    kind = step.media.media_type
    if entry and entry.status in {"CURRENT", "REPEATING"}:
        return _CONTINUE
    if step.media.status == "NOT_YET_RELEASED":
        return _NOT_OUT
    if not step.is_main and franchise.is_whole:
        return _OPTIONAL[kind]
    return _NEXT[kind] if any(is_done(own) for own in franchise.own.values()) else _START[kind]


def _button(media: Media, entry: Entry | None, view: TitleView) -> ui.Button[ui.LayoutView]:
    """+1 for what is under way, Plan for what is on no list, else the title's card."""
    if entry is None and not media.is_locked:
        return list_buttons.plan_beside(media.id)
    if entry and entry.status == "CURRENT" and list_buttons.plus(entry, media, view.now):
        return list_buttons.one_more(media, entry.progress, is_beside=True)
    return list_buttons.title(media.id)


def _related(view: TitleView, titles: Sequence[RelatedTitle], switch: list[ui.Button[ui.LayoutView]]) -> list[Part]:
    page = page_slice(len(titles), view.place.number, _PER_PAGE)
    shown = titles[page.start : page.end]
    lines = [title_lines(one.media, view.language, _small(one)) for one in shown] or [t(NOTHING_RELATED)]
    buttons = [*turning(page.number, page.pages, lambda to: TurnTab(view.place.to(number=to))), *switch]
    select = title_select((one.media for one in shown), view.language)
    return [text(*lines), *select, *([row(*buttons)] if buttons else [])]


def _small(one: RelatedTitle) -> str:
    return facts(t(KINDS[one.kind]), *about(one.media), standing(one.entry, one.media))


def about(media: Media) -> tuple[str, str]:
    """The format and the year."""
    year = str(media.started // 10_000) if media.started else str(media.season_year or "")
    return format_name(media.format), year


def standing(entry: Entry | None, media: Media) -> str:
    """The viewer's status, with the progress of what is under way."""
    if entry is None:
        return ""
    status = f"{entries.sign(entry.status)} {entries.status_name(entry.status, media.media_type)}".lstrip()
    return facts(status, entries.progress(entry, media) if entry.status in {"CURRENT", "PAUSED", "REPEATING"} else "")
