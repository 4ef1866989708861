"""/import: what a list from MyAnimeList would change, how far it is, and what came of it."""

from collections.abc import Iterator
from typing import Annotated

import discord
from discord import ui

from cards import buttons, entries
from cards.bulk import differences
from cards.card import Card, Colour, Document, Item, bare, button, dotted, linked, plain, row, small, text
from cards.commands import command
from cards.ids import Action, Snowflake, one_of
from i18n import listed, mark, number, t, tn
from library.imports.export import ADDRESS, ExportedEntry
from library.imports.overview import ImportExample, ImportOverview
from library.rules.scores import show as show_score
from store import Import, ImportMode, ImportTitle, TitleState

Mode = Annotated[ImportMode, one_of({mode: mode for mode in ("missing", "raise", "overwrite")})]


class ChooseImportMode(Action, prefix="musubi:import:mode"):
    """A select of how much an import may change."""

    import_id: Snowflake


class StartImport(Action, prefix="musubi:import:start"):
    import_id: Snowflake
    mode: Mode


class DiscardImport(Action, prefix="musubi:import:discard"):
    import_id: Snowflake


class StopImport(Action, prefix="musubi:import:stop"):
    import_id: Snowflake


class ResumeImport(Action, prefix="musubi:import:resume"):
    import_id: Snowflake


class UndoImport(Action, prefix="musubi:import:undo"):
    import_id: Snowflake


class ShowImport(Action, prefix="musubi:import:show"):
    """A button that shows how far an import is."""

    import_id: Snowflake


class ListImport(Action, prefix="musubi:import:list"):
    """A button that sends all titles of an import as a file."""

    import_id: Snowflake


MODES: dict[ImportMode, tuple[str, str]] = {
    "missing": (mark("Only add"), mark("Adds what isn’t on your list. Everything else stays as it is.")),
    "raise": (
        mark("Add and fill in"),
        mark("Also raises progress, and fills in scores and dates that you don’t have yet. Nothing is lowered."),
    ),
    "overwrite": (
        mark("Overwrite"),
        mark("Entries become what the file says, even where that is less. What the file leaves empty stays."),
    ),
}
NOTHING_TO_DO = mark("There’s nothing to do this way.")
NO_IMPORT = mark("Export your list on MyAnimeList, then send me the file with {command}: {address}")
NOTHING_YET = mark("Nothing on your list has changed yet.")
FOLLOWERS_SEE = mark(
    "AniList may show these changes to people who follow you. You can turn that off in its {settings}."
)
LEAVE_IT = mark("You can carry on meanwhile. I’ll DM you when it’s done.")
WAITS_FOR_LINK = mark("I’ll continue when you’ve linked again.")
WAITS_FOR_ANILIST = mark("AniList isn’t responding. I’ll continue when it does.")
SEE_LATER = mark("Done, but I can’t show you how far it is right now. Try again in a moment.")
DISCARDED = mark("Cancelled. Nothing changed.")
UNDO_FOR_A_WEEK = mark("You can undo this for 7 days.")
_SETTINGS = "https://anilist.co/settings/lists"
_NAMES: dict[TitleState, str] = {
    "missing": mark("Not on AniList: {titles}"),
    "refused": mark("AniList refused: {titles}"),
    "kept": mark("Changed since, so I left them: {titles}"),
}
_SECTIONS: tuple[tuple[str, TitleState, int, int], ...] = (
    (mark("To add"), "waiting", 1, 1),
    (mark("Already on your list, but different"), "waiting", 2, 3),
    (mark("The same on your list"), "waiting", 0, 0),
    (mark("Imported"), "done", 0, 3),
    (mark("Already as in the file"), "skipped", 0, 3),
    (mark("Undone"), "undone", 0, 3),
    (mark("Changed since, so left alone"), "kept", 0, 3),
    (mark("Refused by AniList"), "refused", 0, 3),
    (mark("Not on AniList"), "missing", 0, 3),
)
_SHOWN_AS: dict[TitleState, TitleState] = {"begun": "done", "dated": "done", "undoing": "done"}
_BAR = 10


