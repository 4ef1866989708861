"""Several edits in one request, and entries and titles by many ids."""

import re

import pytest
from graphql import NoDeprecatedCustomRule, parse, specified_rules, validate

from anilist import MOST_AT_ONCE, AniList, Caller, EntryEdit, Priority, TokenRejected, Unavailable
from anilist.each import operation_of
from demo import faults
from demo.anilist import TSUMUGI, StandIn
from demo.anilist.blurbs import LOCKED
from demo.anilist.lists import DateParts
from demo.anilist.schema import schema
from redaction import Secret

EVERYTHING = {
    "status": "COMPLETED",
    "scoreRaw": 80,
    "progress": 12,
    "progressVolumes": 1,
    "repeat": 1,
    "notes": "n",
    "private": True,
    "hiddenFromStatusLists": False,
    "customLists": [],
    "advancedScores": [1.0],
    "startedAt": {"year": 2020, "month": None, "day": None},
    "completedAt": {"year": None, "month": None, "day": None},
}


def save(media_id: int, **values: object) -> EntryEdit:
    return EntryEdit(media_id, 0, {"status": "COMPLETED", **values})


def test_the_operation_is_one_that_anilist_takes() -> None:
    edits = [EntryEdit(number, 0, EVERYTHING) for number in range(MOST_AT_ONCE)]
    for given in (edits, [*edits[1:], EntryEdit(1, 7, None)], [EntryEdit(1, 7, None)] * MOST_AT_ONCE):
        text, variables = operation_of(given)
        document = parse(text)
        rules = [*specified_rules, NoDeprecatedCustomRule]
        assert [one.message for one in validate(schema(), document, rules)] == []
        assert set(re.findall(r"\$(\w+):", text)) == variables.keys()
    fragment = re.search(r"fragment Entry on MediaList \{(.*?)\n\}", operation_of(edits)[0], re.DOTALL)
    assert fragment
    fields = len(re.findall(r"\w+(?:\(.*?\))?(?:\n| \{)", fragment[1]))
    assert MOST_AT_ONCE * (1 + fields) + 20 < 400, "AniList's limit is 500"


async def test_each_is_made_and_the_refused_one_is_told(anilist: AniList, stand_in: StandIn, token: Secret) -> None:
    lists = stand_in.world.lists
    gone = next(entry for entry in lists.of(TSUMUGI.id, "ANIME") if entry.media_id not in {1, 6, *LOCKED})
    (locked,) = LOCKED
    if known := lists.entry_for(TSUMUGI.id, locked):
        lists.remove(known)
    edits = [
        save(1, progress=26, completedAt={"year": 1999, "month": 4, "day": 24}),
        save(locked),
        EntryEdit(gone.media_id, gone.id, None),
        EntryEdit(99, 5, None),
        save(6, scoreRaw=101),
    ]
    answer = await anilist.save_each(token, edits)
    assert answer.made == {1, gone.media_id} and answer.saved.keys() == {1}
    assert answer.saved[1].progress == 26 and answer.owner and answer.owner.name == TSUMUGI.name
    entry = lists.entry_for(TSUMUGI.id, 1)
    assert entry and entry.completed_at == DateParts(1999, 4, 24)
    assert lists.entry_for(TSUMUGI.id, gone.media_id) is None
    assert (await anilist.save_each(token, [save(locked)])).made == set()


@pytest.mark.parametrize(
    ("fault", "error"),
    [(faults.invalid_token(), TokenRejected), (faults.html(), Unavailable), (faults.half_json, Unavailable)],
)
async def test_other_errors_are_those_of_all(
    anilist: AniList, stand_in: StandIn, token: Secret, fault: faults.Fault, error: type[Exception]
) -> None:
    stand_in.faults.arm(fault, operation="SaveEach")
    with pytest.raises(error):
        await anilist.save_each(token, [save(1)])


async def test_titles_by_their_ids_at_myanimelist(anilist: AniList, token: Secret) -> None:
    found = await anilist.media_by_mal_ids([1, 5, 2**31 - 1], "ANIME", token)
    assert {one.id_mal: one.id for one in found.media} == {1: 1, 5: 5} and found.is_whole
    assert (await anilist.media_by_mal_ids([5], "MANGA", token)).media == []


async def test_entries_by_their_titles(anilist: AniList, stand_in: StandIn, token: Secret) -> None:
    listed = [entry.media_id for entry in stand_in.world.lists.of(TSUMUGI.id, "ANIME")]
    found = await anilist.entries(token, TSUMUGI.id, [*listed[:20], 404])
    assert {entry.media_id for entry in found} == set(listed[:20])


async def test_the_next_request_has_the_taken_place(anilist: AniList, token: Secret) -> None:
    caller = Caller(Priority.BACKGROUND)
    async with anilist.place("save_each", token, caller) as placed:
        used = anilist.load.used
        assert used == 1
        await anilist.save_each(token, [save(1)], caller=placed)
        assert anilist.load.used == 1
        await anilist.entries(token, TSUMUGI.id, [1], caller=placed)
        assert anilist.load.used == 2
    async with anilist.place("save_each", token, caller):
        pass
    assert anilist.load.used == 3, "an unused place counts"
