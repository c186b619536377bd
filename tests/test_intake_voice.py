"""Coming and going in voice channels becomes stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import discord
import pytest

from bot.intake.gateway import VoiceSessions
from storage.models import VoiceStayed
from tests.intake_ear import AFK, GUILD_ID, MIRA, OLEK, Ear, member_payload, user_payload

CABIN = AFK + 1
START = datetime(2024, 3, 4, 18, tzinfo=UTC)


def after(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def stay(channel_id: int, start: int, end: int, member_id: int = MIRA) -> VoiceStayed:
    return VoiceStayed(GUILD_ID, channel_id, member_id, after(start), after(end))


def test_a_stay_lasts_from_coming_to_going() -> None:
    sessions = VoiceSessions()
    assert sessions.moved(MIRA, GUILD_ID, None, CABIN, after(0)) == []
    assert sessions.moved(MIRA, GUILD_ID, CABIN, CABIN, after(5)) == []  # muted herself
    assert sessions.moved(MIRA, GUILD_ID, CABIN, None, after(30)) == [stay(CABIN, 0, 30)]
    assert len(sessions) == 0


def test_moving_ends_one_stay_and_begins_the_next() -> None:
    sessions = VoiceSessions()
    sessions.moved(MIRA, GUILD_ID, None, CABIN, after(0))
    assert sessions.moved(MIRA, GUILD_ID, CABIN, 7, after(10)) == [stay(CABIN, 0, 10)]
    assert sessions.close_all(after(15)) == [stay(7, 10, 15)]
    assert sessions.close_all(after(20)) == []


def test_a_change_heard_twice_counts_once() -> None:
    sessions = VoiceSessions()
    for minute in (0, 1):
        assert sessions.moved(MIRA, GUILD_ID, None, CABIN, after(minute)) == []
    assert sessions.moved(MIRA, GUILD_ID, CABIN, None, after(2)) == [stay(CABIN, 0, 2)]
    assert sessions.moved(MIRA, GUILD_ID, CABIN, None, after(3)) == []


def test_who_sat_there_before_counts_from_when_they_were_seen() -> None:
    sessions = VoiceSessions()
    assert sessions.moved(MIRA, GUILD_ID, CABIN, CABIN, after(4)) == []
    assert sessions.moved(MIRA, GUILD_ID, CABIN, None, after(9)) == [stay(CABIN, 4, 9)]


def test_time_that_nobody_watched_is_not_counted() -> None:
    sessions = VoiceSessions()
    sessions.moved(MIRA, GUILD_ID, None, CABIN, after(0))
    assert sessions.checkpoint(after(5)) == [stay(CABIN, 0, 5)]
    assert sessions.moved(MIRA, GUILD_ID, None, 7, after(600)) == []  # she had left in between
    assert sessions.close_all(after(610)) == [stay(7, 600, 610)]


def test_a_checkpoint_grows_the_same_stay() -> None:
    sessions = VoiceSessions()
    sessions.moved(MIRA, GUILD_ID, None, CABIN, after(0))
    sessions.moved(OLEK, GUILD_ID, None, CABIN, after(5))
    assert sessions.checkpoint(after(5)) == [stay(CABIN, 0, 5)]
    assert sessions.checkpoint(after(8)) == [stay(CABIN, 0, 8), stay(CABIN, 5, 8, OLEK)]
    assert sessions.moved(MIRA, GUILD_ID, CABIN, None, after(9)) == [stay(CABIN, 0, 9)]


@pytest.mark.parametrize(("bot", "counted"), [(False, 1), (True, 0)])
def test_bots_and_the_channel_for_the_absent_do_not_count(bot: bool, counted: int) -> None:
    ear, sessions = Ear(), VoiceSessions()
    member = discord.Member(
        data=member_payload() | {"user": user_payload(MIRA, "mira", bot=bot)},  # type: ignore[arg-type]  # no more than is read
        guild=ear.guild,
        state=ear._connection,
    )

    def state(channel_id: int | None) -> discord.VoiceState:
        channel = ear.guild.get_channel(channel_id) if channel_id else None
        assert channel is None or isinstance(channel, discord.VoiceChannel)
        return discord.VoiceState(data={"suppress": True}, channel=channel)  # type: ignore[arg-type]  # all it reads

    sessions.changed(member, state(None), state(CABIN), after(0))
    ended = sessions.changed(member, state(CABIN), state(AFK), after(10))
    assert ended == [stay(CABIN, 0, 10)] * counted
    assert sessions.changed(member, state(AFK), state(None), after(20)) == []