def import_card(overview: ImportOverview) -> Card:
    """The card for the import's state."""
    match overview.one.state:
        case "reading" | "matching":
            return _matching(overview)
        case "proposed":
            return _preview(overview)
        case "running" | "undoing":
            return _under_way(overview)
        case _:
            return _ended(overview)


def no_import_card() -> Card:
    said = t(NO_IMPORT, command=command("import"), address=ADDRESS)
    return Card(Colour.BLUE, text(f"### {t('Move over from MyAnimeList')}", said))


def moved_card(one: Import) -> Card:
    """The card for an import whose numbers can't be read."""
    return Card(Colour.AMBER, text(t(SEE_LATER)), row(button(t("Refresh"), ShowImport(one.id))))


def discarded_card() -> Card:
    return Card(Colour.AMBER, text(t(DISCARDED)))


def import_file(overview: ImportOverview, titles: list[tuple[ImportTitle, ExportedEntry]]) -> Card:
    """All titles of an import as a text."""
    lines = "\n\n".join(_sections(overview, titles))
    return Card(Colour.BLUE, text(t("All titles of this import:")), Document("import.txt", f"{lines}\n".encode()))


def _matching(overview: ImportOverview) -> Card:
    done = overview.total - overview.count("unmatched")
    return Card(
        Colour.BLUE,
        text(f"### {t('Looking up your titles')}", _progress(done, overview.total, overview.minutes)),
        *_going_on(overview, NOTHING_YET, button(t("Cancel"), DiscardImport(overview.one.id))),
    )


def _preview(overview: ImportOverview) -> Card:
    one, count = overview.one, overview.to_write
    shown = [line for example in overview.examples for line in _example(example, overview)]
    settings = linked(t("settings"), _SETTINGS)
    start = button(t("Start"), StartImport(one.id, overview.mode), discord.ButtonStyle.success)
    return Card(
        Colour.BLUE,
        text(f"### {t('Your list from MyAnimeList')}", *_plan(overview)),
        ui.ActionRow(_modes(overview)),
        text(t(MODES[overview.mode][1]) if count else t(NOTHING_TO_DO)),
        *([text(*shown)] if shown else []),
        text(small(t(NOTHING_YET)), small(t(FOLLOWERS_SEE, settings=settings)) if count else ""),
        row(
            *([start] if count else []),
            button(t("Show all"), ListImport(one.id)),
            button(t("Cancel"), DiscardImport(one.id)),
        ),
    )


def _under_way(overview: ImportOverview) -> Card:
    one = overview.one
    is_undo = one.state == "undoing"
    done = overview.count("undone", "kept") if is_undo else overview.written + overview.count("skipped", "refused")
    total = done + (overview.written if is_undo else overview.to_write)
    return Card(
        Colour.BLUE,
        text(
            f"### {t('Undoing the import') if is_undo else t('Importing your list')}",
            _progress(done, total, overview.minutes),
        ),
        *_going_on(overview, LEAVE_IT, button(t("Stop"), StopImport(one.id), discord.ButtonStyle.danger)),
    )


def _going_on(overview: ImportOverview, usual: str, end: ui.Button[ui.LayoutView]) -> list[Item]:
    """What it waits for, or the `usual` message, and the buttons, of which `end` ends it."""
    said, first = WAITS_FOR_ANILIST if overview.is_unanswered else usual, []
    if overview.link.rejected_at is not None:
        said, first = WAITS_FOR_LINK, [buttons.link()]
    return [text(small(t(said))), row(*first, button(t("Refresh"), ShowImport(overview.one.id)), end)]


def _ended(overview: ImportOverview) -> Card:
    one, written = overview.one, overview.written
    title = {"done": t("Import finished"), "undone": t("Import undone")}.get(one.state, t("Import stopped"))
    can_go_on = one.state == "stopped" and overview.to_write
    resume = button(t("Continue"), ResumeImport(one.id), discord.ButtonStyle.success)
    is_smooth = one.state == "done" and not overview.count("refused", "missing")
    return Card(
        Colour.GREEN if is_smooth else Colour.AMBER,
        text(f"### {title}", *_results(overview)),
        *([text(*said)] if (said := list(_named(overview))) else []),
        *([text(small(t(UNDO_FOR_A_WEEK)))] if written else []),
        row(
            *([resume] if can_go_on else []),
            *([button(t("Undo"), UndoImport(one.id))] if written else []),
            button(t("Show all"), ListImport(one.id)),
        ),
    )


