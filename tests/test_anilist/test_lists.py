"""Lists, media and edits through the client, against the stand-in."""

from typing import Any

import msgspec
import pytest

from anilist import FavouriteKind, Invalid, NotFound, TokenRejected
from anilist.enums import MediaListStatus, MediaType
from anilist.library import AniListDate
from anilist.protocol import operation_text
from demo.anilist import JUNO, PEOPLE, TSUMUGI, AniListUser
from demo.anilist.blurbs import LOCKED
from demo.anilist.lists import MediaList
from demo.anilist.media import all_media
from tests.kit.visitor import Visitor

SOLSTICE = next(person for person in PEOPLE if person.name == "Solstice")
FERN = next(person for person in PEOPLE if person.name == "Fern")
NULL = next(person for person in PEOPLE if person.name == "null")
TATAMI = next(person for person in PEOPLE if person.name == "Tatami")


class TestList:
    @pytest.mark.parametrize("person", [TSUMUGI, JUNO, SOLSTICE, TATAMI, NULL, FERN], ids=lambda one: one.name)
    @pytest.mark.parametrize("media_type", ["ANIME", "MANGA"])
    async def test_it_has_every_entry_once(self, visitor: Visitor, person: AniListUser, media_type: str) -> None:
        """Those in several custom lists too, those hidden from status lists too, private ones too."""
        found = await visitor.whole_list(person, person, media_type)
        known = visitor.entries(person, media_type)
        assert sorted(entry.id for entry in found) == sorted(known)
        for entry in found:
            kept = known[entry.id]
            assert (entry.status.value if entry.status else None, entry.score) == (kept.status, kept.score)
            assert (entry.progress, entry.repeat, entry.notes) == (kept.progress, kept.repeat, kept.notes)
            assert (entry.private, entry.hidden_from_status_lists) == (kept.private, kept.hidden_from_status_lists)
            assert entry.lists == kept.custom_lists
            assert entry.media is not None
            assert entry.media.id == entry.media_id == kept.media_id
            assert entry.media.type is MediaType(media_type)

    async def test_the_cases_above_exist(self, visitor: Visitor) -> None:
        entries = visitor.entries(TSUMUGI, "ANIME").values()
        assert any(len(entry.custom_lists) > 1 for entry in entries)
        assert any(entry.hidden_from_status_lists for entry in entries)
        assert any(entry.private for entry in entries)

    async def test_a_long_one_comes_in_chunks(self, visitor: Visitor) -> None:
        """500 entries in each, of which some are in custom lists besides."""
        world = visitor.stand_in.world
        media_ids = [media_id for media_id, node in all_media().items() if node["type"] == "ANIME"]
        for number in range(1100):
            entry = MediaList(
                id=900_000_000 + number,
                user_id=FERN.id,
                media_id=media_ids[number % len(media_ids)],
                notes="x" * 6000,
                created_at=number,
                updated_at=number,
            )
            world.lists.put(entry)
        chunks = [await visitor.anilist.list_chunk(visitor.token(FERN), FERN.id, "ANIME", at) for at in (1, 2, 3)]
        assert [(len(chunk.entries), chunk.has_next) for chunk in chunks] == [(500, True), (500, True), (100, False)]
        assert len({entry.id for chunk in chunks for entry in chunk.entries}) == 1100

    async def test_private_entries_are_for_their_owner(self, visitor: Visitor) -> None:
        assert any(entry.private for entry in await visitor.whole_list(TSUMUGI, TSUMUGI, "ANIME"))
        assert not any(entry.private for entry in await visitor.whole_list(JUNO, TSUMUGI, "ANIME"))

    async def test_advanced_scores_go_by_name(self, visitor: Visitor) -> None:
        saved = await visitor.anilist.save_entry(visitor.token(TSUMUGI), 1, {"advancedScores": [80, 70.5]})
        assert saved.scores == {"Story": 80, "Characters": 70.5, "Visuals": 0, "Audio": 0, "Enjoyment": 0}
        assert (await visitor.anilist.save_entry(visitor.token(NULL), 1, {"progress": 1})).scores == {}

    async def test_nobody_and_the_unknown_are_not_found(self, visitor: Visitor) -> None:
        private = next(person for person in PEOPLE if person.private_profile)
        for user_id in (4, private.id):
            with pytest.raises(NotFound):
                await visitor.anilist.list_chunk(visitor.token(JUNO), user_id, "ANIME", 1)


