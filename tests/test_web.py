"""Health, readiness and metrics, over a real socket."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.service import Kept
from bot.web.metrics import Metrics
from bot.web.pulse import Pulse
from bot.web.server import AddressError, application, serving
from storage.models import Health

MOMENT = datetime(2026, 3, 1, 12, tzinfo=UTC)
WELL = Pulse(
    connected=True,
    latency_seconds=0.042,
    writer=Health(writer_alive=True, backlog=3, dropped=1, last_commit=MOMENT),
    waiting=4,
    recorded=1234,
    lost=2,
    writable=True,
    free_bytes=10**10,
    digests={"sent": 5, "closed": 1},
    kept=Kept(number=2, bytes=77_000_000, made=5, found=40),
)


async def fetch(pulse: Callable[[], Pulse], path: str, metrics: Metrics | None = None) -> tuple[int, str]:
    app = application(pulse, metrics or Metrics())
    async with (
        serving(app, "127.0.0.1", 0) as port,
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{path}") as answer,
    ):
        return answer.status, await answer.text()


async def test_a_process_that_lives_says_so_even_when_nothing_else_works() -> None:
    def broken() -> Pulse:
        raise RuntimeError("the database is gone")

    status, _ = await fetch(broken, "/healthz")
    assert status == 200


async def test_ready_when_all_is_well() -> None:
    status, text = await fetch(lambda: WELL, "/readyz")
    assert status == 200
    assert '"backlog": 7' in text
    assert '"dropped": 3' in text


@pytest.mark.parametrize(
    ("sick", "check"),
    [
        (replace(WELL, connected=False), "connected"),
        (replace(WELL, writer=replace(WELL.writer, writer_alive=False)), "writer_alive"),
        (replace(WELL, writer=replace(WELL.writer, error="the disk is full")), "writer_alive"),
        (replace(WELL, writable=False), "disk_writable"),
        (replace(WELL, free_bytes=1_000_000), "disk_has_room"),
        (replace(WELL, waiting=20_000), "keeping_up"),
    ],
)
async def test_not_ready_says_which_check_failed(sick: Pulse, check: str) -> None:
    status, text = await fetch(lambda: sick, "/readyz")
    assert status == 503
    assert re.findall(r'"(\w+)": false', text) == ["ready", check]


async def test_a_pulse_that_cannot_be_felt_is_not_ready_and_tells_no_secrets() -> None:
    def broken() -> Pulse:
        raise RuntimeError("/home/somebody/rapport.db")

    status, text = await fetch(broken, "/readyz")
    assert status == 503
    assert "somebody" not in text


async def test_metrics_have_the_promised_names_and_values() -> None:
    metrics = Metrics()
    metrics.report_took("members", 0.3)
    status, text = await fetch(lambda: WELL, "/metrics", metrics)
    assert status == 200
    found = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert found["rapport_events_recorded_total",] == 1234
    assert found["rapport_events_dropped_total",] == 3
    assert found["rapport_queue_backlog",] == 7
    assert found["rapport_gateway_connected",] == 1
    assert found["rapport_gateway_latency_seconds",] == 0.042
    assert found["rapport_digests_total", "sent"] == 5
    assert found["rapport_kept_bytes",] == 77_000_000
    assert found["rapport_kept_made_total",] == 5
    assert found["rapport_kept_found_total",] == 40
    assert found["rapport_report_seconds_count", "members"] == 1
    assert found["rapport_report_seconds_bucket", "0.25", "members"] == 0
    assert found["rapport_report_seconds_bucket", "0.5", "members"] == 1


async def test_no_label_is_an_id() -> None:
    metrics = Metrics()
    metrics.report_took("member", 0.1)
    _, text = await fetch(lambda: WELL, "/metrics", metrics)
    labels = [v for f in text_string_to_metric_families(text) for s in f.samples for v in s.labels.values()]
    assert labels
    assert not [label for label in labels if re.search(r"\d{5,}", label)]


async def test_two_bots_in_one_process_do_not_share_numbers() -> None:
    one, other = Metrics(), Metrics()
    one.report_took("members", 0.1)
    assert b"rapport_report_seconds_count" not in other.exposition(WELL)


async def test_a_slow_pulse_does_not_hold_up_the_event_loop() -> None:
    asked, go_on = threading.Event(), threading.Event()

    def slow() -> Pulse:
        asked.set()
        assert go_on.wait(5)
        return WELL

    async with serving(application(slow, Metrics()), "127.0.0.1", 0) as port, aiohttp.ClientSession() as session:
        ready = asyncio.create_task(status_of(session, f"http://127.0.0.1:{port}/readyz"))
        await asyncio.to_thread(asked.wait, 5)
        assert await status_of(session, f"http://127.0.0.1:{port}/healthz") == 200
        assert not ready.done()
        go_on.set()
        assert await ready == 200


async def status_of(session: aiohttp.ClientSession, url: str) -> int:
    async with session.get(url) as answer:
        return answer.status


async def test_a_taken_port_is_one_line() -> None:
    app = application(lambda: WELL, Metrics())
    async with serving(app, "127.0.0.1", 0) as port:
        with pytest.raises(AddressError, match=f"127.0.0.1:{port}") as caught:
            async with serving(application(lambda: WELL, Metrics()), "127.0.0.1", port):
                pass
    assert "\n" not in str(caught.value)
