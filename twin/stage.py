"""Where the world changes and the bot is told: each method does both, as one step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from twin import intents, payloads
from twin.emojis import as_json, key_of
from twin.gateway import Gateway
from twin.sessions import Session
from twin.snowflakes import iso
from twin.things import Channel, Guild, Invite, Member, Message, Role, VoiceState
from twin.world import World


class Stage:
    """``cdn`` is the address under which uploaded files can be fetched."""

    def __init__(self, world: World, gateway: Gateway, cdn: str) -> None:
        self.world = world
        self.gateway = gateway
        self.cdn = cdn

    @property
    def reads_content(self) -> bool:
        """Whether REST shows the bot what others wrote: its owner must have switched the content intent on."""
        return bool(self.gateway.allowed_intents & intents.CONTENT)

    def _tell(self, event: str, data: Any, channel: Channel) -> None:
        """Sends what happened in a channel, unless the bot may not see it."""
        if channel.guild_id is None or self.world.bot_may(channel, "view_channel"):
            self.gateway.dispatch(event, data, channel.guild_id)

    def _place(self, channel: Channel) -> dict[str, str]:
        return {"guild_id": str(channel.guild_id)} if channel.guild_id is not None else {}

    # messages

    def posted(self, message: Message) -> None:
        """Keeps a message that is not yet in its channel and dispatches it."""
        self.world.keep(message)
        self.announce(message)

    def announce(self, message: Message) -> None:
        """MESSAGE_CREATE for a message that the world already has. Writing in an archived thread opens it again."""
        channel = self.world.channels[message.channel_id]
        if channel.archived_at is not None:
            channel.archived_at = None
            self.channel_changed(channel.channel_id)
        self._tell("MESSAGE_CREATE", lambda s: self._as_event(message, channel, s), channel)

    def edited(self, message: Message) -> None:
        message.edited_at = message.edited_at or self.world.clock()
        channel = self.world.channels[message.channel_id]
        self._tell("MESSAGE_UPDATE", lambda s: self._as_event(message, channel, s), channel)

    def _as_event(self, message: Message, channel: Channel, session: Session) -> dict[str, Any]:
        open_to_bot = (
            channel.guild_id is None
            or message.author.user_id == self.world.bot.user_id
            or self.world.bot.user_id in message.mention_ids
        )
        shown = open_to_bot or bool(session.intents & intents.CONTENT)
        payload = payloads.message(self.world, message, self.cdn, content=shown)
        payload |= self._place(channel) | {"channel_type": channel.kind}
        guild = self.world.guilds.get(channel.guild_id or 0)
        if guild is not None:
            author = guild.members.get(message.author.user_id)
            if author is not None and message.webhook_id is None:
                payload["member"] = payloads.member_alone(author)
            for mentioned in payload["mentions"]:
                known = guild.members.get(int(mentioned["id"]))
                if known is not None:
                    mentioned["member"] = payloads.member_alone(known)
        return payload

    def delete(self, channel_id: int, message_id: int) -> None:
        """Deletes a message, or says that one nobody remembers is gone."""
        channel = self.world.channels[channel_id]
        channel.log.remove(message_id)
        self._tell(
            "MESSAGE_DELETE", {"id": str(message_id), "channel_id": str(channel_id), **self._place(channel)}, channel
        )

    def delete_many(self, channel_id: int, message_ids: Sequence[int]) -> None:
        channel = self.world.channels[channel_id]
        for message_id in message_ids:
            channel.log.remove(message_id)
        data = {"ids": [str(i) for i in message_ids], "channel_id": str(channel_id), **self._place(channel)}
        self._tell("MESSAGE_DELETE_BULK", data, channel)

    # reactions

    def react(self, channel_id: int, message_id: int, user_id: int, emoji: str) -> None:
        """Adds a reaction; the same one twice changes nothing, as on Discord."""
        channel, key = self.world.channels[channel_id], key_of(emoji)
        message = channel.log.get(message_id)
        if message is not None:
            who = message.reactions.setdefault(key, [])
            if user_id in who:
                return
            who.append(user_id)
        data = self._reaction(channel, message_id, user_id, key)
        guild = self.world.guilds.get(channel.guild_id or 0)
        if guild is not None and user_id in guild.members:
            data["member"] = payloads.member(guild.members[user_id])
        if message is not None and message.webhook_id is None:
            data["message_author_id"] = str(message.author.user_id)
        self._tell("MESSAGE_REACTION_ADD", data, channel)

    def unreact(self, channel_id: int, message_id: int, user_id: int, emoji: str) -> None:
        channel, key = self.world.channels[channel_id], key_of(emoji)
        message = channel.log.get(message_id)
        if message is not None:
            if user_id not in message.reactions.get(key, []):
                return
            message.reactions[key].remove(user_id)
            if not message.reactions[key]:
                del message.reactions[key]
        self._tell("MESSAGE_REACTION_REMOVE", self._reaction(channel, message_id, user_id, key), channel)

    def clear_reactions(self, channel_id: int, message_id: int) -> None:
        channel = self.world.channels[channel_id]
        message = channel.log.get(message_id)
        if message is not None:
            message.reactions.clear()
        data = {"channel_id": str(channel_id), "message_id": str(message_id), **self._place(channel)}
        self._tell("MESSAGE_REACTION_REMOVE_ALL", data, channel)

    def clear_emoji(self, channel_id: int, message_id: int, emoji: str) -> None:
        channel, key = self.world.channels[channel_id], key_of(emoji)
        message = channel.log.get(message_id)
        if message is not None:
            message.reactions.pop(key, None)
        data = {
            "channel_id": str(channel_id),
            "message_id": str(message_id),
            "emoji": as_json(key),
            **self._place(channel),
        }
        self._tell("MESSAGE_REACTION_REMOVE_EMOJI", data, channel)

    def _reaction(self, channel: Channel, message_id: int, user_id: int, key: str) -> dict[str, Any]:
        return {
            "user_id": str(user_id),
            "channel_id": str(channel.channel_id),
            "message_id": str(message_id),
            "emoji": as_json(key),
            "burst": False,
            "type": 0,
            **self._place(channel),
        }

    # members

    def member_joined(self, guild: Guild, member: Member) -> None:
        data = payloads.member(member) | {"guild_id": str(guild.guild_id)}
        self.gateway.dispatch("GUILD_MEMBER_ADD", data, guild.guild_id)

    def member_changed(self, guild: Guild, member: Member) -> None:
        data = payloads.member(member) | {"guild_id": str(guild.guild_id)}
        self.gateway.dispatch("GUILD_MEMBER_UPDATE", data, guild.guild_id)

    def member_left(self, guild: Guild, member: Member) -> None:
        data = {"guild_id": str(guild.guild_id), "user": payloads.user(member.user)}
        self.gateway.dispatch("GUILD_MEMBER_REMOVE", data, guild.guild_id)

    def sit(self, guild: Guild, user_id: int, channel_id: int | None) -> None:
        """Somebody enters, changes or leaves (None) voice."""
        if channel_id is None:
            state, member = None, guild.members.get(user_id)
            guild.voice.pop(user_id, None)
        else:
            state, member = VoiceState(user_id, channel_id, f"v{user_id:x}"), guild.members.get(user_id)
            guild.voice[user_id] = state
        data = payloads.voice_state(state, user_id, member) | {"guild_id": str(guild.guild_id)}
        self.gateway.dispatch("VOICE_STATE_UPDATE", data, guild.guild_id)

    # channels, threads, invites, guilds

    def channel_made(self, channel: Channel) -> None:
        if channel.is_thread:
            data = payloads.channel(channel) | {"newly_created": True}
            self._tell("THREAD_CREATE", data, channel)
        else:
            self.gateway.dispatch("CHANNEL_CREATE", payloads.channel(channel), channel.guild_id)

    def channel_changed(self, channel_id: int) -> None:
        channel = self.world.channels[channel_id]
        event = "THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE"
        self.gateway.dispatch(event, payloads.channel(channel), channel.guild_id)

    def role_changed(self, guild: Guild, role: Role) -> None:
        data = {"guild_id": str(guild.guild_id), "role": payloads.role(role)}
        self.gateway.dispatch("GUILD_ROLE_UPDATE", data, guild.guild_id)

    def channel_removed(self, channel_id: int) -> None:
        """Deletes a channel or thread. Discord does not name the threads that go with a channel."""
        gone = self.world.remove_channel(channel_id)
        if not gone:
            return
        channel = gone[-1]
        if channel.is_thread:
            data: dict[str, Any] = {
                "id": str(channel_id),
                "guild_id": str(channel.guild_id),
                "parent_id": str(channel.parent_id),
                "type": channel.kind,
            }
            self.gateway.dispatch("THREAD_DELETE", data, channel.guild_id)
        else:
            self.gateway.dispatch("CHANNEL_DELETE", payloads.channel(channel), channel.guild_id)

    def invited(self, guild: Guild, invite: Invite) -> None:
        data: dict[str, Any] = {
            "channel_id": str(invite.channel_id),
            "guild_id": str(guild.guild_id),
            "code": invite.code,
            "created_at": iso(invite.created_at),
            "expires_at": None,
            "max_age": invite.max_age,
            "max_uses": invite.max_uses,
            "temporary": False,
            "uses": 0,
            "type": 0,
        }
        if invite.inviter_id is not None:
            data["inviter"] = payloads.user(self.world.users[invite.inviter_id])
        self.gateway.dispatch("INVITE_CREATE", data, guild.guild_id)

    def uninvited(self, guild: Guild, code: str) -> None:
        invite = guild.invites.pop(code, None)
        if invite is not None:
            data = {"channel_id": str(invite.channel_id), "guild_id": str(guild.guild_id), "code": code}
            self.gateway.dispatch("INVITE_DELETE", data, guild.guild_id)

    def guild_lost(self, guild: Guild, *, outage: bool) -> None:
        """The guild falls silent: an ``outage``, or the bot was removed from it."""
        if outage:
            guild.available = False
            data: dict[str, Any] = {"id": str(guild.guild_id), "unavailable": True}
        else:
            del self.world.guilds[guild.guild_id]
            for channel_id in guild.channels:
                self.world.channels.pop(channel_id, None)
            data = {"id": str(guild.guild_id)}
        self.gateway.dispatch("GUILD_DELETE", data, guild.guild_id)

    def guild_found(self, guild: Guild) -> None:
        """The guild comes back after an outage, or the bot was just invited."""
        fresh, guild.available = guild.guild_id not in self.world.guilds, True
        self.world.guilds[guild.guild_id] = guild
        self.world.channels.update(guild.channels)
        self.gateway.introduce(guild, fresh=fresh)

    def permitted(self, user_id: int, channel: Channel, names: Iterable[str]) -> bool:
        return all(self.world.may(user_id, channel, name) for name in names)
