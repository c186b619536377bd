"""A raid as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bot.render.figures import iso
from bot.reports import Raid


def raid_document(raid: Raid) -> dict[str, Any]:
    return {**asdict(raid), "began": iso(raid.began), "ended": iso(raid.ended)}
