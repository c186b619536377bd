"""Triggers that move the daily counts in the transaction that stores the event.

A trigger does not fire for a row that a conflict skipped, so counts stay exact under replay. Each count is taken back
by the expressions that gave it, with the other sign, whether or not a row is there: the rows of a closed day are
differences to its blob, and may be negative. A row of nothing but zeros goes by itself. ``control.frozen`` lets
retention drop events without undoing their counts.

This text is part of a migration: change it only by a new migration that drops and creates triggers.
"""

# ruff: noqa: S608 (statements are put together from this file's own text, never from input)
from __future__ import annotations

from typing import Literal

from storage.closed_day import KEPT_TIE_COUNTS, MEMBER_COUNTS, MEMBER_KEY, TIE_KEY, TONE_COUNTS
from storage.conversation.turns import CONTEXT_MS
from storage.models.moments import DAY_MS, DISCORD_EPOCH_MS

_Sign = Literal["+", "-"]
_KEYS = {"member_day": ("guild", "day", *MEMBER_KEY), "tie_day": ("guild", "day", *TIE_KEY)}
_TELLING = "target, reply_to, length, question, thanks"
"""What of a message tells whom it answers."""
_LIVE = "(SELECT frozen FROM control) = 0"


def _sent_ms(message_id: str) -> str:
    return f"(({message_id} >> 22) + {DISCORD_EPOCH_MS})"


def _day(milliseconds: str) -> str:
    return f"({milliseconds} / {DAY_MS})"


def _move(sign: _Sign, table: str, values: str, source: str, **parts: str) -> str:
    """``values`` are the key's, ``source`` a FROM or WHERE that yields no row where nothing is to be counted."""
    key = ", ".join(_KEYS[table])
    moved = ", ".join(f"{sign}({part})" for part in parts.values())
    sums = ", ".join(f"{name} = {name} + excluded.{name}" for name in parts)
    return (
        f"INSERT INTO {table} ({key}, {', '.join(parts)}) SELECT {values}, {moved} {source}"
        f" ON CONFLICT ({key}) DO UPDATE SET {sums};"
    )


def _message(sign: _Sign, row: str) -> str:
    return _move(
        sign,
        "member_day",
        f"{row}.guild, {_day(_sent_ms(f'{row}.id'))}, {row}.author, {row}.channel",
        "WHERE true",
        messages="1",
        replies=f"{row}.target IS NOT NULL AND {row}.target <> {row}.author",
        characters=f"{row}.length",
        questions=f"{row}.question",
        thanks=f"{row}.thanks",
        links=f"{row}.links",
        sentiment_sum=f"coalesce({row}.sentiment, 0)",
        sentiment_count=f"{row}.sentiment IS NOT NULL",
    )


def _reply(sign: _Sign, row: str) -> str:
    return _move(
        sign,
        "tie_day",
        f"{row}.guild, {_day(_sent_ms(f'{row}.id'))}, {row}.author, {row}.target, {row}.channel",
        f"WHERE {row}.target IS NOT NULL AND {row}.target <> {row}.author",
        replies="1",
        warmth_sum=f"coalesce({row}.sentiment, 0)",
        warmth_count=f"{row}.sentiment IS NOT NULL",
    )


def _mention(sign: _Sign, row: str) -> str:
    return _move(
        sign,
        "tie_day",
        f"guild, {_day(_sent_ms('id'))}, author, {row}.person, channel",
        f"FROM message WHERE id = {row}.message AND author <> {row}.person",
        mentions="1",
    )


def _reaction(sign: _Sign, row: str, *, toned: bool) -> str:
    day = _day(f"coalesce({row}.at_ms, {_sent_ms(f'{row}.message')})")
    given = _move(
        sign,
        "member_day",
        f"{row}.guild, {day}, {row}.person, {row}.channel",
        f"WHERE {row}.target IS NOT {row}.person",
        reactions="1",
    )
    tone = {"tone_sum": f"coalesce({row}.sentiment, 0)", "tone_count": f"{row}.sentiment IS NOT NULL"}
    return given + _move(
        sign,
        "tie_day",
        f"{row}.guild, {day}, {row}.person, {row}.target, {row}.channel",
        f"WHERE {row}.target IS NOT NULL AND {row}.target <> {row}.person",
        reactions="1",
        **(tone if toned else {}),
    )


