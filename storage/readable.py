"""What is kept, open for reading: all that a report needs, without what recording takes to load."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from storage import coverage, observing, queries
from storage.backup import back_up
from storage.changes import Changes
from storage.connection import Readers
from storage.exporting import export_user
from storage.exports import exports_read
from storage.key import Key
from storage.members_here import read_members_here
from storage.models import (
    ChangeMark,
    Coverage,
    Delivery,
    Guild,
    GuildSettings,
    MembersHere,
    Observations,
    Outline,
    Participation,
    Prepared,
    Subscription,
    Window,
)
from storage.participating import participation
from storage.prepared import read_prepared
from storage.whereabouts import read_whereabouts

if TYPE_CHECKING:
    from storage.models import ChannelSeen, ExportRead


class ReadableStore:
    """What is kept in one SQLite file. Every method is synchronous and safe in any thread."""

    def __init__(self, path: Path, readers: Readers, key: Key | None = None) -> None:
        self.path = path
        self._key = key
        self._readers = readers
        self._changes = Changes(path, key)

    @classmethod
    def open(cls, path: Path, *, key: Key | None = None) -> Self:
        """Open an existing file, which is encrypted where it has a key: nothing is made or changed.

        Raises :class:`StoreMissing`, :class:`StoreNotADatabase`, :class:`StoreDamaged`, :class:`StoreNewer`,
        or :class:`StoreBusy`.
        """
        readers = Readers(path, key)
        readers.check()
        return cls(path, readers, key)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Nothing is read any more."""
        self._changes.close()
        self._readers.close()

    def change_mark(self) -> ChangeMark:
        """A mark that differs once the file has changed: cheap, whoever changed it."""
        return self._changes.mark()

    def guilds(self) -> list[Guild]:
        """Every guild in the file, by id."""
        with self._readers.transaction() as connection:
            return queries.guilds(connection)

    def latest(self, guild_id: int) -> datetime | None:
        """The moment of the last thing that happened in the guild, as far as it was seen."""
        with self._readers.transaction() as connection:
            return queries.latest(connection, guild_id)

    def earliest(self, guild_id: int) -> datetime | None:
        """The midnight (UTC) of the first day of which counts are kept."""
        with self._readers.transaction() as connection:
            return queries.earliest(connection, guild_id)

    def damage(self) -> str | None:
        """The first thing that is wrong with the file's pages, None where all is well. Reads the whole file."""
        with self._readers.transaction() as connection:
            return queries.damage(connection)

    def message_count(self) -> int:
        """How many messages of members are counted, in all guilds."""
        with self._readers.transaction() as connection:
            return queries.message_count(connection)

    def exports_read(self) -> dict[str, ExportRead]:
        """How far each exported file was imported, by its ``source``."""
        with self._readers.transaction() as connection:
            return exports_read(connection)

    def observe(
        self,
        guild_id: int,
        window: Window,
        *,
        channel_id: int | None = None,
        excluded_channels: Collection[int] = (),
        everyone: bool = False,
        about: int | None = None,
    ) -> Observations:
        """Everything a report may use, read in one transaction. Raises :class:`KeyError` for an unknown guild.

        The roster has those whom a report may have something to say about, and the user ``about``; all others are
        only counted, unless ``everyone`` is to have a row. ``channel_id`` limits everything to a channel with its
        threads, or to one thread, which is then a channel of its own.
        """
        with self._readers.transaction() as connection:
            excluded = frozenset(excluded_channels)
            return observing.observe(connection, guild_id, window, channel_id, excluded, everyone=everyone, about=about)

    def outline(
        self,
        guild_id: int,
        window: Window,
        *,
        channel_id: int | None = None,
        excluded_channels: Collection[int] = (),
    ) -> Outline:
        """What is observed but for who they are, for much less: nobody is looked up."""
        with self._readers.transaction() as connection:
            return observing.outline(connection, guild_id, window, channel_id, frozenset(excluded_channels))

    def participation(
        self,
        guild_id: int,
        window: Window,
        *,
        channel_id: int | None = None,
        excluded_channels: Collection[int] = (),
        excluded_users: Collection[int] = (),
    ) -> Participation:
        """On which days members took part, without those who are excluded: nobody is looked up."""
        with self._readers.transaction() as connection:
            excluded = frozenset(excluded_channels)
            return participation(connection, guild_id, window, channel_id, excluded, excluded_users)

    def whereabouts(
        self,
        guild_id: int,
        window: Window,
        groups: Sequence[Collection[int]],
        *,
        channel_id: int | None = None,
        excluded_channels: Collection[int] = (),
    ) -> list[Mapping[int, int]]:
        """How many messages the users of each group wrote in each channel, threads folded into theirs: by channel id,
        without those that are nothing. Nobody may be in two groups."""
        with self._readers.transaction() as connection:
            excluded = frozenset(excluded_channels)
            return read_whereabouts(connection, guild_id, window, groups, channel_id, excluded)

    def prepared(
        self, guild_id: int, question: str, since: datetime, until: datetime, names: Collection[str]
    ) -> Prepared | None:
        """Those parts, by name, of what was prepared for this question as of a moment between two, both included; None
        where nothing was."""
        with self._readers.transaction() as connection:
            return read_prepared(connection, guild_id, question, since, until, names)

    def most_answered(
        self, guild_id: int, user_id: int, window: Window, limit: int, *, channel_id: int | None = None
    ) -> list[tuple[int, int, int]]:
        """Those of a user's messages in the window that others answered most with a Reply: message id, channel id, and
        how many Replies came in the window, most first. Goes through the window's events, and finds nothing where they
        are no longer kept."""
        with self._readers.transaction() as connection:
            return queries.most_answered(connection, guild_id, user_id, window, limit, channel_id)

    def coverage(self, guild_id: int, window: Window) -> Coverage:
        with self._readers.transaction() as connection:
            return coverage.read_coverage(connection, guild_id, window)

    def stretches(self, guild_id: int, channel_id: int) -> list[tuple[int, int]]:
        """What was seen of a channel, as merged closed intervals of ids: its own and the guild-wide live ones."""
        with self._readers.transaction() as connection:
            return coverage.read_stretches(connection, guild_id, channel_id)

    def message_ids(self, guild_id: int, channel_id: int, first: int, last: int) -> set[int]:
        """Which messages of a channel the file holds, between two ids, both included."""
        with self._readers.transaction() as connection:
            return queries.message_ids(connection, guild_id, channel_id, first, last)

    def channels(self, guild_id: int) -> list[ChannelSeen]:
        """The channels and threads that exist, by id."""
        with self._readers.transaction() as connection:
            return queries.channels(connection, guild_id)

    def channel_line(self, guild_id: int, channel_id: int) -> frozenset[int]:
        """The id of a channel or thread with those of the channel and category that it lies in; empty where
        :meth:`channels` does not have it. A guild that is years old has thousands of threads."""
        with self._readers.transaction() as connection:
            return queries.channel_line(connection, guild_id, channel_id)

    def member_name(self, guild_id: int, user_id: int) -> str | None:
        with self._readers.transaction() as connection:
            return queries.member_name(connection, guild_id, user_id)

    def members_here(self, guild_id: int) -> MembersHere:
        """Who is a member now, as far as is known."""
        with self._readers.transaction() as connection:
            return read_members_here(connection, guild_id)

    def is_opted_out(self, user_id: int, guild_id: int) -> bool:
        return user_id in self.opted_out(guild_id)

    def opted_out(self, guild_id: int) -> frozenset[int]:
        with self._readers.transaction() as connection:
            return queries.opted_out(connection, guild_id)

    def settings(self, guild_id: int) -> GuildSettings:
        """What moderators set, or the defaults."""
        with self._readers.transaction() as connection:
            return queries.settings(connection, guild_id)

    def subscriptions(self, guild_id: int | None = None) -> list[Subscription]:
        with self._readers.transaction() as connection:
            return queries.subscriptions(connection, guild_id)

    def deliveries(self, guild_id: int, since: datetime | None = None) -> list[Delivery]:
        """Deliveries of a guild, oldest first."""
        with self._readers.transaction() as connection:
            return queries.deliveries(connection, guild_id, since)

    def export_user(self, user_id: int, guild_id: int | None = None) -> dict[str, Any]:
        """Everything kept about somebody, ready for JSON: a table's rows with words on what they are."""
        with self._readers.transaction() as connection:
            return export_user(connection, user_id, guild_id)

    def backup(self, to: Path, progress: Callable[[int, int], None] | None = None) -> None:
        """Copy what is committed while recording goes on, and the ledger of erasures to beside it. ``progress`` gets
        pages done and pages in all."""
        back_up(self.path, to, self._key, progress)
