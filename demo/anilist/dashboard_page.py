"""The HTML of the stand-in's home page."""

from collections.abc import Iterable
from html import escape

from aiohttp import web

from demo import pages
from demo.anilist.activity import Activity, ListPost, TextPost
from demo.anilist.lists import MediaList, total
from demo.anilist.media import Node, all_media, titles
from demo.anilist.people import AniListUser
from demo.anilist.saying import owner_id
from demo.anilist.world import AniListWorld

_SERVICE = "AniList"
_STATUSES = {
    "CURRENT": "Current",
    "PLANNING": "Planning",
    "COMPLETED": "Completed",
    "PAUSED": "Paused",
    "DROPPED": "Dropped",
    "REPEATING": "Again",
}
_SPANS = ((86400, "day"), (3600, "hour"), (60, "minute"))


def welcome() -> web.Response:
    text = "It answers AniList’s API by POST, and knows the people at the login and a few hundred titles."
    links = '<p><a href="/login">Log in</a> to change a list, like and follow · <a href="/settings/apps">Apps</a></p>'
    return pages.page(_SERVICE, "This is not AniList", f"<p>{text}</p>{links}")


def home(
    world: AniListWorld,
    me: AniListUser,
    watching: Iterable[MediaList],
    recent: Iterable[Activity],
    sequel: tuple[int, int],
) -> web.Response:
    """The list, the activity and the editors; `sequel` is what is announced, after the title that it continues."""
    who = (
        f'<p class="who">{_avatar(me)}<span>You are <b>{escape(me.name)}</b>. <a href="/login">Not you?</a>'
        f'<small><a href="/settings/apps">Apps</a></small></span></p>'
    )
    rows = "".join(_watching(entry) for entry in watching) or "<p>You watch nothing.</p>"
    acts = "".join(_act(world, me, one) for one in recent) or "<p>Nothing yet. Change a title above.</p>"
    body = f"{who}<h2>Your list</h2>{rows}{_chooser(world)}<h2>Activity</h2>{acts}{_editors(world, *sequel)}"
    return pages.page(_SERVICE, "AniList", body)


def edit(node: Node, entry: MediaList | None) -> web.Response:
    """The form of a title on one's list."""
    known = entry or MediaList(id=0, user_id=0, media_id=node["id"], status="PLANNING", created_at=0, updated_at=0)
    statuses = "".join(
        f'<option value="{status}"{" selected" * (status == known.status)}>{label}</option>'
        for status, label in _STATUSES.items()
    )
    most = f' max="{total(node)}"' if total(node) else ""
    body = (
        f'<form method="post" action="/save" class="fields">{_hidden("media", node["id"])}'
        f'<label>Status<select name="status">{statuses}</select></label>'
        f'<label>{_unit(node).capitalize()}<input type="number" name="progress" min="0"{most}'
        f' value="{known.progress}"></label>'
        f'<label>Score, 0 to 100<input type="number" name="score" min="0" max="100" value="{known.score}"></label>'
        f'<label class="check"><input type="checkbox" name="private" value="yes"{" checked" * known.private}> Private'
        '</label><button class="approve">Save</button></form><p><a href="/">Back</a></p>'
    )
    return pages.page(_SERVICE, _title(node), body)


def _watching(entry: MediaList) -> str:
    node = all_media()[entry.media_id]
    count = f"{entry.progress} / {total(node) or '?'}"
    return (
        f'<form method="post" action="/next" class="row"><span><a href="/edit?media={node["id"]}">'
        f"{escape(_title(node))}</a><small>{_unit(node)} {count}</small></span>"
        f"{_hidden('media', node['id'])}<button>+1</button></form>"
    )


def _chooser(world: AniListWorld) -> str:
    nodes = sorted((node for node in all_media().values() if world.editors.has(node["id"])), key=_title)
    options = "".join(f'<option value="{node["id"]}">{escape(_title(node))}</option>' for node in nodes)
    return (
        '<form action="/edit" class="row"><select name="media" aria-label="Another title">'
        f"{options}</select><button>Edit</button></form>"
    )


def _act(world: AniListWorld, me: AniListUser, one: Activity) -> str:
    who, likes = world.people[owner_id(one)], world.activities.likes_of(one.id)
    heart = f"{'♥' if me.id in likes else '♡'} {len(likes)}"
    buttons = _button("/like", "id", one.id, heart, "Like")
    if who != me:
        buttons += _button("/follow", "user", who.id, "Unfollow" if who.id in world.follows[me.id] else "Follow")
    else:
        buttons += _button("/delete", "id", one.id, "Delete")
    replies = "".join(
        f"<small>{escape(world.people[reply.user_id].name)}: {escape(reply.text)}</small>"
        for reply in world.activities.replies_to(one.id)
    )
    return (
        f'<div class="act" id="{one.id}"><p class="who">{_avatar(who, 36)}<span><b>{escape(who.name)}</b> {_said(one)}'
        f'<small>{_ago(world.now() - one.created_at)}</small>{replies}</span></p><div class="row">{buttons}</div></div>'
    )


def _said(one: Activity) -> str:
    if isinstance(one, ListPost):
        what = f"{one.status} {one.progress} of" if one.progress else one.status
        return f"{what} {escape(_title(all_media()[one.media_id]))}"
    return escape(one.text if isinstance(one, TextPost) else one.message)


def _editors(world: AniListWorld, prequel: int, sequel: int) -> str:
    """Buttons for what AniList itself does: the next step of a sequel, and a fault."""
    title, before = (escape(_title(all_media()[one])) for one in (sequel, prequel))
    first = world.airings.next(sequel)
    if not world.editors.has(sequel):
        step = f"Announce “{title}”"
    elif first is None:
        step = "Say that it begins in three days"
    elif world.editors.status(all_media()[sequel]) == "NOT_YET_RELEASED":
        step = "Let it begin now"
    else:
        step = ""
    told = (
        f"<p>A sequel of {before}, for whoever has finished it. Musubi looks a few times a day: send time ahead.</p>"
        if step
        else f"<p>{title} has begun.</p>"
    )
    announce = f'<form method="post" action="/announce"><button>{step}</button></form>' if step else ""
    answers = "Stop answering" if world.answers_many_users else "Answer again"
    return (
        f'<h2>AniList’s editors</h2>{told}{announce}<form method="post" action="/answers">'
        f"<button>{answers} for many people at once</button></form>"
    )


def _button(action: str, name: str, value: int, label: str, title: str = "") -> str:
    hint = f' title="{title}"' if title else ""
    return f'<form method="post" action="{action}">{_hidden(name, value)}<button{hint}>{label}</button></form>'


def _hidden(name: str, value: int) -> str:
    return f'<input type="hidden" name="{name}" value="{value}">'


def _avatar(person: AniListUser, size: int = 48) -> str:
    return f'<img src="/avatar/{person.id}.png" alt="" width="{size}" height="{size}">'


def _title(node: Node) -> str:
    return node["title"]["english"] or titles(node)[0]


def _unit(node: Node) -> str:
    return "episode" if node["type"] == "ANIME" else "chapter"


def _ago(seconds: int) -> str:
    for length, unit in _SPANS:
        if seconds >= length:
            count = seconds // length
            return f"{count} {unit}{'s' * (count > 1)} ago"
    return "just now"
