"""How long each report takes, while the community goes on talking.

    python -m benchmarks.reports [--events N] [--db FILE] [--plain FILE] [--out FILE] [--runs N]

*Warm* is a bot that runs: every report is asked for again and again in any order, and something new is recorded
before each. *Kept nothing* is the same where the service remembers nothing of earlier requests, *first* the whole of
``python -m bot report`` in a new process, less what starting Python takes: once with what a running bot made ahead of
time, where it found that worth it, and once with nothing *ready*. *Message* and *picture* are what is drawn from it for
Discord. Beside them the questions that a plain bot asks its own log.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from statistics import median

from benchmarks import plain_bot
from benchmarks.community import GUILD_ID, Community
from benchmarks.figures import Cost, asked_for, cost_of, filled, p95, table, tell, times_of
from benchmarks.population import END, SMALL_EVENTS
from benchmarks.requests import Asking, Busiest, LiveLog, askings
from bot.render.message import as_container
from bot.render.picture import as_png
from bot.render.text import as_text
from bot.service import Service
from bot.words.language import ENGLISH
from storage import Store

FRESH_ROUNDS = 1
"""How often each is asked for in a run with nothing kept."""
LIMIT_MS = {False: 100.0, True: 250.0}
"""Warm, 95th percentile: up to ten million events and beyond."""
FIRST_LIMIT_MS = 1000.0


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds that one way of asking took in one run."""

    first: float
    first_unready: float
    """The same where nothing was made ahead of time."""
    fresh_cpu: float
    fresh_p95: float
    warm_p50: float
    warm_p95: float
    warm_max: float
    text: float
    message: float
    picture: float
    """0 where it was not drawn: a filter changes nothing about drawing."""

    @property
    def warm(self) -> float:
        """From the request to what is sent or printed, but for the picture."""
        return self.warm_p95 + max(self.message, self.text)

    @property
    def fresh(self) -> float:
        return self.fresh_p95 + max(self.message, self.text)


def main(arguments: list[str] | None = None) -> int:
    asked = asked_for(__doc__, arguments)
    with filled(asked) as (path, community):
        started = start_milliseconds()
        runs, ahead = zip(*(measure(path, community, asked.rounds) for _ in range(asked.runs)), strict=True)
    with plain_bot.filled_plainly(asked) as connection:
        plain = [plain_bot.ask(connection) for _ in range(asked.runs)]
    taken = {label: _middle([run[label] for run in runs]) for label in runs[0]}
    limit = LIMIT_MS[asked.shape.daily * asked.shape.days > SMALL_EVENTS]
    figures = {label: {name: getattr(took, name) for name in Taken.__slots__} for label, took in taken.items()}
    plainly = {name: median(run[name] for run in plain) for name in plain[0]}
    tell(
        asked,
        "reports",
        told(taken, plainly, started, limit, ahead),
        {
            "ms": figures,
            "plain_ms": plainly,
            "python_start_ms": started,
            "limit_ms": limit,
            "ahead": [asdict(each) for each in ahead],
        },
    )
    return 0


@dataclass(frozen=True, slots=True)
class Ahead:
    """What making ahead of time takes; nothing where it was not worth it."""

    seconds: float
    megabytes: float


def measure(path: Path, community: Community, rounds: int) -> tuple[dict[str, Taken], Ahead]:
    """One run: everything asked for in turn."""
    with LiveLog(path, community) as log:
        log.store.drop_prepared()
        asking = askings(Busiest.of(community))
        service = log.service()
        drawn = {each.label: draw(service, each) for each in asking}
        fresh = ask_in_turn(log, asking, min(rounds, FRESH_ROUNDS), log.service)
        ask_in_turn(log, asking, 1, lambda: service)
        warm = ask_in_turn(log, asking, rounds, lambda: service)
    unready = {each.label: first_milliseconds(path, each) for each in asking}
    ahead = make_ahead(path)
    first = {each.label: first_milliseconds(path, each) for each in asking}
    with Store.open(path) as store:
        store.drop_prepared()  # others measure the log without
    taken = {
        each.label: Taken(
            first[each.label],
            unready[each.label],
            p95([cost.cpu for cost in fresh[each.label]]),
            p95([cost.wall for cost in fresh[each.label]]),
            *_spread([cost.wall for cost in warm[each.label]]),
            *drawn[each.label],
        )
        for each in asking
    }
    return taken, ahead


def make_ahead(path: Path) -> Ahead:
    """As a running bot does every hour."""
    last_second = END - timedelta(seconds=1)  # whose end the reports look back from
    with Store.open(path, clock=lambda: last_second, apart=True) as store:
        (guild,) = store.guilds()
        began, folded, size = time.thread_time(), 0.0, 0
        for prepared in Service(store, lambda: last_second).prepared(guild):
            prepared.keep(store)
            paused = time.thread_time()
            size += sum(len(part) for _, part in prepared.parts())
            folded += time.thread_time() - paused  # once more, only to be weighed
        return Ahead(round(time.thread_time() - began - folded, 2), round(size / 1e6, 2))


def _spread(milliseconds: Sequence[float]) -> tuple[float, float, float]:
    return median(milliseconds), p95(milliseconds), max(milliseconds)


