"""What the bot said, drawn in a terminal as a moderator would see it in Discord."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from twin.sent import SentMessage

TIMESTAMP = re.compile(r"<t:(\d{1,12})(?::[a-zA-Z])?>")
ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|~<>:@&])")
UNTAMED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]")
MARKS = re.compile(r"\*\*(.+?)\*\*|`([^`]+)`")
ACCENT = 0x5865F2
WIDTH = 110


class Screen:
    """A terminal, or a file: then nothing moves and nothing is coloured."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False)
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
            self.console.print(drawn(message, {path.name: path for path in saved}))


def drawn(message: SentMessage, saved: Mapping[str, Path]) -> RenderableType:
    """One message: its text, embeds and files, and its buttons with the numbers by which they are clicked."""
    parts: list[RenderableType] = []
    if message.content:
        parts.append(plain(message.content))
    parts += [_embed(embed) for embed in message.embeds]
    for file in message.files:
        kind = "picture" if file.filename.endswith(".png") else "file"
        parts.append(Text(f"[{kind}] {saved.get(file.filename, file.filename)} ({len(file.data):,} bytes)", "cyan"))
    shown = " ".join(f"[{number} {label}]" for number, label in enumerate(labels(message), start=1))
    if shown:
        parts.append(Text(tame(shown), "bold blue"))
    if message.ephemeral:
        parts.append(Text("Only you can see this", "dim italic"))
    return Group(*parts)


def labels(message: SentMessage) -> list[str]:
    """What is written on its buttons and menus, in order."""
    return [str(c.get("label") or c.get("placeholder") or c.get("custom_id")) for c in message.controls()]


def _embed(embed: dict[str, Any]) -> Panel:
    parts = list(_embed_parts(embed))
    return Panel(
        Group(*parts),
        title=Text(plain(embed.get("title") or "").plain, "bold"),
        title_align="left",
        border_style=f"#{int(embed.get('color') or ACCENT):06x}",
        width=WIDTH,
    )


def _embed_parts(embed: dict[str, Any]) -> Iterator[RenderableType]:
    if embed.get("description"):
        yield plain(embed["description"])
    for field in embed.get("fields") or ():
        yield Text()
        if field["name"].strip("\u200b "):
            yield Text(plain(field["name"]).plain, "bold")
        yield plain(field["value"])
    footer = (embed.get("footer") or {}).get("text")
    if footer:
        yield Text()
        yield Text(tame(footer), "dim")


def plain(text: str) -> Text:
    """Discord's markdown as a terminal shows it: bold and code are styled, moments are spelt out, escapes are gone."""
    text = TIMESTAMP.sub(lambda found: f"{datetime.fromtimestamp(int(found[1]), UTC):%A %d %B %Y, %H:%M UTC}", text)
    return Text("\n").join(_line(line) for line in text.split("\n"))


def _line(line: str) -> Text:
    small = line.startswith("-# ")
    line = f"    {line[3:]}" if small else line
    shown = Text(style="dim" if small else "")
    end = 0
    for found in MARKS.finditer(line):
        shown.append(_unescaped(line[end : found.start()]))
        shown.append(_unescaped(found[1] or found[2]), "bold" if found[1] else "cyan")
        end = found.end()
    shown.append(_unescaped(line[end:]))
    return shown


def _unescaped(text: str) -> str:
    return tame(ESCAPED.sub(r"\1", text))


def tame(text: str) -> str:
    """``text`` without what moves a cursor, colours a terminal or turns a line around; emoji stay whole."""
    return UNTAMED.sub("", text)