class TestChanges:
    async def test_the_latest_comes_first_page_by_page(self, visitor: Visitor) -> None:
        pages = []
        while not pages or pages[-1].has_next:
            pages.append(await visitor.anilist.changes(visitor.token(SOLSTICE), SOLSTICE.id, len(pages) + 1))
        times = [entry.updated_at or 0 for page in pages for entry in page.entries]
        assert [len(page.entries) for page in pages[:-1]] == [50] * (len(pages) - 1)
        assert times == sorted(times, reverse=True)
        known = visitor.entries(SOLSTICE, "ANIME") | visitor.entries(SOLSTICE, "MANGA")
        assert {entry.id for page in pages for entry in page.entries} == set(known)

    async def test_what_was_just_changed_elsewhere_is_on_top(self, visitor: Visitor) -> None:
        visitor.clock.advance(60)
        entry = await visitor.anilist.save_entry(visitor.token(SOLSTICE), 30013, {"progress": 1000})
        first = (await visitor.anilist.changes(visitor.token(SOLSTICE), SOLSTICE.id, 1)).entries[0]
        assert (first.id, first.progress) == (entry.id, 1000)
        assert first.media is not None
        assert first.media.type is MediaType.MANGA

    async def test_private_entries_are_for_their_owner(self, visitor: Visitor) -> None:
        for reader, sees in ((TSUMUGI, True), (JUNO, False)):
            pages = [await visitor.anilist.changes(visitor.token(reader), TSUMUGI.id, page) for page in (1, 2, 3)]
            assert any(entry.private for page in pages for entry in page.entries) is sees

    async def test_an_empty_list_has_none(self, visitor: Visitor) -> None:
        page = await visitor.anilist.changes(visitor.token(FERN), FERN.id, 1)
        assert (page.entries, page.has_next) == ([], False)


class TestMedia:
    async def test_a_card_has_the_facts_and_my_own_entry(self, visitor: Visitor) -> None:
        token = visitor.token(TSUMUGI)
        saved = await visitor.anilist.save_entry(token, 1, {"progress": 3, "scoreRaw": 85})
        card = (await visitor.anilist.media(1, token)).media
        saved_alone = {name: value for name, value in msgspec.structs.asdict(saved).items() if name != "user"}
        assert card.media_list_entry and msgspec.structs.asdict(card.media_list_entry) == saved_alone
        assert card.title is not None
        assert (card.title.romaji, card.episodes, card.type) == ("Cowboy Bebop", 26, MediaType.ANIME)
        assert card.cover_image is not None
        assert card.cover_image.color == "#f16b50"
        assert card.trailer is not None
        assert card.trailer.site == "youtube"
        assert card.description is not None
        assert all(part in card.description for part in ("~!", "!~", "<br>", "<i>", "&amp;"))

    async def test_without_a_token_there_is_no_entry(self, visitor: Visitor) -> None:
        card = (await visitor.anilist.media(1, None)).media
        assert (card.media_list_entry, card.is_favourite) == (None, False)

    async def test_every_medium_can_be_read(self, visitor: Visitor) -> None:
        for media_id in list(all_media())[::10]:
            assert (await visitor.anilist.media(media_id, None)).media.id == media_id

    @pytest.mark.parametrize("number", [2**31, 999_999_999_999])
    async def test_an_impossible_id_is_no_outage(self, visitor: Visitor, number: int) -> None:
        for _ in range(3):
            with pytest.raises(NotFound):
                await visitor.anilist.media(number, None)
        assert (await visitor.anilist.media(1, None)).media.id == 1

    async def test_the_unknown_is_not_found(self, visitor: Visitor) -> None:
        with pytest.raises(NotFound):
            await visitor.anilist.media(999_999_999, None)


