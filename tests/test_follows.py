"""Follow, Like and Reply, and /following: as whoever presses, told to them alone, and undone."""

from typing import Any

import pytest

from anilist import FollowedUser
from cards.follows import NO_MORE, Here, OpenFollowed, ShowFollows, follows_card
from cards.list_buttons import ShowFollowed
from cards.list_errors import LINK_FIRST, OWN_ACCOUNT
from cards.replies import POSTED, ReplyTo, UndoReply
from cards.toggles import FOLLOWS, LIKES, TurnFollow, TurnLike, UndoToggle
from demo import faults
from demo.anilist import JUNO, TSUMUGI
from i18n import t
from library.following import FollowPage
from tests.kit import cards
from tests.kit.calls import ACTIVITY, post_activity
from tests.kit.home import START
from tests.kit.library import Shelves
from tests.kit.lists import DEATH_NOTE, Club, is_alone, told
from tests.kit.shelf import a_title
from tests.kit.world import actions, labels, says, words


def follows(club: Club, name: str) -> set[int]:
    return club.stand_in.world.follows[club.people[name].id]


async def test_follow_is_the_pressers_alone_and_undone(club: Club) -> None:
    follows(club, "aoi").clear()
    for command, options in (("profile", {"user": club.world.users["ren"]}), ("profile", {"name": "Juno"})):
        card = (await club.run("aoi", command, **options)).response
        before = words(card)
        pressed = await club.press("aoi", card, TurnFollow)
        assert is_alone(pressed) and follows(club, "aoi") == {JUNO.id} and words(card) == before
        assert actions(told(pressed)) == {UndoToggle} and "[Juno]" in words(told(pressed))
        again = await club.press("aoi", card, TurnFollow)
        assert actions(told(again)) == {TurnFollow} and "already follow" in words(told(again))
        undone = await club.press("aoi", told(pressed), UndoToggle)
        assert follows(club, "aoi") == set() and actions(told(undone)) == {TurnFollow}
    shared = (await club.run("aoi", "taste", user=club.world.users["ren"])).response
    await club.press("aoi", shared, TurnFollow)
    assert follows(club, "aoi") == {JUNO.id} and "Follow ren" in labels(shared)
    assert says(told(await club.press("ren", shared, TurnFollow)), OWN_ACCOUNT)
    club.add_moderator("mio")
    assert says(told(await club.press("mio", shared, TurnFollow)), LINK_FIRST)


async def test_like_and_reply_from_a_post(club: Club) -> None:
    post, activities = await post_activity(club.world), club.stand_in.world.activities
    liked = await club.press("aoi", post, TurnLike)
    assert is_alone(liked) and activities.likes_of(ACTIVITY) == [TSUMUGI.id]
    await club.press("aoi", told(liked), UndoToggle)
    assert activities.likes_of(ACTIVITY) == []
    form = await club.press("aoi", post, ReplyTo)
    posted = await club.fill("aoi", form, reply="*Same* @everyone\nhere")
    assert is_alone(posted) and says(told(posted), POSTED) and "> \\*Same\\* \\@everyone\n> here" in words(told(posted))
    assert [one.text for one in activities.replies_to(ACTIVITY)] == ["*Same* @everyone\nhere"]
    undone = await club.press("aoi", told(posted), UndoReply)
    assert activities.replies_to(ACTIVITY) == [] and actions(told(undone)) == {ReplyTo}
    club.stand_in.faults.arm(faults.disabled(), operation="SaveReply")
    failed = await club.fill("aoi", await club.press("aoi", post, ReplyTo), reply="Once more")
    assert actions(told(failed)) == {ReplyTo}, "the way back to the form, with the text"
    club.forgive()


async def test_following_names_members_by_the_rules(club: Club) -> None:
    fern = next(one for one in club.stand_in.people if one.name == "Fern")
    follows(club, "aoi").clear()
    follows(club, "aoi").update({JUNO.id, fern.id})
    await club.run("ren", "list")
    shown = await club.run("aoi", "following")
    text = words(shown.response)
    assert is_alone(shown) and text.index("Fern") < text.index("Juno") and " · ren\n-# watching DEATH NOTE" in text
    club.asked()
    followers = await club.press("aoi", told(shown), ShowFollows, direction="followers")
    assert club.asked() == ["Follows"]
    await club.press("aoi", told(followers), ShowFollows, direction="following")
    assert club.asked() == []
    await club.world.bot.store.members.hide(club.world.users["ren"].id, club.world.guild.id, is_hidden=True)
    hidden = words(told(await club.run("aoi", "following")))
    assert "Juno" in hidden and "DEATH NOTE" not in hidden and club.asked() == []
    opened = await club.pick("aoi", told(await club.run("aoi", "following")), JUNO.id, OpenFollowed().custom_id)
    assert TurnFollow in actions(told(opened))
    await club.press("aoi", told(opened), TurnFollow, wanted=True)
    who = (await club.run("aoi", "who", title=f"id:{DEATH_NOTE}")).response
    opinions = await club.press("aoi", who, ShowFollowed)
    assert is_alone(opinions) and "Juno" in words(told(opinions))


async def test_pages_of_ten_out_of_fifty(shelves: Shelves) -> None:
    link, world = await shelves.link(), shelves.stand_in.world
    everybody = [one for one in shelves.stand_in.people if one != TSUMUGI and not one.private_profile]
    world.follows[TSUMUGI.id] = {one.id for one in everybody}
    names = sorted((one.name for one in everybody), key=str.casefold)
    first, second = [await shelves.parts.followed.page(link, "following", number) for number in (1, 2)]
    assert [one.name for one in first.people] == names[:10] and first.has_more is (len(names) > 10)
    assert [one.name for one in second.people] == names[10:20]
    assert shelves.asked() == ["Follows"]
    shelves.stand_in.faults.arm(faults.too_many_requests(), operation="Follows")
    older = await shelves.parts.followed.page(link, "following", 1, max_age=0)
    assert older.people == first.people and older.is_unanswered
    shelves.parts.followed.forget(link.discord_id)
    shelves.clock.advance(62)
    await shelves.parts.followed.page(link, "following", 1)
    assert shelves.asked() == ["Follows", "Follows"]


def shown(people: list[FollowedUser], here: dict[int, Here], *, number: int = 1) -> Any:
    card = follows_card(FollowPage(people, "following", number, has_more=True, as_of=START), here, "ROMAJI")
    cards.holds(card.to_components())
    return card


def test_no_name_breaks_the_card() -> None:
    name, url = "](https://e.e) @everyone || **" * 9, "https://anilist.co/user/x"
    people = [FollowedUser(one, name, url) for one in range(1, 11)]
    members = {one.id: Here("<@7> `" * 20, [a_title(number) for number in range(1, 9)]) for one in people}
    text = cards.shown(shown(people, members))
    assert "(https://e.e)" not in text and "@everyone" not in text.replace("\\@everyone", "")
    assert t(NO_MORE) in cards.shown(shown([], {}, number=3))


@pytest.mark.parametrize("sentences", [FOLLOWS, LIKES])
def test_each_outcome_has_its_sentence(sentences: dict[tuple[bool, bool], str]) -> None:
    assert len(set(sentences.values())) == 4 and all("{name}" in one for one in sentences.values())
