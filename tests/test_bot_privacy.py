"""What every member can do about what is kept of them: in the server, by direct message, and after leaving."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot_stage import Clock, House, discord_of, living
from twin.world import World

SECRET = "the password is swordfish"


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[tuple[House, int, int, int]]:
    """Ada and Ben answered each other; the house, both of them, and where."""
    clock = Clock()
    world = World.empty(clock=clock)
    ada, ben = (world.add_member(name).user.user_id for name in ("Ada", "Ben"))
    channel = world.add_channel("general").channel_id
    async with discord_of(world) as twin, living(tmp_path / "rapport.db", twin, clock) as house:
        first = twin.say(channel, ada, SECRET)
        twin.say(channel, ben, "thanks!", reply_to=first.message_id)
        twin.react(channel, first.message_id, ben, "👍")
        await house.heard()
        clock.move(minutes=1)
        yield house, ada, ben, channel


def known(house: House) -> list[int]:
    return [int(user_id) for user_id in house.observe().roster.user_id]


async def test_info_says_what_is_kept_and_for_how_long(talk: tuple[House, int, int, int]) -> None:
    house, ada, _, _ = talk
    outcome = await house.twin.command("privacy info", user_id=ada)
    assert outcome.message.ephemeral
    assert "90 days" in outcome.text
    assert "You have not opted out" in outcome.text
    assert not outcome.hidden


async def test_export_is_everything_about_oneself_as_a_file_and_no_text(talk: tuple[House, int, int, int]) -> None:
    house, ada, _, channel = talk
    outcome = await house.twin.command("privacy export", user_id=ada)
    assert outcome.message.ephemeral
    (file,) = outcome.message.files
    assert file.filename.endswith(".json")
    document = json.loads(file.data)
    assert document["user_id"] == str(ada)
    assert str(channel) in file.data.decode()
    assert "swordfish" not in file.data.decode()
    assert "Ada" in file.data.decode()
    assert "Ben" not in file.data.decode(), "other members' names are theirs"


async def test_an_export_too_large_for_discord_is_packed_or_to_be_had_elsewhere(
    talk: tuple[House, int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    house, ada, _, _ = talk
    whole = (await house.twin.command("privacy export", user_id=ada)).message.files[0].data
    monkeypatch.setattr("twin.interactions.LIMIT_BYTES", len(whole) - 1)
    (packed,) = (await house.twin.command("privacy export", user_id=ada)).message.files
    assert packed.filename.endswith(".json.gz")
    assert gzip.decompress(packed.data) == whole
    monkeypatch.setattr("twin.interactions.LIMIT_BYTES", 10)
    assert "rapport export-user" in (await house.twin.command("privacy export", user_id=ada)).text
    answer = await house.twin.command("me", user_id=ada)
    assert "rapport report" in (await answer.click(label="As CSV")).text


async def test_opting_out_forgets_and_keeps_forgetting_until_opting_in(talk: tuple[House, int, int, int]) -> None:
    house, ada, ben, channel = talk
    outcome = await house.twin.command("privacy optout", user_id=ben)
    assert "You are opted out" in outcome.text
    house.twin.say(channel, ben, "nobody counts this")
    await house.heard()
    assert ben not in known(house)
    assert len(house.observe().responses.source) == 0, "Ada's ties do not name them either"
    assert house.counts("messages") == {ada: 1}
    assert "You opted out" in (await house.twin.command("privacy info", user_id=ben)).text
    assert "nothing to tell about you" in (await house.twin.command("me", user_id=ben)).text
    await house.twin.command("privacy optin", user_id=ben)
    house.clock.move(minutes=1)
    house.twin.say(channel, ben, "and this counts")
    await house.heard()
    assert house.counts("messages") == {ada: 1, ben: 1}


async def test_erasing_asks_first_and_then_nothing_is_left(talk: tuple[House, int, int, int]) -> None:
    house, ada, ben, _ = talk
    outcome = await house.twin.command("privacy erase", user_id=ada)
    assert outcome.message.ephemeral
    assert ada in known(house), "nothing happens before it is confirmed"
    done = await outcome.click(label="Erase everything about me")
    assert "were removed" in done.text
    assert ada not in known(house)
    assert set(house.store.export_user(ada)) == {"user_id"}
    assert ben in known(house)


async def test_what_was_still_on_its_way_is_erased_too(talk: tuple[House, int, int, int]) -> None:
    house, ada, _, channel = talk
    outcome = await house.twin.command("privacy erase", user_id=ada)
    for number in range(50):
        house.twin.say(channel, ada, f"still on its way {number}")
    await outcome.click(label="Erase everything about me")
    await house.heard()
    assert ada not in house.counts("messages")


async def test_after_leaving_a_direct_message_does_it_for_every_server(talk: tuple[House, int, int, int]) -> None:
    house, ada, ben, _ = talk
    house.twin.leave(ben)
    await house.heard()
    outcome = await house.twin.command("privacy info", user_id=ben, in_dm=True)
    assert not outcome.hidden
    assert "every server" in outcome.text
    exported = await house.twin.command("privacy export", user_id=ben, in_dm=True)
    assert len(json.loads(exported.message.files[0].data)) > 1
    asked = await house.twin.command("privacy erase", user_id=ben, in_dm=True)
    await asked.click(label="Erase everything about me")
    assert set(house.store.export_user(ben)) == {"user_id"}
    await house.twin.command("privacy optout", user_id=ben, in_dm=True)
    assert house.store.is_opted_out(ben, house.guild_id)
    assert house.counts("messages") == {ada: 1}


async def test_no_table_holds_what_was_written(talk: tuple[House, int, int, int], tmp_path: Path) -> None:
    house, *_ = talk
    house.store.flush()
    kept = await asyncio.to_thread(lambda: {file.name: file.read_bytes() for file in tmp_path.glob("rapport.db*")})
    assert "rapport.db" in kept
    assert not [name for name, content in kept.items() if b"swordfish" in content]
