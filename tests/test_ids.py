"""The ids on messages that are out there: each is built as it was, read as it was, and refused as it was."""

from collections.abc import Iterator

import pytest

from cards import (
    activity,
    affinity,
    airing,
    browse_place,
    buttons,
    cast,
    character,
    confirmation,
    custom_lists,
    deferred,
    disambiguation,
    editor,
    feed_buttons,
    following,
    follows,
    imports,
    languages,
    leaderboard,
    list_filters,
    notifications,
    pages,
    posts,
    profile,
    random,
    recommend,
    remind,
    reminder,
    replies,
    rooms,
    rooms_panel,
    say,
    season,
    server,
    settings,
    sharing,
    staff,
    strangers,
    studio,
    subjects,
    taste,
    thumbs,
    together,
    toggles,
    upcoming,
    who,
)
from cards import list_buttons as own
from cards import list_selects as selects
from cards import stats_buttons as stats
from cards.ids import LONGEST, Action, IdPart, MediaId, digits
from cards.title import people, tabs

FIRST, LAST = 1, 999_999_999_999  # titles on AniList
SOMEBODY, ANYBODY = 803776285900800000, 99_999_999_999_999_999_999
PLACE = season.SeasonPlace(2026, "WINTER")
FAR = season.SeasonPlace(2100, "SUMMER", "popularity", "TV_SHORT", "grid", 999)
STATS = stats.StatsPlace(ANYBODY, "MANGA", "overview", ANYBODY)
HERO, CROWD = character.CharacterPlace(99), character.CharacterPlace(LAST, "anime", "newest", "Portuguese", 999)
MAKER = staff.StaffPlace(LAST, "credits", "newest", 999)
BROWSED = browse_place.BrowsePlace(
    *("MANGA", "newest", "new", "grid", "FALL", "ONE_SHOT", "TW", 2024),
    *((1, 2, 46_655, 4), (1, 1_679_615, 3, 4), 4992),
)
ROOM, FAR_ROOM = rooms.RoomPlace(1, 1, 1), rooms.RoomPlace(999_999_999_999_999, LAST, 999_999_999)
VIEW = "abcdefghijklmn"
MAKERS = studio.StudioPlace(LAST, "main", "newest", 999)
KEY = "0123456789ab"
GENRE = "# \u200b||<@7>\n~~!~ <x5>, Bookw ~"

