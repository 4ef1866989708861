"""The rail beside the preview: the visitor's person, place and time. Knows HTML and the seats, no HTTP."""

from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path

from demo.channel.stage import Stage, StageSeat
from demo.channel.world import GUILD, RESTRICTED, Participant

PAGE = Path(__file__).with_name("page")
_HEAD = (
    '<link rel="icon" href="/rail/icon.svg"><link rel="stylesheet" href="/rail/rail.css">'
    '<script src="/rail/rail.js" data-first="{first}"></script></head>'
)


def with_rail(page: str, stage: Stage, leaps: Iterable[str], beside: Mapping[str, str], *, can_restart: bool) -> str:
    """The preview's `page` with the rail in it; `leaps` are the labels of the ways to send time ahead.

    `beside` has the addresses of other pages by their labels.
    """
    head, _, body = page.partition("<body>")
    seats = list(stage.seats.values())
    rail = (
        (PAGE / "rail.html")
        .read_text("utf-8")
        .format(
            guild=GUILD,
            now=stage.clock(),
            people="".join(map(_chip, {seat.person.cast.name: seat.person for seat in seats}.values())),
            places="".join(place(seat) for seat in seats),
            count=len(stage.world.people),
            members="".join(f"<li>{_named(person)}</li>" for person in stage.world.people.values()),
            leaps="".join(f"<button>{escape(label)}</button>" for label in leaps),
            beside="".join(_link(label, address) for label, address in beside.items()),
            restart='<button id="restart">Restart Musubi</button>' if can_restart else "",
        )
    )
    return head.replace("</head>", _HEAD.format(first=seats[0].key), 1) + "<body>" + rail + body


def _chip(person: Participant) -> str:
    """The link that makes the visitor `person`, in the same place."""
    cast = person.cast
    note = f"@{cast.name}, who owns the server" if cast.is_owner else f"@{cast.name}"
    return f'<a data-person="{cast.name}" title="{escape(note)}">{escape(cast.shown)}{_crown(person)}</a>'


def place(seat: StageSeat) -> str:
    """The link to a seat; hidden until the page knows who the visitor is."""
    mark, name = ("#", seat.place) if seat.channel.guild else ("@", "Musubi")
    hint = escape(seat.channel.name or "") if seat.is_room else ""
    if seat.is_room:
        mark, name = "🔒", f"<span>{hint}</span>"
    if seat.place == RESTRICTED:
        name += ' <small title="age-restricted">18+</small>'
    return (
        f'<a href="#{seat.key}" data-person="{seat.person.cast.name}" data-place="{seat.place}"'
        f' data-channel="{seat.channel.id}" title="{hint}" hidden><i>{mark}</i>{name}</a>'
    )


def _link(label: str, address: str) -> str:
    return f'<a href="{escape(address)}" target="_blank" rel="noopener">{escape(label)}</a>'


def _named(person: Participant) -> str:
    return f"{escape(person.cast.shown)}{_crown(person)} <small>@{escape(person.cast.name)}</small>"


def _crown(person: Participant) -> str:
    return " 👑" if person.cast.is_owner else ""
