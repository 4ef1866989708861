"""Changes of lists make activity, and people talk about it, as at AniList."""

from typing import Any

import msgspec
import pytest

from demo.anilist import JUNO, PEOPLE, TSUMUGI, StandIn
from demo.anilist.saying import save_message
from tests.kit.stand_in_clients import SAVE, Api, Clock, told

FERN = next(person for person in PEOPLE if person.name == "Fern")
BRAMBLE = next(person for person in PEOPLE if person.private_profile)
PAGE = """query ($users: [Int], $user: Int, $types: [ActivityType], $since: Int, $following: Boolean, $size: Int,
    $page: Int, $sort: [ActivitySort] = [ID_DESC], $ids: [Int]) { Page(page: $page, perPage: $size) {
    pageInfo { hasNextPage }
    activities(userId_in: $users, userId: $user, type_in: $types, createdAt_greater: $since, isFollowing: $following,
        sort: $sort, id_in: $ids) {
    __typename ... on ListActivity { id status progress createdAt user { name } media { id } isLiked likeCount }
    ... on TextActivity { id text user { name } } ... on MessageActivity { id message } } } }"""
SAY = "mutation ($text: String) { SaveTextActivity(text: $text) { id text createdAt user { name } } }"
REPLY = "mutation ($id: Int, $text: String) { SaveActivityReply(activityId: $id, text: $text) { id text } }"
LIKE = """mutation ($id: Int, $type: LikeableType = ACTIVITY) { ToggleLikeV2(id: $id, type: $type) {
    ... on ListActivity { isLiked likes { name } } ... on ActivityReply { isLiked likeCount } } }"""
FOLLOW = "mutation ($id: Int) { ToggleFollow(userId: $id) { id isFollowing isFollower } }"
DELETE = "mutation ($id: Int) { DeleteActivity(id: $id) { deleted } }"
DELETE_REPLY = "mutation ($id: Int) { DeleteActivityReply(id: $id) { deleted } }"


async def activities(api: Api, token: str | None = None, **given: Any) -> list[Any]:
    return (await api.ask(PAGE, token, **given)).body["data"]["Page"]["activities"]


async def save(api: Api, stand_in: StandIn, **given: Any) -> Any:
    return await api.ask(SAVE, stand_in.token_for(FERN), **{"mediaId": 1, **given})


async def lines(api: Api, **given: Any) -> list[tuple[str, str | None]]:
    """The statuses and progresses of Fern's activities, the oldest first."""
    return [(one["status"], one["progress"]) for one in await activities(api, user=FERN.id, sort=["ID"], **given)]


async def test_each_change_is_told_in_anilists_words(api: Api, stand_in: StandIn):
    for given in (
        {"status": "PLANNING"},
        {"status": "CURRENT"},
        {"progress": 2},
        {"raw": 70},
        {"status": "PAUSED"},
        {"status": "DROPPED"},
        {"status": "COMPLETED"},
        {"status": "REPEATING", "progress": 0},
        {"progress": 1},
        {"status": "COMPLETED"},
        {"mediaId": 30002, "status": "PLANNING"},
        {"mediaId": 30002, "status": "CURRENT", "progress": 4},
    ):
        await save(api, stand_in, **given)
    assert await lines(api) == [
        ("plans to watch", None),
        ("watched episode", "1 - 2"),
        ("paused watching", None),
        ("dropped", None),
        ("completed", None),
        ("rewatched episode", "1"),
        ("rewatched", None),
        ("plans to read", None),
        ("read chapter", "1 - 4"),
    ]


async def test_changes_merge_for_as_long_as_the_person_says(api: Api, stand_in: StandIn, clock: Clock):
    await save(api, stand_in, status="CURRENT", progress=3)
    clock.time += 719 * 60
    await save(api, stand_in, progress=4)
    [merged] = await activities(api, user=FERN.id)
    assert (merged["progress"], merged["createdAt"]) == ("1 - 4", clock.time)
    clock.time += 720 * 60
    await save(api, stand_in, progress=5)
    assert await lines(api) == [("watched episode", "1 - 4"), ("watched episode", "5")]
    stand_in.world.change_settings(FERN.id, activity_merge_time=0)
    await save(api, stand_in, progress=6)
    assert (await lines(api))[2:] == [("watched episode", "6")]


