"""Triggers that move the daily counts in the transaction that stores the event.

A trigger does not fire for a row that a conflict skipped, so counts stay exact under replay. Each count is taken back
by the same expressions that gave it. ``control.frozen`` lets retention drop events without undoing their counts.

This text is part of a migration: change it only by a new migration that drops and creates triggers.
"""

# ruff: noqa: S608 (statements are put together from this file's own text, never from input)
from __future__ import annotations

from storage.models.moments import DAY_MS, DISCORD_EPOCH_MS

_MEMBER_COLUMNS = (
    "messages",
    "replies",
    "characters",
    "questions",
    "thanks",
    "links",
    "reactions",
    "unnamed",
    "sentiment_sum",
    "sentiment_count",
    "voice_ms",
)
_TIE_COLUMNS = ("replies", "mentions", "reactions", "warmth_sum", "warmth_count")


def _fill(text: str, **parts: str) -> str:
    for name, part in parts.items():
        text = text.replace("{" + name + "}", part)
    return text


def _sent_ms(message_id: str) -> str:
    return f"(({message_id} >> 22) + {DISCORD_EPOCH_MS})"


def _day(milliseconds: str) -> str:
    return f"({milliseconds} / {DAY_MS})"


def _message_parts(row: str) -> dict[str, str]:
    return {
        "messages": "1",
        "replies": f"({row}.target IS NOT NULL AND {row}.target <> {row}.author)",
        "characters": f"{row}.length",
        "questions": f"{row}.question",
        "thanks": f"{row}.thanks",
        "links": f"{row}.links",
        "sentiment_sum": f"coalesce({row}.sentiment, 0)",
        "sentiment_count": f"({row}.sentiment IS NOT NULL)",
    }


def _reply_parts(row: str) -> dict[str, str]:
    return {
        "replies": "1",
        "warmth_sum": f"coalesce({row}.sentiment, 0)",
        "warmth_count": f"({row}.sentiment IS NOT NULL)",
    }


def _add(table: str, key: str, values: str, source: str, parts: dict[str, str]) -> str:
    """``values`` are the key's, ``source`` a FROM or WHERE that yields no row where nothing is to be counted."""
    return _fill(
        "INSERT INTO {table} ({key}, {columns}) SELECT {values}, {parts} {source}"
        " ON CONFLICT ({key}) DO UPDATE SET {moves};",
        table=table,
        columns=", ".join(parts),
        values=values,
        parts=", ".join(parts.values()),
        source=source,
        moves=", ".join(f"{name} = {name} + excluded.{name}" for name in parts),
        key=key,
    )


def _take(table: str, where: str, parts: dict[str, str]) -> str:
    columns = _MEMBER_COLUMNS if table == "member_day" else _TIE_COLUMNS
    return _fill(
        "UPDATE {table} SET {moves} WHERE {where}; DELETE FROM {table} WHERE {where} AND {empty};",
        table=table,
        moves=", ".join(f"{name} = {name} - {part}" for name, part in parts.items()),
        where=where,
        empty=" AND ".join(f"{name} = 0" for name in columns),
    )


_MEMBER_KEY = "guild, day, person"
_TIE_KEY = "guild, day, source, target"
_LIVE = "(SELECT frozen FROM control) = 0"


def _add_message(row: str) -> str:
    day = _day(_sent_ms(f"{row}.id"))
    return _add("member_day", _MEMBER_KEY, f"{row}.guild, {day}, {row}.author", "WHERE true", _message_parts(row))


def _take_message(row: str) -> str:
    day = _day(_sent_ms(f"{row}.id"))
    return _take("member_day", f"guild = {row}.guild AND day = {day} AND person = {row}.author", _message_parts(row))


def _add_reply(row: str) -> str:
    day = _day(_sent_ms(f"{row}.id"))
    return _add(
        "tie_day",
        _TIE_KEY,
        f"{row}.guild, {day}, {row}.author, {row}.target",
        f"WHERE {row}.target IS NOT NULL AND {row}.target <> {row}.author",
        _reply_parts(row),
    )


def _take_reply(row: str) -> str:
    day = _day(_sent_ms(f"{row}.id"))
    return _take(
        "tie_day",
        f"guild = {row}.guild AND day = {day} AND source = {row}.author"
        f" AND target = {row}.target AND {row}.target <> {row}.author",
        _reply_parts(row),
    )


def _reaction_day(row: str) -> str:
    return _day(f"coalesce({row}.at_ms, {_sent_ms(row + '.message')})")


