"""Files for Discord, which takes none above a limit."""

from __future__ import annotations

import gzip
import io

import discord


def fitting(content: bytes, name: str, limit: int) -> discord.File | None:
    """The file, compressed where it has more than ``limit`` bytes; None where even that is too much. Takes its time."""
    if len(content) > limit:
        content, name = gzip.compress(content), f"{name}.gz"
    return discord.File(io.BytesIO(content), name) if len(content) <= limit else None
