"""What of a window was really seen: interval algebra over stretches of message ids.

Ids are time, so lengths in ids are lengths in time. An interval here is half-open: ``(first, end)``.

What is expected of a channel: from the moment it was made (its own id) or its first stretch, whichever is earlier, up
to ``as_of``. In a guild that was only imported nobody knows when a channel was made, but its export holds everything
from its first to its last message: it is expected from its first stretch on, and counts as seen, silent, from its last
message to the end of the archive (the last id of any channel). So a channel that began later or fell silent is no gap,
while a hole between two exports of one channel, or time after the archive's end, is. Threads are seen or missed
with their channel; categories hold no messages; a forum holds none of its own, so that an archive's forum is what was
exported of its posts, and a live one carries no weight; deleted channels are left out.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from storage.models import Coverage, Gap, Window
from storage.models.moments import moment_of, snowflake_at
from storage.rooms import Room, Rooms, read_rooms

Interval = tuple[int, int]

SHORTEST_GAP_MS = 3_600_000
MOST_GAPS = 20
_WITHOUT_MESSAGES = ("category", "forum")


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """Sorted half-open intervals, those that overlap or touch made one; empty ones dropped."""
    found: list[Interval] = []
    for first, end in sorted(intervals):
        if end <= first:
            continue
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((first, end))
    return found


def clipped(intervals: Iterable[Interval], low: int, high: int) -> list[Interval]:
    """What of the intervals lies in ``[low, high)``."""
    return [(max(first, low), min(end, high)) for first, end in intervals if max(first, low) < min(end, high)]


def holes(intervals: list[Interval], low: int, high: int) -> list[Interval]:
    """What of ``[low, high)`` merged intervals leave out."""
    found = []
    for first, end in [*clipped(intervals, low, high), (high, high)]:
        if low < first:
            found.append((low, first))
        low = max(low, end)
    return found


def length(intervals: Iterable[Interval]) -> int:
    return sum(end - first for first, end in intervals)


def read_stretches(connection: sqlite3.Connection, guild_id: int, channel_id: int) -> list[tuple[int, int]]:
    """See :meth:`storage.store.Store.stretches`."""
    row = connection.execute("SELECT id FROM guild WHERE guild_id = ?", (guild_id,)).fetchone()
    if row is None:
        return []
    own = _own_stretches(connection, row[0])
    room = read_rooms(connection, row[0], channel_id).by_channel_id.get(channel_id)
    return [(first, end - 1) for first, end in _seen(own, room, channel_id)]


def _own_stretches(connection: sqlite3.Connection, guild: int) -> dict[int, list[Interval]]:
    found: dict[int, list[Interval]] = {}
    rows = connection.execute("SELECT channel_id, first_id, last_id FROM stretch WHERE guild = ?", (guild,))
    for channel_id, first, last in rows:
        found.setdefault(channel_id, []).append((first, last + 1))
    return found


def _seen(own: dict[int, list[Interval]], room: Room | None, channel_id: int) -> list[Interval]:
    stretches = list(own.get(channel_id, ()))
    if channel_id != 0 and (room is None or room.readable):
        heard_from = 0 if room is None else room.heard_from_id
        stretches += [(max(first, heard_from), end) for first, end in own.get(0, ()) if end > heard_from]
    return merged(stretches)


def read_coverage(
    connection: sqlite3.Connection,
    guild_id: int,
    window: Window,
    channel_id: int | None = None,
    *,
    rooms: Rooms | None = None,
) -> Coverage:
    """How much of the window was seen, over all channels or one. Time weighs the same in every channel. ``rooms`` are
    the guild's, where they were read already."""
    row = connection.execute("SELECT id, imported FROM guild WHERE guild_id = ?", (guild_id,)).fetchone()
    if row is None:
        return Coverage(None, None)
    guild, imported = row
    own = _own_stretches(connection, guild)
    low, high = snowflake_at(window.start), snowflake_at(window.as_of)
    rooms = rooms or read_rooms(connection, guild, channel_id)
    if imported:
        own = _with_forums(own, rooms)
    archive_end = max((end for stretches in own.values() for _, end in stretches), default=0)
    expected_total = seen_total = 0
    seen_from: int | None = None
    gaps: list[tuple[int, Interval, Room | None, str]] = []
    for room in _weighed(rooms, channel_id, own):
        seen = _seen(own, room, 0 if room is None else room.channel_id)
        if imported and seen and archive_end > seen[-1][1]:
            seen = merged([*seen, (seen[-1][1], archive_end)])
        begin = max(low, _begin(room, seen, imported=bool(imported)))
        inside = clipped(seen, begin, high)
        if inside:
            seen_from = inside[0][0] if seen_from is None else min(seen_from, inside[0][0])
        readable = room is None or room.readable
        if readable or inside:
            expected_total += max(0, high - begin)
            seen_total += length(inside)
        reason = "not seen" if readable else "no permission to read history"
        gaps += [(end - first, (first, end), room, reason) for first, end in holes(seen, begin, high)]
    if seen_from is None:
        return Coverage(None, None)
    gaps.sort(key=lambda gap: (-gap[0], gap[1], 0 if gap[2] is None else gap[2].channel_id))
    return Coverage(
        share=seen_total / expected_total,
        seen_from=moment_of(seen_from),
        gaps=tuple(_gap(*gap[1:]) for gap in gaps[:MOST_GAPS] if gap[0] >> 22 > SHORTEST_GAP_MS),
    )


def _with_forums(own: dict[int, list[Interval]], rooms: Rooms) -> dict[int, list[Interval]]:
    """A forum whose posts were exported was seen from the first of them to the last."""
    posts: dict[int, list[Interval]] = {}
    homes = rooms.homes()
    for channel_id, stretches in own.items():
        home = homes.get(channel_id)
        if home is not None and home.kind == "forum":
            posts.setdefault(home.channel_id, []).extend(stretches)
    hulls = {forum: [(min(first for first, _ in seen), max(end for _, end in seen))] for forum, seen in posts.items()}
    return own | hulls


def _weighed(rooms: Rooms, channel_id: int | None, own: dict[int, list[Interval]]) -> list[Room | None]:
    """The rooms that are asked about; a single None, for live listening as such, where no channel is known."""
    if channel_id is not None:
        asked = rooms.by_channel_id.get(channel_id)
        return [] if asked is None else [asked]
    found: list[Room | None] = [
        room
        for room in rooms.by_id.values()
        if not room.deleted and (room.kind not in _WITHOUT_MESSAGES or room.channel_id in own)
    ]
    return found or [None]


def _begin(room: Room | None, seen: list[Interval], *, imported: bool) -> int:
    first_seen = seen[0][0] if seen else None
    if imported and first_seen is not None:
        return first_seen
    made = 0 if room is None else room.channel_id
    return made if first_seen is None else min(made, first_seen)


def _gap(interval: Interval, room: Room | None, reason: str) -> Gap:
    channel_id, name = (0, "") if room is None else (room.channel_id, room.name)
    return Gap(channel_id, name, moment_of(interval[0]), moment_of(interval[1]), reason)
