"""What tables are made of, before they are written down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

Cell = str | int | float | datetime | None
Table = tuple[Sequence[str], Iterable[Sequence[Cell]]]
"""The head, and the rows."""
