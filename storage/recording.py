"""Facts become rows: what each kind of fact changes, inside one transaction of the writer."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from datetime import datetime

from storage.directory import Directory, KnownGuild
from storage.exports import remember_export
from storage.ledger import Refusals
from storage.members import Members
from storage.messages import Messages
from storage.models import facts
from storage.models.moments import DAY_MS, milliseconds, snowflake_at
from storage.reactions import Reactions
from storage.stretches import add_stretch


class Recorder:
    """Records facts through the writer's connection. Messages and reactions are gathered, for speed and because they
    may come in any order; whatever may not change places with them writes them first."""

    def __init__(self, connection: sqlite3.Connection, refusals: Refusals, clock: Callable[[], datetime]) -> None:
        self._connection = connection
        self._clock = clock
        self._refusals = refusals
        self._directory = Directory(connection)
        self._members = Members(connection)
        self._messages = Messages(connection, self._directory, self._members, refusals)
        self._reactions = Reactions(connection, self._directory, self._members, refusals)
        self._sightings: list[tuple[int, facts.MemberSeen]] = []
        self._latest: dict[int, KnownGuild] = {}
        self._record_one: dict[type, Callable[..., None]] = {
            facts.MessageSent: self._message_sent,
            facts.MemberSeen: self._member_seen,
            facts.ReactionAdded: self._reaction_added,
            facts.ReactionRemoved: self._reaction_removed,
            facts.ReactionsCleared: self._reactions_cleared,
            facts.ReactionsCounted: self._reactions_counted,
            facts.MessageDeleted: self._message_deleted,
            facts.MemberJoined: self._member_joined,
            facts.MemberLeft: self._member_left,
            facts.VoiceStayed: self._voice_stayed,
            facts.StretchSeen: self._stretch_seen,
            facts.GuildSeen: self._directory.name_guild,
            facts.GuildLeft: self._guild_left,
            facts.ChannelSeen: self._channel_seen,
            facts.ChannelDeleted: self._channel_deleted,
            facts.ExportRead: self._export_read,
        }

    def record(self, batch: Iterable[facts.Recordable]) -> None:
        self._directory.let_go()
        self._members.let_go()
        for fact in facts.finished(batch):
            self._record_one[type(fact)](fact)
        self._write_gathered()
        self._members.write()
        for guild in self._latest.values():
            self._connection.execute(
                "UPDATE guild SET latest_ms = ? WHERE id = ? AND (latest_ms IS NULL OR latest_ms < ?)",
                (guild.latest_ms, guild.id, guild.latest_ms),
            )
        self._latest.clear()

    def forget(self) -> None:
        """Drop what was gathered and remembered: the transaction was rolled back, or rows were erased."""
        for part in (self._directory, self._members, self._messages, self._reactions):
            part.forget()
        self._sightings.clear()
        self._latest.clear()

    def guild(self, guild_id: int) -> int:
        """The small id of a guild, made where it is missing."""
        return self._directory.guild(guild_id).id

    def _write_gathered(self) -> None:
        self._write_sightings()
        self._messages.write()
        self._reactions.write()

    def _happened(self, guild: KnownGuild, at_ms: int) -> None:
        if at_ms > guild.latest_ms:
            guild.latest_ms = at_ms
            self._latest[guild.id] = guild

    def _message_sent(self, fact: facts.MessageSent) -> None:
        guild = self._directory.guild(fact.guild_id)
        at_ms = self._messages.gather(guild, fact)
        if at_ms is not None:
            self._happened(guild, at_ms)

    def _message_deleted(self, fact: facts.MessageDeleted) -> None:
        self._write_gathered()
        self._messages.delete(self._directory.guild(fact.guild_id), fact.message_id)

    def _reaction_added(self, fact: facts.ReactionAdded) -> None:
        guild = self._directory.guild(fact.guild_id)
        if self._reactions.gather(guild, fact) and fact.at is not None:
            self._happened(guild, milliseconds(fact.at))

    def _reaction_removed(self, fact: facts.ReactionRemoved) -> None:
        self._write_gathered()
        self._reactions.remove(fact)

    def _reactions_cleared(self, fact: facts.ReactionsCleared) -> None:
        self._write_gathered()
        self._reactions.clear(fact)

    def _reactions_counted(self, fact: facts.ReactionsCounted) -> None:
        self._reactions.count(self._directory.guild(fact.guild_id), fact)

    def _member_seen(self, fact: facts.MemberSeen) -> None:
        seen_ms = milliseconds(fact.seen_at)
        if not self._refusals.refuses(fact.guild_id, fact.user_id, seen_ms):
            self._sightings.append((seen_ms, fact))

    def _write_sightings(self) -> None:
        sightings, self._sightings = self._sightings, []
        self._directory.meet({fact.user_id for _, fact in sightings})
        by_guild: dict[int, list[tuple[int, facts.MemberSeen]]] = {}
        for sighting in sightings:
            by_guild.setdefault(sighting[1].guild_id, []).append(sighting)
        for guild_id, seen in by_guild.items():
            guild = self._directory.guild(guild_id).id
            people = [self._directory.person(fact.user_id) for _, fact in seen]
            self._members.meet(guild, people)
            for person, (seen_ms, fact) in zip(people, seen, strict=True):
                self._members.sight(guild, person, seen_ms, fact.name)
                joined_ms = None if fact.joined_at is None else milliseconds(fact.joined_at)
                self._members.belongs(guild, person, seen_ms, joined_ms)

    def _member_joined(self, fact: facts.MemberJoined) -> None:
        at_ms = milliseconds(fact.at)
        if self._refusals.refuses(fact.guild_id, fact.user_id, at_ms):
            return
        guild = self._directory.guild(fact.guild_id)
        person = self._directory.person(fact.user_id)
        inviter = None
        if fact.inviter_id is not None and not self._refusals.refuses(fact.guild_id, fact.inviter_id, at_ms):
            inviter = self._directory.person(fact.inviter_id)
        self._members.sight(guild.id, person, at_ms, fact.name)
        if guild.archive:
            self._members.joined_sometime(guild.id, person, at_ms)
        else:
            self._members.moved(guild.id, person, at_ms, joined=True, inviter=inviter)
        self._happened(guild, at_ms)

    def _member_left(self, fact: facts.MemberLeft) -> None:
        at_ms = milliseconds(fact.at)
        if self._refusals.refuses(fact.guild_id, fact.user_id, at_ms):
            return
        guild = self._directory.guild(fact.guild_id)
        person = self._directory.person(fact.user_id)
        self._members.sight(guild.id, person, at_ms)
        self._members.moved(guild.id, person, at_ms, joined=False)
        self._happened(guild, at_ms)

    def _voice_stayed(self, fact: facts.VoiceStayed) -> None:
        start_ms, end_ms = milliseconds(fact.start), milliseconds(fact.end)
        guild = self._directory.guild(fact.guild_id)
        if end_ms <= start_ms or start_ms < guild.horizon_ms:
            return
        if self._refusals.refuses(fact.guild_id, fact.user_id, start_ms):
            return
        person = self._directory.person(fact.user_id)
        channel = self._directory.channel(guild.id, fact.channel_id)
        self._members.sight(guild.id, person, start_ms)
        first_day, last_day = start_ms // DAY_MS, (end_ms - 1) // DAY_MS
        self._connection.executemany(
            "INSERT INTO voice (guild, person, stay_ms, start_ms, end_ms, channel) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET end_ms = excluded.end_ms WHERE excluded.end_ms > end_ms",
            [
                (
                    guild.id,
                    person,
                    start_ms,
                    max(start_ms, day * DAY_MS),
                    min(end_ms, (day + 1) * DAY_MS),
                    channel,
                )
                for day in range(first_day, last_day + 1)
            ],
        )
        self._happened(guild, end_ms)

    def _stretch_seen(self, fact: facts.StretchSeen) -> None:
        add_stretch(self._connection, self._directory.guild(fact.guild_id).id, fact)

    def _export_read(self, fact: facts.ExportRead) -> None:
        remember_export(self._connection, self._directory.guild(fact.guild_id).id, fact)

    def _guild_left(self, fact: facts.GuildLeft) -> None:
        guild = self._directory.guild(fact.guild_id)
        self._connection.execute("UPDATE guild SET left_ms = ? WHERE id = ?", (milliseconds(fact.at), guild.id))

    def _channel_seen(self, fact: facts.ChannelSeen) -> None:
        self._directory.describe_channel(fact, snowflake_at(self._clock()))

    def _channel_deleted(self, fact: facts.ChannelDeleted) -> None:
        channel = self._directory.channel(self._directory.guild(fact.guild_id).id, fact.channel_id)
        self._connection.execute("UPDATE channel SET deleted = 1 WHERE id = ?", (channel,))
