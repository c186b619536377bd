"""``rapport report … --channel THREAD``: a thread that was imported, in every format."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from bot.catalogue import REPORT_NAMES
from tests.commandline import call, community, complaint, imported
from twin.timeline import Deleted, Posted, Room


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return imported(tmp_path_factory.mktemp("archive"))


@cache
def posts() -> Counter[int]:
    """How many messages of humans each channel and thread has in the end."""
    timeline = community()
    bots = {person.user_id for person in timeline.people if person.is_bot}
    gone = {event.message_id for event in timeline.events if isinstance(event, Deleted)}
    return Counter(
        event.channel_id
        for event in timeline.events
        if isinstance(event, Posted)
        and event.message_id not in gone
        and event.user_id not in bots
        and not event.webhook
    )


@cache
def busiest(kind: str) -> tuple[Room, Room]:
    """The busiest thread in a channel of this kind, and the channel."""
    rooms = {room.channel_id: room for room in community().rooms}
    threads = [room for room in rooms.values() if room.kind == "thread" and rooms[room.parent_id or 0].kind == kind]
    thread = max(threads, key=lambda room: posts()[room.channel_id])
    return thread, rooms[thread.parent_id or 0]


@pytest.mark.parametrize("kind", ["text", "forum"])
def test_a_thread_has_the_messages_that_its_export_has(archive: Path, kind: str) -> None:
    thread, parent = busiest(kind)
    asked = ("report", "channels", "--db", archive, "--days", 400, "--channel")
    told = json.loads(call(*asked, thread.channel_id, "--format", "json").stdout)
    (row,) = told["channels"]
    assert (row["channel_id"], row["name"]) == (str(thread.channel_id), thread.name)
    assert row["messages"] == posts()[thread.channel_id] > 1
    assert (told["channel"], told["thread_of"]) == (thread.name, parent.name)
    (line,) = csv.DictReader(io.StringIO(call(*asked, thread.channel_id, "--format", "csv").stdout))
    assert int(line["messages"]) == row["messages"]
    text = call(*asked, thread.channel_id).stdout
    assert f"#{parent.name} › {thread.name}" in text.splitlines()[0]
    below = [room.channel_id for room in community().rooms if room.parent_id == parent.channel_id]
    (folded,) = json.loads(call(*asked, parent.channel_id, "--format", "json").stdout)["channels"]
    assert folded["messages"] == posts()[parent.channel_id] + sum(posts()[number] for number in below)


@pytest.mark.parametrize("name", REPORT_NAMES)
def test_every_report_can_be_asked_for_one_thread(archive: Path, name: str, tmp_path: Path) -> None:
    thread, parent = busiest("text")
    needed = {"member": ("--user", community().owner_id), "impact": ("--event", "Meetup", "--date", "2026-02-10")}
    asked = ("report", name, "--db", archive, "--channel", thread.channel_id, *needed.get(name, ()))
    assert f"#{parent.name} › {thread.name}" in call(*asked).stdout.splitlines()[0]
    assert json.loads(call(*asked, "--format", "json").stdout)["channel_id"] == str(thread.channel_id)
    assert call(*asked, "--format", "csv").exit_code == 0
    if name in ("members", "channels"):  # those of the others differ in nothing that a thread could spoil
        assert call(*asked, "--out", tmp_path / "one.png").exit_code == 0
        assert (tmp_path / "one.png").read_bytes().startswith(b"\x89PNG")


def test_a_thread_that_is_not_there_is_said_in_one_line(archive: Path) -> None:
    assert "channel 7 is not known" in complaint(call("report", "members", "--db", archive, "--channel", 7), 1)
