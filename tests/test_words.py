"""The words of the most important cards, as a person reads them: the one place where tests hold their wording.

Other tests ask for values, and for messages by the names of their constants.
"""

from collections.abc import Iterator
from inspect import cleandoc
from typing import Any

import msgspec

from cards.account import Choices, account
from cards.activity import activity_post
from cards.behind import behind_card
from cards.card import Card
from cards.emojis import emoji
from cards.host import Host
from cards.link import invitation, linked
from cards.list_selects import ListPlace
from cards.lists import list_page
from cards.media import media_card
from cards.posts import episodes_post, mention
from cards.reminder import news_card
from cards.sharing import SharingPlace
from cards.together import Group, Likely, together_card
from cards.watched import changed_card
from cards.who import who_card
from library.activity.lines import Line
from library.activity.steps import ListStep
from library.changes.editing import Changed
from library.crowd import SharedPlan, TitleFilter
from library.crowd.who import grouped
from library.listing.choosing import Counts, ListPage
from library.listing.query import PageQuery
from library.notify.feeds import AiredEpisode
from library.notify.reminders import News
from library.sync.library import Title
from library.visible_members import VisibleMembers
from linking import Invitation
from redaction import Secret
from store import Entry, Feed, FuzzyDate, Media, SharingChoice, ShownEntry
from tests.kit.home import START, a_link
from tests.kit.shelf import a_title, an_entry

HOST = Host(privacy_url="https://a.example/privacy")
AOI = msgspec.structs.replace(
    a_link(), name="aoi", site_url="https://anilist.co/user/aoi", manga_count=1, title_language="ENGLISH"
)

BEBOP = a_title(1, romaji="Cowboy Bebop", episodes=26, site_url="https://anilist.co/anime/1")
BERSERK = a_title(3, romaji="Berserk", media_type="MANGA", site_url="https://anilist.co/manga/3")
HERE = VisibleMembers(
    guild_id=1,
    guild_name="Anime Club",
    viewer_id=1,
    viewer=AOI,
    names={1: "Aoi", 2: "Ren", 3: "Mio"},
    read_at=dict.fromkeys((1, 2, 3), START),
)
FEED = Feed(
    id=1,
    guild_id=1,
    channel_id=1,
    kind="episodes",
    is_all=True,
    mentions="asked",
    role_id=None,
    opened_by=1,
    ended_at=None,
)


def read(card: Card) -> str:
    """The card in lines: its texts, each row of buttons as ``[Undo] [Edit]``, a select as ``[Open a title… ▾]``."""
    return "\n".join(lines(card.to_components())).replace("\u00a0", " ")


def lines(components: list[Any]) -> Iterator[str]:
    for part in components:
        match part["type"]:
            case 1:
                yield " ".join(map(control, part["components"]))
            case 10:
                yield part["content"]
            case 14:
                yield ""
            case _:
                yield from lines(part.get("components", []))


def control(part: dict[str, Any]) -> str:
    if part["type"] == 2:
        return f"[{part['label']}]"
    chosen = [option["label"] for option in part["options"] if option.get("default")]
    return f"[{chosen[0] if chosen else part['placeholder']} ▾]"


def says(card: Card, words: str) -> None:
    assert read(card) == cleandoc(words)


def test_link() -> None:
    url = Secret("https://anilist.co/authorize")
    says(
        invitation(Invitation(state_hash=b"", url=url, expires_at=START + 600), "code", HOST),
        f"""
        ### Link your AniList account
        I’ll be able to read and change your lists, and to follow, like and post as you. I only do what you ask.
        **1.** Press **Approve on AniList** below.
        **2.** The page at the end shows you an 8-character code.
        **3.** Come back here, press **Enter code** and type it in.
        [Approve on AniList] [Enter code]
        -# This link is only for you, and works until <t:{START + 600}:t>.
        -# Never give the code to anyone: whoever has it can act as you on AniList. · [Privacy policy](https://a.example/privacy)
        """,
    )


def test_linked() -> None:
    says(
        linked(AOI, is_again=False, guild_id=1, guild_name="Anime Club"),
        f"""
        ### Linked as [aoi](https://anilist.co/user/aoi)
        321 anime · 1 manga · scores: 0–10 with decimals
        -# Valid until <t:{AOI.expires_at}:D>. I’ll DM you before it ends.
        -# In **Anime Club**, other members can now see your lists. Only you can see your private entries.
        -# Wasn’t this you? Press **Unlink**, then change your Discord password.
        [My list] [What I’m behind on] [Remind me]
        [Hide me here] [Unlink]
        """,
    )