def _add_reaction(row: str) -> str:
    day = _reaction_day(row)
    given = _add(
        "member_day",
        _MEMBER_KEY,
        f"{row}.guild, {day}, {row}.person",
        f"WHERE {row}.target IS NOT {row}.person",
        {"reactions": "1"},
    )
    tie = _add(
        "tie_day",
        _TIE_KEY,
        f"{row}.guild, {day}, {row}.person, {row}.target",
        f"WHERE {row}.target IS NOT NULL AND {row}.target <> {row}.person",
        {"reactions": "1"},
    )
    return given + tie


def _take_reaction(row: str) -> str:
    day = _reaction_day(row)
    given = _take(
        "member_day",
        f"guild = {row}.guild AND day = {day} AND person = {row}.person AND {row}.target IS NOT {row}.person",
        {"reactions": "1"},
    )
    tie = _take(
        "tie_day",
        f"guild = {row}.guild AND day = {day} AND source = {row}.person"
        f" AND target = {row}.target AND {row}.target <> {row}.person",
        {"reactions": "1"},
    )
    return given + tie


def _author_row(message: str) -> str:
    """The count row of a message's author on its day; none where the message is not stored."""
    day = _day(_sent_ms("id"))
    return f"(guild, day, person) = (SELECT guild, {day}, author FROM message WHERE id = {message})"


def _message_triggers() -> list[str]:
    sent = _sent_ms("NEW.id")
    gone = _sent_ms("OLD.id")
    return [
        f"CREATE TRIGGER message_added AFTER INSERT ON message BEGIN {_add_message('NEW')}"
        f" UPDATE member SET first_wrote_ms = {sent} WHERE guild = NEW.guild AND person = NEW.author"
        f" AND (first_wrote_ms IS NULL OR first_wrote_ms > {sent}); END",
        "CREATE TRIGGER message_replied AFTER INSERT ON message WHEN NEW.target IS NOT NULL"
        f" BEGIN {_add_reply('NEW')} END",
        "CREATE TRIGGER message_awaited AFTER INSERT ON message"
        " WHEN EXISTS (SELECT 1 FROM reaction WHERE message = NEW.id AND target IS NULL)"
        " BEGIN UPDATE reaction SET target = NEW.author WHERE message = NEW.id AND target IS NULL; END",
        "CREATE TRIGGER message_tallied AFTER INSERT ON message"
        " WHEN EXISTS (SELECT 1 FROM tally WHERE message = NEW.id AND unnamed > 0) BEGIN "
        + _add(
            "member_day",
            _MEMBER_KEY,
            f"NEW.guild, {_day(sent)}, NEW.author",
            "FROM tally WHERE message = NEW.id",
            {"unnamed": "unnamed"},
        )
        + " END",
        "CREATE TRIGGER message_changed AFTER UPDATE OF target, length, sentiment, question, thanks, links ON message"
        f" BEGIN {_take_message('OLD')} {_take_reply('OLD')} {_add_message('NEW')} {_add_reply('NEW')} END",
        f"CREATE TRIGGER message_leaving BEFORE DELETE ON message WHEN {_LIVE} BEGIN"
        " DELETE FROM mention WHERE message = OLD.id; DELETE FROM reaction WHERE message = OLD.id;"
        " DELETE FROM tally WHERE message = OLD.id;"
        " DELETE FROM awaiting WHERE reply_to = OLD.reply_to AND message = OLD.id; END",
        f"CREATE TRIGGER message_removed AFTER DELETE ON message WHEN {_LIVE}"
        f" BEGIN {_take_message('OLD')} {_take_reply('OLD')}"
        # A member's first message is the oldest, so what is left of theirs lies on its day or later.
        " UPDATE member SET first_wrote_ms ="
        f" (SELECT (min(id) >> 22) + {DISCORD_EPOCH_MS} FROM message WHERE id > OLD.id AND author = OLD.author"
        "  AND guild = OLD.guild AND id < (SELECT (((min(day) + 1) * "
        f"{DAY_MS}) - {DISCORD_EPOCH_MS}) << 22 FROM member_day WHERE guild = OLD.guild"
        f"  AND day >= {_day(gone)} AND person = OLD.author AND messages > 0))"
        f" WHERE guild = OLD.guild AND person = OLD.author AND first_wrote_ms = {gone}; END",
    ]


def _mention_triggers() -> list[str]:
    day = _day(_sent_ms("id"))
    add = _add(
        "tie_day",
        _TIE_KEY,
        f"guild, {day}, author, NEW.person",
        "FROM message WHERE id = NEW.message AND author <> NEW.person",
        {"mentions": "1"},
    )
    take = _take(
        "tie_day",
        f"(guild, day, source) = (SELECT guild, {day}, author FROM message WHERE id = OLD.message)"
        " AND target = OLD.person AND source <> target",
        {"mentions": "1"},
    )
    return [
        f"CREATE TRIGGER mention_added AFTER INSERT ON mention BEGIN {add} END",
        f"CREATE TRIGGER mention_removed AFTER DELETE ON mention WHEN {_LIVE} BEGIN {take} END",
    ]