def ask_in_turn(
    log: LiveLog, asking: Sequence[Asking], rounds: int, service: Callable[[], Service]
) -> dict[str, list[Cost]]:
    """What each costs, one a round, in another order each time."""
    took: dict[str, list[Cost]] = {each.label: [] for each in asking}
    random = Random(rounds)
    for _ in range(rounds):
        for each in random.sample(asking, len(asking)):
            log.grow()
            asked = service()
            took[each.label].append(cost_of(partial(asked.report, each.request)))
    return took


def draw(service: Service, each: Asking) -> tuple[float, float, float]:
    """Milliseconds for the text of a terminal, the message and the picture of Discord, each drawn before."""
    report = service.report(each.request)
    as_text(report), as_container(report, ENGLISH)
    text = min(times_of(lambda: as_text(report), 3))
    message = min(times_of(lambda: as_container(report, ENGLISH), 3))
    if each.is_filtered:
        return text, message, 0.0
    as_png(report, ENGLISH)
    return text, message, min(times_of(lambda: as_png(report, ENGLISH), 2))


def first_milliseconds(path: Path, each: Asking) -> float:
    """The whole of a new process that prints one report and ends."""
    request = each.request
    command = [sys.executable, "-m", "bot", "report", request.name, "--db", str(path), "--guild", str(GUILD_ID)]
    command += ["--as-of", END.isoformat()]
    options = {
        "--channel": request.channel_id,
        "--user": request.user_id,
        "--role": request.role,
        "--event": request.event,
        "--date": request.day,
    }
    for option, value in options.items():
        if value:
            command += [option, str(value)]
    return times_of(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL), 1)[0]


def start_milliseconds() -> float:
    """What it takes to start Python and do nothing."""
    return min(times_of(lambda: subprocess.run([sys.executable, "-c", ""], check=True), 5))


def _middle(runs: Sequence[Taken]) -> Taken:
    return Taken(*(round(median(getattr(run, name) for run in runs), 2) for name in Taken.__slots__))


def told(
    taken: Mapping[str, Taken], plain: Mapping[str, float], started: float, limit: float, ahead: Sequence[Ahead]
) -> str:
    """The table, and what was met of what is demanded."""
    rows = [
        [
            label,
            *(f"{first - started:,.0f}" for first in (took.first, took.first_unready)),
            *(f"{figure:,.0f}" for figure in (took.fresh_cpu, took.fresh_p95, took.warm_p50)),
            f"**{took.warm_p95:,.0f}**",
            *(f"{figure:,.0f}" for figure in (took.warm_max, took.text, took.message)),
            f"{took.picture:,.0f}" if took.picture else "",
        ]
        for label, took in taken.items()
    ]
    columns = (
        "report, ms",
        "first",
        "first, nothing ready",
        "nothing kept, processor",
        "nothing kept, p95",
        "warm, p50",
        "warm, p95",
        "warm, most",
        "text",
        "message",
        "picture",
    )
    slowest = max(taken, key=lambda label: taken[label].warm_p95)
    typical = median(took.fresh_p95 for took in taken.values())
    beside = [[name, f"{took:,.0f}", f"{took / typical:,.1f}"] for name, took in plain.items()]
    verdicts = (
        _verdict(
            f"Warm, with text or message, {limit:.0f} ms", {label: took.warm for label, took in taken.items()}, limit
        ),
        _verdict(
            f"The same with nothing kept, {limit:.0f} ms", {label: took.fresh for label, took in taken.items()}, limit
        ),
        _verdict(
            f"First after a start, {FIRST_LIMIT_MS:.0f} ms",
            {label: took.first - started for label, took in taken.items()},
            FIRST_LIMIT_MS,
        ),
        _verdict(
            f"The same with nothing ready, {FIRST_LIMIT_MS:.0f} ms",
            {label: took.first_unready - started for label, took in taken.items()},
            FIRST_LIMIT_MS,
        ),
        _told_ahead(ahead),
        f"- Slowest warm: {slowest}, {taken[slowest].warm_p95:,.0f} ms. Starting Python: {started:,.0f} ms.",
    )
    return "\n\n".join(
        (
            table(columns, rows),
            "\n".join(verdicts),
            table(("a plain bot asks its log, ms", "p95", "÷ median of Rapport's with nothing kept"), beside),
        )
    )


def _told_ahead(ahead: Sequence[Ahead]) -> str:
    seconds, megabytes = (median(getattr(each, name) for each in ahead) for name in Ahead.__slots__)
    if not megabytes:
        return "- Making it ahead of time was not found worth it."
    return f"- Made ahead of time, every hour: {seconds:.1f} s of the processor, {megabytes:.1f} MB in the file."


def _verdict(what: str, taken: Mapping[str, float], limit: float) -> str:
    missed = [f"{label} ({took:,.0f})" for label, took in taken.items() if took > limit]
    return f"- {what}: " + (
        f"MISSED by {len(missed)} of {len(taken)}: {', '.join(missed)}." if missed else "met by all."
    )


if __name__ == "__main__":
    raise SystemExit(main())
