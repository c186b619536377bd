"""What the bot said, drawn in a terminal as a moderator would see it in Discord."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
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
MARKS = re.compile(r"\*\*(.+?)\*\*|`([^`]+)`|(?<!\\)<(#|@&|@!?)(\d{1,20})>")
ACCENT = 0x5865F2
WIDTH = 110

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
    """One message: its text, embeds and files, and its buttons with the numbers by which they are clicked."""
    parts: list[RenderableType] = []
    if message.content:
        parts.append(plain(message.content, named))
    parts += [_embed(embed, named) for embed in message.embeds]
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
    """What is written on its buttons, in order; menus are for Discord itself."""
    return [str(c.get("label")) for c in message.controls() if "label" in c]


def _embed(embed: dict[str, Any], named: Named) -> Panel:
    parts = list(_embed_parts(embed, named))
    return Panel(
        Group(*parts),
        title=Text(plain(embed.get("title") or "").plain, "bold"),
        title_align="left",
        border_style=f"#{int(embed.get('color') or ACCENT):06x}",
        width=WIDTH,
    )


def _embed_parts(embed: dict[str, Any], named: Named) -> Iterator[RenderableType]:
    """Discord spells out mentions in the description and in values, and nowhere else."""
    if embed.get("description"):
        yield plain(embed["description"], named)
    for field in embed.get("fields") or ():
        yield Text()
        if field["name"].strip("\u200b "):
            yield Text(plain(field["name"]).plain, "bold")
        yield plain(field["value"], named)
    footer = (embed.get("footer") or {}).get("text")
    if footer:
        yield Text()
        yield Text(tame(footer), "dim")


def plain(text: str, named: Named = unknown) -> Text:
    """Discord's markdown as a terminal shows it: bold and code are styled, moments and mentions are spelt out, escapes
    are gone."""
    text = TIMESTAMP.sub(lambda found: f"{datetime.fromtimestamp(int(found[1]), UTC):%A %d %B %Y, %H:%M UTC}", text)
    return Text("\n").join(_line(line, named) for line in text.split("\n"))


def _line(line: str, named: Named) -> Text:
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