async def test_a_change_can_be_merged_unseen(api: Api, stand_in: StandIn, clock: Clock):
    await save(api, stand_in, status="CURRENT", progress=3)
    stand_in.world.activities.merges_late, first = True, clock.time
    clock.time += 60
    await save(api, stand_in, progress=4)
    assert await activities(api, user=FERN.id, since=first) == []
    assert [one["progress"] for one in await activities(api, user=FERN.id)] == ["1 - 4"]


async def test_what_is_private_or_switched_off_is_not_told(api: Api, stand_in: StandIn):
    fern = stand_in.world.people[FERN.id]
    stand_in.world.people[FERN.id] = msgspec.structs.replace(fern, disabled_list_activity=("PLANNING",))
    await save(api, stand_in, status="PLANNING")
    entry = stand_in.world.lists.entry_for(FERN.id, 1)
    assert entry and await lines(api) == []
    stand_in.world.lists.put(msgspec.structs.replace(entry, private=True))
    await save(api, stand_in, status="COMPLETED")
    assert await lines(api) == []


async def test_activities_are_found_by_person_type_time_and_follow(api: Api, stand_in: StandIn, clock: Clock):
    await save(api, stand_in, status="COMPLETED")
    clock.time += 10
    for person, media_id in ((FERN, 30002), (BRAMBLE, 1)):
        await api.ask(SAVE, stand_in.token_for(person), mediaId=media_id, status="DROPPED")
    both = await activities(api, users=[FERN.id, JUNO.id, BRAMBLE.id])
    assert [one["media"]["id"] for one in both] == [30002, 1], "none of a private profile"
    assert [one["media"]["id"] for one in await activities(api, types=["ANIME_LIST"])] == [1]
    assert len(await activities(api, types=["MEDIA_LIST"])) == 2
    assert [one["media"]["id"] for one in await activities(api, users=[FERN.id], since=clock.time - 10)] == [30002]
    first = await api.ask(PAGE, users=[FERN.id], size=1)
    assert first.body["data"]["Page"]["pageInfo"] == {"hasNextPage": True}
    stand_in.world.follows[JUNO.id] = {FERN.id}
    assert len(await activities(api, stand_in.token_for(JUNO), following=True)) == 2
    assert (await api.ask(PAGE, following=True)).status == 401
    stand_in.world.answers_many_users = False
    assert await activities(api, users=[FERN.id]) == []
    assert len(await activities(api, user=FERN.id)) == 2


async def test_a_like_is_toggled_and_told(api: Api, stand_in: StandIn):
    await save(api, stand_in, status="COMPLETED")
    [one] = await activities(api)
    juno, fern = stand_in.token_for(JUNO), stand_in.token_for(FERN)
    liked = (await api.ask(LIKE, juno, id=one["id"])).body["data"]["ToggleLikeV2"]
    assert liked == {"isLiked": True, "likes": [{"name": "Juno"}]}
    assert [(seen["isLiked"], seen["likeCount"]) for seen in await activities(api, juno)] == [(True, 1)]
    assert await told(api, fern) == (1, [{"__typename": "ActivityLikeNotification", "activityId": one["id"]}])
    again = (await api.ask(LIKE, juno, id=one["id"])).body["data"]["ToggleLikeV2"]
    assert again == {"isLiked": False, "likes": []}
    assert await told(api, fern) == (0, [])
    assert (await api.ask(LIKE, id=one["id"])).status == 401
    assert (await api.ask(LIKE, juno, id=1)).status == 404


