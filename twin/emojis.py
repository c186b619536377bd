"""An emoji has three spellings: the key used in urls (``👍`` or ``name:id``), and two shapes of JSON."""

from __future__ import annotations

import re
from typing import Any

_CUSTOM = re.compile(r"^(?:<?a?:)?(?P<name>\w{2,32}):(?P<id>\d{15,20})>?$")


def key_of(text: str) -> str:
    """One spelling for all: ``<:wave:123…>`` and ``wave:123…`` are the same emoji."""
    found = _CUSTOM.match(text)
    return f"{found['name']}:{found['id']}" if found else text


def as_json(key: str) -> dict[str, Any]:
    """The emoji as it stands in a reaction."""
    found = _CUSTOM.match(key)
    return {"id": found["id"], "name": found["name"]} if found else {"id": None, "name": key}