def test_account() -> None:
    shared = SharingChoice(feed_id=1, guild_id=1, channel_id=5, is_shared=True, with_scores=True)
    here = Choices(
        guild_id=1,
        guild_name="Anime Club",
        sharing=(SharingPlace(choice=shared),),
        favourites=3,
        servers=("Anime Club",) * 6,
    )
    says(
        account(AOI, here, HOST),
        f"""
        ### Linked as [aoi](https://anilist.co/user/aoi)
        Since <t:{AOI.linked_at}:D> · valid until <t:{AOI.expires_at}:D>

        **In Anime Club** · visible: members here can see your lists
        -# Nobody else ever sees your private entries or notes.
        **Replies** · in the channel, except for private entries · dark pictures
        **Reminders** · off · turn them on with /remind
        **Unread on AniList** · [see AniList](https://anilist.co/notifications)
        **List updates** · <#5> (shared with scores)

        ### Data I hold about you
        **Lists** · 321 anime · 1 manga · 3 favourites
        **Settings** · scores: 0–10 with decimals · titles in English · adult content: on · time zone: UTC+09:00
        **Custom anime lists** · With friends, 結び
        **Servers** · Anime Club, Anime Club, Anime Club, Anime Club, Anime Club and 1 more
        **Access token** · encrypted
        -# Updated <t:{AOI.refreshed_at}:R> · [Privacy policy](https://a.example/privacy)
        [Refresh] [AniList notifications] [List updates] [Reply privately] [Light pictures]
        [Hide me here] [Hide me everywhere] [Export my data] [Unlink]
        [Language: Discord’s ▾]
        """,
    )


def test_who() -> None:
    entries = [
        ShownEntry(1, 1, "CURRENT", score=0, progress=5, volumes=0, repeat=0),
        ShownEntry(2, 1, "CURRENT", score=85, progress=9, volumes=0, repeat=0),
        ShownEntry(3, 1, "COMPLETED", score=90, progress=26, volumes=0, repeat=1),
    ]
    says(
        who_card(BEBOP, grouped(entries, HERE.names), HERE, progress=5),
        f"""
        ### The Knot 1 in this server
        3 members · 2 scored it
        **★ 8.75** · AniList: ★ 8.5
        ▶️ **Watching** · 2
        Ren · ||9 / 26|| · ★ 8.5
        Aoi · 5 / 26
        ✅ **Completed** · 1
        Mio 2× ★ 9
        -# Updated <t:{START}:R> · 3 members share their lists
        [Open title] [People I follow] [Refresh]
        """,
    )


def test_together() -> None:
    likely = [
        Likely(BEBOP, SharedPlan(1, planned=3, loved=0), planners=[1, 2, 3], lovers=[]),
        Likely(a_title(5), SharedPlan(5, planned=1, loved=1), planners=[1], lovers=[2]),
    ]
    everybody, anime = Group([], {}, {}), TitleFilter(media_type="ANIME")
    says(
        together_card(HERE, everybody, likely, wanted=anime, found=2, unlimited=2, number=1, is_refreshing=False),
        f"""
        ### Anime to watch together
        Everyone who shares their list here

        **On everyone’s Planning list**
        📺 **The Knot 1**
        -# TV · 26 × 23 min · ★ 8.5

        **On some Planning lists**
        -# dropped by no one · loved = 8+
        📺 **The Knot 5**
        -# TV · 24 × 23 min · ★ 8.5
        -# planned by Aoi · loved by Ren
        [Open a title… ▾]
        -# Updated <t:{START}:R> · 3 members share their lists
        [Refresh]
        """,
    )


def test_reminder() -> None:
    says(
        news_card([News(1, BEBOP, 8, START, progress=5, language="ROMAJI")]),
        f"""
        ### 🔔 [Cowboy Bebop](https://anilist.co/anime/1)
        **Episode 8** of 26 aired <t:{START}:R>
        -# You’re at episode 5 · **3 behind**
        [+1 → 6] [Snooze] [Stop this title] [Stop all]
        """,
    )


def test_a_post_about_an_episode() -> None:
    one = AiredEpisode(BEBOP, 8, START, watchers=(1, 2), subscribers=(1,), is_chosen=False)
    says(
        episodes_post([one], FEED, "ROMAJI", mention([10**18], 1)),
        f"""
        ### {emoji("airing")} [Cowboy Bebop](https://anilist.co/anime/1)
        **Episode 8** of 26 aired <t:{START}:R>
        -# 2 members are watching
        <@{10**18}>
        [Watched ep 8] [Open title] [Ping me]
        """,
    )


def an_update(discord_id: int, media: Media, step: ListStep, **values: Any) -> Line:
    told: dict[str, Any] = {"score": 0, "score_format": "POINT_10", "activity_id": 9, "spoils": False} | values
    return Line(notice_ids=(discord_id,), discord_id=discord_id, anilist_id=4, media=media, step=step, **told)