class TestSearch:
    async def test_it_finds_both_types_or_one(self, visitor: Visitor) -> None:
        both = await visitor.anilist.search("one piece", None, None)
        assert {media.type for media in both} == {MediaType.ANIME, MediaType.MANGA}
        manga = await visitor.anilist.search("one piece", "MANGA", None)
        assert {media.type for media in manga} == {MediaType.MANGA}

    async def test_it_brings_my_own_entries(self, visitor: Visitor) -> None:
        token = visitor.token(TSUMUGI)
        await visitor.anilist.save_entry(token, 1, {"progress": 3})
        (first, *_) = await visitor.anilist.search("cowboy bebop", "ANIME", token)
        assert first.media_list_entry is not None
        assert first.media_list_entry.progress == 3

    async def test_it_may_find_nothing(self, visitor: Visitor) -> None:
        assert await visitor.anilist.search("no such title at all", None, None) == []


class TestSaving:
    async def test_every_field_is_saved_and_what_is_not_given_stays(self, visitor: Visitor) -> None:
        token = visitor.token(TSUMUGI)
        given: dict[str, Any] = {
            "status": "REPEATING",
            "scoreRaw": 77,
            "progress": 5,
            "repeat": 2,
            "private": True,
            "hiddenFromStatusLists": True,
            "notes": "~!end!~",
            "customLists": ["Rewatch some day"],
            "startedAt": {"year": 2024, "month": 5, "day": None},
            "completedAt": {"year": 2025},
        }
        saved = await visitor.anilist.save_entry(token, 1, given)
        assert saved.status is MediaListStatus.REPEATING
        assert (saved.score, saved.progress, saved.repeat, saved.notes) == (77, 5, 2, "~!end!~")
        assert (saved.private, saved.hidden_from_status_lists) == (True, True)
        assert saved.lists == ("Rewatch some day",)
        assert (saved.started_at, saved.completed_at) == (AniListDate(2024, 5, None), AniListDate(2025, None, None))
        again = await visitor.anilist.save_entry(token, 1, {"progress": 6})
        assert again == msgspec.structs.replace(saved, progress=6, updated_at=again.updated_at)

    async def test_what_can_be_cleared_is_cleared_and_none_is_not_sent(self, visitor: Visitor) -> None:
        token = visitor.token(TSUMUGI)
        await visitor.anilist.save_entry(
            token, 1, {"notes": "n", "scoreRaw": 50, "customLists": ["Rewatch some day"], "startedAt": {"year": 2024}}
        )
        cleared: dict[str, Any] = {
            "notes": "",
            "scoreRaw": 0,
            "customLists": [],
            "startedAt": {"year": None, "month": None, "day": None},
            "status": None,
        }
        saved = await visitor.anilist.save_entry(token, 1, cleared)
        assert (saved.notes, saved.score, saved.lists) == ("", 0, ())
        assert saved.started_at == AniListDate(None, None, None)
        assert saved.status is not None

    @pytest.mark.parametrize(
        ("field", "value"), [("scoreRaw", 101), ("progress", -1), ("repeat", 1001), ("notes", "x" * 6001)]
    )
    async def test_a_refused_value_comes_back_in_anilists_words(
        self, visitor: Visitor, field: str, value: object
    ) -> None:
        with pytest.raises(Invalid) as refused:
            await visitor.anilist.save_entry(visitor.token(JUNO), 1, {field: value})
        assert list(refused.value.messages) == [field]
        assert field in str(refused.value)

    async def test_a_locked_title_can_not_be_added(self, visitor: Visitor) -> None:
        (locked,) = LOCKED
        assert (await visitor.anilist.media(locked, None)).media.is_locked
        with pytest.raises(Invalid):
            await visitor.anilist.save_entry(visitor.token(FERN), locked, {"status": "PLANNING"})

    async def test_a_dead_token_changes_nothing(self, visitor: Visitor) -> None:
        token = visitor.token(JUNO)
        visitor.stand_in.revoke(token.reveal())
        with pytest.raises(TokenRejected):
            await visitor.anilist.save_entry(token, 1, {"progress": 1})


