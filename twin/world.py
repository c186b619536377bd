"""The state of a stand-in Discord: its guilds, people, channels and what was said, before anybody is told of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from twin import permissions
from twin.snowflakes import Clock, Mint, utc_now
from twin.things import (
    CATEGORY,
    DM,
    FORUM,
    NEWS,
    PRIVATE_THREAD,
    TEXT,
    THREAD,
    VOICE,
    Channel,
    Guild,
    Invite,
    Member,
    Message,
    Overwrite,
    Role,
    User,
)
from twin.timeline import Person, Room, Timeline

KINDS = {
    "category": CATEGORY,
    "text": TEXT,
    "news": NEWS,
    "voice": VOICE,
    "forum": FORUM,
    "thread": THREAD,
    "private thread": PRIVATE_THREAD,
}
BOT_ID = 1_100_000_000_000_000_001


class World:
    """Everything Discord would know. Methods change it silently; telling the bot is the stage's business.

    ``clock`` gives the moment of whatever happens from now on; ids made here take their time from it.
    """

    def __init__(self, *, clock: Clock = utc_now, bot_id: int = BOT_ID, bot_name: str = "Rapport") -> None:
        self.clock = clock
        self.mint = Mint(clock)
        self.bot = User(bot_id, bot_name, is_bot=True)
        self.users: dict[int, User] = {bot_id: self.bot}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.dms: dict[int, Channel] = {}
        self.closed_dms: set[int] = set()
        self.by_nonce: dict[str, Message] = {}
        self.people: dict[int, Person] = {}
        self.rooms: dict[int, Room] = {}

    @classmethod
    def empty(
        cls,
        guild_name: str = "A small place",
        *,
        clock: Clock = utc_now,
        owner_name: str = "owner",
        guild_id: int | None = None,
        owner_id: int | None = None,
    ) -> Self:
        """A world of one guild in which only its owner and the bot live. ``world.guild`` is that guild."""
        world = cls(clock=clock)
        world.add_guild(guild_name, owner_name=owner_name, guild_id=guild_id, owner_id=owner_id)
        return world

    @classmethod
    def from_timeline(cls, timeline: Timeline, until: datetime, *, clock: Clock = utc_now) -> Self:
        """The community as it stands at ``until``: earlier events are its history, later ones are yet to be played."""
        from twin.past import relive  # here, because the past is written in terms of a world

        world = cls(clock=clock)
        relive(world, timeline, until)
        return world

    @property
    def guild(self) -> Guild:
        """The first guild; most worlds have no other."""
        return next(iter(self.guilds.values()))

    def guild_of(self, channel_id: int) -> Guild | None:
        channel = self.channels.get(channel_id)
        return self.guilds.get(channel.guild_id) if channel and channel.guild_id is not None else None

    def add_guild(
        self,
        name: str,
        *,
        guild_id: int | None = None,
        owner_id: int | None = None,
        owner_name: str = "owner",
        founded: datetime | None = None,
    ) -> Guild:
        """A guild with the @everyone, moderator and bot roles, its owner, and the bot as a member."""
        number = self.mint.next() if guild_id is None else guild_id
        owner_number = self.mint.next() if owner_id is None else owner_id
        moderator, bot = self.mint.next(), self.mint.next()
        guild = Guild(number, name, owner_number, moderator_role_id=moderator)
        guild.roles[number] = Role(number, "@everyone", permissions.EVERYONE, 0)
        guild.roles[moderator] = Role(moderator, "Moderator", permissions.MODERATOR, 1)
        guild.roles[bot] = Role(bot, self.bot.name, permissions.BOT, 2, managed_for=self.bot.user_id)
        self.guilds[number] = guild
        moment = founded or self.clock()
        self.add_member(owner_name, user_id=owner_number, guild=guild, joined_at=moment)
        guild.members[self.bot.user_id] = Member(self.bot, moment, [bot])
        guild.bot_joined_at = moment
        return guild

    def add_user(self, name: str, *, user_id: int | None = None, is_bot: bool = False) -> User:
        """A user of Discord, who need not be in any guild."""
        number = self.mint.next() if user_id is None else user_id
        if number not in self.users:
            self.users[number] = User(number, name, is_bot)
        return self.users[number]

    def add_member(
        self,
        name: str,
        *,
        user_id: int | None = None,
        guild: Guild | None = None,
        joined_at: datetime | None = None,
        is_bot: bool = False,
        moderator: bool = False,
        nick: str | None = None,
    ) -> Member:
        """Somebody in the guild; a ``moderator`` gets the role with Manage Server."""
        home = guild or self.guild
        user = self.add_user(name, user_id=user_id, is_bot=is_bot)
        roles = [home.moderator_role_id] if moderator else []
        member = Member(user, joined_at or self.clock(), roles, nick)
        home.members[user.user_id] = member
        return member

    def remove_member(self, user_id: int, *, guild: Guild | None = None) -> Member | None:
        home = guild or self.guild
        home.voice.pop(user_id, None)
        return home.members.pop(user_id, None)

    def add_channel(
        self,
        name: str,
        kind: str = "text",
        *,
        channel_id: int | None = None,
        parent_id: int | None = None,
        guild: Guild | None = None,
        owner_id: int | None = None,
        topic: str | None = None,
    ) -> Channel:
        """A channel or thread; ``kind`` is one of ``KINDS``."""
        home = guild or self.guild
        number = self.mint.next() if channel_id is None else channel_id
        channel = Channel(
            number,
            KINDS[kind],
            name,
            home.guild_id,
            parent_id,
            position=len(home.channels),
            topic=topic,
            owner_id=owner_id or home.owner_id,
        )
        if channel.is_thread:
            channel.member_ids.append(channel.owner_id)
        home.channels[number] = channel
        self.channels[number] = channel
        return channel

    def remove_channel(self, channel_id: int) -> list[Channel]:
        """Takes a channel away, with the threads below it; gives back all that went, threads first."""
        guild = self.guild_of(channel_id)
        channel = self.channels.get(channel_id)
        if guild is None or channel is None:
            return []
        gone = [c for c in guild.channels.values() if c.is_thread and c.parent_id == channel_id] + [channel]
        for one in gone:
            del guild.channels[one.channel_id], self.channels[one.channel_id]
        return gone

    def add_message(
        self,
        channel_id: int,
        user_id: int,
        content: str,
        *,
        message_id: int | None = None,
        reply_to: int | None = None,
        mentions: Iterable[int] = (),
        kind: int | None = None,
        webhook: bool = False,
    ) -> Message:
        """What somebody wrote. With ``webhook`` the author is no user but the webhook with that id."""
        author = self.users[user_id]
        message = Message(
            self.mint.next() if message_id is None else message_id,
            channel_id,
            author,
            content,
            kind=kind if kind is not None else (19 if reply_to else 0),
            reply_to=reply_to,
            mention_ids=list(dict.fromkeys(mentions)),
            webhook_id=user_id if webhook else None,
        )
        self.keep(message)
        return message

    def keep(self, message: Message) -> None:
        """Puts a message into its channel's log and counts it."""
        channel = self.channels[message.channel_id]
        channel.log.add(message)
        channel.sent_in_all += 1
        if channel.is_thread and message.author.user_id not in channel.member_ids and message.webhook_id is None:
            channel.member_ids.append(message.author.user_id)

    def message(self, channel_id: int, message_id: int) -> Message | None:
        channel = self.channels.get(channel_id)
        return channel.log.get(message_id) if channel else None

    def add_invite(
        self,
        inviter_id: int | None,
        *,
        channel_id: int | None = None,
        code: str | None = None,
        uses: int = 0,
        guild: Guild | None = None,
    ) -> Invite:
        """An invite that never expires; ``code`` is made up from an id unless given."""
        home = guild or self.guild
        where = channel_id or next(c.channel_id for c in home.channels.values() if c.kind == TEXT)
        invite = Invite(code or f"i{self.mint.next():x}"[:10], where, inviter_id, self.clock(), uses)
        if invite.code in home.invites:
            invite.code = f"i{self.mint.next():x}"
        home.invites[invite.code] = invite
        return invite

    def dm_with(self, user_id: int) -> Channel:
        """The DM channel between the bot and this user, opened on first use."""
        if user_id not in self.dms:
            channel = Channel(self.mint.next(), DM, recipient_id=user_id)
            self.dms[user_id] = self.channels[channel.channel_id] = channel
        return self.dms[user_id]

    def bot_may(self, channel: Channel, permission: str) -> bool:
        """Whether the bot has the named permission in this channel; in a DM it has all it needs."""
        return self.may(self.bot.user_id, channel, permission)

    def may(self, user_id: int, channel: Channel, permission: str) -> bool:
        guild = self.guilds.get(channel.guild_id or 0)
        if guild is None:
            return True
        return bool(permissions.in_channel(guild, channel, user_id) & permissions.BITS[permission])

    def deny_bot(self, channel_id: int, names: Iterable[str]) -> None:
        """Takes permissions from the bot in one channel, as a moderator would."""
        channel = self.channels[channel_id]
        overwrite = channel.overwrites.setdefault(self.bot.user_id, Overwrite(1))
        overwrite.deny |= permissions.bits(names)