def _unnamed(sign: _Sign, message: str, unnamed: str) -> str:
    """Reactions without a name count for a message's author, where that is stored."""
    return _move(
        sign,
        "member_day",
        f"guild, {_day(_sent_ms('id'))}, author, channel",
        f"FROM message WHERE id = {message} AND ({unnamed}) <> 0",
        unnamed=unnamed,
    )


def _voice(sign: _Sign, row: str) -> str:
    return _move(
        sign,
        "member_day",
        f"{row}.guild, {_day(f'{row}.start_ms')}, {row}.person, {row}.channel",
        f"WHERE {row}.end_ms > {row}.start_ms",
        voice_ms=f"{row}.end_ms - {row}.start_ms",
    )


def _stale(event: str, guild: str, message_id: str, also: str = "true") -> str:
    """A trigger for when messages change or come in between: what they tell is other than a blob says on the message's
    day, and on the next one where it came within the hours before that which tell whom a message there answers."""
    sent = _sent_ms(message_id)
    closed = f"guild = {guild} AND day BETWEEN {_day(sent)} AND {_day(f'({sent} + {CONTEXT_MS})')}"
    return (
        f"CREATE TRIGGER {event} WHEN {also} AND EXISTS (SELECT 1 FROM packed_day WHERE {closed}) BEGIN"
        f" INSERT INTO stale_day (guild, day) SELECT guild, day FROM packed_day WHERE {closed} ON CONFLICT DO NOTHING;"
        " END"
    )


def _message_triggers() -> list[str]:
    sent = _sent_ms("NEW.id")
    return [
        f"CREATE TRIGGER message_added AFTER INSERT ON message BEGIN {_message('+', 'NEW')}"
        f" UPDATE member SET first_wrote_ms = {sent} WHERE guild = NEW.guild AND person = NEW.author"
        f" AND (first_wrote_ms IS NULL OR first_wrote_ms > {sent}); END",
        _stale("message_came AFTER INSERT ON message", "NEW.guild", "NEW.id"),
        "CREATE TRIGGER message_replied AFTER INSERT ON message WHEN NEW.target IS NOT NULL"
        f" BEGIN {_reply('+', 'NEW')} END",
        "CREATE TRIGGER message_awaited AFTER INSERT ON message"
        " WHEN EXISTS (SELECT 1 FROM reaction WHERE message = NEW.id AND target IS NULL)"
        " BEGIN UPDATE reaction SET target = NEW.author WHERE message = NEW.id AND target IS NULL; END",
        "CREATE TRIGGER message_tallied AFTER INSERT ON message"
        " WHEN EXISTS (SELECT 1 FROM tally WHERE message = NEW.id AND unnamed > 0)"
        f" BEGIN {_unnamed('+', 'NEW.id', '(SELECT unnamed FROM tally WHERE message = NEW.id)')} END",
        "CREATE TRIGGER message_changed AFTER UPDATE OF target, length, sentiment, question, thanks, links ON message"
        f" BEGIN {_message('-', 'OLD')} {_reply('-', 'OLD')} {_message('+', 'NEW')} {_reply('+', 'NEW')} END",
        _stale(
            f"message_turned AFTER UPDATE OF {_TELLING} ON message",
            "NEW.guild",
            "NEW.id",
        ),
        f"CREATE TRIGGER message_leaving BEFORE DELETE ON message WHEN {_LIVE} BEGIN"
        " DELETE FROM mention WHERE message = OLD.id; DELETE FROM reaction WHERE message = OLD.id;"
        " DELETE FROM tally WHERE message = OLD.id;"
        " DELETE FROM awaiting WHERE reply_to = OLD.reply_to AND message = OLD.id; END",
        f"CREATE TRIGGER message_removed AFTER DELETE ON message WHEN {_LIVE}"
        f" BEGIN {_message('-', 'OLD')} {_reply('-', 'OLD')} END",
        _stale("message_went AFTER DELETE ON message", "OLD.guild", "OLD.id", _LIVE),
    ]


