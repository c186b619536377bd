"""Discord's sizes: what is one too long or one too many is refused, and what just fits is taken."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.contract import check
from tests.contract.wire import COMMANDS, MESSAGES, call
from twin import Twin, World
from twin.limits import Json
from twin.rules import broken_callback_rules, broken_command_rules, broken_rules


@pytest.fixture
async def twin() -> AsyncIterator[Twin]:
    world = World.empty()
    world.add_channel("talk")
    async with Twin.serve(world) as served:
        yield served


def row(*components: Json) -> Json:
    return {"type": 1, "components": list(components)}


def button(number: int = 0, **changes: Any) -> Json:
    return {"type": 2, "style": 1, "label": "press", "custom_id": f"b{number}", **changes}


def menu(size: int = 1, **changes: Any) -> Json:
    options = [{"label": f"l{n}", "value": f"v{n}"} for n in range(size)]
    return {"type": 3, "custom_id": "menu", "options": options, **changes}


def embedded(**embed: Any) -> Json:
    return {"embeds": [embed]}


def fields(count: int, **entry: str) -> list[Json]:
    return [{"name": "n", "value": "v", **entry} for _ in range(count)]


def rows(*these: Json) -> Json:
    return {"content": "c", "components": list(these)}


def chosen(**option: Any) -> Json:
    return rows(row(menu(options=[{"label": "l", "value": "v", **option}])))


def laid_out(*components: Json, **body: Any) -> Json:
    return {"flags": 1 << 15, "components": list(components), **body}


def says(content: str = "x") -> Json:
    return {"type": 10, "content": content}


def section(*texts: Json, **changes: Any) -> Json:
    return {"type": 9, "components": list(texts), "accessory": button(), **changes}


def gallery(count: int = 1, **item: Any) -> Json:
    return {"type": 12, "items": [{"media": {"url": "https://example.org/p.png"}, **item}] * count}


def container(*components: Json, **changes: Any) -> Json:
    return {"type": 17, "components": list(components), **changes}


FITS: dict[str, Json] = {
    "forty components": laid_out(container(*[says()] * 39)),
    "4,000 characters": laid_out(container(says("x" * 3000), section(says("x" * 1000)))),
    "three texts in a section": laid_out(section(says(), says(), says())),
    "ten pictures": laid_out(container(gallery(10, description="x" * 1024), accent_color=0xFFFFFF)),
    "a picture beside a text": laid_out(
        section(says(), accessory={"type": 11, "media": {"url": "https://example.org/p.png"}}), {"type": 14}
    ),
    "rows in a container": laid_out(container(says(), row(button(1)), row(menu()), {"type": 14, "spacing": 2})),
    "ten embeds": {"embeds": [{"title": "t"}] * 10},
    "title": embedded(title="x" * 256),
    "description": embedded(description="x" * 4096),
    "footer": embedded(title="t", footer={"text": "x" * 2048}),
    "author": embedded(title="t", author={"name": "x" * 256}),
    "fields": embedded(fields=fields(25)),
    "field name": embedded(fields=fields(1, name="x" * 256)),
    "field value": embedded(fields=fields(1, value="x" * 1024)),
    "a picture alone": embedded(image={"url": "https://example.org/p.png"}),
    "five rows of five": rows(*(row(*(button(5 * r + b) for b in range(5))) for r in range(5))),
    "label": rows(row(button(label="x" * 80, custom_id="x" * 100))),
    "an emoji alone": rows(row({"type": 2, "style": 1, "custom_id": "b", "emoji": {"name": "🎉"}})),
    "a link": rows(row({"type": 2, "style": 5, "label": "l", "url": "https://example.org"})),
    "menu": rows(row(menu(25, max_values=25, placeholder="x" * 150))),
    "option": chosen(label="x" * 100, value="x" * 100, description="x" * 100),
}
BEYOND: dict[str, tuple[Json, str]] = {
    "eleven embeds": ({"embeds": [{"title": "t"}] * 11}, "embeds"),
    "title": (embedded(title="x" * 257), "embeds.0.title"),
    "description": (embedded(description="x" * 4097), "embeds.0.description"),
    "footer": (embedded(title="t", footer={"text": "x" * 2049}), "embeds.0.footer.text"),
    "author": (embedded(title="t", author={"name": "x" * 257}), "embeds.0.author.name"),
    "fields": (embedded(fields=fields(26)), "embeds.0.fields"),
    "field name": (embedded(fields=fields(1, name="x" * 257)), "embeds.0.fields.0.name"),
    "field value": (embedded(fields=fields(1, value="x" * 1025)), "embeds.0.fields.0.value"),
    "an embed of nothing": (embedded(color=5), "embeds.0.description"),
    "a number for words": ({"content": 5}, "content"),
    "all users and some": (
        {"content": "c", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        "allowed_mentions",
    ),
    "a text without the flag": ({"components": [says()]}, "components.0.type"),
    "content beside a layout": (laid_out(says(), content="c"), "content"),
    "an embed beside a layout": (laid_out(says(), embeds=[{"title": "t"}]), "embeds"),
    "an empty layout": (laid_out(), "components"),
    "41 components": (laid_out(container(*[says()] * 40)), "components"),
    "4,001 characters": (laid_out(says("x" * 3000), container(says("x" * 1001))), "components"),
    "a text of nothing": (laid_out(says("")), "components.0.content"),
    "a section of nothing": (laid_out(section()), "components.0.components"),
    "four texts in a section": (laid_out(section(*[says()] * 4)), "components.0.components"),
    "a button in a section": (laid_out(section(button(1))), "components.0.components.0.type"),
    "a section with nothing beside it": (laid_out(section(says(), accessory=None)), "components.0.accessory"),
    "a button alone": (laid_out(button()), "components.0.type"),
    "no picture": (laid_out(gallery(0)), "components.0.items"),
    "eleven pictures": (laid_out(gallery(11)), "components.0.items"),
    "a picture from nowhere": (laid_out(gallery(media={})), "components.0.items.0.media.url"),
    "what a picture shows": (laid_out(gallery(description="x" * 1025)), "components.0.items.0.description"),
    "a file from elsewhere": (
        laid_out({"type": 13, "file": {"url": "https://example.org/a.csv"}}),
        "components.0.file.url",
    ),
    "a wide gap": (laid_out({"type": 14, "spacing": 3}), "components.0.spacing"),
    "a container of nothing": (laid_out(container()), "components.0.components"),
    "a container in a container": (laid_out(container(container(says()))), "components.0.components.0.type"),
    "a colour that is none": (laid_out(container(says(), accent_color=1 << 24)), "components.0.accent_color"),
    "the same custom id in two sections": (laid_out(section(says()), section(says())), "components"),
    "six rows": (rows(*(row(button(n)) for n in range(6))), "components"),
    "six buttons": (rows(row(*(button(n) for n in range(6)))), "components.0.components"),
    "a row of nothing": (rows(row()), "components.0.components"),
    "a menu beside a button": (rows(row(menu(), button())), "components.0.components"),
    "label": (rows(row(button(label="x" * 81))), "components.0.components.0.label"),
    "a blank button": (rows(row(button(label=""))), "components.0.components.0.label"),
    "a link to nowhere": (rows(row(button(style=5))), "components.0.components.0.url"),
    "custom id": (rows(row(button(custom_id="x" * 101))), "components.0.components.0.custom_id"),
    "the same custom id": (rows(row(button(1), button(1))), "components"),
    "a menu without a custom id": (rows(row(menu(custom_id=""))), "components.0.components.0.custom_id"),
    "26 options": (rows(row(menu(26))), "components.0.components.0.options"),
    "no option": (rows(row(menu(0, options=None))), "components.0.components.0.options"),
    "the same option": (
        rows(row(menu(options=[{"label": "l", "value": "v"}] * 2))),
        "components.0.components.0.options",
    ),
    "placeholder": (rows(row(menu(placeholder="x" * 151))), "components.0.components.0.placeholder"),
    "more values than options": (rows(row(menu(2, max_values=3))), "components.0.components.0.max_values"),
    "fewest above most": (rows(row(menu(2, min_values=2))), "components.0.components.0.max_values"),
    "option label": (chosen(label="x" * 101), "components.0.components.0.options.0.label"),
    "option value": (chosen(value="x" * 101), "components.0.components.0.options.0.value"),
    "option description": (chosen(description="x" * 101), "components.0.components.0.options.0.description"),
}


@pytest.mark.parametrize("what", FITS)
async def test_a_message_at_its_limit_is_taken(twin: Twin, what: str) -> None:
    status, answer, _ = await call(twin, "POST", MESSAGES, FITS[what])
    assert status == 200, answer
    assert check(twin) == []


@pytest.mark.parametrize("what", BEYOND)
async def test_a_message_beyond_a_limit_is_refused(twin: Twin, what: str) -> None:
    body, where = BEYOND[what]
    status, answer, _ = await call(twin, "POST", MESSAGES, body)
    assert (status, answer["code"]) == (400, 50035)
    assert [at for at, _ in broken_rules(body)] == [where]


def command(**changes: Any) -> Json:
    return {"name": "look", "description": "Looks", "type": 1, **changes}


def option(number: int = 0, **changes: Any) -> Json:
    return {"name": f"o{number}", "description": "An option", "type": 3, **changes}


def choices(count: int, **changes: Any) -> list[Json]:
    return [{"name": f"c{n}", "value": f"v{n}", **changes} for n in range(count)]


WRONG_COMMANDS: dict[str, tuple[list[Json], str]] = {
    "no name": ([command(name="")], "0.name"),
    "33 letters": ([command(name="x" * 33)], "0.name"),
    "a dot": ([command(name="look.up")], "0.name"),
    "a line break": ([command(name="look\n")], "0.name"),
    "no description": ([command(description="")], "0.description"),
    "description": ([command(description="x" * 101)], "0.description"),
    "26 options": ([command(options=[option(n) for n in range(26)])], "0.options"),
    "the same option": ([command(options=[option(), option()])], "0.options"),
    "option description": ([command(options=[option(description="x" * 101)])], "0.options.0.description"),
    "26 choices": ([command(options=[option(choices=choices(26))])], "0.options.0.choices"),
    "choice name": ([command(options=[option(choices=choices(1, name="x" * 101))])], "0.options.0.choices.0.name"),
    "choices and autocompletion": (
        [command(options=[option(choices=choices(2), autocomplete=True)])],
        "0.options.0.autocomplete",
    ),
    "a subcommand beside an option": ([command(options=[option(type=1), option(1)])], "0.options"),
    "the same command": ([command(), command()], "name"),
}


@pytest.mark.parametrize("what", WRONG_COMMANDS)
async def test_a_command_that_discord_would_not_register(twin: Twin, what: str) -> None:
    body, where = WRONG_COMMANDS[what]
    status, answer, _ = await call(twin, "PUT", COMMANDS, body)
    assert (status, answer["code"]) == (400, 50035)
    assert [at for at, _ in broken_command_rules(body)] == [where]
    assert twin.definition("look") is None


async def test_a_command_at_its_limits_is_registered(twin: Twin) -> None:
    listed = [option(n, name="ж" * 31 + chr(97 + n), description="x" * 100) for n in range(24)]
    body = [command(name="x" * 32, description="x" * 100, options=[*listed, option(choices=choices(25))])]
    status, answer, _ = await call(twin, "PUT", COMMANDS, body)
    assert status == 200, answer
    assert check(twin) == []


def form(**changes: Any) -> Json:
    asked = {"type": 4, "style": 1, "label": "Why?", "custom_id": "why"}
    return {"type": 9, "data": {"title": "Tell us", "custom_id": "form", "components": [row(asked)], **changes}}


def asking(**changes: Any) -> Json:
    return form(components=[row({"type": 4, "style": 1, "label": "Why?", "custom_id": "why", **changes})])


WRONG_ANSWERS: dict[str, tuple[Json, str]] = {
    "26 choices": ({"type": 8, "data": {"choices": choices(26)}}, "data.choices"),
    "choice name": ({"type": 8, "data": {"choices": choices(1, name="x" * 101)}}, "data.choices.0.name"),
    "no choice name": ({"type": 8, "data": {"choices": choices(1, name="")}}, "data.choices.0.name"),
    "form title": (form(title="x" * 46), "data.title"),
    "form id": (form(custom_id="x" * 101), "data.custom_id"),
    "six inputs": (
        form(components=[row({"type": 4, "style": 1, "label": "l", "custom_id": f"i{n}"}) for n in range(6)]),
        "data.components",
    ),
    "input label": (asking(label="x" * 46), "data.components.0.components.0.label"),
    "input id": (asking(custom_id=""), "data.components.0.components.0.custom_id"),
    "placeholder": (asking(placeholder="x" * 101), "data.components.0.components.0.placeholder"),
    "an embed in an answer": ({"type": 4, "data": embedded(title="x" * 257)}, "data.embeds.0.title"),
    "a row in an update": ({"type": 7, "data": rows(row())}, "data.components.0.components"),
}


@pytest.mark.parametrize("what", WRONG_ANSWERS)
async def test_an_answer_beyond_a_limit_is_refused(twin: Twin, what: str) -> None:
    body, where = WRONG_ANSWERS[what]
    assert [at for at, _ in broken_callback_rules(body)] == [where]
    talk = next(iter(twin.world.guild.channels.values()))
    one = twin.interactions.start(2, twin.world.guild.owner_id, talk, {"id": "1", "name": "look", "type": 1})
    status, answer, _ = await call(twin, "POST", f"/interactions/{one.interaction_id}/{one.token}/callback", body)
    assert (status, answer["code"]) == (400, 50035)
    assert one.answer is None


def test_answers_at_their_limits_are_taken() -> None:
    inputs = [row({"type": 4, "style": 1, "label": "x" * 45, "custom_id": f"i{n}"}) for n in range(5)]
    right = [
        {"type": 8, "data": {"choices": choices(25, name="x" * 100)}},
        form(title="x" * 45, custom_id="x" * 100, components=inputs),
    ]
    assert [list(broken_callback_rules(body)) for body in right] == [[], []]


async def test_a_message_turns_into_a_layout_once_it_says_nothing_else_and_never_back(twin: Twin) -> None:
    _, sent, _ = await call(twin, "POST", MESSAGES, {"content": "c", "embeds": [{"title": "t"}]})
    path = f"{MESSAGES}/{sent['id']}"
    halves: list[Json] = [{}, {"content": None}, {"embeds": []}]
    for left in halves:
        status, answer, _ = await call(twin, "PATCH", path, {**laid_out(says()), **left})
        assert (status, answer["code"]) == (400, 50035), left
    status, turned, _ = await call(twin, "PATCH", path, laid_out(says("x"), content=None, embeds=[]))
    assert status == 200
    assert turned["flags"] & 1 << 15
    assert (turned["content"], turned["embeds"]) == ("", [])
    assert turned["components"] == [{"type": 10, "id": 1, "content": "x"}]
    status, _, _ = await call(twin, "PATCH", path, {"content": "again", "flags": 0})
    assert status == 400


async def test_a_picture_that_was_not_sent_cannot_be_shown(twin: Twin) -> None:
    body = laid_out(container(gallery(media={"url": "attachment://nowhere.png"})))
    status, answer, _ = await call(twin, "POST", MESSAGES, body)
    assert (status, answer["code"]) == (400, 50035)
    assert "nowhere.png" in str(answer)
