"""The cards of errors: one for every error that people can meet, in their language, and within Discord's limits."""

from collections.abc import Callable

from discord import app_commands

from anilist import Invalid, RateLimited, Stopping, Unavailable
from anilist import errors as anilists
from cards.errors import CUT_OFF, not_shown, our_fault, problem
from library import errors
from library.toggled import Toggled
from linking import errors as linkings
from store import Damaged, DatabaseAway, NamedFavourite, Unwritable
from tests.kit.cards import holds, parts
from tests.kit.cases import each
from tests.kit.home import START, a_link
from tests.kit.languages import PSEUDO, speaking_only, unmarked
from tests.kit.shelf import a_title, an_entry

NAME = "結び"
ANIME = a_title(1, romaji=NAME, english=NAME, episodes=12)
MANGA = a_title(2, romaji=NAME, english=NAME)
DONE = an_entry(1, status="COMPLETED", progress=12)
COUNTERS = ("episodes", "chapters", "volumes")
MADE: dict[type[Exception], Callable[[], list[Exception]]] = {
    anilists.RateLimited: lambda: [RateLimited(30)],
    anilists.Unavailable: lambda: [Unavailable("down"), Unavailable("down", NAME)],
    anilists.Stopping: lambda: [Stopping(may_have_happened=False)],
    anilists.Invalid: lambda: [Invalid({"score": [NAME]})],
    linkings.TooManyAttempts: lambda: [linkings.TooManyAttempts(30)],
    linkings.WrongCode: lambda: [linkings.WrongCode(1), linkings.WrongCode(4)],
    linkings.NotLinked: lambda: [
        linkings.NotLinked(""),
        linkings.NotLinked("", somebody_else=True),
        linkings.NotLinked("", somebody_else=True, name=NAME),
    ],
    errors.TooFast: lambda: [errors.TooFast(3)],
    errors.NoTitle: lambda: [
        errors.NoTitle(typed, kind, own_only=own)
        for typed in (NAME, " ")
        for kind in (None, "ANIME", "MANGA")
        for own in (True, False)
    ],
    errors.NoSuchName: lambda: [errors.NoSuchName(kind, NAME) for kind in ("CHARACTER", "STAFF", "STUDIO")],
    errors.AlreadyThere: lambda: [errors.AlreadyThere(None)],
    errors.AlreadyToggled: lambda: [
        errors.AlreadyToggled(Toggled(NamedFavourite("STUDIO", 1, NAME), is_on=True, id=1))
    ],
    errors.ChangedSince: lambda: [errors.ChangedSince(None)],
    errors.PastTheEnd: lambda: [
        errors.PastTheEnd(ANIME, count, counted, "ROMAJI") for counted in COUNTERS for count in (1, 1234)
    ],
    errors.WouldLower: lambda: [errors.WouldLower(1234, counted) for counted in COUNTERS],
    errors.PartlyDone: lambda: [errors.PartlyDone(0, 1), errors.PartlyDone(3, 5)],
    errors.TitleGone: lambda: [errors.TitleGone(names, to) for names in ((NAME,), ()) for to in (None, 5)],
    errors.NotListed: lambda: [errors.NotListed(media, 3, "ROMAJI") for media in (ANIME, MANGA)],
    errors.SkipsAhead: lambda: [errors.SkipsAhead(media, 3, 6, "ROMAJI") for media in (ANIME, MANGA)],
    errors.NotYours: lambda: [errors.NotYours(NAME, "{list}"), errors.NotYours(None, "")],
    errors.AlreadyCompleted: lambda: [errors.AlreadyCompleted(media, DONE, 1, 2, "ROMAJI") for media in (ANIME, MANGA)],
    errors.NotAired: lambda: [errors.NotAired(ANIME, None, DONE, out, a_link(), {"id": 1}) for out in (0, 7)],
}
NOT_IN_DISCORD = {linkings.InAnotherTab, linkings.WrongAccount}  # only the page meets them
ASKED = {errors.Ambiguous, errors.SeveralNames}  # they are answered with a choice: chat.disambiguation, cards.cast


def every(base: type[Exception]) -> set[type[Exception]]:
    return {base, *(one for kind in base.__subclasses__() for one in every(kind))}


KINDS = (
    every(anilists.AniListError) | every(linkings.LinkingError) | every(errors.LibraryError) | {errors.TooFast}
) - {anilists.AniListError, linkings.LinkingError, errors.LibraryError, errors.Explained, *NOT_IN_DISCORD, *ASKED}


def made(kind: type[Exception]) -> list[Exception]:
    if issubclass(kind, errors.InvalidInput):
        return [kind(lambda: NAME, typed, NAME) for typed in (NAME, " ")]
    if issubclass(kind, errors.Explained):
        return [kind(lambda: NAME)]
    return MADE[kind]() if kind in MADE else [kind("")]


@each("kind", sorted(KINDS, key=str))
def test_every_error_has_a_card_in_the_persons_language(kind: type[Exception]) -> None:
    with speaking_only(PSEUDO):
        for error in made(kind):
            card = problem(error, now=START)
            assert card, error
            holds(card.to_components())
            texts = [part[key] for part in parts(card.to_components()) for key in ("content", "label") if key in part]
            assert [*unmarked("\n".join(texts), set())] == []


def test_what_else_people_meet() -> None:
    cut_off = errors.OutcomeUnknown()
    cut_off.__cause__ = Stopping(may_have_happened=True)
    card = problem(cut_off, now=START)
    assert card and CUT_OFF in str(card.to_components())
    for error in (
        TimeoutError(),
        Unwritable(),
        DatabaseAway(),
        Damaged(),
        app_commands.MissingPermissions(["manage_guild"]),
    ):
        assert problem(error, now=START)
    assert problem(ZeroDivisionError(), now=START) is None
    for card in (our_fault("12345678"), not_shown()):
        assert card.to_components()
