"""What the bot said, drawn in a terminal as a moderator would see it in Discord."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from twin.sent import SentMessage, flat

TIMESTAMP = re.compile(r"<t:(\d{1,12})(?::[a-zA-Z])?>")
ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|~<>:@&])")
UNTAMED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]")
MARKS = re.compile(r"\*\*(.+?)\*\*|`([^`]+)`|(?<!\\)<(#|@&|@!?)(\d{1,20})>")
ACCENT = 0x5865F2
WIDTH = 110
SECTION, TEXT, CONTAINER = 9, 10, 17

Named = Callable[[str, int], str | None]
"""What is shown for a mention, by its sign (``#``, ``@``, ``@!`` or ``@&``) and id; None where nobody knows."""


def unknown(sign: str, number: int) -> str | None:
    """Nobody is known: mentions stay as they were sent."""
    return None


class Screen:
    """A terminal, or a file: then nothing moves and nothing is coloured. ``named`` spells out mentions."""

    def __init__(self, console: Console | None = None, *, named: Named = unknown) -> None:
        self.console = console or Console(highlight=False)
        self._named = named
        if not self.console.is_terminal:
            self.console.width = WIDTH

    def say(self, line: str, style: str = "") -> None:
        self.console.print(Text(tame(line), style), soft_wrap=True)

    def heading(self, line: str) -> None:
        self.console.print()
        self.console.rule(Text(tame(line), "bold"), align="left")

    def show(self, messages: Sequence[SentMessage], *, saved: Sequence[Path] = ()) -> None:
        """The messages of one answer; their files by where they were put."""
        for message in messages:
            self.console.print(drawn(message, {path.name: path for path in saved}, self._named))


def drawn(message: SentMessage, saved: Mapping[str, Path], named: Named) -> RenderableType:
    """One message: its texts and files, and its buttons with the numbers by which they are clicked."""
    parts: list[RenderableType] = []
    if message.content:
        parts.append(plain(message.content, named))
    numbers = {control["custom_id"]: number for number, control in enumerate(buttons(message), start=1)}
    for component in message.components:
        if component["type"] == CONTAINER:
            parts.append(_panel(component, numbers, named))
        elif component["type"] == TEXT:
            parts.append(plain(component["content"], named))
    for file in message.files:
        kind = "picture" if file.filename.endswith(".png") else "file"
        parts.append(Text(f"[{kind}] {saved.get(file.filename, file.filename)} ({len(file.data):,} bytes)", "cyan"))
    shown = " ".join(f"[{numbers[control['custom_id']]} {control['label']}]" for control in below(message))
    if shown:
        parts.append(Text(tame(shown), "bold blue"))
    if message.ephemeral:
        parts.append(Text("Only you can see this", "dim italic"))
    return Group(*parts)


def buttons(message: SentMessage) -> list[dict[str, Any]]:
    """Its buttons, in order; menus are for Discord itself."""
    return [control for control in message.controls() if "label" in control and "custom_id" in control]


def below(message: SentMessage) -> list[dict[str, Any]]:
    """Those that stand in rows, and not beside a text."""
    beside = {c["accessory"].get("custom_id") for c in flat(message.components) if c["type"] == SECTION}
    return [control for control in buttons(message) if control["custom_id"] not in beside]


def _panel(container: dict[str, Any], numbers: Mapping[str, int], named: Named) -> Panel:
    parts: list[RenderableType] = []
    for component in container["components"]:
        if component["type"] == TEXT:
            parts += [Text()] if parts else []
            parts.append(plain(component["content"], named))
        elif component["type"] == SECTION:
            said = plain("\n".join(text["content"] for text in component["components"]), named)
            button = component["accessory"]
            first, *rest = said.split("\n", allow_blank=True)
            first.append(tame(f"  [{numbers[button['custom_id']]} {button['label']}]"), "bold blue")
            parts += [first, *rest]
    return Panel(
        Group(*parts),
        border_style=f"#{int(container.get('accent_color') or ACCENT):06x}",
        width=WIDTH,
    )


def plain(text: str, named: Named = unknown) -> Text:
    """Discord's markdown as a terminal shows it: bold and code are styled, moments and mentions are spelt out, escapes
    are gone."""
    text = TIMESTAMP.sub(lambda found: f"{datetime.fromtimestamp(int(found[1]), UTC):%A %d %B %Y, %H:%M UTC}", text)
    return Text("\n").join(_line(line, named) for line in text.split("\n"))


def _line(line: str, named: Named) -> Text:
    if line.startswith("### "):
        return _marked(line[4:], named, "bold")
    small = line.startswith("-# ")
    line = f"    {line[3:]}" if small else line
    return _marked(line, named, "dim" if small else "")


def _marked(line: str, named: Named, style: str) -> Text:
    shown = Text(style=style)
    end = 0
    for found in MARKS.finditer(line):
        shown.append(_unescaped(line[end : found.start()]))
        if found[1]:
            shown.append_text(_marked(found[1], named, "bold"))
        elif found[2]:
            shown.append(_unescaped(found[2]), "cyan")
        else:  # a name is no markdown: it is shown as it is
            shown.append(tame(named(found[3], int(found[4])) or found[0]), "bold blue")
        end = found.end()
    shown.append(_unescaped(line[end:]))
    return shown


def _unescaped(text: str) -> str:
    return tame(ESCAPED.sub(r"\1", text))


def tame(text: str) -> str:
    """``text`` without what moves a cursor, colours a terminal or turns a line around; emoji stay whole."""
    return UNTAMED.sub("", text)
