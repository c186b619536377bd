"""``/metrics`` for Prometheus: counts of the whole bot, without any id in a label."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from aiohttp import web
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from bot.web.health import PULSE
from bot.web.pulse import Pulse

SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0)
"""Discord wants an answer in three."""
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """One registry of its own: two bots in a process, or two tests, share nothing."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._reports = Histogram(
            "rapport_report_seconds",
            "How long a report took to build, in seconds.",
            ["report"],
            buckets=SECONDS,
            registry=self.registry,
        )

    def report_took(self, name: str, seconds: float) -> None:
        self._reports.labels(report=name).observe(seconds)

    def exposition(self, pulse: Pulse) -> bytes:
        """Everything in Prometheus' text format, version 0.0.4."""
        moment = CollectorRegistry()
        moment.register(_Moment(pulse))
        return generate_latest(moment) + generate_latest(self.registry)


class _Moment:
    """A pulse as metrics."""

    def __init__(self, pulse: Pulse) -> None:
        self._pulse = pulse

    def collect(self) -> Iterable[Metric]:
        pulse = self._pulse
        yield CounterMetricFamily("rapport_events_recorded", "Facts handed to the store.", pulse.recorded)
        yield CounterMetricFamily("rapport_events_dropped", "Facts that were shed or lost.", pulse.dropped)
        yield GaugeMetricFamily("rapport_queue_backlog", "Facts waiting to be committed.", pulse.backlog)
        yield GaugeMetricFamily("rapport_gateway_connected", "1 while connected to Discord.", int(pulse.connected))
        if pulse.latency_seconds is not None:
            yield GaugeMetricFamily(
                "rapport_gateway_latency_seconds", "Between a heartbeat and its answer.", pulse.latency_seconds
            )
        kept = pulse.kept
        yield GaugeMetricFamily("rapport_kept_bytes", "Memory of what is kept for the next report.", kept.bytes)
        yield GaugeMetricFamily("rapport_kept", "How many things are kept for the next report.", kept.number)
        yield CounterMetricFamily("rapport_kept_made", "Observations and standings that had to be made.", kept.made)
        yield CounterMetricFamily("rapport_kept_found", "Those that were kept from a report before.", kept.found)
        digests = CounterMetricFamily("rapport_digests", "Digests by what became of them.", labels=["state"])
        for state, count in sorted(pulse.digests.items()):
            digests.add_metric([state], count)
        yield digests


METRICS: web.AppKey[Metrics] = web.AppKey("metrics")


async def metrics(request: web.Request) -> web.Response:
    pulse = await asyncio.to_thread(request.app[PULSE])
    body = request.app[METRICS].exposition(pulse)
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE})