def _reaction_triggers() -> list[str]:
    named = "(SELECT count(*) FROM reaction WHERE message = {row}.message)"
    covered = f"UPDATE tally SET unnamed = max(0, total - {named}) WHERE message = NEW.message;"
    fewer = (
        f"UPDATE tally SET total = max(0, total - 1), unnamed = max(0, total - 1 - {named})"
        " WHERE message = OLD.message;"
    )
    return [
        f"CREATE TRIGGER reaction_added AFTER INSERT ON reaction BEGIN {_add_reaction('NEW')}"
        f" {covered.replace('{row}', 'NEW')} END",
        "CREATE TRIGGER reaction_changed AFTER UPDATE OF at_ms, target ON reaction"
        f" BEGIN {_take_reaction('OLD')} {_add_reaction('NEW')} END",
        f"CREATE TRIGGER reaction_removed AFTER DELETE ON reaction WHEN {_LIVE} BEGIN {_take_reaction('OLD')}"
        f" {fewer.replace('{row}', 'OLD')} END",
        f"CREATE TRIGGER tally_added AFTER INSERT ON tally BEGIN UPDATE member_day SET unnamed = unnamed + NEW.unnamed"
        f" WHERE {_author_row('NEW.message')}; END",
        "CREATE TRIGGER tally_changed AFTER UPDATE OF unnamed ON tally WHEN OLD.unnamed <> NEW.unnamed BEGIN"
        " UPDATE member_day SET unnamed = unnamed + NEW.unnamed - OLD.unnamed"
        f" WHERE {_author_row('NEW.message')}; END",
        f"CREATE TRIGGER tally_removed AFTER DELETE ON tally WHEN {_LIVE} BEGIN"
        f" UPDATE member_day SET unnamed = unnamed - OLD.unnamed WHERE {_author_row('OLD.message')}; END",
    ]


def _voice_triggers() -> list[str]:
    def add(row: str) -> str:
        parts = {"voice_ms": f"{row}.end_ms - {row}.start_ms"}
        return _add(
            "member_day",
            _MEMBER_KEY,
            f"{row}.guild, {_day(row + '.start_ms')}, {row}.person",
            f"WHERE {row}.end_ms > {row}.start_ms",
            parts,
        )

    def take(row: str) -> str:
        day = _day(f"{row}.start_ms")
        return _take(
            "member_day",
            f"guild = {row}.guild AND day = {day} AND person = {row}.person",
            {"voice_ms": f"({row}.end_ms - {row}.start_ms)"},
        )

    return [
        f"CREATE TRIGGER voice_added AFTER INSERT ON voice BEGIN {add('NEW')} END",
        f"CREATE TRIGGER voice_changed AFTER UPDATE OF end_ms ON voice BEGIN {take('OLD')} {add('NEW')} END",
        f"CREATE TRIGGER voice_removed AFTER DELETE ON voice WHEN {_LIVE} BEGIN {take('OLD')} END",
    ]


def _membership_triggers() -> list[str]:
    def settle(row: str) -> str:
        own = f"FROM membership WHERE guild = {row}.guild AND person = {row}.person"
        joined = f"(SELECT max(at_ms) {own} AND joined = 1)"
        left = f"(SELECT max(at_ms) {own} AND joined = 0)"
        return (
            f"UPDATE member SET joined_ms = {joined},"
            f" left_ms = CASE WHEN {left} >= coalesce({joined}, {left}) THEN {left} END,"
            f" inviter = (SELECT inviter {own} AND inviter IS NOT NULL ORDER BY at_ms LIMIT 1)"
            f" WHERE guild = {row}.guild AND person = {row}.person;"
        )

    return [
        f"CREATE TRIGGER membership_added AFTER INSERT ON membership BEGIN {settle('NEW')} END",
        f"CREATE TRIGGER membership_changed AFTER UPDATE ON membership BEGIN {settle('NEW')} END",
        f"CREATE TRIGGER membership_removed AFTER DELETE ON membership WHEN {_LIVE} BEGIN {settle('OLD')} END",
    ]


def trigger_statements() -> list[str]:
    """Every ``CREATE TRIGGER`` of the first schema."""
    return [
        *_message_triggers(),
        *_mention_triggers(),
        *_reaction_triggers(),
        *_voice_triggers(),
        *_membership_triggers(),
    ]
