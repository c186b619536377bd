"""What people do in front of the bot's eyes, one call each: writing, reacting, joining, talking."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from twin.emojis import key_of
from twin.past import open_room, owner_of, welcome
from twin.stage import Stage
from twin.things import NEWS, NEWS_THREAD, Channel, Guild, Invite, Member, Message
from twin.timeline import Deleted, Edited, Event, Joined, Left, Posted, Reacted, SatInVoice
from twin.world import World


class People:
    """Acts on a stage: the world changes and the bot hears of it. Ids and times come from the world's clock."""

    stage: Stage
    world: World

    # messages

    def say(
        self,
        channel_id: int,
        user_id: int,
        content: str,
        *,
        reply_to: int | None = None,
        mentions: Iterable[int] = (),
        webhook: bool = False,
        kind: int | None = None,
        message_id: int | None = None,
    ) -> Message:
        """Somebody writes; ``kind`` for system messages (7: joined), ``webhook`` if the author is one."""
        message = self.world.add_message(
            channel_id,
            user_id,
            content,
            message_id=message_id,
            reply_to=reply_to,
            mentions=mentions,
            webhook=webhook,
            kind=kind,
        )
        self.stage.announce(message)
        return message

    def edit(self, channel_id: int, message_id: int, content: str, at: datetime | None = None) -> None:
        """Somebody rewords what they wrote; nothing is sent for a message that Discord does not have."""
        message = self.world.message(channel_id, message_id)
        if message is not None:
            message.content, message.edited_at = content, at or self.world.clock()
            self.stage.edited(message)

    def delete(self, channel_id: int, message_id: int) -> None:
        self.stage.delete(channel_id, message_id)

    def delete_many(self, channel_id: int, message_ids: Sequence[int]) -> None:
        self.stage.delete_many(channel_id, message_ids)

    def react(self, channel_id: int, message_id: int, user_id: int, emoji: str) -> None:
        self.stage.react(channel_id, message_id, user_id, emoji)

    def unreact(self, channel_id: int, message_id: int, user_id: int, emoji: str) -> None:
        self.stage.unreact(channel_id, message_id, user_id, emoji)

    def clear_reactions(self, channel_id: int, message_id: int) -> None:
        self.stage.clear_reactions(channel_id, message_id)

    def clear_emoji(self, channel_id: int, message_id: int, emoji: str) -> None:
        self.stage.clear_emoji(channel_id, message_id, key_of(emoji))

    def write_dm(self, user_id: int, content: str) -> Message:
        """A user writes to the bot in private."""
        return self.say(self.world.dm_with(user_id).channel_id, user_id, content)

    # members and voice

    def join(self, name: str, *, user_id: int | None = None, invite: str | None = None, is_bot: bool = False) -> Member:
        """Somebody new comes, through an invite whose uses go up, or from nowhere known."""
        guild = self.world.guild
        member = self.world.add_member(name, user_id=user_id, is_bot=is_bot)
        if invite is not None:
            guild.invites[invite].uses += 1
        self._arrive(guild, member)
        return member

    def _arrive(self, guild: Guild, member: Member) -> None:
        self.stage.member_joined(guild, member)
        if guild.system_channel_id is not None:
            self.say(guild.system_channel_id, member.user.user_id, "", kind=7)

    def leave(self, user_id: int) -> None:
        """Somebody leaves, voice first."""
        guild = self.world.guild
        if user_id in guild.voice:
            self.stage.sit(guild, user_id, None)
        member = self.world.remove_member(user_id)
        if member is not None:
            self.stage.member_left(guild, member)

    def rename(self, user_id: int, nick: str | None) -> None:
        member = self.world.guild.members[user_id]
        member.nick = nick
        self.stage.member_changed(self.world.guild, member)

    def sit(self, user_id: int, channel_id: int | None) -> None:
        """Somebody enters or changes voice, or leaves it (None)."""
        self.stage.sit(self.world.guild, user_id, channel_id)

    def close_dms(self, user_id: int) -> None:
        """From now on the bot's DMs to this user are refused."""
        self.world.closed_dms.add(user_id)

    def open_dms(self, user_id: int) -> None:
        self.world.closed_dms.discard(user_id)

    # places

    def open_channel(self, name: str, kind: str = "text", *, parent_id: int | None = None) -> Channel:
        channel = self.world.add_channel(name, kind, parent_id=parent_id)
        self.stage.channel_made(channel)
        return channel

    def open_thread(
        self,
        parent_id: int,
        name: str,
        owner_id: int,
        *,
        from_message: int | None = None,
        first: str | None = None,
        private: bool = False,
    ) -> Channel:
        """A thread, from a message if given; in a forum ``first`` is the post's own message, which shares its id."""
        kind = "private thread" if private else "thread"
        thread = self.world.add_channel(name, kind, channel_id=from_message, parent_id=parent_id, owner_id=owner_id)
        if self.world.channels[parent_id].kind == NEWS:
            thread.kind = NEWS_THREAD
        self.stage.channel_made(thread)
        if first is not None:
            self.say(thread.channel_id, owner_id, first, message_id=thread.channel_id)
        return thread

    def archive(self, thread_id: int, *, archived: bool = True) -> None:
        self.world.channels[thread_id].archived_at = self.world.clock() if archived else None
        self.stage.channel_changed(thread_id)

    def close_channel(self, channel_id: int) -> None:
        """A channel or thread is deleted."""
        self.stage.channel_removed(channel_id)

    def invite(self, inviter_id: int | None, *, code: str | None = None) -> Invite:
        invite = self.world.add_invite(inviter_id, code=code)
        self.stage.invited(self.world.guild, invite)
        return invite

    def uninvite(self, code: str) -> None:
        self.stage.uninvited(self.world.guild, code)

    # a timeline, live

    def play(self, event: Event) -> None:
        """Lets one event of a timeline happen now. Its ids and times are the timeline's own."""
        if isinstance(event, Posted | Edited | Deleted | Reacted):
            self._open_room_of(event)
        match event:
            case Posted():
                self.world.mint.pass_by(event.message_id)
                self.say(
                    event.channel_id,
                    event.user_id,
                    event.content,
                    message_id=event.message_id,
                    reply_to=event.reply_to,
                    mentions=event.mentions,
                    webhook=event.webhook,
                )
            case Edited():
                self.edit(event.channel_id, event.message_id, event.content, event.at)
            case Deleted():
                self.delete(event.channel_id, event.message_id)
            case Reacted():
                self.react(event.channel_id, event.message_id, event.user_id, event.emoji)
            case Joined():
                self._join_from_timeline(event)
            case Left():
                self.leave(event.user_id)
            case SatInVoice():
                self.sit(event.user_id, event.channel_id)

    def play_voice_end(self, event: SatInVoice) -> None:
        """The end of a time in voice whose beginning was played."""
        if event.user_id in self.world.guild.voice:
            self.sit(event.user_id, None)

    def _open_room_of(self, event: Posted | Edited | Deleted | Reacted) -> None:
        if event.channel_id in self.world.channels:
            return
        room = open_room(self.world, self.world.rooms[event.channel_id])
        if isinstance(event, Posted):
            room.owner_id = event.user_id
        room.owner_id = owner_of(self.world, room)
        self.stage.channel_made(room)

    def _join_from_timeline(self, event: Joined) -> None:
        guild, person = self.world.guild, self.world.people[event.user_id]
        if person.user_id in guild.members:
            return
        self.world.add_user(person.name, user_id=person.user_id, is_bot=person.is_bot)
        welcome(self.world, person, event.at)
        if person.invited_by is not None:
            code = f"from{person.invited_by % 10**10}"
            if code not in guild.invites:
                self.invite(person.invited_by, code=code)
            guild.invites[code].uses += 1
        self._arrive(guild, guild.members[person.user_id])
