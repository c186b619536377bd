"""Direct messages: with embeds and files, answered, refused."""

from __future__ import annotations

import io

import discord
import pytest

from tests.contract.ear import Ear, awake, held
from twin import World


def with_ann() -> tuple[World, int]:
    world = World.empty()
    world.add_channel("talk")
    return world, world.add_member("ann").user.user_id


async def test_a_dm_with_an_embed_and_a_file() -> None:
    world, ann = with_ann()
    ear = Ear(chunk_guilds_at_startup=False)
    async with held(world) as twin, awake(twin, ear):
        user = await ear.fetch_user(ann)
        embed = discord.Embed(title="Your week").add_field(name="Answered", value="3 questions")
        await user.send("hello", embed=embed, file=discord.File(io.BytesIO(b"{}"), "you.json"))
        await user.send("and again")
        first, second = twin.dms(ann)
        assert (first.content, first.embeds[0]["title"], first.files[0].data) == ("hello", "Your week", b"{}")
        assert second.content == "and again"
        twin.write_dm(ann, "thank you")
        await twin.settle()
        heard = ear.heard["message"][-1][0]
        assert (heard.guild, heard.content, heard.author.id) == (None, "thank you", ann)
        assert [m.content async for m in heard.channel.history()] == ["thank you", "and again", "hello"]


async def test_closed_dms_are_refused_with_their_own_code() -> None:
    world, ann = with_ann()
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        twin.close_dms(ann)
        user = await ear.fetch_user(ann)
        with pytest.raises(discord.Forbidden) as refused:
            await user.send("hello?")
        assert refused.value.code == 50007
        assert twin.dms(ann) == []
        twin.open_dms(ann)
        await user.send("hello!")
        assert len(twin.dms(ann)) == 1


async def test_nobody_is_reached_after_they_left() -> None:
    world, ann = with_ann()
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        user = await ear.fetch_user(ann)
        twin.leave(ann)
        with pytest.raises(discord.Forbidden):
            await user.send("hello?")
        with pytest.raises(discord.NotFound):
            await ear.fetch_user(424242)
