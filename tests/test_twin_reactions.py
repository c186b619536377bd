"""Reactions: adding, taking back, clearing all and clearing one emoji, live and by asking."""

from __future__ import annotations

import discord
import pytest

from tests.contract.ear import Ear, awake, held
from twin import World

PARTY = "party_parrot:123456789012345678"


def applauded(people: int) -> tuple[World, int, int, list[int]]:
    """A message to which ``people`` members reacted with a thumb, and one with a custom emoji."""
    world = World.empty()
    channel = world.add_channel("talk").channel_id
    who = [world.add_member(f"fan{n}").user.user_id for n in range(people)]
    message = world.add_message(channel, world.guild.owner_id, "we did it")
    message.reactions = {"👍": who[::-1], PARTY: who[:1]}
    return world, channel, message.message_id, who


async def fetched(ear: Ear, channel_id: int, message_id: int) -> discord.Message:
    channel = ear.get_channel(channel_id)
    assert isinstance(channel, discord.TextChannel)
    return await channel.fetch_message(message_id)


async def test_reactions_come_with_the_message_and_name_everybody() -> None:
    world, channel, message_id, who = applauded(130)
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        message = await fetched(ear, channel, message_id)
        thumb, party = message.reactions
        assert (thumb.emoji, thumb.count) == ("👍", 130)
        assert isinstance(party.emoji, discord.PartialEmoji | discord.Emoji)
        assert (party.emoji.name, party.count) == ("party_parrot", 1)
        assert sorted([u.id async for u in thumb.users()]) == who, "paged by id, whoever came first"
        assert [u.id async for u in party.users()] == who[:1]


async def test_every_kind_of_change_is_told() -> None:
    world, channel, message_id, who = applauded(3)
    newcomer = world.add_member("late").user.user_id
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        twin.react(channel, message_id, newcomer, "👍")
        twin.react(channel, message_id, newcomer, "👍")
        twin.react(channel, message_id, newcomer, f"<:{PARTY}>")
        twin.unreact(channel, message_id, who[0], "👍")
        twin.unreact(channel, message_id, who[0], "🐌")
        twin.react(channel, 4242, newcomer, "🎉")
        await twin.settle()
        added = [(p.message_id, p.user_id, str(p.emoji)) for (p,) in ear.heard["raw_reaction_add"]]
        assert added == [
            (message_id, newcomer, "👍"),
            (message_id, newcomer, f"<:{PARTY}>"),
            (4242, newcomer, "🎉"),
        ]
        assert ear.heard["raw_reaction_add"][0][0].member.name == "late"
        assert ear.heard["raw_reaction_add"][0][0].message_author_id == world.guild.owner_id
        assert ear.only("raw_reaction_remove").user_id == who[0]

        twin.clear_emoji(channel, message_id, "👍")
        await twin.settle()
        assert str(ear.only("raw_reaction_clear_emoji").emoji) == "👍"
        assert [r.count for r in (await fetched(ear, channel, message_id)).reactions] == [2]

        twin.clear_reactions(channel, message_id)
        await twin.settle()
        assert ear.only("raw_reaction_clear").message_id == message_id
        assert (await fetched(ear, channel, message_id)).reactions == []


async def test_the_bot_reacts_and_takes_back() -> None:
    world, channel, message_id, who = applauded(2)
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        message = await fetched(ear, channel, message_id)
        await message.add_reaction("✅")
        check = (await fetched(ear, channel, message_id)).reactions[-1]
        assert (check.emoji, check.count, check.me) == ("✅", 1, True)
        await message.remove_reaction("✅", ear.guilds[0].me)
        await message.remove_reaction("👍", discord.Object(who[0]))
        assert [r.count for r in (await fetched(ear, channel, message_id)).reactions] == [1, 1]
        await message.clear_reaction("👍")
        await message.clear_reactions()
        assert (await fetched(ear, channel, message_id)).reactions == []
        with pytest.raises(discord.NotFound):
            await fetched(ear, channel, 4242)
