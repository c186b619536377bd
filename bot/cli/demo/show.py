"""The demo from its beginning to its end."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from bot.cli.demo.prompt import converse
from bot.cli.demo.screen import Screen
from bot.cli.demo.theatre import theatre
from bot.cli.demo.walk import walk
from storage import Store


async def show(store: Store, *, out: Path, seed: int, once: bool, began: datetime) -> None:
    """Walks through everything; unless ``once``, then answers what is typed. Raises ``StartupError``."""
    async with theatre(store, out=out, seed=seed, began=began) as opened:
        screen = Screen(named=opened.named)
        await walk(opened, screen, seed=seed)
        screen.heading("Pictures")
        screen.say(f"{len(opened.pictures)} pictures are in {out}: {', '.join(opened.pictures)}")
        if not once:
            await converse(opened, screen)