def _plan(overview: ImportOverview) -> Iterator[str]:
    """What would become of how many titles."""
    new, same = overview.count("waiting", most=1, least=1), overview.count("waiting", most=0)
    raised = overview.count("waiting", least=2, most=2)
    differing = overview.count("waiting", least=3)
    changed = {"missing": 0, "raise": raised, "overwrite": raised + differing}[overview.mode]
    left = raised + differing - changed
    yield tn("**{count}** title to add", "**{count}** titles to add", new)
    if changed:
        yield tn("**{count}** title to change", "**{count}** titles to change", changed)
    if left:
        yield tn("{count} differs and stays as it is", "{count} differ and stay as they are", left)
    if same:
        yield tn("{count} is the same already", "{count} are the same already", same)
    yield from _left_out(overview)


def _results(overview: ImportOverview) -> Iterator[str]:
    if overview.written:
        yield tn("**{count}** title imported", "**{count}** titles imported", overview.written)
    if undone := overview.count("undone"):
        yield tn("**{count}** title is as before", "**{count}** titles are as before", undone)
    if left := overview.to_write:
        yield tn("{count} title is left", "{count} titles are left", left)
    yield from _left_out(overview)


def _left_out(overview: ImportOverview) -> Iterator[str]:
    if refused := overview.count("refused"):
        yield tn("{count} can’t be added on AniList", "{count} can’t be added on AniList", refused)
    if missing := overview.count("missing"):
        yield tn("{count} isn’t on AniList", "{count} aren’t on AniList", missing)
    if unread := overview.one.unread:
        yield tn("{count} in the file couldn’t be read", "{count} in the file couldn’t be read", unread)


def _named(overview: ImportOverview) -> Iterator[str]:
    for state, names in overview.named.items():
        yield small(t(_NAMES[state], titles=listed(plain(name, 40) for name in names)))


def _example(example: ImportExample, overview: ImportOverview) -> list[str]:
    link, media = overview.link, example.media
    name = f"**{entries.name(media, link.title_language, 40)}**"
    if example.before:
        return [name, small(differences(example.before, example.after, media, link.score_format))]
    return [name, small(t("New"), entries.summary(example.after, media, link.score_format))]


def _modes(overview: ImportOverview) -> ui.Select[ui.LayoutView]:
    options = [
        discord.SelectOption(label=t(label), value=mode, default=mode == overview.mode)
        for mode, (label, _) in MODES.items()
    ]
    return ui.Select(custom_id=ChooseImportMode(overview.one.id).custom_id, options=options)


def _progress(done: int, total: int, minutes: int) -> str:
    """``▰▰▰▱▱ 120 of 640 · about 12 minutes``."""
    filled = _BAR * done // total if total else _BAR
    bar = "▰" * filled + "▱" * (_BAR - filled)
    said = t("{done} of {total}", done=number(done), total=number(total))
    left = tn("about {count} minute left", "about {count} minutes left", minutes) if minutes else ""
    return dotted(f"{bar} {said}", left)


def _sections(overview: ImportOverview, titles: list[tuple[ImportTitle, ExportedEntry]]) -> Iterator[str]:
    """A paragraph for the titles of each kind."""
    for heading, state, least, most in _SECTIONS:
        lines = [
            _line(title, exported, overview)
            for title, exported in titles
            if _SHOWN_AS.get(title.state, title.state) == state and least <= (title.level or 0) <= most
        ]
        if lines:
            yield "\n".join([f"{t(heading)} ({number(len(lines))})", *lines])


def _line(title: ImportTitle, exported: ExportedEntry, overview: ImportOverview) -> str:
    name = bare(exported.title) or f"https://myanimelist.net/{title.media_type.lower()}/{title.mal_id}"
    score = f"★ {show_score(exported.score, overview.link.score_format)}" if exported.score else ""
    reached = entries.reached_briefly(title.media_type, exported.progress) if exported.progress else ""
    status = entries.status_name(exported.status, title.media_type)
    said = dotted(name, status, reached, score, title.reason or "")
    return f"- {said}"