IDS: dict[str, Action] = {
    # the account
    "musubi:link": buttons.StartLink(),
    "musubi:code": buttons.EnterCode(),
    "musubi:refresh": buttons.RefreshAccount(),
    "musubi:mine:list": buttons.ShowMyList(),
    "musubi:mine:behind": buttons.ShowMyBehind(),
    "musubi:mine:reminders": buttons.ShowMyReminders(),
    "musubi:mine:notifications": notifications.ShowNotifications(),
    "musubi:notify": notifications.ChooseNotifications(),
    "musubi:notify:title": notifications.OpenNotified(),
    "musubi:notify:again": notifications.TryNotifications(),
    "musubi:notify:read": notifications.ReadNotifications(),
    "musubi:unlink": buttons.AskUnlink(),
    "musubi:unlink:yes": buttons.ConfirmUnlink(),
    "musubi:unlink:no": buttons.KeepLink(),
    "musubi:replies:public": buttons.SwitchReplies(public=True),
    "musubi:replies:alone": buttons.SwitchReplies(public=False),
    "musubi:pictures:light": buttons.SwitchPictures(light=True),
    "musubi:pictures:dark": buttons.SwitchPictures(light=False),
    "musubi:export": buttons.ExportAccount(),
    "musubi:hide:everywhere": buttons.SwitchEverywhere(visible=False),
    "musubi:show:everywhere": buttons.SwitchEverywhere(visible=True),
    f"musubi:hide:{SOMEBODY}": buttons.SwitchVisibility(visible=False, guild_id=SOMEBODY),
    f"musubi:show:{ANYBODY}": buttons.SwitchVisibility(visible=True, guild_id=ANYBODY),
    # a title
    "musubi:plus:1:13": own.Plus(FIRST, 13),
    "musubi:plus:999999999999:999999999:beside": own.Plus(LAST, 999_999_999, beside=True),
    "musubi:plus:1:13:new": own.Plus(FIRST, 13, new=True),
    "musubi:plus:1:13:beside:new": own.Plus(FIRST, 13, beside=True, new=True),
    "musubi:catch:1:13": own.CatchUp(FIRST, 13),
    "musubi:again:1735:1:0:0": own.Rewatch(1735, 1, 0, 0),
    "musubi:again:1735:99999:12:3": own.Rewatch(1735, 99_999, 12, 3),
    "musubi:put:1735:CURRENT": own.PutStatus(1735, "CURRENT"),
    "musubi:put:1735:COMPLETED": own.PutStatus(1735, "COMPLETED"),
    "musubi:put:1735:DROPPED": own.PutStatus(1735, "DROPPED"),
    "musubi:add:1": own.AddTitle(FIRST),
    "musubi:add:1:beside": own.AddTitle(FIRST, beside=True),
    "musubi:score:1": own.GiveScore(FIRST),
    "musubi:score:1535:0": own.GiveScore(1535, 0),
    f"musubi:score:1535:80:{SOMEBODY}": own.GiveScore(1535, 80, SOMEBODY),
    f"musubi:score:1535:{SOMEBODY}": own.GiveScore(1535, None, SOMEBODY),
    "musubi:edit:1": own.OpenEditor(FIRST),
    "musubi:fav:1535:on": own.TurnFavourite(1535, wanted=True),
    f"musubi:fav:1535:off:{SOMEBODY}": own.TurnFavourite(1535, wanted=False, discord_id=SOMEBODY),
    "musubi:fav:77:on:character": own.TurnFavourite(77, wanted=True, kind="CHARACTER"),
    f"musubi:fav:77:off:{SOMEBODY}:staff": own.TurnFavourite(77, wanted=False, discord_id=SOMEBODY, kind="STAFF"),
    "musubi:fav:77:on:studio": own.TurnFavourite(77, wanted=True, kind="STUDIO"),
    "musubi:open": own.PickTitle(),
    "musubi:open:beside": own.PickTitle(beside=True),
    "musubi:title:1": own.OpenTitle(FIRST),
    "musubi:latest:1535": own.RefreshTitle(1535),
    "musubi:latest:1535:story": own.RefreshTitle(1535, "story"),
    "musubi:tab:1535": tabs.ShowTab(1535),
    "musubi:person:beside": people.OpenPerson(beside=True),
    "musubi:tab:turn:1535:people:2": tabs.TurnTab(tabs.TabPlace(1535, "people", 2)),
    "musubi:tab:turn:1535:people:1:Japanese": tabs.TurnTab(tabs.TabPlace(1535, "people", 1, "Japanese")),
    "musubi:tab:choose:1535:people": tabs.ChooseInTab(1535, "people"),
    "musubi:tab:turn:1535:story:1:related": tabs.TurnTab(tabs.TabPlace(1535, "story", choice="related")),
    f"musubi:undo:{SOMEBODY}": own.UndoChange(SOMEBODY),
    **{
        f"musubi:form:{part}:1535:1767225600": editor.EditPart(part, 1535, 1_767_225_600)
        for part in ("progress", "score", "dates", "notes", "lists")
    },
    f"musubi:form:dates:1535:0:{SOMEBODY}": editor.EditPart("dates", 1535, 0, SOMEBODY),
    # what is asked
    f"musubi:option:{SOMEBODY}:custom-lists": disambiguation.CorrectOption(SOMEBODY, "custom-lists"),
    f"musubi:which:{SOMEBODY}": disambiguation.ChooseTitle(SOMEBODY),
    f"musubi:which:{SOMEBODY}:1535": disambiguation.AgreeToTitle(SOMEBODY, 1535),
    f"musubi:confirm:{SOMEBODY}": confirmation.ConfirmChange(SOMEBODY),
    f"musubi:agree:{SOMEBODY}": deferred.DoDeferred(SOMEBODY),
    # lists
    f"musubi:list:{SOMEBODY}:ANIME:CURRENT:updated:1": selects.ShowPage(SOMEBODY, "ANIME", "CURRENT", "updated", 1),
    f"musubi:list:{SOMEBODY}:MANGA:DROPPED:behind:99999:fresh": selects.ShowPage(
        SOMEBODY, "MANGA", "DROPPED", "behind", 99_999, fresh=True
    ),
    f"musubi:list:{ANYBODY}:MANGA:COMPLETED:finished:99999:fresh:abcdefghijklmn": selects.ShowPage(
        ANYBODY, "MANGA", "COMPLETED", "finished", 99_999, fresh=True, view=VIEW
    ),
    f"musubi:status:{SOMEBODY}:ANIME:released:abcdefghijklmn": selects.ShowStatus(SOMEBODY, "ANIME", "released", VIEW),
    f"musubi:view:{SOMEBODY}:ANIME:ALL:length": selects.ChangeView(SOMEBODY, "ANIME", "ALL", "length"),
    f"musubi:view:{ANYBODY}:MANGA:REPEATING:finished:abcdefghijklmn": selects.ChangeView(
        ANYBODY, "MANGA", "REPEATING", "finished", VIEW
    ),
    f"musubi:unfilter:{SOMEBODY}:ANIME:ALL:started:abcdefghijklmn": selects.ClearFilters(
        SOMEBODY, "ANIME", "ALL", "started", VIEW
    ),
    f"musubi:filter:{SOMEBODY}:ANIME:CURRENT:updated": list_filters.FilterList(SOMEBODY, "ANIME", "CURRENT", "updated"),
    f"musubi:filter:{ANYBODY}:MANGA:REPEATING:finished:{ANYBODY}:abcdefghijklmn": list_filters.FilterList(
        ANYBODY, "MANGA", "REPEATING", "finished", ANYBODY, VIEW
    ),
    f"musubi:status:{SOMEBODY}:ANIME:title": selects.ShowStatus(SOMEBODY, "ANIME", "title"),
    "musubi:random:ANIME:CURRENT:::1535": random.PickAnother("ANIME", "CURRENT", "", None, 1535),
    "musubi:random:MANGA:PLANNING:Sci-Fi:short": random.PickAnother("MANGA", "PLANNING", "Sci-Fi", "short"),
    f"musubi:random:ANIME:REPEATING:{GENRE}:medium:{LAST}": random.PickAnother(
        "ANIME", "REPEATING", GENRE, "medium", LAST
    ),
    f"musubi:bulk:MANGA:COMPLETED:finished:99999:{ANYBODY}:abcdefghijklmn": own.EditSeveral(
        "MANGA", "COMPLETED", "finished", 99_999, ANYBODY, VIEW
    ),
    "musubi:bulk:ANIME:ALL:title:1:abcdefghijklmn": own.EditSeveral("ANIME", "ALL", "title", 1, view=VIEW),
    "musubi:bulk:ANIME:CURRENT:title:1": own.EditSeveral("ANIME", "CURRENT", "title", 1),
    f"musubi:bulk:MANGA:COMPLETED:progress:99999:{SOMEBODY}": own.EditSeveral(
        "MANGA", "COMPLETED", "progress", 99_999, SOMEBODY
    ),
    f"musubi:bulk:apply:{SOMEBODY}": own.ApplyBulk(SOMEBODY),
    f"musubi:bulk:undo:{SOMEBODY}": own.UndoBulk(SOMEBODY),
    f"musubi:import:mode:{SOMEBODY}": imports.ChooseImportMode(SOMEBODY),
    f"musubi:import:start:{SOMEBODY}:missing": imports.StartImport(SOMEBODY, "missing"),
    f"musubi:import:start:{SOMEBODY}:overwrite": imports.StartImport(SOMEBODY, "overwrite"),
    f"musubi:import:discard:{SOMEBODY}": imports.DiscardImport(SOMEBODY),
    f"musubi:import:stop:{SOMEBODY}": imports.StopImport(SOMEBODY),
    f"musubi:import:resume:{SOMEBODY}": imports.ResumeImport(SOMEBODY),
    f"musubi:import:undo:{SOMEBODY}": imports.UndoImport(SOMEBODY),
    f"musubi:import:show:{SOMEBODY}": imports.ShowImport(SOMEBODY),
    f"musubi:import:list:{SOMEBODY}": imports.ListImport(SOMEBODY),
    "musubi:bulk:leave": own.LeaveBulk(),
    "musubi:where:1": pages.Where(1),
    # characters and staff
    "musubi:character:pick": cast.PickCharacter(),
    "musubi:character:pick:beside": cast.PickCharacter(beside=True),
    "musubi:character:99:all:popular:Japanese:1:back": character.ShowCharacter(HERO, "back"),
    "musubi:character:999999999999:anime:newest:Portuguese:999:forth": character.ShowCharacter(CROWD, "forth"),
    "musubi:character:latest:99:all:popular:Japanese:1": character.RefreshCharacter(HERO),
    "musubi:character:titles:999999999999:anime:newest:Portuguese:999": character.ShowCharacterTitles(CROWD),
    "musubi:character:voices:99:all:popular:Japanese:1": character.ShowVoices(HERO),
    "musubi:studio:pick": cast.PickStudio(),
    "musubi:studio:77:all:popular:2:forth": studio.ShowStudio(studio.StudioPlace(77, number=2), "forth"),
    "musubi:studio:999999999999:main:newest:999:back": studio.ShowStudio(MAKERS, "back"),
    "musubi:studio:latest:999999999999:main:newest:999": studio.RefreshStudio(MAKERS),
    "musubi:studio:works:999999999999:main:newest:999": studio.ShowStudioWorks(MAKERS),
    "musubi:subject": subjects.PickSubject(),
    "musubi:subject:beside": subjects.PickSubject(beside=True),
    "musubi:staff:pick": cast.PickStaff(),
    "musubi:staff:pick:beside": cast.PickStaff(beside=True),
    "musubi:staff:open:101000": cast.OpenStaff(101_000),
    "musubi:staff:101000:popular:1:forth": staff.ShowStaff(staff.StaffPlace(101_000), "forth"),
    "musubi:staff:999999999999:credits:newest:999:back": staff.ShowStaff(MAKER, "back"),
    "musubi:staff:latest:999999999999:credits:newest:999": staff.RefreshStaff(MAKER),
    "musubi:staff:work:999999999999:credits:newest:999": staff.ShowWork(MAKER),
    # days and seasons
    "musubi:airing:20452:1:all:1:before": airing.ShowDay(20_452, 1, mine=False, number=1, way="before"),
    "musubi:airing:20454:7:mine:1:week": airing.ShowDay(20_454, 7, mine=True, number=1, way="week"),
    "musubi:airing:21990:7:mine:49:page": airing.ShowDay(21_990, 7, mine=True, number=49, way="page"),
    "musubi:airing:21990:1:all:9999": airing.ShowDay(21_990, 1, mine=False, number=9_999),
    "musubi:season:2026:WINTER:popularity:ALL:list:1:back": season.ShowSeason(PLACE, "back"),
    "musubi:season:2100:SUMMER:popularity:TV_SHORT:grid:999": season.ShowSeason(FAR),
    "musubi:season:2026:WINTER:score:ALL:list:1:order": season.ShowSeason(PLACE.to(order="score"), "order"),
    "musubi:seasonformat:2026:WINTER:popularity:ALL:list:1": season.ShowFormat(PLACE),
    "musubi:plan:170110:2026:WINTER:popularity:ALL:list:1": season.PlanTitle(170_110, PLACE),
    "musubi:plan:pick:2100:SUMMER:popularity:TV_SHORT:grid:999": season.PlanPicked(FAR),
    f"musubi:unplan:{ANYBODY}:2100:SUMMER:popularity:TV_SHORT:grid:999": season.UndoPlan(ANYBODY, FAR),
    "musubi:browse:Atal-----:0:::0": browse_place.ShowBrowse(browse_place.BrowsePlace()),
    "musubi:browse:MnngFOSTW:2024:001002zzz004:0001zzzz00030004:4992:forth": browse_place.ShowBrowse(BROWSED, "forth"),
    "musubi:browse:change": browse_place.ChangeBrowse(),
    f"musubi:browse:form:MnngFOSTW:2024:001002zzz004:0001zzzz00030004:4992:{ANYBODY}": browse_place.FilterBrowse(
        BROWSED, ANYBODY
    ),
    f"musubi:browse:plan:{LAST}:MnngFOSTW:2024:001002zzz004:0001zzzz00030004:4992": browse_place.PlanBrowsed(
        LAST, BROWSED
    ),
    "musubi:browse:pick:MnngFOSTW:2024:001002zzz004:0001zzzz00030004:4992": browse_place.PickBrowsed(BROWSED),
    f"musubi:browse:undo:{ANYBODY}:MnngFOSTW:2024:001002zzz004:0001zzzz00030004:4992": browse_place.UnplanBrowsed(
        ANYBODY, BROWSED
    ),
    "musubi:surprise:Atal-----:0:::0:beside": browse_place.Surprise(browse_place.BrowsePlace(), beside=True),
    f"musubi:surprise:MnngFOSTW:2024:001002zzz004:0001zzzz00030004:4992:{LAST}": browse_place.Surprise(BROWSED, LAST),
    # any account
    "musubi:stranger:5500110:ANIME": strangers.ShowStranger(5_500_110, "ANIME"),
    "musubi:stranger:999999999:MANGA:fresh": strangers.ShowStranger(999_999_999, "MANGA", fresh=True),
    "musubi:public:5500110:ANIME:CURRENT:updated:1": strangers.ShowPublicList(
        5_500_110, "ANIME", "CURRENT", "updated", 1
    ),
    "musubi:public:999999999:MANGA:COMPLETED:released:99999:fresh:abcdefghijklmn": strangers.ShowPublicList(
        999_999_999, "MANGA", "COMPLETED", "released", 99_999, True, "abcdefghijklmn"
    ),
    "musubi:public:status:999999999:MANGA:progress:abcdefghijklmn": strangers.ShowPublicStatus(
        999_999_999, "MANGA", "progress", "abcdefghijklmn"
    ),
    "musubi:public:sort:999999999:MANGA:COMPLETED:abcdefghijklmn": strangers.SortPublicList(
        999_999_999, "MANGA", "COMPLETED", "abcdefghijklmn"
    ),
    # reminders and feeds
    **{
        f"musubi:remind:{what}": remind.SwitchReminders(what)
        for what in ("on", "off", "all", "chosen", "always", "caught", "again")
    },
    "musubi:remind:when": remind.ChooseDelay(),
    "musubi:remind:hour": remind.ChooseHour(),
    "musubi:remind:next": remind.ChooseUpcoming(),
    **{f"musubi:next:title:21:{what}": upcoming.ChooseTitleNews(21, what) for what in ("stop", "none", "want")},
    "musubi:snooze:1:0": reminder.SnoozeNotice(1, 0),
    "musubi:snooze:1:3": reminder.SnoozeNotice(1, 3),
    "musubi:snooze:999999999999999:24": reminder.SnoozeNotice(999_999_999_999_999, 24),
    "musubi:stop:188388:off": reminder.RemindOfTitle(188_388, wanted=False),
    "musubi:stop:188388:on": reminder.RemindOfTitle(188_388, wanted=True),
    "musubi:stopall:off": reminder.SwitchAllReminders(wanted=False),
    "musubi:stopall:on": reminder.SwitchAllReminders(wanted=True),
    "musubi:feeds": feed_buttons.ShowFeeds(),
    "musubi:feeds:beside": feed_buttons.ShowFeeds(beside=True),
    "musubi:feeds:open": feed_buttons.PickFeed(),
    "musubi:feeds:here:episodes": feed_buttons.OpenFeedHere("episodes"),
    "musubi:feeds:here:activity": feed_buttons.OpenFeedHere("activity"),
    "musubi:feed:1:all": feed_buttons.ChangeFeed(1, "all"),
    "musubi:feed:1:chosen": feed_buttons.ChangeFeed(1, "chosen"),
    "musubi:feed:1:tag": feed_buttons.ChooseTag(1),
    "musubi:publish:1:on": feed_buttons.PublishFeed(1, wanted=True),
    "musubi:publish:1:off": feed_buttons.PublishFeed(1, wanted=False),
    "musubi:feed:1:retry": feed_buttons.ChangeFeed(1, "retry"),
    "musubi:feed:999999999999999:off": feed_buttons.ChangeFeed(999_999_999_999_999, "off"),
    "musubi:feed:1:mentions": feed_buttons.ChooseMentions(1),
    "musubi:feed:1:role": feed_buttons.ChooseRole(1),
    "musubi:rooms:1:on": rooms_panel.SwitchRooms(1, wanted=True),
    "musubi:rooms:1:off": rooms_panel.SwitchRooms(1, wanted=False),
    "musubi:seen:1:1:1": rooms.EnterRoom(ROOM),
    "musubi:seen:1:1:1:mark": rooms.EnterRoom(ROOM, "mark"),
    f"musubi:seen:999999999999999:{LAST}:999999999:only": rooms.EnterRoom(FAR_ROOM, "only"),
    "musubi:seen:leave:1:1:1": rooms.LeaveRoom(ROOM),
    f"musubi:seen:leave:999999999999999:{LAST}:999999999:{ANYBODY}": rooms.LeaveRoom(FAR_ROOM, ANYBODY),
    f"musubi:rooms:guest:{SOMEBODY}:on": rooms.BeGuest(SOMEBODY, wanted=True),
    f"musubi:rooms:guest:{ANYBODY}:off": rooms.BeGuest(ANYBODY, wanted=False),
    "musubi:listen:1:on": posts.ListenToFeed(1, wanted=True),
    "musubi:listen:1:off": posts.ListenToFeed(1, wanted=False),
    f"musubi:share:{SOMEBODY}:on": sharing.ShareActivity(SOMEBODY, wanted=True),
    f"musubi:share:{SOMEBODY}:off": sharing.ShareActivity(SOMEBODY, wanted=False),
    "musubi:feed:1:steps": feed_buttons.ChooseSteps(1),
    "musubi:feed:1:type": feed_buttons.ChooseType(1),
    "musubi:update": activity.PickUpdate(),
    f"musubi:more:{LAST}": activity.OneMore(LAST),
    "musubi:sharing": sharing.ShowSharing(),
    "musubi:sharing:panel:1:on": sharing.ChangeSharing(1, "on"),
    "musubi:sharing:panel:999999999999999:scores": sharing.ChangeSharing(999_999_999_999_999, "scores"),
    "musubi:sharing:1:on": sharing.ShareIn(1, "on"),
    "musubi:sharing:1:scores": sharing.ShareIn(1, "scores"),
    "musubi:sharing:999999999999999:off": sharing.ShareIn(999_999_999_999_999, "off"),
    # the server
    "musubi:settings": feed_buttons.ShowSettings(),
    "musubi:settings:beside": feed_buttons.ShowSettings(beside=True),
    "musubi:settings:social:on": settings.SwitchSocial(wanted=True),
    "musubi:settings:social:off": settings.SwitchSocial(wanted=False),
    "musubi:settings:adult:on": settings.SwitchAdult(wanted=True),
    "musubi:settings:adult:off": settings.SwitchAdult(wanted=False),
    "musubi:settings:language": settings.ChooseTitleLanguage(),
    "musubi:settings:speak": languages.ChooseServerLanguage(),
    "musubi:language": languages.ChooseMyLanguage(),
    "musubi:settings:member": settings.HideMember(),
    "musubi:settings:reset": settings.ResetSettings(),
    "musubi:settings:reset:yes": settings.ResetSettings("yes"),
    "musubi:settings:reset:no": settings.ResetSettings("no"),
    # a title's tabs
    "musubi:follows:following:1": follows.ShowFollows("following", 1),
    "musubi:follows:followers:99999:fresh": follows.ShowFollows("followers", 99_999, fresh=True),
    "musubi:follows:open": follows.OpenFollowed(),
    "musubi:followed:1": own.ShowFollowed(FIRST),
    "musubi:followed:latest:1": following.RefreshFollowed(FIRST),
    # follows, likes and replies
    "musubi:follow:1:on": toggles.TurnFollow(FIRST, wanted=True),
    "musubi:follow:999999999999:off": toggles.TurnFollow(LAST, wanted=False),
    "musubi:like:1:on": toggles.TurnLike(FIRST, wanted=True),
    "musubi:like:999999999999:off": toggles.TurnLike(LAST, wanted=False),
    "musubi:follow:1:on:n7": toggles.TurnFollow(FIRST, wanted=True, told=7),
    "musubi:like:999999999999:on:n999999999999999": toggles.TurnLike(LAST, wanted=True, told=999_999_999_999_999),
    f"musubi:toggle:undo:{SOMEBODY}": toggles.UndoToggle(SOMEBODY),
    "musubi:reply:1": replies.ReplyTo(FIRST),
    f"musubi:reply:1:{SOMEBODY}": replies.ReplyTo(FIRST, SOMEBODY),
    "musubi:reply:1:n7": replies.ReplyTo(FIRST, told=7),
    f"musubi:reply:1:{SOMEBODY}:n7": replies.ReplyTo(FIRST, SOMEBODY, 7),
    f"musubi:reply:undo:{SOMEBODY}": replies.UndoReply(SOMEBODY),
    # custom lists
    "musubi:lists:ANIME:1": custom_lists.ShowCustomLists("ANIME"),
    "musubi:lists:MANGA:99999:fresh:beside": custom_lists.ShowCustomLists("MANGA", 99_999, fresh=True, beside=True),
    "musubi:lists:open:ANIME": custom_lists.OpenCustomList("ANIME"),
    "musubi:lists:make:ANIME": custom_lists.MakeCustomList("ANIME"),
    f"musubi:lists:make:MANGA:{SOMEBODY}": custom_lists.MakeCustomList("MANGA", SOMEBODY),
    f"musubi:lists:name:ANIME:{KEY}": custom_lists.RenameCustomList("ANIME", KEY),
    f"musubi:lists:name:ANIME:{KEY}:{SOMEBODY}": custom_lists.RenameCustomList("ANIME", KEY, SOMEBODY),
    f"musubi:lists:ask:ANIME:{KEY}": custom_lists.AskDeleteCustomList("ANIME", KEY),
    f"musubi:lists:delete:MANGA:{KEY}": custom_lists.DeleteCustomList("MANGA", KEY),
    # people
    f"musubi:profile:{SOMEBODY}:ANIME": profile.ShowProfile(SOMEBODY, "ANIME"),
    f"musubi:profile:{SOMEBODY}:MANGA:fresh": profile.ShowProfile(SOMEBODY, "MANGA", fresh=True),
    f"musubi:stats:{SOMEBODY}:ANIME:overview": stats.ShowStats(stats.StatsPlace(SOMEBODY, "ANIME")),
    f"musubi:stats:{ANYBODY}:MANGA:overview:{ANYBODY}:fresh": stats.ShowStats(STATS, fresh=True),
    f"musubi:statstheme:{ANYBODY}:MANGA:overview:{ANYBODY}": stats.ShowStatsTheme(STATS),
    f"musubi:statswith:{SOMEBODY}:ANIME:formats": stats.CompareStats(stats.StatsPlace(SOMEBODY, "ANIME", "formats")),
    f"musubi:statsme:{SOMEBODY}:ANIME:people": stats.CompareStatsWithMe(stats.StatsPlace(SOMEBODY, "ANIME", "people")),
    "musubi:who:1": who.WhoStatus(FIRST),
    "musubi:who:1:COMPLETED:0": who.WhoPage(FIRST, "COMPLETED", 0),
    "musubi:who:1535:ALL:9999:fresh": who.WhoPage(1535, "ALL", 9_999, fresh=True),
    f"musubi:taste:{SOMEBODY}:{ANYBODY}": taste.CompareTaste(SOMEBODY, ANYBODY),
    f"musubi:taste:{SOMEBODY}:{ANYBODY}:fresh": taste.CompareTaste(SOMEBODY, ANYBODY, fresh=True),
    f"musubi:affinity:{SOMEBODY}:1": affinity.AffinityPage(SOMEBODY, 1),
    f"musubi:affinity:{SOMEBODY}:1:beside": affinity.AffinityPage(SOMEBODY, 1, beside=True),
    f"musubi:affinity:{SOMEBODY}:99999:fresh": affinity.AffinityPage(SOMEBODY, 99_999, fresh=True),
    "musubi:compare": affinity.CompareWith(),
    "musubi:with:a0-1:": together.TogetherPage("ANIME", None, None, 1, ""),
    "musubi:with:a0-1:CyeWRgAAAAAUJZDqAAAAAA:b": together.TogetherPage(
        "ANIME", None, None, 1, "CyeWRgAAAAAUJZDqAAAAAA", "b"
    ),
    f"musubi:with:mam999:{'_' * 75}:fresh": together.TogetherPage(
        "MANGA", "ONE_SHOT", "medium", 999, "_" * 75, "fresh"
    ),
    "musubi:with:a1l7:": together.TogetherPage("ANIME", "TV", "long", 7, ""),
    "musubi:say:1": say.SayIt(1),
    f"musubi:say:{LAST}:{ANYBODY}": say.SayIt(LAST, ANYBODY),
    "musubi:unsay:800000001": say.UnsayIt(800_000_001),
    f"musubi:unsay:{LAST}:5500101": say.UnsayIt(LAST, 5_500_101),
    "musubi:thumbs:beside": thumbs.PickPair(beside=True),
    "musubi:vote:1:2:up:none": thumbs.CastVote(1, 2, "RATE_UP", "NO_RATING"),
    f"musubi:vote:{LAST}:{LAST}:none:down:undo": thumbs.CastVote(LAST, LAST, "NO_RATING", "RATE_DOWN", undo=True),
    f"musubi:vote:1:2:none:up:undo:{LAST}": thumbs.CastVote(1, 2, "NO_RATING", "RATE_UP", undo=True, account=LAST),
    "musubi:recommend": recommend.RecommendKind(),
    "musubi:recommend:ANIME:1": recommend.RecommendPage("ANIME", 1),
    "musubi:recommend:MANGA:999:fresh": recommend.RecommendPage("MANGA", 999, fresh=True),
    "musubi:top": server.ChooseTop(),
    "musubi:top:ANIME:loved:1": server.TopPage("ANIME", "loved", 1),
    "musubi:top:MANGA:divisive:99999:fresh": server.TopPage("MANGA", "divisive", 99_999, fresh=True),
    "musubi:watching": server.ChooseWatching(),
    "musubi:watching:MANGA:2": server.WatchingPage("MANGA", 2),
    "musubi:watching:ANIME:1:fresh": server.WatchingPage("ANIME", 1, fresh=True),
    "musubi:standings": leaderboard.ChooseStandings(),
    "musubi:standings:days:all:2": leaderboard.StandingsPage("days", "all", 2),
    "musubi:standings:completed:month:1:fresh": leaderboard.StandingsPage("completed", "month", 1, fresh=True),
}
REFUSED = [
    *("", "musubi", "musubi:", "musubi:nothing", "musubi:link:", "musubi:linked", "xmusubi:link", "musubi:link\n"),
    *("musubi:plus:1", "musubi:plus:1:", "musubi:plus::1", "musubi:plus:1:1:aside", "musubi:plus:1:1:new:beside"),
    *(
        "musubi:plus:-1:1",
        "musubi:plus:1.5:1",
        "musubi:plus:\u0661:1",
        f"musubi:plus:{LAST}0:1",
        "musubi:plus:1:1000000000",
    ),
    *("musubi:put:1:PLANNING", "musubi:put:1:completed", "musubi:replies:both", "musubi:pictures:grey"),
    *("musubi:hide:nowhere", f"musubi:hide:{ANYBODY}0", f"musubi:mute:{SOMEBODY}", "musubi:score:1:1000000:1:1"),
    *(f"musubi:score:1:{ANYBODY}0", "musubi:fav:1:maybe", "musubi:form:all:1:1", "musubi:form:dates:1"),
    *(f"musubi:option:{SOMEBODY}:Score", f"musubi:option:{SOMEBODY}:{'x' * 33}", "musubi:which:", "musubi:which:x"),
    *(
        "musubi:random:ANIME:CURRENT:a:b:short",
        f"musubi:random:ANIME:CURRENT:{'x' * 31}:",
        "musubi:random:ANIME:C::tiny",
    ),
    *(
        "musubi:airing:1:2:all:1",
        "musubi:airing:1:1:both:1",
        "musubi:airing:1000000:1:all:1",
        "musubi:airing:1:1:all:10000",
    ),
    *("musubi:character:99:all:popular:Japanese", "musubi:character:99:all:oldest:Japanese:1:back"),
    *("musubi:character:99:all:popular:日本語:1:back", "musubi:staff:1:voices:popular:1000:forth"),
    *("musubi:season:26:WINTER:popularity:ALL:list:1", "musubi:season:2026:AUTUMN:popularity:ALL:list:1"),
    *("musubi:season:2026:WINTER:popularity:ALL:list:1000", "musubi:plan:some:2026:WINTER:popularity:ALL:list:1"),
    *("musubi:remind:later", "musubi:snooze:1:2", f"musubi:snooze:{10**15}:3", "musubi:stop:1", "musubi:stopall"),
    *("musubi:feed:1", "musubi:feed:1:everything", "musubi:feeds:here:posts", f"musubi:feed:{10**15}:off"),
    *("musubi:settings:social", "musubi:settings:reset:maybe", "musubi:profile:1:NOVEL", "musubi:who:1:current:1"),
    *("musubi:who:1:ALL:10000", "musubi:with:x0-1:", "musubi:with:ab-1:", "musubi:with:a0x1:", "musubi:with:a0-1000:"),
    *(f"musubi:with:a0-1:{'_' * 76}", "musubi:with:a0-1:!", "musubi:recommend:ANIME:1000", "musubi:top:ANIME:best:1"),
    *("musubi:standings:days:week:1", "musubi:standings:days:all:1:stale", "musubi:bulk:ANIME:current:title:1"),
]


