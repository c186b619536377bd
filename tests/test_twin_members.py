"""Members: the long list in chunks and in pages, who comes, who goes, and by whose invite."""

from __future__ import annotations

import discord
import pytest

from tests.contract.ear import Ear, awake, held
from twin import World


def crowded(size: int) -> World:
    world = World.empty("Crowd")
    world.add_channel("talk")
    for number in range(size - 2):
        world.add_member(f"person{number:04}")
    return world


async def test_2300_members_come_in_three_chunks() -> None:
    ear = Ear(chunk_guilds_at_startup=True)
    async with held(crowded(2300)) as twin, awake(twin, ear):
        assert len(ear.guilds[0].members) == 2300
        assert ear.guilds[0].chunked
        chunks = [d.data for d in twin.dispatches if d.name == "GUILD_MEMBERS_CHUNK"]
        assert [len(c["members"]) for c in chunks] == [1000, 1000, 300]
        assert {c["chunk_count"] for c in chunks} == {3}


async def test_the_list_over_rest_has_everybody_once() -> None:
    world = crowded(1234)
    ear = Ear(chunk_guilds_at_startup=False)
    async with held(world) as twin, awake(twin, ear):
        assert len(ear.guilds[0].members) == 1
        seen = [m.id async for m in ear.guilds[0].fetch_members(limit=None)]
        assert sorted(seen) == sorted(world.guild.members)


async def test_members_can_be_looked_up_by_name_and_id() -> None:
    world = crowded(30)
    ear = Ear(chunk_guilds_at_startup=False)
    async with held(world) as twin, awake(twin, ear):
        [found] = await ear.guilds[0].query_members("person0007")
        assert found.name == "person0007"
        both = await ear.guilds[0].query_members(user_ids=[found.id, 1])
        assert [m.id for m in both] == [found.id]
        assert (await ear.guilds[0].fetch_member(found.id)).name == "person0007"
        with pytest.raises(discord.NotFound):
            await ear.guilds[0].fetch_member(1)


async def test_coming_renaming_and_leaving_are_told() -> None:
    world = crowded(5)
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        newcomer = twin.join("nora").user.user_id
        twin.rename(newcomer, "Nora the new")
        twin.leave(newcomer)
        await twin.settle()
        assert ear.only("member_join").name == "nora"
        assert ear.heard["member_update"][0][1].nick == "Nora the new"
        assert ear.only("raw_member_remove").user.id == newcomer


async def test_an_invite_counts_who_came_by_it() -> None:
    world = crowded(5)
    host = world.guild.owner_id
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        invite = twin.invite(host)
        before = {i.code: i.uses for i in await ear.guilds[0].invites()}
        twin.join("guest", invite=invite.code)
        after = {i.code: (i.uses, i.inviter) for i in await ear.guilds[0].invites()}
        await twin.settle()
        assert before[invite.code] == 0
        uses, inviter = after[invite.code]
        assert (uses, inviter and inviter.id) == (1, host)
        assert ear.only("invite_create").code == invite.code
        twin.uninvite(invite.code)
        await twin.settle()
        assert ear.only("invite_delete").code == invite.code
        assert await ear.guilds[0].invites() == []


async def test_join_messages_come_from_the_system() -> None:
    world = crowded(4)
    world.guild.system_channel_id = next(iter(world.guild.channels))
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        twin.join("nora")
        await twin.settle()
        assert ear.only("message").is_system()
