"""What moderators ask for, while the community goes on talking."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count, takewhile
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from benchmarks.community import GUILD_ID, Community
from benchmarks.population import END_DAY
from benchmarks.telling import moment, said
from bot.catalogue import REPORT_NAMES, ReportName
from bot.service import DEFAULT_DAYS, Request, Service
from storage import Store
from storage.models import DAY_MS, MessageSent, day_of, moment_of, snowflake_at

EVENT_DAYS_AGO = 21


@dataclass(frozen=True, slots=True)
class Asking:
    label: str
    request: Request

    @property
    def is_filtered(self) -> bool:
        return self.request.channel_id is not None or self.request.role is not None


@dataclass(frozen=True, slots=True)
class Busiest:
    """Of what and whom there is most to tell."""

    channel_id: int
    user_id: int
    """Who wrote most on the last day."""

    @classmethod
    def of(cls, community: Community) -> Self:
        author = community.day(END_DAY - 1).messages.author
        user_id = community.population.user_id[np.bincount(author).argmax()]
        return cls(int(community.channel_ids[0]), int(user_id))


def askings(busiest: Busiest, days: int = DEFAULT_DAYS, as_of: datetime | None = None) -> list[Asking]:
    """Every report, then every report of the busiest channel, then the members of one role; of now or of a moment."""
    plain = Request("overview", guild_id=GUILD_ID, as_of=as_of, days=days)
    event_day = moment((END_DAY - EVENT_DAYS_AGO) * DAY_MS).date()
    needed: dict[ReportName, dict[str, Any]] = {
        "member": {"user_id": busiest.user_id},
        "impact": {"event": "a meetup", "day": event_day},
    }
    requests = [replace(plain, name=name, **needed.get(name, {})) for name in REPORT_NAMES]
    in_channel = [replace(request, channel_id=busiest.channel_id) for request in requests]
    fading = replace(requests[REPORT_NAMES.index("members")], role="fading")
    return [
        *(Asking(request.name, request) for request in requests),
        *(Asking(f"{request.name} --channel", request) for request in in_channel),
        Asking(f"{fading.name} --role", fading),
    ]


class LiveLog:
    """A log that is open for recording and grows between two requests, while its clock goes at the real pace.

    It begins at the noon of a day of which nothing is recorded yet, so that a file can be measured again.
    """

    def __init__(self, path: Path, community: Community) -> None:
        self._noon = moment(END_DAY * DAY_MS)
        self._began = time.monotonic()
        self.store = Store.open(path, clock=self.now)
        latest = self.store.latest(GUILD_ID)
        day = END_DAY if latest is None else max(END_DAY, day_of(latest) + 1)
        self._noon = moment(day * DAY_MS) + timedelta(hours=12)
        self.store.close_days(self._noon)
        self._coming = _messages(community, day)
        morning = takewhile(lambda fact: moment_of(fact.message_id) < self._noon, self._coming)
        self.store.record_blocking(morning)
        self.store.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.store.close()

    def now(self) -> datetime:
        return self._noon + timedelta(seconds=time.monotonic() - self._began)

    def service(self) -> Service:
        """One that has kept nothing yet."""
        return Service(self.store, self.now)

    def grow(self) -> None:
        """Somebody says one more thing just now, and it is on the disk."""
        self.store.record_blocking([next(self._coming)._replace(message_id=snowflake_at(self.now()))])
        self.store.flush()


def _messages(community: Community, day: int) -> Iterator[MessageSent]:
    """From a day on, without end."""
    for today in count(day):
        for fact in said(community, community.day(today)):
            if isinstance(fact, MessageSent) and fact.edited_at is None:
                yield fact