async def test_people_reply_and_delete_what_is_theirs(api: Api, stand_in: StandIn):
    await save(api, stand_in, status="COMPLETED")
    [one] = await activities(api)
    juno, fern = stand_in.token_for(JUNO), stand_in.token_for(FERN)
    reply = (await api.ask(REPLY, juno, id=one["id"], text="@Tsumugi look")).body["data"]["SaveActivityReply"]
    assert reply["text"] == "@Tsumugi look"
    assert (await told(api, fern))[1] == [{"__typename": "ActivityReplyNotification", "user": {"name": "Juno"}}]
    assert (await told(api, stand_in.token_for(TSUMUGI)))[0] == 1, "the mention"
    liked = await api.ask(LIKE, fern, id=reply["id"], type="ACTIVITY_REPLY")
    assert liked.body["data"]["ToggleLikeV2"] == {"isLiked": True, "likeCount": 1}
    assert (await api.ask(REPLY, juno, id=one["id"], text=" ")).error["validation"] == {
        "text": ["The text field is required."]
    }
    assert (await api.ask(DELETE_REPLY, fern, id=reply["id"])).status == 403
    assert (await api.ask(DELETE_REPLY, juno, id=reply["id"])).body["data"] == {
        "DeleteActivityReply": {"deleted": True}
    }
    assert (await api.ask(DELETE, juno, id=one["id"])).status == 403
    assert (await api.ask(DELETE, fern, id=one["id"])).body["data"] == {"DeleteActivity": {"deleted": True}}
    assert (await api.ask(REPLY, juno, id=one["id"], text="gone?")).status == 404
    assert await activities(api) == []


async def test_a_text_is_cut_off_before_an_emoji(api: Api, stand_in: StandIn):
    said = (await api.ask(SAY, stand_in.token_for(JUNO), text="so good 😭 really")).body["data"]["SaveTextActivity"]
    assert (said["text"], said["user"]) == ("so good ", {"name": "Juno"})
    assert [one["text"] for one in await activities(api, types=["TEXT"])] == ["so good "]
    assert (await api.ask(SAY, text="hello")).status == 401


async def test_people_follow_and_are_told(api: Api, stand_in: StandIn):
    stand_in.world.follows[JUNO.id], juno = set(), stand_in.token_for(JUNO)
    asked = await api.ask(FOLLOW, juno, id=FERN.id)
    assert asked.body["data"]["ToggleFollow"] == {"id": FERN.id, "isFollowing": True, "isFollower": False}
    assert await told(api, stand_in.token_for(FERN), reset=True) == (
        1,
        [{"__typename": "FollowingNotification", "user": {"name": "Juno"}}],
    )
    assert (await told(api, stand_in.token_for(FERN)))[0] == 0, "read"
    lists = "query ($id: Int!) { Page { following(userId: $id, sort: [USERNAME]) { name } } }"
    assert (await api.ask(lists, id=JUNO.id)).body["data"]["Page"]["following"] == [{"name": "Fern"}]
    followers = "query ($id: Int!) { Page { followers(userId: $id) { name } } }"
    assert {"name": "Juno"} in (await api.ask(followers, id=FERN.id)).body["data"]["Page"]["followers"]
    assert (await api.ask(FOLLOW, juno, id=BRAMBLE.id)).status == 404
    undone = (await api.ask(FOLLOW, juno, id=FERN.id)).body["data"]["ToggleFollow"]
    assert (undone["isFollowing"], JUNO.id in stand_in.world.follows) == (False, True)


async def test_messages_and_aired_episodes_are_told(api: Api, stand_in: StandIn, clock: Clock):
    save_message(stand_in.world, JUNO, FERN, "hello", private=True)
    assert (await told(api, stand_in.token_for(FERN)))[1] == [
        {"__typename": "ActivityMessageNotification", "message": {"message": "hello"}}
    ]
    assert await activities(api) == [], "between the two"
    await save(api, stand_in, mediaId=21, status="CURRENT")
    clock.time += 7 * 86400
    newest = (await told(api, stand_in.token_for(FERN)))[1][0]
    assert (newest["animeId"], newest["contexts"]) == (21, ["Episode ", " of ", " aired."])


@pytest.mark.parametrize("switch", ["takes_likes", "takes_follows"])
async def test_anilist_may_take_a_toggle_and_not_do_it(api: Api, stand_in: StandIn, switch: str):
    setattr(stand_in.world, switch, False)
    await save(api, stand_in, status="COMPLETED")
    [one] = await activities(api)
    stand_in.world.follows[JUNO.id], token = set(), stand_in.token_for(JUNO)
    liked = (await api.ask(LIKE, token, id=one["id"])).body["data"]["ToggleLikeV2"]["isLiked"]
    followed = (await api.ask(FOLLOW, token, id=FERN.id)).body["data"]["ToggleFollow"]["isFollowing"]
    assert {"takes_likes": liked, "takes_follows": followed}[switch] is False
    assert liked or followed
