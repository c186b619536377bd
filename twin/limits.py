"""How long and how many: what Discord refuses for its size. Each finding is (where, what is wrong).

Source: the limits in https://discord.com/developers/docs/resources/message, …/components/reference and
…/interactions/application-commands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Finding = tuple[str, str]
Json = dict[str, Any]
Limits = Mapping[str, tuple[int, int]]

ACTION_ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SELECTS = frozenset({STRING_SELECT, 5, 6, 7, 8})
LINK, PREMIUM = 5, 6
COMPONENTS_V2 = 1 << 15

EMBED: Limits = {"title": (0, 256), "description": (0, 4096), "fields": (0, 25)}
FIELD: Limits = {"name": (0, 256), "value": (0, 1024)}
CONTROL: Limits = {"custom_id": (0, 100), "placeholder": (0, 150), "options": (1, 25)}
CHOICE: Limits = {"label": (1, 100), "name": (1, 100), "value": (1, 100), "description": (0, 100)}
BUTTON_LABEL: Limits = {"label": (0, 80)}
INPUT: Limits = {"label": (1, 45), "custom_id": (0, 100), "placeholder": (0, 100), "value": (0, 4000)}
MODAL: Limits = {"title": (1, 45), "custom_id": (1, 100), "components": (1, 5)}
COMMAND: Limits = {"description": (1, 100), "options": (0, 25), "choices": (0, 25)}


def beyond(thing: Json, limits: Limits, where: str) -> Iterator[Finding]:
    """Which texts and lists of ``thing`` are shorter or longer than they may be; what is left out is fine."""
    for key, (least, most) in limits.items():
        value = thing.get(key)
        if isinstance(value, str | list) and not least <= len(value) <= most:
            yield _under(where, key), f"Must be between {least} and {most} in length."


def repeated(names: Iterable[Any], where: str, problem: str) -> Iterator[Finding]:
    """One finding where two of the names are the same."""
    listed = list(names)
    if len(set(listed)) < len(listed):
        yield where, problem


def embed_sizes(embed: Json, where: str) -> Iterator[Finding]:
    yield from beyond(embed, EMBED, where)
    yield from beyond(embed.get("footer") or {}, {"text": (0, 2048)}, f"{where}.footer")
    yield from beyond(embed.get("author") or {}, {"name": (0, 256)}, f"{where}.author")
    for place, entry in enumerate(embed.get("fields") or []):
        yield from beyond(entry, FIELD, f"{where}.fields.{place}")


def component_sizes(components: list[Json], where: str, *, flags: int = 0) -> Iterator[Finding]:
    """The rows of a message and everything in them."""
    if not flags & COMPONENTS_V2 and len(components) > 5:
        yield where, "Must be 5 or fewer in length."
    controls = list(all_components(components, where))
    for here, component in controls:
        yield from _component_sizes(component, here)
    given = [c["custom_id"] for _, c in controls if c.get("custom_id")]
    yield from repeated(given, where, "Component custom id cannot be duplicated")


def all_components(components: Iterable[Json], where: str) -> Iterator[tuple[str, Json]]:
    """A tree of components with what is inside each, from top to bottom, each with its place."""
    for number, component in enumerate(components):
        here = f"{where}.{number}"
        yield here, component
        yield from all_components(component.get("components") or [], f"{here}.components")
        for inner in ("accessory", "component"):
            if component.get(inner):
                yield from all_components([component[inner]], f"{here}.{inner}")


def _component_sizes(component: Json, here: str) -> Iterator[Finding]:
    kind = component.get("type")
    if kind == ACTION_ROW:
        inner = component.get("components") or []
        wide = len(inner) > 1 and any(c.get("type") in SELECTS for c in inner)
        if wide or not 1 <= len(inner) <= 5:
            yield f"{here}.components", "The specified component exceeds the maximum width"
    elif kind == TEXT_INPUT:
        yield from beyond(component, INPUT, here)
    else:
        yield from beyond(component, CONTROL, here)
    if kind == BUTTON:
        yield from beyond(component, BUTTON_LABEL, here)
        yield from _button(component, here)
    if kind in SELECTS:
        yield from _menu(component, here)


def _button(button: Json, here: str) -> Iterator[Finding]:
    if button.get("style") != PREMIUM and not button.get("label") and not button.get("emoji"):
        yield f"{here}.label", "A label or an emoji is required"
    if button.get("style") == LINK and not button.get("url"):
        yield f"{here}.url", "A url is required"


def _menu(menu: Json, here: str) -> Iterator[Finding]:
    least, most = menu.get("min_values", 1), menu.get("max_values", 1)
    options = menu.get("options") or []
    if not (0 <= least <= 25 and 1 <= most <= 25 and least <= most):
        yield f"{here}.max_values", "Must be between 1 and 25 and no less than min_values."
    if menu.get("type") != STRING_SELECT:
        return
    if not options:
        yield f"{here}.options", "This field is required"
    elif most > len(options):
        yield f"{here}.max_values", "Must be no more than there are options."
    for number, option in enumerate(options):
        yield from beyond(option, CHOICE, f"{here}.options.{number}")
    yield from repeated(
        (o.get("value") for o in options), f"{here}.options", "The specified option value is already used"
    )


def choice_sizes(choices: list[Json], where: str) -> Iterator[Finding]:
    """What is offered for an option, in its definition or while it is typed."""
    if len(choices) > 25:
        yield where, "Must be 25 or fewer in length."
    for number, choice in enumerate(choices):
        yield from beyond(choice, CHOICE, f"{where}.{number}")


def _under(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key
