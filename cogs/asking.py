"""A request in the id of a button or menu, so that it outlives a restart and holds no memory."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime
from typing import cast

from bot.catalogue import ROLE_NAMES, ReportName, RoleName
from bot.render.message import MOST_ROWS
from bot.reports import SortKey
from bot.service import Request

PAGE = MOST_ROWS
"""Rows of a message."""
MOST_EVENT = 40
"""Letters of an event's name: an id has to hold them."""
LETTERS: dict[RoleName, str] = dict(zip(ROLE_NAMES, "ecrnfalu", strict=True))
"""How an id names a role: it has to be short."""
REQUEST = (
    r"(?P<name>[a-z]+):(?P<days>\d{1,4}):(?P<channel>\d*):(?P<user>\d*):(?P<by>[a-z_]+):(?P<as_of>\d+)(?P<compare>\+)?"
    r"(?:~(?P<skip>\d{1,7}))?(?::(?P<role>[a-z]))?"
    rf"(?::(?P<day>\d{{8}}):(?P<event>.{{0,{MOST_EVENT}}}))?"
)


def encoded(what: str, request: Request) -> str:
    """At most 99 of the 100 characters that Discord allows: an impact names neither channel nor member, and who asks
    about a member skips nothing."""
    as_of = f"{math.ceil(request.as_of.timestamp()) if request.as_of else 0}{'+' if request.compare else ''}"
    channel, user = request.channel_id or "", request.user_id or ""
    skip = f"~{request.skip}" if request.skip else ""
    role = f":{LETTERS[request.role]}" if request.role else ""
    event = f":{request.day:%Y%m%d}:{request.event[:MOST_EVENT]}" if request.day else ""
    return f"rapport:{what}:{request.name}:{request.days}:{channel}:{user}:{request.by}:{as_of}{skip}{role}{event}"


def decoded(match: re.Match[str], guild_id: int | None) -> Request:
    return Request(
        cast(ReportName, match["name"]),
        guild_id=guild_id,
        as_of=datetime.fromtimestamp(int(match["as_of"]), UTC),
        days=int(match["days"]),
        channel_id=int(match["channel"]) if match["channel"] else None,
        user_id=int(match["user"]) if match["user"] else None,
        by=cast(SortKey, match["by"]),
        role=next((role for role, letter in LETTERS.items() if letter == match["role"]), None),
        limit=PAGE,
        skip=int(match["skip"] or 0),
        event=match["event"] or "",
        compare=match["compare"] is not None,
        day=date.fromisoformat(match["day"]) if match["day"] else None,
    )