class TestSavingSeveral:
    async def test_all_get_the_same_in_one_request(self, visitor: Visitor) -> None:
        known = visitor.entries(TSUMUGI, "ANIME")
        ids = sorted(known)[:7]
        saved = await visitor.anilist.save_entries(visitor.token(TSUMUGI), ids, {"status": "PAUSED", "scoreRaw": 60})
        assert [entry.id for entry in saved] == ids
        assert {(entry.status, entry.score) for entry in saved} == {(MediaListStatus.PAUSED, 60)}
        assert [entry.progress for entry in saved] == [known[entry_id].progress for entry_id in ids]
        assert len(visitor.stand_in.requests) == 1

    async def test_none_is_changed_when_one_is_somebody_elses(self, visitor: Visitor) -> None:
        mine, theirs = visitor.entries(TSUMUGI, "ANIME"), visitor.entries(JUNO, "ANIME")
        with pytest.raises(NotFound):
            await visitor.anilist.save_entries(visitor.token(TSUMUGI), [*mine, min(theirs)], {"repeat": 9})
        assert (visitor.entries(TSUMUGI, "ANIME"), visitor.entries(JUNO, "ANIME")) == (mine, theirs)

    async def test_none_is_changed_when_a_value_is_refused(self, visitor: Visitor) -> None:
        mine = visitor.entries(TSUMUGI, "ANIME")
        with pytest.raises(Invalid) as refused:
            await visitor.anilist.save_entries(visitor.token(TSUMUGI), list(mine), {"repeat": 1001})
        assert list(refused.value.messages) == ["repeat"]
        assert visitor.entries(TSUMUGI, "ANIME") == mine


class TestDeleting:
    async def test_an_entry_goes_and_can_come_back(self, visitor: Visitor) -> None:
        token = visitor.token(JUNO)
        saved = await visitor.anilist.save_entry(token, 1, {"progress": 2})
        assert await visitor.anilist.delete_entry(token, saved.id) is True
        assert (await visitor.anilist.media(1, token)).media.media_list_entry is None
        with pytest.raises(NotFound):
            await visitor.anilist.delete_entry(token, saved.id)

    async def test_somebody_elses_stays(self, visitor: Visitor) -> None:
        """And a whole outage is not made of it."""
        theirs = visitor.entries(TSUMUGI, "ANIME")
        for entry_id in list(theirs)[:5]:
            with pytest.raises(NotFound):
                await visitor.anilist.delete_entry(visitor.token(JUNO), entry_id)
        assert visitor.entries(TSUMUGI, "ANIME") == theirs
        await visitor.anilist.ping()


class TestFavourites:
    @pytest.mark.parametrize(("media_id", "media_type"), [(1, "ANIME"), (30013, "MANGA")])
    async def test_they_come_and_go(self, visitor: Visitor, media_id: int, media_type: FavouriteKind) -> None:
        token = visitor.token(JUNO)
        for is_favourite in (True, False, True):
            await visitor.anilist.toggle_favourite(token, media_id, media_type)
            assert (await visitor.anilist.media(media_id, token)).media.is_favourite is is_favourite
        assert not (await visitor.anilist.media(media_id, visitor.token(TSUMUGI))).media.is_favourite

    async def test_the_other_type_is_not_found(self, visitor: Visitor) -> None:
        with pytest.raises(NotFound):
            await visitor.anilist.toggle_favourite(visitor.token(JUNO), 1, "MANGA")


def test_a_question_brings_each_of_its_fragments_once() -> None:
    text = operation_text("search")
    assert [text.count(f"fragment {name} on") for name in ("Card", "Facts", "Entry")] == [1, 1, 1]
    assert "fragment" not in operation_text("ping")
