"""Two shards: each is told of its own guilds, DMs go to the first, and one may fall without the other."""

from __future__ import annotations

import discord

from tests.contract.ear import Ear, awake, held, usual_intents
from twin import World
from twin.snowflakes import snowflake, utc_now


class ShardedEar(Ear, discord.AutoShardedClient):
    """The same ears on a sharded client."""


def two_guilds() -> World:
    """One guild for each of two shards."""
    world = World()
    moment = utc_now()
    first = snowflake(moment)
    for number, name in ((first, "one"), (first + (1 << 22), "two")):
        guild = world.add_guild(f"guild {name}", guild_id=number)
        world.add_channel(f"talk {name}", guild=guild)
    return world


async def test_each_shard_has_its_guild() -> None:
    world = two_guilds()
    ear = ShardedEar(usual_intents())
    async with held(world, shards=2) as twin, awake(twin, ear):
        assert sorted(ear.shards) == [0, 1]
        assert sorted(g.name for g in ear.guilds) == ["guild one", "guild two"]
        assert {g.guild_id: (g.guild_id >> 22) % 2 for g in world.guilds.values()} == {
            g.id: g.shard_id for g in ear.guilds
        }
        for guild in world.guilds.values():
            twin.say(next(iter(guild.channels)), guild.owner_id, f"in {guild.name}")
        twin.write_dm(world.guild.owner_id, "in private")
        await twin.settle()
        assert sorted(m.content for (m,) in ear.heard["message"]) == ["in guild one", "in guild two", "in private"]
        sessions = {s.session_id: s.shard_id for s in twin.gateway.sessions.values()}
        private = [d for d in twin.dispatches if d.name == "MESSAGE_CREATE" and "guild_id" not in d.data]
        assert [sessions[d.session_id] for d in private] == [0]


async def test_one_shard_falls_and_resumes_alone() -> None:
    world = two_guilds()
    ear = ShardedEar(usual_intents())
    async with held(world, shards=2) as twin, awake(twin, ear):
        twin.faults.cut(shard=1)
        for guild in world.guilds.values():
            twin.say(next(iter(guild.channels)), guild.owner_id, f"in {guild.name}")
        await twin.until(lambda: ear.count("shard_resumed") == 1)
        await twin.until(lambda: ear.count("message") == 2)
        assert ear.only("shard_resumed") == 1
        assert [h.op for h in twin.heard if h.op in (2, 6)] == [2, 2, 6]
