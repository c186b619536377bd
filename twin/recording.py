"""Everything that went over the wire, kept so that tests can hold it against Discord's own schemas."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Exchange:
    """One REST request and its answer. ``template`` is None where no route of Discord's was meant."""

    method: str
    path: str
    template: str | None
    params: dict[str, str]
    query: dict[str, str]
    body: Any
    files: tuple[str, ...]
    status: int
    answer: Any
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One event as it left for a session; ``seq`` is the session's own count."""

    name: str
    data: Any
    session_id: str
    seq: int


@dataclass(frozen=True, slots=True)
class Heard:
    """One gateway command of the bot; ``url`` is the path of the connection it came by."""

    op: int
    data: Any
    url: str


@dataclass(slots=True)
class Recording:
    """The three lists; ``keep=False`` records nothing, for long benchmarks."""

    keep: bool = True
    exchanges: list[Exchange] = field(default_factory=list)
    dispatches: list[Dispatch] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)

    def exchange(self, one: Exchange) -> None:
        if self.keep:
            self.exchanges.append(one)

    def dispatch(self, one: Dispatch) -> None:
        if self.keep:
            self.dispatches.append(one)

    def hear(self, one: Heard) -> None:
        if self.keep:
            self.heard.append(one)
