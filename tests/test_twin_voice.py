"""Voice: who sits where, and what remains of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.contract.ear import Ear, awake, held
from twin import World
from twin.timeline import SatInVoice


async def test_entering_changing_and_leaving_voice() -> None:
    world = World.empty()
    one, two = (world.add_channel(n, "voice").channel_id for n in ("one", "two"))
    ann = world.add_member("ann").user.user_id
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        moves = []
        for place in (one, two, None):
            twin.sit(ann, place)
            await twin.settle()
            _, before, after = ear.heard["voice_state_update"][-1]
            moves.append((before.channel and before.channel.id, after.channel and after.channel.id))
        assert moves == [(None, one), (one, two), (two, None)]


async def test_who_sat_there_before_the_bot_came_is_in_the_guild() -> None:
    world = World.empty()
    room = world.add_channel("room", "voice").channel_id
    ann = world.add_member("ann").user.user_id
    ear = Ear(chunk_guilds_at_startup=False)
    async with held(world) as twin:
        twin.sit(ann, room)
        async with awake(twin, ear):
            member = ear.guilds[0].get_member(ann)
            assert member is not None
            assert member.voice is not None
            assert member.voice.channel is not None
            assert member.voice.channel.id == room


async def test_leaving_the_guild_leaves_voice_first() -> None:
    world = World.empty()
    room = world.add_channel("room", "voice").channel_id
    ann = world.add_member("ann").user.user_id
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        twin.sit(ann, room)
        twin.leave(ann)
        await twin.settle()
        assert ear.heard["voice_state_update"][-1][2].channel is None
        assert ear.only("raw_member_remove").user.id == ann


async def test_a_planned_time_in_voice_has_a_beginning_and_an_end() -> None:
    world = World.empty()
    room = world.add_channel("room", "voice").channel_id
    ann = world.add_member("ann").user.user_id
    at = datetime(2026, 1, 1, tzinfo=UTC)
    sat = SatInVoice(at, ann, room, at + timedelta(hours=1))
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        twin.play(sat)
        await twin.settle()
        assert ear.count("voice_state_update") == 1
        twin.play_voice_end(sat)
        twin.play_voice_end(sat)
        await twin.settle()
        assert ear.count("voice_state_update") == 2
