"""Messages: gathered, compared with what is stored, written in the order of their ids."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping
from datetime import datetime

from storage.bulk import insert, occurs
from storage.directory import Directory, KnownGuild, sent_ms
from storage.first_message import settle_first_message
from storage.ledger import Refusals
from storage.members import Members
from storage.models.columns import in_hundredths
from storage.models.facts import MessageSent
from storage.models.moments import milliseconds

_Gathered = tuple[KnownGuild, MessageSent]
_Stored = tuple[int, int | None, int | None, int | None]
"""Author, target, the reply's id and the moment of the last edit."""


def _edited_ms(edited_at: datetime | None) -> int | None:
    return None if edited_at is None else milliseconds(edited_at)


class Messages:
    def __init__(
        self, connection: sqlite3.Connection, directory: Directory, members: Members, refusals: Refusals
    ) -> None:
        self._connection = connection
        self._directory = directory
        self._members = members
        self._refusals = refusals
        self._gathered: dict[int, _Gathered] = {}

    def forget(self) -> None:
        self._gathered.clear()

    def gather(self, guild: KnownGuild, fact: MessageSent) -> int | None:
        """Keep a message for :meth:`write`, and say when it was sent. None where it may not or need not be recorded."""
        message_id = fact.message_id
        at_ms = sent_ms(message_id)
        if at_ms < guild.horizon_ms or self._refusals.refuses(fact.guild_id, fact.author_id, at_ms):
            return None
        earlier = self._gathered.get(message_id)
        if earlier is None or _is_later(fact.edited_at, earlier[1].edited_at):
            self._gathered[message_id] = (guild, fact)
        return at_ms

    def write(self) -> None:
        if not self._gathered:
            return
        gathered = self._gathered
        self._gathered = {}
        answered = {
            fact.reply_to for _, fact in gathered.values() if fact.reply_to is not None and fact.reply_to_author is None
        }
        known = occurs(self._connection, "message", "id", gathered)
        stored = self._stored(gathered.keys() | answered if known else answered)
        dead = dead_among(self._connection, gathered)
        fresh: list[_Gathered] = []
        for message_id in sorted(gathered.keys() - dead):
            if message_id in stored:
                self._again(gathered[message_id][1], stored[message_id])
            else:
                fresh.append(gathered[message_id])
        if fresh:
            authors = {message_id: row[0] for message_id, row in stored.items()}
            authors |= self._sight_authors(fresh)
            self._insert(fresh, authors)
            self._answer_waiting(fresh, authors)

    def _sight_authors(self, fresh: list[_Gathered]) -> dict[int, int]:
        """The small id of each message's author, who has a row from now on: a trigger notes in it when they wrote."""
        self._directory.meet({fact.author_id for _, fact in fresh})
        person = self._directory.person
        authors = {}
        earliest: dict[int, dict[int, int]] = {}
        for guild, fact in reversed(fresh):
            author = authors[fact.message_id] = person(fact.author_id)
            earliest.setdefault(guild.id, {})[author] = fact.message_id
        for guild_id, messages in earliest.items():
            self._members.meet(guild_id, messages)
            for author, message_id in messages.items():
                self._members.sight(guild_id, author, sent_ms(message_id))
        self._members.write()
        return authors

    def delete(self, guild: KnownGuild, message_id: int) -> None:
        """Take a message back with everything that hangs on it, and never take it in again."""
        deleted = self._connection.execute(
            "DELETE FROM message WHERE id = ? RETURNING guild, author", (message_id,)
        ).fetchall()
        for its_guild, author in deleted:
            settle_first_message(self._connection, its_guild, author, message_id)
        if not deleted:
            self._connection.execute("DELETE FROM reaction WHERE message = ?", (message_id,))
            self._connection.execute("DELETE FROM tally WHERE message = ?", (message_id,))
        if sent_ms(message_id) >= guild.horizon_ms:
            self._connection.execute(
                "INSERT INTO tombstone (message, guild) VALUES (?, ?) ON CONFLICT DO NOTHING", (message_id, guild.id)
            )

    def _stored(self, ids: Collection[int]) -> dict[int, _Stored]:
        if not ids:
            return {}
        rows = self._connection.execute(
            "SELECT id, author, target, reply_to, edited_ms FROM message WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        return {row[0]: row[1:] for row in rows}

    def _again(self, fact: MessageSent, stored: _Stored) -> None:
        _, target, reply_to, edited_ms = stored
        if target is None and reply_to is not None and fact.reply_to_author is not None:
            target = self._named_target(fact)
            if target is not None:
                self._resolve([(target, fact.message_id)])
                self._connection.execute(
                    "DELETE FROM awaiting WHERE reply_to = ? AND message = ?", (reply_to, fact.message_id)
                )
        if (_edited_ms(fact.edited_at) or 0) <= (edited_ms or 0):
            return
        self._connection.execute(
            "UPDATE message SET length = ?, sentiment = ?, question = ?, thanks = ?, links = ?, attachments = ?,"
            " edited_ms = ? WHERE id = ?",
            (*_content(fact), fact.message_id),
        )
        self._connection.execute("DELETE FROM mention WHERE message = ?", (fact.message_id,))
        self._mention([fact], {fact.message_id: target})

    def _named_target(self, fact: MessageSent) -> int | None:
        if fact.reply_to_author is None or self._refused(fact, fact.reply_to_author):
            return None
        return self._directory.person(fact.reply_to_author)

    def _refused(self, fact: MessageSent, user_id: int) -> bool:
        return self._refusals.refuses(fact.guild_id, user_id, sent_ms(fact.message_id))

    def _insert(self, fresh: list[_Gathered], authors: dict[int, int]) -> None:
        channel = self._directory.channel
        rows = []
        awaiting = []
        targets = {}
        for guild, fact in fresh:
            message_id = fact.message_id
            target, reply_to = None, fact.reply_to
            if reply_to is not None:
                if fact.reply_to_author is None:
                    target = authors.get(reply_to)
                    if target is None:
                        awaiting.append((reply_to, message_id))
                else:
                    target = self._named_target(fact)
                    reply_to = None if target is None else reply_to
            targets[message_id] = target
            place = (message_id, guild.id, channel(guild.id, fact.channel_id), authors[message_id])
            rows.append((*place, target, reply_to, *_content(fact)))
        insert(
            self._connection,
            "message (id, guild, channel, author, target, reply_to, length, sentiment, question, thanks, links,"
            " attachments, edited_ms)",
            rows,
        )
        insert(self._connection, "awaiting (reply_to, message)", awaiting)
        self._mention([fact for _, fact in fresh], targets)

    def _mention(self, sent: list[MessageSent], targets: Mapping[int, int | None]) -> None:
        mentions = [
            (fact.message_id, user_id)
            for fact in sent
            for user_id in fact.mentions
            if user_id != fact.author_id and not self._refused(fact, user_id)
        ]
        self._directory.meet({user_id for _, user_id in mentions})
        people = [(message_id, self._directory.person(user_id)) for message_id, user_id in mentions]
        insert(
            self._connection,
            "mention (message, person)",
            [(message_id, person) for message_id, person in people if person != targets[message_id]],
            "ON CONFLICT DO NOTHING",
        )

    def _resolve(self, answered: list[tuple[int, int]]) -> None:
        """Set whom messages answer: pairs of target and message. Discord's Reply mentions its target by itself, so
        where the target was not known yet, that came as a mention of its own."""
        if not answered:
            return
        self._connection.executemany("UPDATE message SET target = ? WHERE id = ?", answered)
        self._connection.executemany("DELETE FROM mention WHERE person = ? AND message = ?", answered)

    def _answer_waiting(self, fresh: list[_Gathered], authors: dict[int, int]) -> None:
        ids = [fact.message_id for _, fact in fresh]
        if not occurs(self._connection, "awaiting", "reply_to", ids):
            return
        waiting = self._connection.execute(
            "SELECT reply_to, message FROM awaiting WHERE reply_to IN (SELECT value FROM json_each(?))",
            (json.dumps(ids),),
        ).fetchall()
        self._resolve([(authors[reply_to], message) for reply_to, message in waiting])
        self._connection.executemany("DELETE FROM awaiting WHERE reply_to = ? AND message = ?", waiting)


def dead_among(connection: sqlite3.Connection, messages: Collection[int]) -> set[int]:
    """Those that were deleted, whether they ever came or not."""
    if not occurs(connection, "tombstone", "message", messages):
        return set()
    query = "SELECT message FROM tombstone WHERE message IN (SELECT value FROM json_each(?))"
    return {message for (message,) in connection.execute(query, (json.dumps(list(messages)),))}


def _content(fact: MessageSent) -> tuple[int | None, ...]:
    return (
        fact.length,
        in_hundredths(fact.sentiment),
        int(fact.question),
        int(fact.thanks),
        fact.links,
        fact.attachments,
        _edited_ms(fact.edited_at),
    )


def _is_later(edited_at: datetime | None, than: datetime | None) -> bool:
    return edited_at is not None and (than is None or edited_at > than)
