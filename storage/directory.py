"""The small ids that stand for snowflakes inside the file, remembered by the writer."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass

from storage.bulk import find, insert
from storage.models.facts import ChannelSeen, GuildSeen
from storage.models.moments import DISCORD_EPOCH_MS

MOST_REMEMBERED = 20_000
"""Of people, channels and emoji each, so that a guild of a million members costs no memory."""


@dataclass(slots=True)
class KnownGuild:
    id: int
    guild_id: int
    horizon_ms: int
    """Events older than this were counted and dropped by retention; hearing of them again changes nothing."""
    latest_ms: int = 0
    archive: bool = False
    """Named by imports only: Discord itself told nothing of it."""


def sent_ms(snowflake: int) -> int:
    return (snowflake >> 22) + DISCORD_EPOCH_MS


class Directory:
    """Finds or makes the row of a guild, channel, person or emoji. Used inside the writer's transaction only."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._guilds: dict[int, KnownGuild] = {}
        self._channels: dict[int, int] = {}
        self._people: dict[int, int] = {}
        self._emoji: dict[str, int] = {}

    def forget(self) -> None:
        """Drop everything remembered: after a rollback or an erasure it may be wrong."""
        for known in (self._guilds, self._channels, self._people, self._emoji):
            known.clear()

    def let_go(self) -> None:
        """Drop what there is too much of. Only between two transactions: whoever was met stays known within one."""
        for known in (self._channels, self._people, self._emoji):
            if len(known) > MOST_REMEMBERED:
                known.clear()

    def guild(self, guild_id: int) -> KnownGuild:
        found = self._guilds.get(guild_id)
        if found is None:
            # A guild that was never named is not the bot's yet: as an archive, retention leaves it alone.
            self._connection.execute(
                "INSERT INTO guild (guild_id, name, imported) VALUES (?, '', 1) ON CONFLICT DO NOTHING", (guild_id,)
            )
            row = self._connection.execute(
                "SELECT id, horizon_ms, coalesce(latest_ms, 0), imported AND name <> '' FROM guild WHERE guild_id = ?",
                (guild_id,),
            ).fetchone()
            found = self._guilds[guild_id] = KnownGuild(row[0], guild_id, row[1], row[2], bool(row[3]))
        return found

    def name_guild(self, fact: GuildSeen) -> None:
        """Keep what a guild is called. An import says nothing of a guild that Discord named."""
        guild = self.guild(fact.guild_id)
        named = self._connection.execute(
            "UPDATE guild SET name = ?, imported = ?, left_ms = NULL WHERE id = ? AND (imported OR name = '' OR NOT ?)",
            (fact.name, fact.imported, guild.id, fact.imported),
        )
        if named.rowcount:
            guild.archive = fact.imported

    def channel(self, guild: int, channel_id: int) -> int:
        found = self._channels.get(channel_id)
        if found is None:
            self._connection.execute(
                "INSERT INTO channel (channel_id, guild, name, kind, readable) VALUES (?, ?, '', 'text', 1)"
                " ON CONFLICT DO NOTHING",
                (channel_id, guild),
            )
            found = self._channels[channel_id] = self._only("SELECT id FROM channel WHERE channel_id = ?", channel_id)
        return found

    def describe_channel(self, fact: ChannelSeen, now_id: int) -> None:
        """Keep what a channel is called. ``now_id`` is the smallest snowflake of this moment.

        Live listening covers the readable channels only, so a channel that becomes readable starts to be heard now,
        and one that stops being readable keeps as its own the stretches during which it was heard; one that was never
        described as readable was not.
        """
        known_guild = self.guild(fact.guild_id)
        guild = known_guild.id
        channel = self.channel(guild, fact.channel_id)
        readable, heard_from, name = self._connection.execute(
            "SELECT readable, heard_from_id, name FROM channel WHERE id = ?", (channel,)
        ).fetchone()
        if name and (fact.hearsay or (fact.imported and not known_guild.archive)):
            return
        if name and readable and not fact.readable:
            self._connection.execute(
                "INSERT INTO stretch SELECT guild, ?, max(first_id, ?), last_id, source FROM stretch"
                " WHERE guild = ? AND channel_id = 0 AND last_id > ? ON CONFLICT DO UPDATE"
                " SET last_id = max(last_id, excluded.last_id)",
                (fact.channel_id, max(heard_from, fact.channel_id), guild, max(heard_from, fact.channel_id)),
            )
        if fact.readable and not readable:
            heard_from = now_id
        self._connection.execute(
            "UPDATE channel SET guild = ?, parent_id = ?, name = ?, kind = ?, readable = ?, deleted = 0,"
            " heard_from_id = ? WHERE id = ?",
            (guild, fact.parent_id, fact.name, fact.kind, fact.readable, heard_from, channel),
        )

    def person(self, user_id: int) -> int:
        found = self._people.get(user_id)
        if found is None:
            self._connection.execute("INSERT INTO person (user_id) VALUES (?) ON CONFLICT DO NOTHING", (user_id,))
            found = self._people[user_id] = self._only("SELECT id FROM person WHERE user_id = ?", user_id)
        return found

    def meet(self, user_ids: Collection[int]) -> None:
        """Find or make many people at once."""
        unknown = [user_id for user_id in user_ids if user_id not in self._people]
        if not unknown:
            return
        self._find(unknown)
        new = [user_id for user_id in unknown if user_id not in self._people]
        if new:
            insert(self._connection, "person (user_id)", [(user_id,) for user_id in new])
            self._find(new)

    def _find(self, user_ids: Collection[int]) -> None:
        query = "SELECT json_array(user_id, id) AS one FROM person WHERE user_id IN {ids}"
        for user_id, person in find(self._connection, query, user_ids):
            self._people[user_id] = person

    def emoji(self, name: str) -> int:
        found = self._emoji.get(name)
        if found is None:
            self._connection.execute("INSERT INTO emoji (name) VALUES (?) ON CONFLICT DO NOTHING", (name,))
            found = self._emoji[name] = self._only("SELECT id FROM emoji WHERE name = ?", name)
        return found

    def _only(self, query: str, value: int | str) -> int:
        (found,) = self._connection.execute(query, (value,)).fetchone()
        return int(found)