def every_action() -> Iterator[type[Action]]:
    return (one for one in Action.__subclasses__() if one.__module__.startswith("cards."))


def test_an_id_is_built_and_read_as_it_always_was() -> None:
    """By what stands for it, and by nothing else."""
    for custom_id, action in IDS.items():
        assert action.custom_id == custom_id and len(custom_id) <= LONGEST
        assert [read for one in every_action() if (read := one.parse(custom_id))] == [action]


def test_what_is_no_id_is_read_by_nothing() -> None:
    assert [(text, one) for text in REFUSED for one in every_action() if one.parse(text)] == []


def test_each_declaration_has_a_sample() -> None:
    assert set(every_action()) == {type(one) for one in IDS.values()}


def test_an_id_that_could_be_too_long_can_not_be_declared() -> None:
    with pytest.raises(TypeError, match="Long may have 101 characters: Discord takes 100"):
        type("Long", (Action,), {"__annotations__": {"media_id": MediaId}}, prefix="x" * 88)


def test_a_field_that_has_no_way_to_be_written_can_not_be_declared() -> None:
    for hint in (int, str, dict[str, int]):
        with pytest.raises((ValueError, AssertionError)):
            type("Odd", (IdPart,), {"__annotations__": {"value": hint}})
    assert digits(2).longest == 2
