"""The gateway's refusals: which close code a client gets for what it should not have sent."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from tests.contract.ear import held
from twin import Twin, World


def hello(**changes: Any) -> dict[str, Any]:
    return {"op": 2, "d": {"token": "twin-token", "intents": 1 << 9, "properties": {}, **changes}}


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([{"op": 77, "d": None}], 4001),
        ([{"d": "no opcode"}], 4002),
        ([{"op": 8, "d": {}}], 4003),
        ([{"op": 3, "d": {}}], 4003),
        ([hello(token="wrong")], 4004),
        ([{"op": 6, "d": {"token": "wrong", "session_id": "s", "seq": 0}}], 4004),
        ([hello(), hello()], 4005),
        ([hello(shard=[2, 2])], 4010),
        ([hello(intents=1 << 40)], 4013),
        ([hello(intents=None)], 4013),
    ],
)
async def test_a_frame_that_discord_would_not_take(frames: list[dict[str, Any]], code: int) -> None:
    async with (
        held(World.empty()) as twin,
        aiohttp.ClientSession() as http,
        http.ws_connect(f"{twin.gateway_url}?v=10&encoding=json") as socket,
    ):
        assert (await socket.receive_json())["op"] == 10
        for frame in frames:
            await socket.send_json(frame)
        while (message := await socket.receive()).type is aiohttp.WSMsgType.TEXT:
            pass
        assert (message.type, message.data) == (aiohttp.WSMsgType.CLOSE, code)


async def resumed(http: aiohttp.ClientSession, twin: Twin, ready: dict[str, Any], seq: int) -> tuple[Any, Any]:
    """The answer to a RESUME: its type and what it says."""
    async with http.ws_connect(ready["d"]["resume_gateway_url"]) as socket:
        await socket.receive_json()
        session = {"token": twin.token, "session_id": ready["d"]["session_id"], "seq": seq}
        await socket.send_json({"op": 6, "d": session})
        answer = await socket.receive()
        return answer.type, answer.data


INVALID = (aiohttp.WSMsgType.TEXT, '{"op":9,"d":false,"s":null,"t":null}')


@pytest.mark.parametrize("told_so", [False, True])
async def test_a_session_that_is_over_is_not_resumed(told_so: bool) -> None:
    """A RESUME from the future ends it, and so does Discord by saying that it is invalid."""
    async with held(World.empty()) as twin, aiohttp.ClientSession() as http:
        async with http.ws_connect(f"{twin.gateway_url}?v=10&encoding=json") as socket:
            await socket.receive_json()
            await socket.send_json(hello())
            ready = await socket.receive_json()
            if told_so:
                twin.faults.invalid_session()
            await socket.close(code=4000)
        if not told_so:
            assert await resumed(http, twin, ready, ready["s"] + 100) == (aiohttp.WSMsgType.CLOSE, 4007)
        assert await resumed(http, twin, ready, ready["s"]) == INVALID


async def test_an_unknown_compression_is_refused() -> None:
    async with (
        held(World.empty()) as twin,
        aiohttp.ClientSession() as http,
        http.ws_connect(f"{twin.gateway_url}?v=10&encoding=json&compress=brotli") as socket,
    ):
        assert (await socket.receive()).data == 4012


async def test_a_cut_says_nothing_and_a_request_to_reconnect_says_so() -> None:
    async with (
        held(World.empty()) as twin,
        aiohttp.ClientSession() as http,
        http.ws_connect(f"{twin.gateway_url}?v=10&encoding=json") as socket,
    ):
        await socket.receive_json()
        await socket.send_json(hello())
        await socket.receive_json()
        twin.faults.reconnect()
        assert (await socket.receive_json())["op"] == 7
        twin.faults.cut()
        assert (await socket.receive()).type is not aiohttp.WSMsgType.CLOSE
        assert socket.close_code == 1006
