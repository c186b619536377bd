"""Small named questions, each one statement, answered as rows of ``storage.models``."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING

from storage import models
from storage.models import (
    DAY_MS,
    Delivery,
    Guild,
    GuildSettings,
    Subscription,
    Window,
    milliseconds,
    moment_at,
    snowflake_at,
)

if TYPE_CHECKING:
    from storage.models import ChannelSeen


def guilds(connection: sqlite3.Connection) -> list[Guild]:
    rows = connection.execute(
        "SELECT guild_id, name, imported, left_ms FROM guild WHERE name <> '' OR left_ms IS NULL ORDER BY guild_id"
    )
    return [
        Guild(guild_id, name, bool(imported), None if left_ms is None else moment_at(left_ms))
        for guild_id, name, imported, left_ms in rows
    ]


def latest(connection: sqlite3.Connection, guild_id: int) -> datetime | None:
    row = connection.execute("SELECT latest_ms FROM guild WHERE guild_id = ?", (guild_id,)).fetchone()
    return None if row is None or row[0] is None else moment_at(row[0])


def earliest(connection: sqlite3.Connection, guild_id: int) -> datetime | None:
    days = "SELECT min(day) AS day FROM {0} JOIN guild ON guild.id = guild WHERE guild_id = :guild"
    kept = " UNION ALL ".join(days.format(table) for table in ("packed_day", "member_day"))
    (day,) = connection.execute(f"SELECT min(day) FROM ({kept})", {"guild": guild_id}).fetchone()  # noqa: S608 (ours)
    return None if day is None else moment_at(day * DAY_MS)


def damage(connection: sqlite3.Connection) -> str | None:
    (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    return None if found == "ok" else str(found)


def message_count(connection: sqlite3.Connection) -> int:
    closed = "(SELECT coalesce(sum(messages), 0) FROM packed_day)"
    opened = "(SELECT coalesce(sum(messages), 0) FROM member_day)"
    return int(connection.execute(f"SELECT {closed} + {opened}").fetchone()[0])


def channels(connection: sqlite3.Connection, guild_id: int) -> list[ChannelSeen]:
    rows = connection.execute(
        "SELECT channel_id, channel.name, kind, parent_id, readable FROM channel"
        " JOIN guild ON guild.id = channel.guild WHERE guild_id = ? AND NOT deleted ORDER BY channel_id",
        (guild_id,),
    )
    return [
        models.ChannelSeen(guild_id, channel_id, name, kind, parent_id, bool(readable))
        for channel_id, name, kind, parent_id, readable in rows
    ]


_LINE = """
WITH RECURSIVE line (channel_id, parent_id) AS (
    SELECT channel_id, parent_id FROM channel JOIN guild ON guild.id = channel.guild
    WHERE channel_id = :channel AND guild_id = :guild AND NOT deleted
    UNION SELECT channel.channel_id, channel.parent_id FROM channel JOIN line ON channel.channel_id = line.parent_id
) SELECT channel_id FROM line
"""


def channel_line(connection: sqlite3.Connection, guild_id: int, channel_id: int) -> frozenset[int]:
    rows = connection.execute(_LINE, {"channel": channel_id, "guild": guild_id})
    return frozenset(above for (above,) in rows)


def message_ids(connection: sqlite3.Connection, guild_id: int, channel_id: int, first: int, last: int) -> set[int]:
    rows = connection.execute(
        "SELECT message.id FROM message JOIN channel ON channel.id = message.channel"
        " JOIN guild ON guild.id = message.guild"
        " WHERE message.id BETWEEN ? AND ? AND channel_id = ? AND guild.guild_id = ?",
        (first, last, channel_id, guild_id),
    )
    return {number for (number,) in rows}


def member_name(connection: sqlite3.Connection, guild_id: int, user_id: int) -> str | None:
    row = connection.execute(
        "SELECT member.name FROM member JOIN guild ON guild.id = member.guild JOIN person ON person.id = member.person"
        " WHERE guild_id = ? AND user_id = ?",
        (guild_id, user_id),
    ).fetchone()
    return row[0] if row is not None and row[0] else None


_MOST_ANSWERED = """
SELECT said.id, place.channel_id, count(*) AS replies
FROM message AS answer
JOIN message AS said ON said.id = answer.reply_to JOIN channel AS place ON place.id = said.channel
WHERE answer.guild = (SELECT id FROM guild WHERE guild_id = :guild) AND answer.id >= :low AND answer.id < :high
    AND answer.target = (SELECT id FROM person WHERE user_id = :user) AND answer.author <> answer.target
    AND NOT place.deleted AND (:channel IS NULL OR :channel IN (place.channel_id, place.parent_id))
    AND NOT EXISTS (SELECT 1 FROM excluded_channel AS out WHERE out.guild = answer.guild
        AND out.channel_id IN (place.channel_id, place.parent_id))
