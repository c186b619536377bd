"""Reactions, named and unnamed."""

from __future__ import annotations

import json
import sqlite3

from storage.bulk import insert
from storage.directory import Directory, KnownGuild, sent_ms
from storage.ledger import Refusals
from storage.members import Members
from storage.messages import dead_among
from storage.models.columns import in_hundredths
from storage.models.facts import ReactionAdded, ReactionRemoved, ReactionsCleared, ReactionsCounted
from storage.models.moments import milliseconds


class Reactions:
    def __init__(
        self, connection: sqlite3.Connection, directory: Directory, members: Members, refusals: Refusals
    ) -> None:
        self._connection = connection
        self._directory = directory
        self._members = members
        self._refusals = refusals
        self._gathered: list[tuple[KnownGuild, ReactionAdded]] = []
        self._totals: dict[int, tuple[int, int]] = {}

    def forget(self) -> None:
        self._gathered.clear()
        self._totals.clear()

    def gather(self, guild: KnownGuild, fact: ReactionAdded) -> bool:
        """Keep a reaction for :meth:`write`. False where it may not or need not be recorded."""
        sent = sent_ms(fact.message_id)
        at_ms = sent if fact.at is None else milliseconds(fact.at)
        if at_ms < guild.horizon_ms or self._refusals.refuses(fact.guild_id, fact.user_id, at_ms):
            return False
        if fact.author_id is not None and self._refusals.refuses(fact.guild_id, fact.author_id, sent):
            return False
        self._gathered.append((guild, fact))
        return True

    def count(self, guild: KnownGuild, fact: ReactionsCounted) -> None:
        """Keep for :meth:`write` how many reactions a message had in all."""
        if sent_ms(fact.message_id) >= guild.horizon_ms:
            self._totals[fact.message_id] = (guild.id, fact.total)

    def write(self) -> None:
        if self._gathered:
            self._write_named()
        if self._totals:
            self._write_totals()

    def _write_named(self) -> None:
        gathered, self._gathered = self._gathered, []
        messages = {fact.message_id for _, fact in gathered}
        authors = dict(
            self._connection.execute(
                "SELECT id, author FROM message WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(messages)),),
            )
        )
        dead = dead_among(self._connection, messages)
        alive = [(guild, fact) for guild, fact in gathered if fact.message_id not in dead]
        self._directory.meet({fact.user_id for _, fact in alive})
        rows = []
        for guild, fact in alive:
            person = self._directory.person(fact.user_id)
            at_ms = None if fact.at is None else milliseconds(fact.at)
            self._members.sight(guild.id, person, at_ms)
            author = authors.get(fact.message_id)
            if author is None and fact.author_id is not None:
                author = self._directory.person(fact.author_id)
            channel = self._directory.channel(guild.id, fact.channel_id)
            emoji, sentiment = self._directory.emoji(fact.emoji), in_hundredths(fact.sentiment)
            rows.append((fact.message_id, person, emoji, guild.id, channel, author, at_ms, sentiment))
        # A moment beats none, and the earliest of several wins: a repeated dispatch arrives later than it happened.
        # What a reaction said when it was first known stays, whatever a later version knows of its emoji.
        insert(
            self._connection,
            "reaction (message, person, emoji, guild, channel, target, at_ms, sentiment)",
            rows,
            "ON CONFLICT DO UPDATE SET target = coalesce(target, excluded.target),"
            " sentiment = coalesce(sentiment, excluded.sentiment),"
            " at_ms = min(coalesce(at_ms, excluded.at_ms), coalesce(excluded.at_ms, at_ms))"
            " WHERE (target IS NULL AND excluded.target IS NOT NULL)"
            " OR (sentiment IS NULL AND excluded.sentiment IS NOT NULL)"
            " OR excluded.at_ms < coalesce(at_ms, excluded.at_ms + 1)",
        )

    def remove(self, fact: ReactionRemoved) -> None:
        self._connection.execute(
            "DELETE FROM reaction WHERE message = ? AND person = (SELECT id FROM person WHERE user_id = ?)"
            " AND emoji = (SELECT id FROM emoji WHERE name = ?)",
            (fact.message_id, fact.user_id, fact.emoji),
        )

    def clear(self, fact: ReactionsCleared) -> None:
        self._connection.execute(
            "DELETE FROM reaction WHERE message = ? AND (? IS NULL OR emoji = (SELECT id FROM emoji WHERE name = ?))",
            (fact.message_id, fact.emoji, fact.emoji),
        )
        if fact.emoji is None:
            self._connection.execute("DELETE FROM tally WHERE message = ?", (fact.message_id,))

    def _write_totals(self) -> None:
        """What names do not cover is the total less the named ones."""
        totals, self._totals = self._totals, {}
        self._connection.executemany(
            "INSERT INTO tally (message, guild, total, unnamed) SELECT :message, :guild, :total,"
            " max(0, :total - (SELECT count(*) FROM reaction WHERE message = :message))"
            " WHERE NOT EXISTS (SELECT 1 FROM tombstone WHERE message = :message)"
            " ON CONFLICT DO UPDATE SET total = excluded.total, unnamed = excluded.unnamed",
            [
                {"message": message, "guild": guild, "total": total}
                for message, (guild, total) in sorted(totals.items())
            ],
        )
