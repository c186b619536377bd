"""Who sits in which voice channel, and for how long. Nobody listens: only coming and going is seen."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import discord

from storage.models import VoiceStayed


class _Stay(NamedTuple):
    channel_id: int
    start: datetime


class VoiceSessions:
    """The stays that are open now. ``at`` are aware moments, and never go back."""

    def __init__(self) -> None:
        self._open: dict[tuple[int, int], _Stay] = {}

    def __len__(self) -> int:
        return len(self._open)

    def changed(
        self, member: discord.Member, before: discord.VoiceState, after: discord.VoiceState, at: datetime
    ) -> list[VoiceStayed]:
        """What discord.py's ``on_voice_state_update`` says: bots and the channel for the absent do not count."""
        if member.bot:
            return []
        return self.moved(member.id, member.guild.id, _counted(before, member.guild), _counted(after, member.guild), at)

    def moved(
        self, member_id: int, guild_id: int, before_channel: int | None, after_channel: int | None, at: datetime
    ) -> list[VoiceStayed]:
        """The stay that ended with this change, if one did. Muting and deafening change no channel and end nothing.

        Somebody who sat there before anybody looked is counted from the first moment they were seen. Of somebody who
        turns out to have moved while nobody looked, only what was told at a checkpoint counts.
        """
        key = guild_id, member_id
        stay = self._open.get(key)
        if stay is not None and stay.channel_id == after_channel:
            return []
        if stay is not None and stay.channel_id != before_channel:
            del self._open[key]
        ended = self._end(key, at)
        if after_channel is not None:
            self._open[key] = _Stay(after_channel, at)
        return ended

    def close_all(self, at: datetime) -> list[VoiceStayed]:
        """Everything that was open, ended: nobody will be watching from here on."""
        return [stay for key in list(self._open) for stay in self._end(key, at)]

    def checkpoint(self, at: datetime) -> list[VoiceStayed]:
        """Every open stay as long as it is by now, so that a crash loses only what came after."""
        return [
            VoiceStayed(guild_id, stay.channel_id, member_id, stay.start, at)
            for (guild_id, member_id), stay in self._open.items()
            if at > stay.start
        ]

    def _end(self, key: tuple[int, int], at: datetime) -> list[VoiceStayed]:
        stay = self._open.pop(key, None)
        if stay is None or at <= stay.start:
            return []
        guild_id, member_id = key
        return [VoiceStayed(guild_id, stay.channel_id, member_id, stay.start, at)]


def _counted(state: discord.VoiceState, guild: discord.Guild) -> int | None:
    # Not state.afk: discord.py 2.7 fills it from "suppress", which is true for any listener of a stage.
    if state.channel is None or state.channel == guild.afk_channel:
        return None
    return state.channel.id