GROUP BY said.id ORDER BY replies DESC, said.id DESC LIMIT :limit
"""


def most_answered(
    connection: sqlite3.Connection, guild_id: int, user_id: int, window: Window, limit: int, channel_id: int | None
) -> list[tuple[int, int, int]]:
    low, high = snowflake_at(window.start), snowflake_at(window.as_of)
    about = {"guild": guild_id, "user": user_id, "low": low, "high": high, "channel": channel_id, "limit": limit}
    return connection.execute(_MOST_ANSWERED, about).fetchall()


def opted_out(connection: sqlite3.Connection, guild_id: int) -> frozenset[int]:
    rows = connection.execute(
        "SELECT user_id FROM refusal JOIN guild ON guild.id = refusal.guild WHERE guild_id = ?", (guild_id,)
    )
    return frozenset(user_id for (user_id,) in rows)


def settings(connection: sqlite3.Connection, guild_id: int) -> GuildSettings:
    row = connection.execute(
        "SELECT guild, timezone, moderator_role_id, notice_channel_id, member_moods FROM settings"
        " JOIN guild ON guild.id = settings.guild WHERE guild_id = ?",
        (guild_id,),
    ).fetchone()
    if row is None:
        return GuildSettings()
    guild, timezone, moderator_role_id, notice_channel_id, member_moods = row
    excluded_channels = connection.execute("SELECT channel_id FROM excluded_channel WHERE guild = ?", (guild,))
    excluded_users = connection.execute("SELECT user_id FROM excluded_user WHERE guild = ?", (guild,))
    return GuildSettings(
        timezone=timezone,
        moderator_role_id=moderator_role_id,
        excluded_channel_ids=tuple(channel_id for (channel_id,) in excluded_channels),
        excluded_user_ids=tuple(user_id for (user_id,) in excluded_users),
        notice_channel_id=notice_channel_id,
        member_moods=bool(member_moods),
    )


def subscriptions(connection: sqlite3.Connection, guild_id: int | None) -> list[Subscription]:
    rows = connection.execute(
        "SELECT guild_id, user_id, weekday, hour, timezone, subscribed_ms FROM subscription"
        " JOIN guild ON guild.id = subscription.guild WHERE ? IS NULL OR guild_id = ? ORDER BY guild_id, user_id",
        (guild_id, guild_id),
    )
    return [
        Subscription(guild, user, weekday, hour, timezone, moment_at(subscribed_ms))
        for guild, user, weekday, hour, timezone, subscribed_ms in rows
    ]


def deliveries(connection: sqlite3.Connection, guild_id: int, since: datetime | None) -> list[Delivery]:
    rows = connection.execute(
        "SELECT guild_id, user_id, period, state, at_ms, detail FROM delivery JOIN guild ON guild.id = delivery.guild"
        " WHERE guild_id = ? AND at_ms >= ? ORDER BY at_ms, user_id, period",
        (guild_id, 0 if since is None else milliseconds(since)),
    )
    return [
        Delivery(guild, user, period, state, moment_at(at_ms), detail)
        for guild, user, period, state, at_ms, detail in rows
    ]
