"""What the bot said, as a person looking at the screen would describe it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from twin.things import Message


@dataclass(frozen=True, slots=True)
class SentFile:
    filename: str
    data: bytes
    description: str | None


@dataclass(frozen=True, slots=True)
class SentMessage:
    """One message of the bot. ``components`` are Discord's own JSON; :meth:`controls` walks them flat."""

    message_id: int
    channel_id: int
    content: str
    embeds: tuple[dict[str, Any], ...]
    files: tuple[SentFile, ...]
    components: tuple[dict[str, Any], ...]
    ephemeral: bool
    reply_to: int | None = None

    @classmethod
    def of(cls, message: Message) -> SentMessage:
        return cls(
            message.message_id,
            message.channel_id,
            message.content,
            tuple(message.embeds),
            tuple(SentFile(a.filename, a.data, a.description) for a in message.attachments),
            tuple(message.components),
            message.ephemeral,
            message.reply_to,
        )

    def controls(self) -> Iterator[dict[str, Any]]:
        """Every button and select, however deep."""
        return (c for c in flat(self.components) if "custom_id" in c or "url" in c)

    @property
    def texts(self) -> list[str]:
        """What its components say, from top to bottom; empty for a message of mere content."""
        return [component["content"] for component in flat(self.components) if "content" in component]

    @property
    def text(self) -> str:
        """All words of the message and its embeds, for searching."""
        words = [self.content]
        for embed in self.embeds:
            words += [embed.get("title", ""), embed.get("description", "")]
            words += [f"{f['name']} {f['value']}" for f in embed.get("fields", [])]
            words.append(embed.get("footer", {}).get("text", ""))
        words += self.texts
        return "\n".join(w for w in words if w)


def flat(components: Any) -> Iterator[dict[str, Any]]:
    """A component tree from top to bottom."""
    for component in components:
        yield component
        yield from flat(component.get("components") or [])
        yield from flat([component[k] for k in ("accessory", "component") if component.get(k)])
