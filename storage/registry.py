"""Every table that refers to a person: how it does, how it is shown to them, erased and kept.

Export, erasure and retention are driven by this list; a test holds it against the schema. Erasing reads the temporary
table ``doomed`` (guild, person, user_id): one row for each guild from which somebody is erased, ``person`` being NULL
where nothing but the user id is known. The order of the list is the order of erasing.
"""

# ruff: noqa: S608 (statements are put together from this file's own text, never from input)
from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from storage.closed_day import KEPT_TIE_COUNTS, MEMBER_COUNTS, MEMBER_KEY, TIE_KEY
from storage.models import INFERRED_PARTS

Lifetime = Literal["events", "counts", "member", "wish"]
"""How long rows live: as events, as counts, as long as the member stays, or until the wish is taken back."""

_GUILD = "guild.guild_id AS guild_id, guild.name AS guild"
_IN_GUILD = "JOIN guild ON guild.id = {table}.guild"
_CHANNEL = "channel.channel_id AS channel_id, channel.name AS channel"
_IN_CHANNEL = "JOIN channel ON channel.id = {table}.channel"


@dataclass(frozen=True, slots=True)
class PersonalTable:
    table: str
    holds: str
    """What the rows say, in plain words."""
    people: tuple[str, ...]
    """Columns with the small id of a person."""
    users: tuple[str, ...]
    """Columns with a user id."""
    export: str
    """Their rows, readable, by :person and :user, and what packed days say of them (:member_day, :tie_day and
    :packed_day). Columns end in ``_id`` (ids), ``_at`` (milliseconds) or ``day``."""
    erase: tuple[str, ...]
    lifetime: Lifetime
    packed: tuple[str, ...] = ()
    """Columns with packed days, in which people are named: no statement erases those."""
    lumped: tuple[str, ...] = ()
    """Columns in which people are named and that go as a whole."""


def _other(column: str, name: str) -> str:
    """Somebody else in a row, by id."""
    return f"(SELECT user_id FROM person WHERE person.id = {column}) AS {name}_id"


def _doomed(*columns: str) -> str:
    return f"({', '.join(columns)}) IN (SELECT guild, person FROM doomed)"


def _doomed_user(table: str) -> tuple[str, ...]:
    return (f"DELETE FROM {table} WHERE (guild, user_id) IN (SELECT guild, user_id FROM doomed)",)


def _export(columns: str, table: str, where: str, joins: str = "", rows: str = "") -> str:
    """``rows`` is a subquery named as the table, where it is not the table itself that is read."""
    joined = f"{_IN_GUILD} {joins}".replace("{table}", table)
    return f"SELECT {_GUILD}, {columns} FROM {rows or table} {joined} WHERE {where}"


def _packed(table: str, names: tuple[str, ...]) -> str:
    """What packed days say, as rows: see :func:`storage.packed_people.packed_about`."""
    cells = ", ".join(f"json_extract(value, '$[{place}]') AS {name}" for place, name in enumerate(names))
    return f"SELECT {cells} FROM json_each(:{table})"


def _added_up(table: str, key: tuple[str, ...], counts: tuple[str, ...], where: str) -> str:
    """Rows of a table of counts and what packed days have of them, together, under the name of the table."""
    names = ("guild", "day", *key, *counts)
    rows = ", ".join("0" if name == "inferred" else name for name in names)
    return (
        f"(SELECT guild, day, {', '.join(key)}, {', '.join(f'sum({name}) AS {name}' for name in counts)}"
        f" FROM ({_packed(table, names)} UNION ALL SELECT {rows} FROM {table} WHERE {where})"
        f" GROUP BY guild, day, {', '.join(key)} HAVING {' OR '.join(f'sum({name}) <> 0' for name in counts)})"
        f" AS {table}"
    )


