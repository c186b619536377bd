"""What is typed at the demo's prompt is understood, completed, and drawn as a person in Discord would see it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from bot.cli.demo.completion import suggestions
from bot.cli.demo.moment import DemoClock
from bot.cli.demo.screen import Screen, plain
from bot.cli.demo.slash import Json, MisreadError, Names, parse
from tests.commandline import ENDED
from twin.sent import SentFile, SentMessage

NAMES = Names(
    people={"Ada Lovelace": 1, "Adam": 2, "grace": 3, "> quoted": 4},
    channels={"general": 10, "help": 11},
    roles={"Moderator": 20},
)
COMMANDS: list[Json] = [
    {"name": "overview", "description": "All", "options": []},
    {
        "name": "top",
        "description": "Best",
        "options": [
            {
                "type": 3,
                "name": "by",
                "choices": [
                    {"name": "messages", "value": "messages"},
                    {"name": "weeks present", "value": "active_weeks"},
                ],
            },
            {"type": 4, "name": "period", "choices": [{"name": "7", "value": 7}, {"name": "84", "value": 84}]},
            {"type": 7, "name": "channel"},
        ],
    },
    {"name": "member", "description": "One", "options": [{"type": 6, "name": "who", "required": True}]},
    {
        "name": "digest",
        "description": "Weekly",
        "options": [
            {"type": 1, "name": "subscribe", "description": "Yes", "options": []},
            {
                "type": 1,
                "name": "when",
                "description": "Then",
                "options": [
                    {"type": 4, "name": "day", "required": True, "choices": [{"name": "Monday", "value": 0}]},
                    {"type": 4, "name": "hour", "required": True},
                    {"type": 3, "name": "timezone"},
                ],
            },
        ],
    },
    {
        "name": "settings",
        "description": "Set",
        "options": [
            {"type": 1, "name": "staff", "options": [{"type": 8, "name": "role"}, {"type": 5, "name": "public"}]}
        ],
    },
]


@pytest.mark.parametrize(
    ("line", "name", "options"),
    [
        ("/overview", "overview", {}),
        ("OVERVIEW", "overview", {}),
        ("/top by:messages", "top", {"by": "messages"}),
        ("/top by:weeks present period:7", "top", {"by": "active_weeks", "period": 7}),
        ("/top messages 84 #help", "top", {"by": "messages", "period": 84, "channel": 11}),
        ("/member who:Ada Lovelace", "member", {"who": 1}),
        ("/member Ada Lovelace", "member", {"who": 1}),
        ("/member @grace", "member", {"who": 3}),
        ("/member gr", "member", {"who": 3}),
        ("/member 2", "member", {"who": 2}),
        ("/member who:> quoted", "member", {"who": 4}),
        ('/member who:"ada lovelace"', "member", {"who": 1}),
        ("/digest subscribe", "digest subscribe", {}),
        ("/digest when Monday 9 Europe/Berlin", "digest when", {"day": 0, "hour": 9, "timezone": "Europe/Berlin"}),
        ("/digest when hour:9 day:monday", "digest when", {"day": 0, "hour": 9}),
        ("/settings staff role:Moderator public:no", "settings staff", {"role": 20, "public": False}),
    ],
)
def test_a_line_is_read(line: str, name: str, options: dict[str, object]) -> None:
    typed = parse(line, COMMANDS, NAMES)
    assert (typed.name, typed.options) == (name, options)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "type a command"),
        ("/overviw", "did you mean /overview?"),
        ("/dance", "there are overview, top"),
        ("/digest", "subscribe, when"),
        ("/digest wen", "did you mean /digest when?"),
        ("/digest when Monday", "needs hour"),
        ("/digest when Monday nine", "a whole number"),
        ("/member", "/member needs who: /member who:"),
        ("/member nobody", "'nobody' is not a member here"),
        ("/member Ad", "Ada Lovelace or Adam?"),
        ("/top by:luck", "one of messages, weeks present"),
        ("/overview now", "takes nothing more"),
        ("/settings staff public:perhaps", "yes or no"),
    ],
)
def test_a_line_that_cannot_be_read_says_what_could(line: str, said: str) -> None:
    with pytest.raises(MisreadError) as caught:
        parse(line, COMMANDS, NAMES)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("before", "first"),
    [
        ("/ov", "/overview"),
        ("a", "as"),
        ("/digest w", "when"),
        ("/member ", "who:"),
        ("/member who:gr", "grace"),
        ("/top by:w", "weeks present"),
        ("as ada l", "Ada Lovelace"),
        ("in #h", "#help"),
    ],
)
def test_the_prompt_completes_commands_options_and_names(before: str, first: str) -> None:
    text, replaced = next(suggestions(before, COMMANDS, NAMES))
    assert text == first
    assert before.lower().endswith(text[:replaced].lower())


def test_a_message_is_drawn_with_its_texts_its_files_and_numbered_buttons() -> None:
    page = container(
        text("### Members · A place\n**Ada** comes first"),
        {
            "type": 9,
            "components": [text("**Ada** 90 · \\*not bold\\*\n-# answered by 5")],
            "accessory": {"type": 2, "custom_id": "w", "label": "Why?"},
        },
        {"type": 12, "items": [{"media": {"url": "attachment://members.png"}}]},
        text("-# 12 weeks"),
        {
            "type": 1,
            "components": [
                {"type": 2, "custom_id": "a", "label": "Share"},
                {"type": 2, "custom_id": "b", "label": "As CSV"},
            ],
        },
    )
    picture = SentFile("members.png", b"x" * 2000, "bars")
    message = SentMessage(1, 10, "", (), (picture,), (text("Here it is"), page), True)
    out = io.StringIO()
    Screen(Console(file=out, width=100)).show([message])
    drawn = out.getvalue()
    for words in (
        "Here it is",
        "Members · A place",
        "Ada comes first",
        "Ada 90 · *not bold*  [1 Why?]",
        "    answered by 5",
        "12 weeks",
        "[picture] members.png (2,000 bytes)",
        "[2 Share] [3 As CSV]",
    ):
        assert words in drawn
    assert "Only you can see this" in drawn
    assert "**" not in drawn
    assert "#" not in drawn


def text(content: str) -> dict[str, Any]:
    return {"type": 10, "content": content}


def container(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": 17, "components": list(parts)}


def test_moments_are_spelt_out() -> None:
    assert plain("next on <t:1772355600:F>.").plain == "next on Sunday 01 March 2026, 09:00 UTC."


def test_mentions_are_shown_as_names_where_discord_does() -> None:
    names = {("#", 10): "#a*b*", ("@", 1): "@Ada \x1b[2J", ("@&", 20): "@Moderator"}
    message = SentMessage(
        1,
        10,
        "Left out: <#10>, **<@1>** and <@&20>; gone <#99>; `<#10>` \\<#10>",
        (),
        (),
        (container(text("### About <#10>\nin <#10>"), text("**Who**\n<@1>")),),
        False,
    )
    out = io.StringIO()
    Screen(Console(file=out, width=100), named=lambda sign, number: names.get((sign, number))).show([message])
    drawn = out.getvalue()
    assert "Left out: #a*b*, @Ada [2J and @Moderator; gone <#99>; <#10> <#10>" in drawn
    assert "About #a*b*" in drawn
    assert "in #a*b*" in drawn
    assert drawn.count("@Ada") == 2


def test_what_a_member_wrote_cannot_command_the_terminal() -> None:
    out = io.StringIO()
    Screen(Console(file=out, width=100)).say("\x1b[2J[red]hello[/red]")
    assert "\x1b" not in out.getvalue()
    assert "[red]hello" in out.getvalue()


def test_the_clock_runs_and_skips_but_never_goes_back() -> None:
    seconds = [0.0]
    clock = DemoClock(ENDED, lambda: seconds[0])
    seconds[0] = 60.0
    assert (clock() - ENDED).total_seconds() == 60
    clock.skip_to(ENDED.replace(hour=15))
    assert clock() == ENDED.replace(hour=15)
    clock.skip_to(ENDED)
    assert clock() == ENDED.replace(hour=15)
