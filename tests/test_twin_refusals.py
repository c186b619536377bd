"""What Discord refuses for its moment, its target or its weight: too late, twice, another's, not there, too large."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import discord
import pytest

from tests.contract import check
from tests.contract.ear import Ear, awake, held
from tests.contract.wire import MESSAGES, call
from twin import Twin, World
from twin.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, Interaction
from twin.outcomes import run
from twin.snowflakes import snowflake

SAY = {"type": 4, "data": {"content": "hello"}}


@pytest.fixture
async def twin() -> AsyncIterator[Twin]:
    world = World.empty()
    world.add_channel("talk")
    async with Twin.serve(world) as served:
        yield served
    assert check(served) == []


def started(twin: Twin, kind: int = COMMAND) -> Interaction:
    talk = next(iter(twin.world.guild.channels.values()))
    return twin.interactions.start(kind, twin.world.guild.owner_id, talk, {"id": "1", "name": "look", "type": 1})


async def answered(twin: Twin, one: Interaction, body: Any = SAY) -> tuple[int, int | None]:
    path = f"/interactions/{one.interaction_id}/{one.token}/callback?with_response=true"
    status, answer, _ = await call(twin, "POST", path, body)
    return status, answer.get("code")


async def hooked(twin: Twin, one: Interaction, method: str = "POST", which: str = "") -> tuple[int, int | None]:
    body = None if method == "GET" else {"content": "more"}
    status, answer, _ = await call(twin, method, f"/webhooks/{{app}}/{one.token}{which}", body)
    return status, answer.get("code")


async def test_an_interaction_is_answered_once(twin: Twin) -> None:
    one = started(twin)
    assert await answered(twin, one) == (200, None)
    assert await answered(twin, one) == (400, 40060)
    assert [m.content for m in twin.sent(one.channel.channel_id)] == ["hello"]


async def test_an_answer_after_three_seconds_finds_no_interaction(twin: Twin) -> None:
    one = started(twin)
    one.started -= 3.1
    assert await answered(twin, one) == (404, 10062)
    assert twin.sent(one.channel.channel_id) == []


async def test_the_user_who_waits_in_vain_is_not_answered_later(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("twin.outcomes.FIRST_ANSWER_SECONDS", 0.01)
    talk = next(iter(twin.world.guild.channels.values()))
    outcome = await run(twin.interactions, COMMAND, twin.world.guild.owner_id, talk, {"id": "1", "name": "look"})
    assert outcome.error == "The application did not respond"
    assert await answered(twin, outcome._interaction) == (404, 10062)


async def test_a_token_serves_for_a_quarter_of_an_hour(twin: Twin) -> None:
    one = started(twin)
    assert await answered(twin, one) == (200, None)
    one.started -= 890
    assert await hooked(twin, one) == (200, None)
    one.started -= 11
    assert await hooked(twin, one) == (401, 50027)
    assert await hooked(twin, one, "PATCH", "/messages/@original") == (401, 50027)


async def test_no_follow_up_comes_before_the_answer_and_none_with_a_wrong_token(twin: Twin) -> None:
    one = started(twin)
    assert await hooked(twin, one) == (404, 10015)
    assert await hooked(twin, one, "GET", "/messages/@original") == (404, 10008)
    one.token = "never given"
    assert await hooked(twin, one) == (401, 50027)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (AUTOCOMPLETE, SAY),
        (COMMAND, {"type": 8, "data": {"choices": []}}),
        (COMMAND, {"type": 7, "data": {"content": "changed"}}),
        (COMPONENT, {"type": 8, "data": {"choices": []}}),
    ],
)
async def test_an_answer_must_fit_what_was_asked(twin: Twin, kind: int, body: Any) -> None:
    one = started(twin, kind)
    assert await answered(twin, one, body) == (400, 50035)
    assert one.answer is None


async def test_the_bot_rewrites_nobodys_words_but_its_own(twin: Twin) -> None:
    talk = next(iter(twin.world.guild.channels))
    said = twin.say(talk, twin.world.guild.owner_id, "mine")
    status, answer, _ = await call(twin, "PATCH", f"{MESSAGES}/{said.message_id}", {"content": "yours"})
    assert (status, answer["code"], said.content) == (403, 50005, "mine")
    twin.faults.forbid(talk, "manage_messages")
    status, answer, _ = await call(twin, "DELETE", f"{MESSAGES}/{said.message_id}")
    assert (status, answer["code"]) == (403, 50013)


async def test_a_message_is_never_left_empty(twin: Twin) -> None:
    status, answer, _ = await call(twin, "POST", MESSAGES, {"content": ""})
    assert (status, answer["code"]) == (400, 50006)
    _, sent, _ = await call(twin, "POST", MESSAGES, {"content": "words"})
    status, answer, _ = await call(twin, "PATCH", f"{MESSAGES}/{sent['id']}", {"content": ""})
    assert (status, answer["code"]) == (400, 50006)
    status, answer, _ = await call(
        twin, "PATCH", f"{MESSAGES}/{sent['id']}", {"content": "", "embeds": [{"title": "t"}]}
    )
    assert (status, answer["content"]) == (200, "")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", MESSAGES + "/5"),
        ("PATCH", MESSAGES + "/5"),
        ("DELETE", MESSAGES + "/5"),
        ("GET", MESSAGES + "/5/reactions/👍"),
        ("PUT", MESSAGES + "/5/reactions/👍/@me"),
        ("DELETE", MESSAGES + "/5/reactions/👍/@me"),
    ],
)
async def test_a_message_that_is_not_there(twin: Twin, method: str, path: str) -> None:
    status, answer, _ = await call(twin, method, path, {"content": "words"} if method == "PATCH" else None)
    assert (status, answer["code"]) == (404, 10008)
    assert twin.dispatches == []


async def test_a_reply_to_nothing_is_refused_unless_the_bot_does_not_mind(twin: Twin) -> None:
    body = {"content": "indeed", "message_reference": {"message_id": "5"}}
    status, answer, _ = await call(twin, "POST", MESSAGES, body)
    assert (status, answer["code"]) == (400, 50035)
    body["message_reference"] = {"message_id": "5", "fail_if_not_exists": False}
    status, _, _ = await call(twin, "POST", MESSAGES, body)
    assert status == 200


async def uploaded(twin: Twin, *sizes: int) -> tuple[int, Any]:
    form = aiohttp.FormData()
    form.add_field("payload_json", '{"content": "look"}', content_type="application/json")
    for number, size in enumerate(sizes):
        form.add_field(f"files[{number}]", io.BytesIO(b"x" * size), filename=f"f{number}.txt")
    status, answer, _ = await call(twin, "POST", MESSAGES, data=form)
    return status, answer


async def test_files_have_a_size_and_a_number() -> None:
    world = World.empty()
    talk = world.add_channel("talk").channel_id
    async with Twin.serve(world) as twin:
        assert (await uploaded(twin, 10 * 1024 * 1024))[0] == 200
        status, answer = await uploaded(twin, 10 * 1024 * 1024 + 1)
        assert (status, answer["code"]) == (413, 40005)
        status, answer = await uploaded(twin, *[1] * 11)
        assert (status, answer["code"]) == (400, 50035)
        twin.faults.forbid(talk, "attach_files")
        status, answer = await uploaded(twin, 1)
        assert (status, answer["code"]) == (403, 50013)
        assert len(twin.sent(talk)) == 1


@pytest.mark.parametrize("count", [1, 101])
async def test_neither_one_message_nor_more_than_a_hundred_are_deleted_in_bulk(count: int) -> None:
    world = World.empty()
    talk = world.add_channel("talk").channel_id
    sent = [world.add_message(talk, world.guild.owner_id, "n").message_id for _ in range(count)]
    async with Twin.serve(world) as twin:
        status, answer, _ = await call(twin, "POST", MESSAGES + "/bulk-delete", {"messages": [str(i) for i in sent]})
        assert (status, answer["code"]) == (400, 50035)
        assert len(list(world.channels[talk].log)) == count


async def test_old_messages_are_not_deleted_in_bulk() -> None:
    world = World.empty()
    talk, owner = world.add_channel("talk").channel_id, world.guild.owner_id
    old = [
        world.add_message(talk, owner, "o", message_id=snowflake(world.clock() - timedelta(days=15), n)) for n in (1, 2)
    ]
    new = [world.add_message(talk, owner, "n") for _ in range(3)]
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        channel = ear.get_channel(talk)
        assert isinstance(channel, discord.TextChannel)
        with pytest.raises(discord.HTTPException) as refused:
            await channel.delete_messages([discord.Object(old[0].message_id), discord.Object(new[0].message_id)])
        assert refused.value.code == 50034
        await channel.delete_messages([discord.Object(m.message_id) for m in new[:2]])
        assert [m.content async for m in channel.history()] == ["n", "o", "o"]


async def test_a_dm_needs_somebody_else_to_go_to(twin: Twin) -> None:
    for nobody in (5, twin.world.bot.user_id):
        status, answer, _ = await call(twin, "POST", "/users/@me/channels", {"recipient_id": str(nobody)})
        assert (status, answer["code"]) == (400, 50035)


@pytest.mark.parametrize(
    ("allowed", "pinged"), [(None, True), ({"replied_user": True}, True), ({"replied_user": False}, False)]
)
async def test_a_reply_pings_whom_it_answers_unless_told_not_to(twin: Twin, allowed: Any, pinged: bool) -> None:
    talk, owner = next(iter(twin.world.guild.channels)), twin.world.guild.owner_id
    said = twin.say(talk, owner, "a question")
    body = {"content": "an answer", "message_reference": {"message_id": str(said.message_id)}}
    _, sent, _ = await call(twin, "POST", MESSAGES, body if allowed is None else body | {"allowed_mentions": allowed})
    assert [int(m["id"]) for m in sent["mentions"]] == ([owner] if pinged else [])
