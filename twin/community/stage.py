"""Where everything that happens is written down: the stage refuses what cannot have happened."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from twin.community.snowflakes import DAY, WEEK, Mint, millis, moment, ms_of
from twin.timeline import (
    Deleted,
    Edited,
    Event,
    Joined,
    Left,
    Person,
    Posted,
    Reacted,
    Room,
    SatInVoice,
)


class Stage:
    """Takes events in any order. Whoever is no member then, or speaks after the end, is not heard (``None``)."""

    def __init__(self, people: Iterable[Person], rooms: Iterable[Room], mint: Mint, end_ms: int) -> None:
        self.mint = mint
        self.end_ms = end_ms
        self.rooms = list(rooms)
        self.said: list[Posted] = []
        self.posts_by: Counter[int] = Counter()
        self.days_of: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
        """By who and which whole week since 1970: the days on which they wrote."""
        self._stays = {
            p.user_id: (millis(p.joined_at), end_ms if p.left_at is None else millis(p.left_at)) for p in people
        }
        self._webhooks = frozenset(p.user_id for p in people if p.habit == "webhook")
        self._events: list[Event] = []
        self._reactions: set[tuple[int, int, str]] = set()
        self._voice_until: dict[int, int] = {}
        self._touched: dict[int, int] = {}
        self._gone: dict[int, int] = {}

    def is_in(self, user_id: int, ms: int) -> bool:
        """Whether somebody is a member at this moment, and the moment is before the end."""
        joined, left = self._stays[user_id]
        return joined < ms < min(left, self.end_ms)

    def is_there(self, message_id: int, ms: int) -> bool:
        """Whether a message was sent before this moment and is not deleted by then."""
        return ms_of(message_id) < ms < self._gone.get(message_id, self.end_ms)

    def say(
        self,
        ms: int,
        room: Room,
        user_id: int,
        content: str,
        *,
        reply_to: Posted | None = None,
        mentions: tuple[int, ...] = (),
    ) -> Posted | None:
        if not self.is_in(user_id, ms):
            return None
        if reply_to and not (reply_to.channel_id == room.channel_id and self.is_there(reply_to.message_id, ms)):
            reply_to = None
        message_id = self.mint.at(ms)
        post = Posted(
            at=moment(ms),
            message_id=message_id,
            channel_id=room.channel_id,
            user_id=user_id,
            content=content,
            reply_to=reply_to.message_id if reply_to else None,
            mentions=tuple(dict.fromkeys(mentions)),
            webhook=user_id in self._webhooks,
        )
        return self._keep(post, ms)

    def begin_thread(self, starter: Posted, name: str) -> Room:
        """A thread out of a message: its id is the message's."""
        room = Room(starter.message_id, name[:90], "thread", starter.channel_id)
        self.rooms.append(room)
        return room

    def begin_forum_post(
        self, ms: int, forum: Room, user_id: int, name: str, content: str
    ) -> tuple[Room, Posted] | None:
        """A post in a forum is a thread whose first message has the thread's id."""
        if not self.is_in(user_id, ms):
            return None
        room = Room(self.mint.at(ms), name[:90], "thread", forum.channel_id)
        self.rooms.append(room)
        return room, self._keep(Posted(moment(ms), room.channel_id, room.channel_id, user_id, content), ms)

    def react(self, ms: int, post: Posted, user_id: int, emoji: str) -> None:
        key = (post.message_id, user_id, emoji)
        if key in self._reactions or not self.is_there(post.message_id, ms) or not self.is_in(user_id, ms):
            return
        self._reactions.add(key)
        self._touch(post.message_id, ms)
        self._events.append(Reacted(moment(ms), post.message_id, post.channel_id, user_id, emoji))

    def sit(self, ms: int, room: Room, user_id: int, until_ms: int) -> None:
        until_ms = min(until_ms, self.end_ms - 1)
        if ms <= self._voice_until.get(user_id, 0) or not self.is_in(user_id, ms) or not self.is_in(user_id, until_ms):
            return
        self._voice_until[user_id] = until_ms
        self._events.append(SatInVoice(moment(ms), user_id, room.channel_id, moment(until_ms)))

    def edit(self, ms: int, post: Posted, content: str) -> None:
        if self.is_in(post.user_id, ms) and self.is_there(post.message_id, ms):
            self._touch(post.message_id, ms)
            self._events.append(Edited(moment(ms), post.message_id, post.channel_id, content))

    def delete(self, ms: int, post: Posted) -> None:
        """Not before the last reaction, reply or edit that the message got."""
        ms = max(ms, self._touched[post.message_id] + 1)
        if ms < self.end_ms and post.message_id not in self._gone:
            self._gone[post.message_id] = ms
            self._events.append(Deleted(moment(ms), post.message_id, post.channel_id))

    def join(self, ms: int, user_id: int) -> None:
        """They are a member from here on, until they leave or the end."""
        left = self._stays[user_id][1]
        self._stays[user_id] = ms, left if left > ms else self.end_ms
        self._events.append(Joined(moment(ms), user_id))

    def leave(self, ms: int, user_id: int) -> None:
        """They are a member no longer; call it before anything later of theirs."""
        self._stays[user_id] = self._stays[user_id][0], ms
        self._events.append(Left(moment(ms), user_id))

    def events(self) -> tuple[Event, ...]:
        """Everything so far in order of time."""
        return tuple(sorted(self._events, key=lambda event: event.at))

    def _keep(self, post: Posted, ms: int) -> Posted:
        self.said.append(post)
        self._events.append(post)
        self.posts_by[post.user_id] += 1
        self.days_of[post.user_id, ms // WEEK].add(ms // DAY)
        self._touch(post.message_id, ms)
        if post.reply_to is not None:
            self._touch(post.reply_to, ms)
        return post

    def _touch(self, message_id: int, ms: int) -> None:
        self._touched[message_id] = max(ms, self._touched.get(message_id, 0))