def test_a_post_about_list_updates() -> None:
    made = [
        an_update(1, BEBOP, ListStep("PROGRESS", 5, 8)),
        an_update(1, BERSERK, ListStep("PLANNING")),
        an_update(2, BEBOP, ListStep("DROPPED"), score=30),
    ]
    says(
        activity_post(made, {1: "aoi", 2: "ren"}, "ROMAJI"),
        f"""
        **aoi**
        {emoji("watching")} Watched episodes 5–8 of **Cowboy Bebop**
        {emoji("planning")} Plans to read **Berserk**
        **ren**
        {emoji("dropped")} Dropped **Cowboy Bebop** · ★ 3
        [Like, reply, follow or add… ▾]
        """,
    )


def test_a_post_about_a_single_list_update() -> None:
    says(
        activity_post([an_update(1, BEBOP, ListStep("PROGRESS", 8, 8), spoils=True)], {1: "aoi"}, "ROMAJI"),
        f"""
        **aoi**
        {emoji("watching")} Watched up to episode ||8|| of **Cowboy Bebop**
        [Like] [Reply] [Follow]
        [+1] [Plan] [Open title]
        """,
    )
    says(
        activity_post([an_update(1, BEBOP, ListStep("COMPLETED"), activity_id=None)], {1: "aoi"}, "ROMAJI"),
        f"""
        **aoi**
        {emoji("completed")} Completed **Cowboy Bebop**
        [Follow]
        [Plan] [Open title]
        """,
    )


AIRING = a_title(5, romaji="Digimon", english=None, episodes=26, next_episode=9, next_airing_at=START + 60)
MONSTER = a_title(
    7,
    romaji="Monster",
    english=None,
    status="FINISHED",
    episodes=74,
    next_airing_at=None,
    site_url="https://anilist.co/anime/7",
)


def own(media: Media, **values: Any) -> Entry:
    plain: dict[str, Any] = {
        "volumes": 0,
        "repeat": 0,
        "private": False,
        "started": FuzzyDate(2026, 5, 17),
        "completed": FuzzyDate(),
        "score": 85,
    }
    return an_entry(media.id, **plain | values)


def test_list() -> None:
    lines = [(own(AIRING, progress=5), AIRING), (own(MONSTER, progress=74, score=0, private=True), MONSTER)]
    page = ListPage(lines, 1, 3, 1234, Counts({"CURRENT": 1234, "PLANNING": 1}), START)
    query = PageQuery(media_type="ANIME", status="CURRENT", sort="behind", number=1, language="ROMAJI")
    says(
        list_page(page, ListPlace(owner=AOI, owner_name="aoi", query=query), AOI, now=START, is_whole=True),
        f"""
        ### ▶️ aoi’s anime · Watching
        -# 1,234 titles · by episodes behind · updated <t:{START}:R> · aoi on AniList

        **Digimon**
        -# 5 / 8 out / 26 · {emoji("star")} 8.5 · **3 behind** · hidden
        **Monster**
        -# 74 / 74 · {emoji("private")} · hidden
        [Watching (1,234) ▾]
        [Sort by episodes behind ▾]
        [Open a title… ▾]
        [‹] [1 / 3] [›]
        [Filter] [Refresh] [Edit several]
        """,
    )


def test_behind() -> None:
    lines = [(own(AIRING, progress=5), AIRING), (own(AIRING, progress=8), AIRING)]
    says(
        behind_card(lines, AOI, as_of=START, now=START, is_whole=False),
        f"""
        ### 1 title to catch up on
        -# 2 airing · updated <t:{START}:R> · without private entries
        **Digimon**
        -# 5 / 26 · **3 behind** · ep 9 <t:{START + 60}:R>

        ### Caught up
        **Digimon**
        -# 8 / 26 · ep 9 <t:{START + 60}:R>
        """,
    )


def test_title_card() -> None:
    says(
        media_card(Title(MONSTER, own(MONSTER, progress=20), None, START), AOI, now=START),
        f"""
        ### [Monster](https://anilist.co/anime/7)
        -# 結び7
        TV · Fall 2026 · Finished · 74 × 23 min
        **{emoji("star")} 8.5** mean · Drama, Slice of Life
        A thread\\. ||It ends\\.||

        {emoji("watching")} **Watching** · 20 / 74 · {emoji("star")} 8.5 · **54 behind**
        {emoji("full") * 2}{emoji("empty") * 6}
        -# started 17 May 2026
        -# Updated <t:{START}:R>
        [+1 → 21] [Score] [Edit] [Favourite]
        [Refresh] [AniList]
        [About ▾]
        """,
    )


def test_changed() -> None:
    before, after = own(AIRING, progress=5), own(AIRING, progress=6)
    says(
        changed_card(Changed(before, after, after, AIRING, 1, AOI), now=START),
        f"""
        ### Digimon
        Episode **6** of 26
        {emoji("full")}{emoji("empty") * 7}
        {emoji("watching")} **Watching** · {emoji("star")} 8.5
        **2 behind** · Next: ep 9 <t:{START + 60}:R>
        [+1 → 7] [Undo] [Score] [Edit]
        """,
    )
