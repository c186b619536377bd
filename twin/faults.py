"""Misbehaviour on request. Nothing here happens unless a test asks for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twin.stage import Stage


@dataclass(slots=True)
class Planned:
    """What will go wrong with a route: until a moment of the loop's clock, or a number of times."""

    route: str
    until: float | None = None
    times: int | None = None
    status: int = 500
    seconds: float = 0.0

    def concerns(self, method: str, template: str, path: str) -> bool:
        verb, _, where = self.route.rpartition(" ")
        return verb in ("", method) and where in ("*", "global", template, path)


class Faults:
    """``route`` is like ``POST /channels/{channel_id}/messages``; the verb may be left out, ``*`` means every route,
    and a path with real ids means just that one."""

    def __init__(self, stage: Stage, now: Callable[[], float] | None = None) -> None:
        self._stage = stage
        self._now = now or asyncio.get_running_loop().time
        self._limits: list[Planned] = []
        self._failures: list[Planned] = []
        self._delays: list[Planned] = []
        self._losses: list[Planned] = []

    # REST

    def rate_limit(self, route: str, seconds: float) -> None:
        """Answers 429 on a route, or with ``"global"`` on all, until ``seconds`` have passed."""
        self._limits.append(Planned(route, until=self._now() + seconds))

    def fail(self, route: str, times: int = 1, status: int = 500) -> None:
        """Answers a server error the next ``times``."""
        self._failures.append(Planned(route, times=times, status=status))

    def lose_answer(self, route: str, times: int = 1) -> None:
        """Does what was asked the next ``times``, and answers 502 all the same."""
        self._losses.append(Planned(route, times=times))

    def slow(self, route: str, seconds: float, times: int = 1) -> None:
        """Makes the next ``times`` answers take ``seconds`` longer."""
        self._delays.append(Planned(route, times=times, seconds=seconds))

    def forbid(self, channel_id: int, *permissions: str) -> None:
        """Takes permissions from the bot in a channel (without names: sending), and tells it so as Discord does."""
        self._stage.world.deny_bot(channel_id, permissions or ("send_messages", "send_messages_in_threads"))
        self._stage.channel_changed(channel_id)

    def allow(self, channel_id: int) -> None:
        """Gives back what :meth:`forbid` took."""
        self._stage.world.channels[channel_id].overwrites.pop(self._stage.world.bot.user_id, None)
        self._stage.channel_changed(channel_id)

    # gateway

    def close(self, code: int, shard: int | None = None) -> None:
        """Closes the bot's connections with this code."""
        for connection in list(self._stage.gateway.connections(shard)):
            connection.close(code)

    def cut(self, shard: int | None = None) -> None:
        """Tears the bot's connections without a close frame."""
        for connection in list(self._stage.gateway.connections(shard)):
            connection.cut()

    def reconnect(self, shard: int | None = None) -> None:
        """Asks the bot to reconnect and resume (opcode 7)."""
        for connection in list(self._stage.gateway.connections(shard)):
            connection.say(7)

    def invalid_session(self, resumable: bool = False, shard: int | None = None) -> None:
        """Tells the bot that its session is invalid; unless ``resumable`` it is then forgotten."""
        gateway = self._stage.gateway
        for connection in list(gateway.connections(shard)):
            connection.say(9, resumable)
        if not resumable:
            for session_id in [i for i, s in gateway.sessions.items() if shard in (None, s.shard_id)]:
                del gateway.sessions[session_id]

    def repeat_next(self) -> None:
        """Sends the next dispatch twice."""
        self._stage.gateway.repeats = 1

    # asked by the REST side

    def limited(self, method: str, template: str, path: str) -> Planned | None:
        self._limits = [p for p in self._limits if (p.until or 0.0) > self._now()]
        return next((p for p in self._limits if p.concerns(method, template, path)), None)

    def remaining(self, limit: Planned) -> float:
        return max(0.001, (limit.until or 0.0) - self._now())

    def failing(self, method: str, template: str, path: str) -> int | None:
        planned = _spend(self._failures, method, template, path)
        return planned.status if planned else None

    def losing(self, method: str, template: str, path: str) -> bool:
        return _spend(self._losses, method, template, path) is not None

    def delay(self, method: str, template: str, path: str) -> float:
        planned = _spend(self._delays, method, template, path)
        return planned.seconds if planned else 0.0


def _spend(planned: list[Planned], method: str, template: str, path: str) -> Planned | None:
    for one in planned:
        if one.times and one.concerns(method, template, path):
            one.times -= 1
            return one
    return None