def _mention_triggers() -> list[str]:
    def guild(row: str) -> str:
        return f"(SELECT guild FROM message WHERE id = {row}.message)"

    return [
        f"CREATE TRIGGER mention_added AFTER INSERT ON mention BEGIN {_mention('+', 'NEW')} END",
        _stale("mention_came AFTER INSERT ON mention", guild("NEW"), "NEW.message"),
        f"CREATE TRIGGER mention_removed AFTER DELETE ON mention WHEN {_LIVE} BEGIN {_mention('-', 'OLD')} END",
        _stale("mention_went AFTER DELETE ON mention", guild("OLD"), "OLD.message", _LIVE),
    ]


def _reaction_triggers(*, toned: bool) -> list[str]:
    def moved(sign: _Sign, row: str) -> str:
        return _reaction(sign, row, toned=toned)

    named = "(SELECT count(*) FROM reaction WHERE message = {row}.message)"
    covered = f"UPDATE tally SET unnamed = max(0, total - {named}) WHERE message = NEW.message;"
    fewer = (
        f"UPDATE tally SET total = max(0, total - 1), unnamed = max(0, total - 1 - {named})"
        " WHERE message = OLD.message;"
    )
    return [
        f"CREATE TRIGGER reaction_added AFTER INSERT ON reaction BEGIN {moved('+', 'NEW')}"
        f" {covered.replace('{row}', 'NEW')} END",
        f"CREATE TRIGGER reaction_changed AFTER UPDATE OF at_ms, target{', sentiment' if toned else ''} ON reaction"
        f" BEGIN {moved('-', 'OLD')} {moved('+', 'NEW')} END",
        f"CREATE TRIGGER reaction_removed AFTER DELETE ON reaction WHEN {_LIVE} BEGIN {moved('-', 'OLD')}"
        f" {fewer.replace('{row}', 'OLD')} END",
        f"CREATE TRIGGER tally_added AFTER INSERT ON tally BEGIN {_unnamed('+', 'NEW.message', 'NEW.unnamed')} END",
        "CREATE TRIGGER tally_changed AFTER UPDATE OF unnamed ON tally"
        f" BEGIN {_unnamed('+', 'NEW.message', 'NEW.unnamed - OLD.unnamed')} END",
        f"CREATE TRIGGER tally_removed AFTER DELETE ON tally WHEN {_LIVE}"
        f" BEGIN {_unnamed('-', 'OLD.message', 'OLD.unnamed')} END",
    ]


def _voice_triggers() -> list[str]:
    return [
        f"CREATE TRIGGER voice_added AFTER INSERT ON voice BEGIN {_voice('+', 'NEW')} END",
        "CREATE TRIGGER voice_changed AFTER UPDATE OF end_ms ON voice"
        f" BEGIN {_voice('-', 'OLD')} {_voice('+', 'NEW')} END",
        f"CREATE TRIGGER voice_removed AFTER DELETE ON voice WHEN {_LIVE} BEGIN {_voice('-', 'OLD')} END",
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


def _emptied(table: str, counts: tuple[str, ...]) -> str:
    empty = " AND ".join(f"NEW.{name} = 0" for name in counts)
    same = " AND ".join(f"{name} = NEW.{name}" for name in _KEYS[table])
    return (
        f"CREATE TRIGGER {table}_emptied AFTER UPDATE ON {table} WHEN {empty}"
        f" BEGIN DELETE FROM {table} WHERE {same}; END"
    )


def trigger_statements(*, toned: bool = True) -> list[str]:
    """Every ``CREATE TRIGGER`` of the schema; not ``toned`` as up to version 6, where a reaction has no sentiment."""
    tie_counts = KEPT_TIE_COUNTS if toned else tuple(name for name in KEPT_TIE_COUNTS if name not in TONE_COUNTS)
    return [
        *_message_triggers(),
        *_mention_triggers(),
        *_reaction_triggers(toned=toned),
        *_voice_triggers(),
        *_membership_triggers(),
        _emptied("member_day", MEMBER_COUNTS),
        _emptied("tie_day", tie_counts),
    ]
