"""The daily counts, counted again from the events: for part of a day, and to check the kept ones."""

# ruff: noqa: S608 (statements are put together from this file's own text, never from input)
from __future__ import annotations

from storage.models.moments import DAY_MS, DISCORD_EPOCH_MS, HOUR_MS

_SOON = f"at_ms - (message >> 22) BETWEEN {DISCORD_EPOCH_MS} AND {DISCORD_EPOCH_MS + HOUR_MS}"
LATE = _SOON.replace("BETWEEN", "NOT BETWEEN")
"""Of a reaction: not within the hour after its message, so that only an index finds it by its moment; the others lie
beside the messages of the time. This text is part of a migration, and an index serves only who asks in its words."""

_MESSAGE_DAY = f"((id >> 22) + {DISCORD_EPOCH_MS}) / {DAY_MS}"
_REACTION_MESSAGE_DAY = f"((message >> 22) + {DISCORD_EPOCH_MS}) / {DAY_MS}"
_SENT = "guild = :guild AND id >= :low_id AND id < :high_id {channels}"
_REACTED = "guild = :guild AND at_ms >= :low_ms AND at_ms < :high_ms {channels}"
_REACTED_SOON = f"message >= :low_id - ({HOUR_MS} << 22) AND message < :high_id AND {_SOON} AND {_REACTED}"
_REACTED_LATE = f"{LATE} AND {_REACTED}"
_REACTED_SOMETIME = "guild = :guild AND message >= :low_id AND message < :high_id AND at_ms IS NULL {channels}"
_HERE = "AND channel IN (SELECT value FROM json_each(:channels))"

_MEMBER_DAYS = f"""
SELECT person, day, channel, sum(messages) AS messages, sum(replies) AS replies, sum(characters) AS characters,
    sum(questions) AS questions, sum(thanks) AS thanks, sum(links) AS links, sum(reactions) AS reactions,
    sum(unnamed) AS unnamed, sum(sentiment_sum) AS sentiment_sum, sum(sentiment_count) AS sentiment_count,
    sum(voice_ms) AS voice_ms
FROM (
    SELECT author AS person, {_MESSAGE_DAY} AS day, channel, 1 AS messages,
        target IS NOT NULL AND target <> author AS replies, length AS characters, question AS questions,
        thanks, links, 0 AS reactions,
        coalesce((SELECT unnamed FROM tally WHERE tally.message = message.id), 0) AS unnamed,
        coalesce(sentiment, 0) AS sentiment_sum, sentiment IS NOT NULL AS sentiment_count, 0 AS voice_ms
    FROM message WHERE {_SENT}
    UNION ALL SELECT person, at_ms / {DAY_MS}, channel, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0
    FROM reaction WHERE {_REACTED_SOON} AND target IS NOT person
    UNION ALL SELECT person, at_ms / {DAY_MS}, channel, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0
    FROM reaction WHERE {_REACTED_LATE} AND target IS NOT person
    UNION ALL SELECT person, {_REACTION_MESSAGE_DAY}, channel, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0
    FROM reaction WHERE {_REACTED_SOMETIME} AND target IS NOT person
    UNION ALL SELECT person, start_ms / {DAY_MS}, channel, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        min(end_ms, :high_ms) - start_ms
    FROM voice WHERE guild = :guild AND start_ms >= :low_ms AND start_ms < :high_ms {{channels}}
)
GROUP BY day, person, channel
"""

_TIE_DAYS = f"""
SELECT source, target, day, channel, sum(replies) AS replies, sum(mentions) AS mentions, sum(reactions) AS reactions,
    sum(warmth_sum) AS warmth_sum, sum(warmth_count) AS warmth_count,
    sum(tone_sum) AS tone_sum, sum(tone_count) AS tone_count
FROM (
    SELECT author AS source, target, {_MESSAGE_DAY} AS day, channel, 1 AS replies, 0 AS mentions, 0 AS reactions,
        coalesce(sentiment, 0) AS warmth_sum, sentiment IS NOT NULL AS warmth_count, 0 AS tone_sum, 0 AS tone_count
    FROM message WHERE {_SENT}
    UNION ALL SELECT author, person, {_MESSAGE_DAY}, channel, 0, 1, 0, 0, 0, 0, 0
    FROM message JOIN mention ON mention.message = message.id WHERE {_SENT}
    UNION ALL SELECT person, target, at_ms / {DAY_MS}, channel, 0, 0, 1, 0, 0, {{tone}}
    FROM reaction WHERE {_REACTED_SOON}
    UNION ALL SELECT person, target, at_ms / {DAY_MS}, channel, 0, 0, 1, 0, 0, {{tone}}
    FROM reaction WHERE {_REACTED_LATE}
    UNION ALL SELECT person, target, {_REACTION_MESSAGE_DAY}, channel, 0, 0, 1, 0, 0, {{tone}}
    FROM reaction WHERE {_REACTED_SOMETIME}
)
WHERE target IS NOT NULL AND target <> source
GROUP BY day, source, target, channel
"""
_TONE = "coalesce(sentiment, 0), sentiment IS NOT NULL"
_NO_TONE = "0, 0"


def member_days(*, some_channels: bool) -> str:
    """Statement with :guild, :low_id, :high_id, :low_ms, :high_ms and :channels (JSON, where only some count)."""
    return _MEMBER_DAYS.replace("{channels}", _HERE if some_channels else "")


def tie_days(*, some_channels: bool, toned: bool = True) -> str:
    """As :func:`member_days`, for who responded to whom; not ``toned`` where reactions have no sentiment yet."""
    statement = _TIE_DAYS.replace("{tone}", _TONE if toned else _NO_TONE)
    return statement.replace("{channels}", _HERE if some_channels else "")
