"""What Discord refuses although its OpenAPI document does not say so. Each finding is (where, what is wrong).

Source: the limits in https://discord.com/developers/docs/resources/message, …/interactions/application-commands and
…/components/reference, and what the live API answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from twin.layouts import broken_layout
from twin.limits import (
    BUTTON,
    CHOICE,
    COMMAND,
    LINK,
    MODAL,
    PREMIUM,
    SELECTS,
    TEXT_INPUT,
    Finding,
    beyond,
    choice_sizes,
    component_sizes,
    embed_sizes,
    repeated,
)

VISIBLE = ("title", "description", "fields", "author", "footer", "image", "thumbnail", "timestamp")
_COMMAND = re.compile(r"[-_'\w]{1,32}")


def broken_rules(body: dict[str, Any], flags: int = 0) -> Iterator[Finding]:
    """The rules for a message's body: content, embeds and components. ``flags`` are those that the message has."""
    content = body.get("content")
    if content is not None and not isinstance(content, str):
        yield "content", "Could not interpret this as text."
    elif content is not None and len(content) > 2000:
        yield "content", "Must be 2000 or fewer in length."
    yield from _ambiguous(body.get("allowed_mentions") or {})
    embeds = body.get("embeds") or []
    if len(embeds) > 10:
        yield "embeds", "Must be 10 or fewer in length."
    if sum(map(embed_length, embeds)) > 6000:
        yield "embeds", "Embed size exceeds maximum size of 6000"
    for number, embed in enumerate(embeds):
        yield from embed_sizes(embed, f"embeds.{number}")
        if not any(embed.get(key) for key in VISIBLE):
            yield f"embeds.{number}.description", "This field is required"
        for place, entry in enumerate(embed.get("fields") or []):
            for key in ("name", "value"):
                if not str(entry.get(key) or "").strip():
                    yield f"embeds.{number}.fields.{place}.{key}", "This field is required"
    components = body.get("components") or []
    yield from _nameless(components, "components")
    flags |= int(body.get("flags") or 0)
    yield from component_sizes(components, "components", flags=flags)
    yield from broken_layout(body, flags)


def _ambiguous(allowed: dict[str, Any]) -> Iterator[Finding]:
    for kind in ("users", "roles"):
        if kind in (allowed.get("parse") or []) and allowed.get(kind):
            yield "allowed_mentions", f"parse:[{kind!r}] and {kind}: [ids...] are mutually exclusive."


def embed_length(embed: dict[str, Any]) -> int:
    """The characters of an embed that count towards the 6,000 of a message."""
    texts = [embed.get("title"), embed.get("description")]
    texts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    for entry in embed.get("fields") or []:
        texts += [entry.get("name"), entry.get("value")]
    return sum(len(str(t).strip()) for t in texts if t)


def _nameless(components: Iterable[dict[str, Any]], where: str) -> Iterator[Finding]:
    for number, component in enumerate(components):
        here = f"{where}.{number}"
        kind, silent = component.get("type"), component.get("style") in (LINK, PREMIUM)
        named = (kind == BUTTON and not silent) or kind in SELECTS or kind == TEXT_INPUT
        if named and not component.get("custom_id"):
            yield f"{here}.custom_id", "A custom id is required"
        yield from _nameless(component.get("components") or [], f"{here}.components")
        for inner in ("accessory", "component"):
            if component.get(inner):
                yield from _nameless([component[inner]], f"{here}.{inner}")


def broken_command_rules(commands: Iterable[dict[str, Any]]) -> Iterator[Finding]:
    """The rules for command definitions: names, sizes, and required options before the others."""
    commands = list(commands)
    names = ((c.get("type", 1), c.get("name")) for c in commands)
    yield from repeated(names, "name", "Application command names must be unique")
    for number, command in enumerate(commands):
        if command.get("type", 1) == 1:
            yield from _described(command, str(number))
            yield from _options(command.get("options") or [], f"{number}.options")


def _described(thing: dict[str, Any], where: str) -> Iterator[Finding]:
    name = str(thing.get("name", ""))
    if not _COMMAND.fullmatch(name) or name != name.lower():
        yield f"{where}.name", f"Command name is invalid: {name!r}"
    yield from beyond({"description": "", **thing}, COMMAND, where)


def _options(options: list[dict[str, Any]], where: str) -> Iterator[Finding]:
    seen_optional = False
    yield from repeated((o.get("name") for o in options), where, "Option names must be unique")
    if len({o.get("type") in (1, 2) for o in options}) == 2:
        yield where, "Sub-command and sub-command group option types are mutually exclusive to all other types"
    for number, option in enumerate(options):
        yield from _described(option, f"{where}.{number}")
        for place, choice in enumerate(option.get("choices") or []):
            yield from beyond(choice, CHOICE, f"{where}.{number}.choices.{place}")
        if option.get("choices") and option.get("autocomplete"):
            yield f"{where}.{number}.autocomplete", "An option has either choices or autocompletion"
        if option.get("type") in (1, 2):
            yield from _options(option.get("options") or [], f"{where}.{number}.options")
        elif option.get("required"):
            if seen_optional:
                yield f"{where}.{number}", "Required options must be placed before non-required options"
        else:
            seen_optional = True


def broken_callback_rules(body: dict[str, Any]) -> Iterator[Finding]:
    """The rules for an interaction's answer: data where its type needs it, then those of a message."""
    kind, data = body.get("type"), body.get("data")
    if kind in (4, 7, 8, 9) and not isinstance(data, dict):
        yield "data", "This field is required"
        return
    if kind == 4 and isinstance(data, dict):
        given = ("content", "embeds", "components", "attachments", "poll")
        if not any(data.get(key) for key in given):
            yield "data", "Cannot send an empty message"
    if kind == 8 and isinstance(data, dict):
        if isinstance(data.get("choices"), list):
            yield from choice_sizes(data["choices"], "data.choices")
        else:
            yield "data.choices", "This field is required"
    if kind == 9 and isinstance(data, dict):
        yield from _broken_form(data)
    if kind in (4, 7) and isinstance(data, dict):
        yield from ((f"data.{where}", problem) for where, problem in broken_rules(data))


def _broken_form(form: dict[str, Any]) -> Iterator[Finding]:
    missing = [key for key in ("custom_id", "title", "components") if not form.get(key)]
    yield from ((f"data.{key}", "This field is required") for key in missing)
    yield from beyond({k: v for k, v in form.items() if k not in missing}, MODAL, "data")
    yield from _nameless(form.get("components") or [], "data.components")
    # How many inputs a form may have is said above, by the form's own limit.
    yield from component_sizes((form.get("components") or [])[:5], "data.components")
