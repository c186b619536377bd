"""``python -m twin``: a small world to point a bot at, until Ctrl-C."""

from __future__ import annotations

import asyncio
import contextlib
import sys

from twin.server import Twin
from twin.world import World


def small_world() -> World:
    """A guild with two channels, a moderator and two members who said hello."""
    world = World.empty("A small place")
    talk = world.add_channel("general").channel_id
    world.add_channel("Lounge", "voice")
    world.add_member("mo", moderator=True)
    ann, ben = (world.add_member(name).user.user_id for name in ("ann", "ben"))
    hello = world.add_message(talk, ann, "Hello! Is anybody here?")
    world.add_message(talk, ben, "I am.", reply_to=hello.message_id, mentions=[ann])
    return world


async def serve() -> None:
    async with Twin.serve(small_world()) as twin:
        sys.stdout.write(
            f"Discord's stand-in listens.\n  REST     {twin.http_url}/api/v10\n  gateway  {twin.gateway_url}\n"
            f"  token    {twin.token}\nCtrl-C ends it.\n"
        )
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve())
