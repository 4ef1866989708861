"""The registry: a router for buttons, selects and forms.

A handler is a method of its cog; its decorator names the action and the way to acknowledge it::

    @button(Plus, acknowledge_press)
    async def plus(self, interaction: Interaction, pressed: Plus) -> None: ...

An interaction is parsed once, by its ``custom_id`` alone, so cards outlive restarts, and so do open forms.
Knows no feature.
"""

from collections.abc import Awaitable, Callable
from enum import Enum, auto
from typing import Any, TypeVar

import discord
import msgspec

from cards.ids import Action
from chat.acknowledging import acknowledge_alone
from chat.errors import answering
from chat.interactions import charge
from chat.owners import require_own
from chat.retries import Interaction
from library.rules.forms import Fields

_ROUTES = "__routes__"  # the attribute that holds a handler's routes

_Cog = TypeVar("_Cog")
_Asked = TypeVar("_Asked", bound=Action)
_Handler = TypeVar("_Handler")
Acknowledge = Callable[[Interaction], Awaitable[None]]
Pressed = Callable[[_Cog, Interaction, _Asked], Awaitable[None]]
Picked = Callable[[_Cog, Interaction, _Asked, str], Awaitable[None]]
Sent = Callable[[_Cog, Interaction, _Asked, Fields], Awaitable[None]]


class RouteKind(Enum):
    """The kind of component that was used."""

    BUTTON = auto()
    SELECT = auto()
    FORM = auto()


class Route(msgspec.Struct, frozen=True):
    """The action that a handler answers, and the way to acknowledge it.

    `others` is a message on what people who do not own the card can do, whose placeholders are commands, such as
    ``{list}``; where it is set, only the owner is answered.
    """

    kind: RouteKind
    action: type[Action]
    acknowledge: Acknowledge
    others: str


def button(
    action: type[_Asked], acknowledge: Acknowledge, *, others: str = ""
) -> Callable[[Pressed[_Cog, _Asked]], Pressed[_Cog, _Asked]]:
    return _route(Route(RouteKind.BUTTON, action, acknowledge, others))


def select(
    action: type[_Asked], acknowledge: Acknowledge, *, others: str = ""
) -> Callable[[Picked[_Cog, _Asked]], Picked[_Cog, _Asked]]:
    """Mark a method as the handler of a select; it gets the picked value, too: several, or none, between commas."""
    return _route(Route(RouteKind.SELECT, action, acknowledge, others))


def form(action: type[_Asked], acknowledge: Acknowledge) -> Callable[[Sent[_Cog, _Asked]], Sent[_Cog, _Asked]]:
    """Mark a method as the handler of a form; it gets the form's fields, too."""
    return _route(Route(RouteKind.FORM, action, acknowledge, ""))


class Registry:
    """The routes of all cogs. `current` is the present id of a title, which AniList may have merged into another one.

    It raises TitleGone for a title that is deleted.
    """

    def __init__(self, current: Callable[[int], int]) -> None:
        self._current = current
        self.routes: dict[Route, Callable[..., Awaitable[None]]] = {}

    def add(self, cog: object) -> None:
        """Add the routes of all handlers of `cog`."""
        for name, member in vars(type(cog)).items():
            for route in getattr(member, _ROUTES, ()):
                self.routes[route] = getattr(cog, name)

    async def take(self, interaction: Interaction) -> None:
        """Answer a button, a select or a form; an unknown `custom_id` is ignored."""
        kind, data = _kind(interaction), _data(interaction)
        for route, handle in self.routes.items() if kind else ():
            if route.kind is kind and (asked := route.action.parse(data["custom_id"])):
                async with answering(interaction, (route.kind.name.lower(), route.action.__name__)):
                    charge(interaction)
                    if route.others:
                        require_own(interaction, route.others)
                    await _acknowledge(interaction, route, asked)
                    await handle(interaction, asked.renewed(self._current), *_said(route.kind, data))
                return


def fields_of(data: dict[str, Any]) -> dict[str, list[str]]:
    """The fields of a form, by their ids, from the `data` of its interaction."""
    fields = [label.get("component", label) for label in data["components"]]
    return {field["custom_id"]: _values(field) for field in fields if "custom_id" in field}


def _route(route: Route) -> Callable[[_Handler], _Handler]:
    def declare(handler: _Handler) -> _Handler:
        setattr(handler, _ROUTES, [*getattr(handler, _ROUTES, ()), route])
        return handler

    return declare


def _kind(interaction: Interaction) -> RouteKind | None:
    if interaction.type is discord.InteractionType.modal_submit:
        return RouteKind.FORM
    if interaction.type is not discord.InteractionType.component:
        return None
    is_button = _data(interaction)["component_type"] == discord.ComponentType.button.value
    return RouteKind.BUTTON if is_button else RouteKind.SELECT


def _data(interaction: Interaction) -> Any:
    return interaction.data


async def _acknowledge(interaction: Interaction, route: Route, asked: Action) -> None:
    """Acknowledge as the route says, or alone where the id says so: see :class:`cards.ids.Action`."""
    is_beside = getattr(asked, "beside", False)
    await (acknowledge_alone if is_beside else route.acknowledge)(interaction)


def _said(kind: RouteKind, data: Any) -> tuple[Any, ...]:
    match kind:
        case RouteKind.BUTTON:
            return ()
        case RouteKind.SELECT:
            return (",".join(map(str, data["values"])),)
        case RouteKind.FORM:
            return (fields_of(data),)


def _values(field: dict[str, Any]) -> list[str]:
    return [str(value) for value in field["values"]] if "values" in field else [str(field.get("value") or "")]