PERSONAL_TABLES: tuple[PersonalTable, ...] = (
    PersonalTable(
        table="message",
        holds="messages they sent, without the text, and which of others' they were answered with",
        people=("author", "target"),
        users=(),
        export=_export(
            f"{_CHANNEL}, message.id AS message_id, {_other('author', 'author')}, {_other('target', 'answers')},"
            " reply_to AS reply_to_id, length, sentiment / 100.0 AS sentiment, question, thanks, links, attachments,"
            " edited_ms AS edited_at",
            "message",
            "author = :person OR target = :person ORDER BY message.id",
            _IN_CHANNEL,
        ),
        erase=(
            f"DELETE FROM message WHERE {_doomed('guild', 'author')}",
            f"UPDATE message SET target = NULL, reply_to = NULL WHERE {_doomed('guild', 'target')}",
        ),
        lifetime="events",
    ),
    PersonalTable(
        table="mention",
        holds="messages in which they were mentioned, or mentioned others",
        people=("person",),
        users=(),
        export=(
            f"SELECT {_GUILD}, message AS message_id, {_other('author', 'author')},"
            f" {_other('mention.person', 'mentioned')}"
            " FROM mention JOIN message ON message.id = mention.message JOIN guild ON guild.id = message.guild"
            " WHERE mention.person = :person OR author = :person ORDER BY message"
        ),
        erase=(
            f"DELETE FROM mention WHERE {_doomed('(SELECT guild FROM message WHERE id = mention.message)', 'person')}",
        ),
        lifetime="events",
    ),
    PersonalTable(
        table="reaction",
        holds="reactions they gave, and those their messages got",
        people=("person", "target"),
        users=(),
        export=_export(
            f"{_CHANNEL}, message AS message_id, {_other('person', 'reactor')}, {_other('target', 'author')},"
            " emoji.name AS emoji, sentiment / 100.0 AS sentiment, at_ms AS reacted_at",
            "reaction",
            "person = :person OR target = :person ORDER BY message",
            f"{_IN_CHANNEL} JOIN emoji ON emoji.id = reaction.emoji",
        ),
        erase=(
            f"DELETE FROM reaction WHERE {_doomed('guild', 'person')}",
            f"DELETE FROM reaction WHERE {_doomed('guild', 'target')}",
        ),
        lifetime="events",
    ),
    PersonalTable(
        table="voice",
        holds="when they sat in voice channels",
        people=("person",),
        users=(),
        export=_export(
            f"{_CHANNEL}, start_ms AS start_at, end_ms AS end_at",
            "voice",
            "person = :person ORDER BY start_ms",
            _IN_CHANNEL,
        ),
        erase=(f"DELETE FROM voice WHERE {_doomed('guild', 'person')}",),
        lifetime="events",
    ),
    PersonalTable(
        table="membership",
        holds="when they joined or left, and who invited them",
        people=("person", "inviter"),
        users=(),
        export=_export(
            f"{_other('person', 'member')}, at_ms AS moved_at, joined, {_other('inviter', 'inviter')}",
            "membership",
            "person = :person OR inviter = :person ORDER BY at_ms",
        ),
        erase=(
            f"DELETE FROM membership WHERE {_doomed('guild', 'person')}",
            f"UPDATE membership SET inviter = NULL WHERE {_doomed('guild', 'inviter')}",
        ),
        lifetime="member",
    ),
    PersonalTable(
        table="member_day",
        holds="what they did on each day, counted",
        people=("person",),
        users=(),
        export=_export(
            f"day, {_CHANNEL}, messages, replies, characters, questions, thanks, links, reactions, unnamed,"
            " sentiment_sum / 100.0 AS sentiment_sum, sentiment_count, voice_ms / 1000 AS voice_seconds",
            "member_day",
            "true ORDER BY day, channel_id",
            f"LEFT {_IN_CHANNEL}",
            _added_up("member_day", MEMBER_KEY, MEMBER_COUNTS, "person = :person"),
        ),
        erase=(f"DELETE FROM member_day WHERE {_doomed('guild', 'person')}",),
        lifetime="counts",
    ),
    PersonalTable(
        table="tie_day",
        holds="whom they answered or may have answered, and who them, on each day, counted",
        people=("source", "target"),
        users=(),
        export=_export(
            f"day, {_CHANNEL}, {_other('source', 'source')}, {_other('target', 'target')}, replies, mentions,"
            " reactions, warmth_sum / 100.0 AS warmth_sum, warmth_count, tone_sum / 100.0 AS tone_sum, tone_count,"
            f" inferred / {INFERRED_PARTS}.0 AS answers_inferred",
            "tie_day",
            "true ORDER BY day, channel_id, source_id, target_id",
            f"LEFT {_IN_CHANNEL}",
            _added_up("tie_day", TIE_KEY, (*KEPT_TIE_COUNTS, "inferred"), "source = :person OR target = :person"),
        ),
        erase=(f"DELETE FROM tie_day WHERE {_doomed('guild', 'source')} OR {_doomed('guild', 'target')}",),
        lifetime="counts",
    ),
    PersonalTable(
        table="packed_day",
        holds="questions of theirs that nobody answered on the same day, and messages that were answered later",
        people=(),
        users=(),
        export=_export(
            f"day, {_CHANNEL}, message AS message_id, {_other('source', 'source')}, {_other('target', 'answers')}",
            "packed_day",
            "true ORDER BY day, message",
            f"LEFT {_IN_CHANNEL}",
            f"({_packed('packed_day', ('guild', 'day', 'message', 'source', 'target', 'channel'))}) AS packed_day",
        ),
        erase=(),
        lifetime="counts",
        packed=("counts",),
    ),
    PersonalTable(
        table="prepared",
        holds="that how everybody stood at a moment, they among them, is kept ready to be shown",
        people=(),
        users=(),
        export=_export(
            "as_of_ms AS judged_at",
            "prepared",
            "prepared.name = '' AND prepared.guild IN (SELECT guild FROM member WHERE person = :person)",
        ),
        erase=("DELETE FROM prepared WHERE guild IN (SELECT guild FROM doomed)",),
        lifetime="member",
        lumped=("content",),
    ),
    PersonalTable(
        table="member",
        holds="their name, and when they were first seen, first wrote, joined and left",
        people=("person", "inviter"),
        users=(),
        export=_export(
            f"{_other('person', 'member')}, CASE WHEN person = :person THEN member.name END AS name,"
            " named_ms AS named_at, first_seen_ms AS first_seen_at, first_wrote_ms AS first_wrote_at,"
            f" joined_ms AS joined_at, member.left_ms AS left_at, {_other('inviter', 'inviter')}",
            "member",
            "person = :person",
        ),
        erase=(f"DELETE FROM member WHERE {_doomed('guild', 'person')}",),
        lifetime="member",
    ),
    PersonalTable(
        table="subscription",
        holds="their subscription to the weekly digest",
        people=(),
        users=("user_id",),
        export=_export(
            "user_id, weekday, hour, timezone, subscribed_ms AS subscribed_at", "subscription", "user_id = :user"
        ),
        erase=_doomed_user("subscription"),
        lifetime="member",
    ),
    PersonalTable(
        table="delivery",
        holds="digests that were sent to them",
        people=(),
        users=("user_id",),
        export=_export(
            "user_id, period, state, at_ms AS sent_at, detail", "delivery", "user_id = :user ORDER BY at_ms"
        ),
        erase=_doomed_user("delivery"),
        lifetime="counts",
    ),
    PersonalTable(
        table="excluded_user",
        holds="that moderators leave them out of rankings, as staff",
        people=(),
        users=("user_id",),
        export=_export("user_id", "excluded_user", "user_id = :user"),
        erase=_doomed_user("excluded_user"),
        lifetime="member",
    ),
    PersonalTable(
        table="refusal",
        holds="their wish not to be recorded",
        people=(),
        users=("user_id",),
        export=_export("user_id, at_ms AS refused_at", "refusal", "user_id = :user"),
        # The wish outlives what it is about: without it the next message would start a new record.
        erase=(),
        lifetime="wish",
    ),
    PersonalTable(
        table="person",
        holds="the number that stands for their user id",
        people=("id",),
        users=("user_id",),
        export="SELECT user_id FROM person WHERE user_id = :user",
        erase=(),
        lifetime="member",
    ),
)


def unreferred_people() -> str:
    """The small ids of the doomed whom no table refers to any more; reads each table once, not once each."""
    doomed = "IN (SELECT person FROM doomed)"
    still = " UNION ".join(
        f"SELECT {column} FROM {entry.table} WHERE {column} {doomed}"
        for entry in PERSONAL_TABLES
        if entry.table != "person"
        for column in entry.people
    )
    return f"SELECT id FROM person WHERE id {doomed} AND id NOT IN ({still})"
