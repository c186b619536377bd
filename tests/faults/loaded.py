"""What a forked process need not load again; only ever imported where nothing runs."""

from __future__ import annotations

import importlib

from bot.app import COGS

for _name in (*COGS, "bot.cli.application", "bot.cli.run", "bot.cli.serving", "bot.render.easel", "twin.pointing"):
    importlib.import_module(_name)
