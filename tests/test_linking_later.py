"""What becomes of a link: relinked, moved, refreshed, rejected, unlinked."""

import asyncio

import msgspec
import pytest
from aiohttp import web

from anilist import AniListError, TokenRejected
from demo import faults
from demo.anilist import JUNO, TSUMUGI
from demo.faults import Fault
from linking import AttemptGone, Ended, Linked, NothingPending
from tests.kit.linking import AOI, REN, Desk


class TestRelinking:
    async def test_to_another_anilist_account(self, desk: Desk) -> None:
        before = await desk.link(AOI, TSUMUGI)
        after = await desk.link(AOI, JUNO)
        assert (after.saved.previous, after.saved.displaced) == (before.link, None)
        assert await desk.store.links.of(AOI.discord_id) == after.link
        assert await desk.store.links.count() == 1

    async def test_to_the_same_one_starts_a_new_year(self, desk: Desk) -> None:
        before = await desk.link()
        desk.clock.advance(30 * 86400)
        after = await desk.link()
        assert after.saved.previous == before.link
        assert after.link.expires_at == before.link.expires_at + 30 * 86400

    async def test_an_anilist_account_moves(self, desk: Desk) -> None:
        mine = await desk.link(AOI, TSUMUGI)
        theirs = await desk.link(REN, JUNO)
        moved = await desk.link(REN, TSUMUGI)
        assert (moved.saved.previous, moved.saved.displaced) == (theirs.link, mine.link)
        assert await desk.store.links.of(AOI.discord_id) is None
        assert await desk.store.links.of(REN.discord_id) == moved.link
        assert await desk.store.links.count() == 1


class TestUnlinking:
    async def test_forgets_link_and_attempts(self, desk: Desk) -> None:
        linked = await desk.link()
        token, state = desk.stand_in.token_for(TSUMUGI), await desk.begin()
        waiting = await desk.present(state, token)
        assert await desk.linking.unlink(AOI.discord_id) == linked.link
        assert await desk.linking.unlink(AOI.discord_id) is None
        assert await desk.linking.progress(waiting.ticket) == "ended"
        with pytest.raises(NothingPending):
            await desk.linking.confirm(AOI.discord_id, waiting.code)
        await desk.store.scrubs.round()
        assert await desk.has_forgotten(token)
        assert not (desk.files_with(AOI.name) or desk.files_with(TSUMUGI.name))

    async def test_ends_what_has_begun(self, desk: Desk) -> None:
        state = await desk.begin()
        assert await desk.linking.unlink(AOI.discord_id) is None
        with pytest.raises(AttemptGone):
            await desk.present(state)

    async def test_ends_what_anilist_is_being_asked_about(self, desk: Desk) -> None:
        token, state, hang = desk.stand_in.token_for(TSUMUGI), await desk.begin(), faults.Hang()
        desk.stand_in.faults.arm(hang)
        presenting = asyncio.create_task(desk.present(state, token))
        await hang.reached.wait()
        assert await desk.linking.awaits_code(AOI.discord_id), "the code comes in a moment"
        await desk.linking.unlink(AOI.discord_id)
        hang.release()
        with pytest.raises(AttemptGone):
            await presenting
        del presenting
        assert not await desk.linking.awaits_code(AOI.discord_id)
        assert await desk.has_forgotten(token)

    async def test_leaves_others_alone(self, desk: Desk) -> None:
        await desk.link(AOI, TSUMUGI)
        theirs = await desk.link(REN, JUNO)
        await desk.linking.unlink(AOI.discord_id)
        assert await desk.store.links.of(REN.discord_id) == theirs.link


class TestRefreshing:
    async def test_takes_over_what_has_changed(self, desk: Desk) -> None:
        link = (await desk.link()).link
        desk.clock.advance(86400)
        desk.stand_in.world.people[TSUMUGI.id] = msgspec.structs.replace(TSUMUGI, name="Tsumu", score_format="POINT_5")
        fresh = await desk.linking.refresh(link)
        assert fresh == await desk.store.links.of(AOI.discord_id)
        assert (fresh.name, fresh.score_format, fresh.refreshed_at) == ("Tsumu", "POINT_5", desk.clock())
        assert (fresh.linked_at, fresh.expires_at) == (link.linked_at, link.expires_at)

    async def test_a_rejected_token_marks_the_link_once(self, desk: Desk) -> None:
        link, rejected_at = (await desk.link()).link, desk.clock()
        desk.stand_in.tokens.revoke_all(TSUMUGI.id)
        for _ in range(2):
            with pytest.raises(TokenRejected):
                await desk.linking.refresh(link)
            marked = await desk.store.links.of(AOI.discord_id)
            assert marked and marked.rejected_at == rejected_at
            desk.clock.advance(60)
        assert (await desk.link()).link.rejected_at is None

    @pytest.mark.parametrize(
        "fault",
        [
            faults.status(500),
            faults.status(403, "Forbidden"),
            faults.status(404, "Not Found."),
            faults.errors_in_200(),
            faults.disabled(),
            faults.html(401),
            faults.half_json,
            faults.reset_before,
            faults.too_many_requests(),
        ],
    )
    async def test_nothing_else_does(self, desk: Desk, fault: Fault) -> None:
        link = (await desk.link()).link
        desk.stand_in.faults.arm(fault)
        with pytest.raises(AniListError) as caught:
            await desk.linking.refresh(link)
        assert not isinstance(caught.value, TokenRejected)
        assert await desk.store.links.of(AOI.discord_id) == link

    async def test_an_old_token_does_not_mark_a_new_link(self, desk: Desk) -> None:
        link, hang = (await desk.link()).link, faults.Hang()

        async def reject_later(request: web.Request, answer: faults.Answer) -> web.StreamResponse:
            await hang(request, answer)
            return await faults.invalid_token()(request, answer)

        desk.stand_in.faults.arm(reject_later)
        refreshing = asyncio.create_task(desk.linking.refresh(link))
        await hang.reached.wait()
        fresh = (await desk.link()).link
        hang.release()
        with pytest.raises(TokenRejected):
            await refreshing
        assert await desk.store.links.of(AOI.discord_id) == fresh

    async def test_what_is_unlinked_meanwhile_stays_so(self, desk: Desk) -> None:
        link = (await desk.link()).link
        await desk.linking.unlink(AOI.discord_id)
        with pytest.raises(TokenRejected):
            await desk.linking.refresh(link)
        assert await desk.store.links.count() == 0


async def test_everything_is_told_once(desk: Desk) -> None:
    await desk.link()
    await desk.linking.cancel(await desk.begin(REN))
    desk.clock.advance(600)
    await desk.begin(AOI)
    await desk.link(AOI, JUNO)
    assert [(type(event), event.attempt.discord_id) for event in desk.events] == [
        (Linked, AOI.discord_id),
        (Ended, REN.discord_id),
        (Linked, AOI.discord_id),
    ]
